// SPDX-License-Identifier: Apache-2.0

/** Programs that tell a secret, keep it, make one, or take a text apart. */
const PROGRAMS =
  '(?:cat|head|tail|tr|cut|grep|sed|awk|jq|yq|base64|printenv|vault|aws|gcloud|az|kubectl|oc|op|pass|gopass|bw|rbw|lpass|security|secret-tool|keyring|gpg|sops|age|doppler|chamber|infisical|openssl rand|pwgen|uuidgen|date|terraform|git|gh|glab|heroku|docker|podman|Get-Content|Get-Secret)';
/** `cat /run/secrets/db`, `< /run/secrets/db`, `echo "$X" | base64`. */
const COMMAND = new RegExp(`^(?:(?:sudo )?${PROGRAMS}(?= )|(?:uuidgen|pwgen)$|< ?[/~.$]|echo (?:-n )?["']?\\$\\w)`);
const PLAIN = /^[\w .,:/@$~%+={}'"|<>\\-]*$/;
/** An option that may have a secret behind it, and what is piped into another program. */
const GIVES_SECRET = /(?:^|\s)(?:-[kpPu]|--?(?:pass|password|token|key|secret|user)[ =]|pass:)|\|(?!\s*\w)/;
const BETWEEN = /[\s|=,'"{}<>]+/;
/** An option, and what programs call an encoding. */
const NO_SECRET = /^(?:-{1,2}[a-z][a-z-]*|-{0,2}(?:base64|sha256|sha256sum))$/;
const SUBSTITUTION = /^(?:\$\(([^()`]{1,200})\)|`([^()`]{1,200})`)$/;

/** Whether the text is what a shell replaces by what a command prints, and no word of the command looks secret. */
export function isSubstitution(text: string, looksSecret: (word: string) => boolean): boolean {
  const match = SUBSTITUTION.exec(text);
  const command = (match?.[1] ?? match?.[2])?.trim();
  if (command === undefined || !COMMAND.test(command) || !PLAIN.test(command)) return false;
  return (
    !GIVES_SECRET.test(command) && !command.split(BETWEEN).some((word) => !NO_SECRET.test(word) && looksSecret(word))
  );
}

/** A shell's variable that is called by what it holds, before a command or another variable for it. */
const BEFORE_COMMAND =
  /^\$(?:(?=[A-Z\d_]*(?:PASS|PW|TOKEN|KEY|SECRET|CRED|AUTH|JWT|_))[A-Z_][A-Z\d_]*|\{[A-Za-z_]\w*\}|[1-9]) +(?:[a-z./~][\w./~-]*(?=[\s"'\\;&]|$)|[A-Z_][A-Z\d_]*=|&&|\|\||[|;&]|"?\$)/;
/** What stands for a value that is hidden, before another pair. */
const BEFORE_PAIR =
  /^(?:\*{3,}|[xX]{5,}|•{3,}|\.{3}|…|[[<(](?:[A-Za-z]+[ _-])?(?:redacted|filtered|masked|hidden|removed|protected|scrubbed|sanitized|secret|sensitive|value|password|token)(?:[ _-][A-Za-z]+)?[\])>]|REDACTED)[,;]? +[A-Za-z_][\w.-]*=/;
const BEGINS_SUBSTITUTION = /^(?:\$\([^()`]{1,200}\)|`[^()`]{1,200}`)(?=[\s"'\\;&)]|$)/;
/** A variable in braces with nothing behind it. */
const ALONE = /^\$\{[A-Za-z_][\w.]*\}(?=["';\\]|\s*$)/;
/** What one of them begins with. */
export const mayStand = /[$`*xX.[<(R\xe2]/;

/** Whether the rest of a line begins with what stands for a value, and goes on with something else. */
export function stands(rest: string, looksSecret: (word: string) => boolean): boolean {
  if (BEFORE_COMMAND.test(rest) || ALONE.test(rest) || BEFORE_PAIR.test(rest)) return true;
  const [text] = BEGINS_SUBSTITUTION.exec(rest) ?? [];
  return text !== undefined && isSubstitution(text, looksSecret);
}
