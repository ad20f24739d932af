// SPDX-License-Identifier: Apache-2.0
// cspell:ignore contrase kennwort

/** A question is short. */
const LAST_BYTES = 256;
/**
 * The last line of a call, after which the other side sends a secret and nothing with it that says so: what SMTP, FTP,
 * NNTP, IMAP, POP3 and IRC answer to a name, or to a mechanism of SASL (RFC 4954, 959, 4643, 9051, 5034).
 */
const ANSWER = /(?:^|\n)(?:(?:334|33[12]|38[13])[ -][^\n]*|\+(?: [^\n]*)?|(?::\S+ )?AUTHENTICATE \+)\r?\n$/i;
/** And a prompt, which may be a line, or have a command of telnet behind it (RFC 854). */
const PROMPT =
  /(?<![</])(?:pass(?:wor[dt]|phrase|code)|kennwort|mot de passe|contrase[^\sa]{1,2}a|\b(?:pin|otp|secret|token|code|api[ _-]?key)\b)(?:[^\n]{0,64}:|[ \t]?[?>])(?:\s|\xff[\xfb-\xfe].)*$/i;

/** What the end of a text is judged by: the last bytes of it, with those that follow. */
export function endOf(before: string, bytes: Buffer): string {
  const last = bytes.toString('latin1', Math.max(0, bytes.length - LAST_BYTES));
  return (before + last).slice(-LAST_BYTES);
}

/** Whether the other side's next call may be a secret alone. @param end of a text */
export function asksForSecret(end: string): boolean {
  return ANSWER.test(end) || PROMPT.test(end);
}
