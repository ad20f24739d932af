// SPDX-License-Identifier: Apache-2.0
import type { SecretName } from './names.ts';

/** What a template of Azure gives a function: names, versions, and what gives these. */
const NAME_OF_AZURE = "'[\\w./-]*'";
const LOOKUP_OF_AZURE = `(?:parameters|variables)\\(${NAME_OF_AZURE}\\)`;
const RESOURCE_OF_AZURE = `resourceId\\((?:${NAME_OF_AZURE}|${LOOKUP_OF_AZURE})(?:, ?(?:${NAME_OF_AZURE}|${LOOKUP_OF_AZURE}))*\\)`;
const ARGUMENT_OF_AZURE = `(?:${NAME_OF_AZURE}|${LOOKUP_OF_AZURE}|${RESOURCE_OF_AZURE})`;

/** Where a secret is that a program fetches when it starts, instead of the secret. */
const REFERENCE = new RegExp(
  `^(?:${[
    // 1Password; vals; managers of parameters and secrets by their schemes
    'op://[\\w .-]+(?:/[\\w .-]+){1,3}',
    'ref\\+\\w+://[\\w./#+?=&:-]+',
    '(?:aws-?ssm|aws-?sm|awssecretsmanager|secretsmanager|ssm|gcpsm|gcp-?secretmanager|secretmanager|azkv|azurekeyvault|akv|keyvault|vault|doppler|infisical|bws|conjur|env|k8s|secret)://[\\w./#+:@-]+',
    // HashiCorp Vault in Spring, Bank-Vaults and others: a path, and the key there
    'vault:[\\w-]+(?:/[\\w.-]+)+(?:#[\\w.-]+){1,2}',
    // Google's and Amazon's managers, by the name of the resource
    'projects/[\\w-]+/secrets/[\\w-]+(?:/versions/\\w+)?',
    'arn:aws[\\w-]*:(?:secretsmanager|ssm):[\\w-]*:\\d*:\\S+',
    '@Microsoft\\.KeyVault\\([^()]+\\)?',
    // Container Apps, Compose and others
    'secretref:[\\w-]+',
    'env:[A-Z_][A-Z\\d_]*',
    'file:(?://)?/[\\w./-]+',
    '\\.{1,2}/[\\w./-]+\\.(?:txt|pem|key|crt|json|ya?ml|env)',
    '/(?:var/)?(?:run|mnt|vault)/secrets/[\\w./-]+',
    // Templates of CloudFormation and Azure
    '!(?:Ref|GetAtt|ImportValue) [A-Za-z][\\w.:-]*',
    '!Sub ["\']?\\$\\{[A-Za-z][\\w.:]*\\}["\']?',
    '!Sub ["\']?\\{\\{resolve:(?:ssm|ssm-secure|secretsmanager):(?:[\\w./:-]|\\$\\{[\\w.:]+\\})+\\}\\}["\']?',
    `\\[${LOOKUP_OF_AZURE}\\]`,
    `\\[?(?:list\\w*(?:Keys|Secrets)|reference)\\(${ARGUMENT_OF_AZURE}(?:, ?${ARGUMENT_OF_AZURE})*\\)(?:\\.keys\\[\\d\\])?(?:\\.(?:value|key[12]|(?:primary|secondary)(?:Master)?(?:Key|ConnectionString)))?\\]?`,
    // Templates of Ansible: filters with no value of their own, and where a value is looked up
    "\\{\\{ ?[a-z_][\\w.]* ?\\| ?(?:default\\(''\\)|password_hash\\('sha\\d{3}'\\)) ?\\}\\}",
    "\\{\\{ ?lookup\\('(?:file|env)', ?'[\\w./-]+'\\) ?\\}\\}",
    '\\{\\{ ?(?:\\$node\\[\\\\?["\'][\\w ]+\\\\?["\']\\]|[a-z_]\\w*)(?:\\.\\w+|\\[\\\\?["\'][\\w-]+\\\\?["\']\\])* ?\\}\\}',
    '\\{\\{ ?(?:lookup|env_var|env|secret)\\(\\\\?["\'][\\w./-]+\\\\?["\'](?:, ?\\\\?["\'][\\w./-]*\\\\?["\'])?\\)(?: ?\\| ?\\w+)* ?\\}\\}',
    // Tags of YAML: Home Assistant's, ESPHome's, pyyaml-env-tag's
    '!secret [a-z]+(?:_[a-z\\d]+)+',
    '!(?:ENV|env)(?:_VAR)? (?:\\$\\{\\w+\\}|[A-Z_][A-Z\\d_]*)',
    // Symfony; Serverless Framework; Grafana
    '=?%(?:env\\((?:[a-z_]+:)*[A-Z_][A-Z\\d_]*\\)|[a-z_]+(?:\\.[a-z_]+)*|[A-Z_][A-Z\\d_]*)%',
    "\\$\\{(?:self|env|opt|param|ssm|cf|s3|file|vault|custom|stage|aws):(?:[\\w./:#@~-]|\\$\\{(?:self|opt|sls|env|aws|param):[\\w.:]+\\})+(?:, ?'')?\\}",
    '\\$__(?:file\\{/[\\w./-]+\\}|env\\{\\w+\\})',
    // SOPS and eyaml have it encrypted, Ansible hides it
    'ENC\\[(?:AES256_GCM,[\\w,:=+/ ]+|PKCS7,[\\w=+/\\s]+)\\]',
    '\\$encrypted\\$',
    '\\$ANSIBLE_VAULT;1\\.[12];AES256(?:;[\\w-]+)?\\s(?:\\s*[\\da-f]+)*\\s*',
    'NOT_LOGGING_PASSWORD',
    'VALUE_SPECIFIED_IN_NO_LOG_PARAMETER',
    // Step Functions, API Gateway, Logic Apps, Data Factory
    '\\$\\$?(?:\\.[A-Za-z]\\w*){2,6}',
    '\\$context\\.authorizer\\.\\w+',
    "@\\{?(?:body|activity|variables|parameters|outputs|triggerBody|pipeline)\\((?:'[\\w ]+')?\\)(?:\\??(?:\\['\\w+'\\]|\\.\\w+))*\\}?",
    // Octopus and Azure DevOps; Compose's escape; Fluentd
    '\\[\\[ ?[a-z]+(?:[_.][a-z]+)* ?\\]\\]',
    // What is to be filled in
    '(?:YOUR|MY)_(?:[A-Z]+_){0,2}(?:PASSWORD|TOKEN|KEY|SECRET)(?:_HERE)?',
    'your_(?:[a-z]+_){0,2}(?:password|token|key|secret)(?:_here)?',
    'REPLACE[_-]ME',
    '#\\{[A-Za-z]\\w*\\}#',
    '@@[A-Z_]+@@',
    '\\$\\$\\{[A-Z_][A-Z\\d_]*\\}',
    '\\\\?#\\{ENV\\[\\\\?["\']\\w+\\\\?["\']\\]\\}',
    'secretref\\+\\w+://[\\w./#+?=&:-]+',
    // The environment of a program
    '\\$\\{(?:env|sys|ssm|cf|secrets?|secretsmanager|vault|file):[\\w./:-]+\\}',
    '(?:process|import\\.meta)\\.env\\.\\w+',
    '(?:process\\.env|os\\.environ|ENV)\\[["\']\\w+["\']\\]',
    // ${NAME:}, ${NAME:-} and ${NAME-} stand for nothing where there is no such variable, ${NAME:?message} for a message
    '\\$\\{[\\w.]+:?-?\\}',
    '\\$\\{\\w+:?\\?[^{}]*\\}',
  ].join('|')})$`,
);
// cspell:ignore EMNRVY
const mayBeReference = /^[@$/.a-zEMNRVY![{=%#\\]/;

/** Whether the text says where the secret is. */
export const isReference = (text: string): boolean => mayBeReference.test(text) && REFERENCE.test(text);

/** Placeholders that no credential of a header field looks like: of GitHub, a shell, make, and a log of Apache. */
const IN_HEADER =
  /^(["']?)(?:(?:Bearer|Basic|Token) +(?:\$[A-Za-z_]+|\$\{[\w.:]+\}|<[a-z][a-z _-]*>)|(?:(?:Bearer|Basic|Token) +)?\{\{ ?[A-Za-z_][\w.]* ?\}\}|\$\{\{ ?[\w.-]+ ?\}\}|\$\{\w+\}|\$\([\w.-]+\)|%\{[\w-]+\}[io])\1$/;
const mayBeInHeader = /^["']?(?:$|[$%](?:[({]|$)|\{(?:\{|$)|(?:Bearer|Basic|Token) +(?:$|[${<]))/;
const SCHEMES = ['Bearer', 'Basic', 'Token'];
const beginsScheme = (begin: string): boolean => SCHEMES.some((word) => word.startsWith(begin.replace(/^["']/, '')));

/** No placeholder of a header field is longer. */
export const LONGEST_PLACEHOLDER = 96;
/** Whether the beginning of a header field's value may be that of such a placeholder. */
export const mayBePlaceholder = (begin: string): boolean =>
  begin.length <= LONGEST_PLACEHOLDER && (mayBeInHeader.test(begin) || beginsScheme(begin));
/** Whether a header field's value is such a placeholder. */
export const isPlaceholder = (text: string): boolean => IN_HEADER.test(text);

const BEHIND_REFERENCE = /^(?:\$\{\{[^{}]*\}\}|\$\([\w.-]+\)|\[(?:parameters|variables)\('\w+'\)\])([A-Za-z\d]\S*)$/;

/** Whether a secret, or a part of one, follows a reference without a blank. */
export const isBehindReference = (text: string): boolean => BEHIND_REFERENCE.test(text);

const IN_URL =
  '(?:\\$\\{\\w+\\}|\\$\\([\\w.-]+\\)|\\$[A-Z_][A-Z\\d_]*|<[a-z][a-z _-]*>|\\{[a-z_]*\\}|\\$?\\{\\{[ +]?[A-Za-z_.]+[ +]?\\}\\}|%s|\\*{3,}|x{3,}|\\[(?:REDACTED|FILTERED|MASKED|HIDDEN)\\])';
/** A user is a name of letters, or a placeholder too. */
const USERINFO = new RegExp(`^(?:[a-z-]{0,15}|oauth2|${IN_URL}):${IN_URL}$`);

/** Whether the userinfo of a URL has a placeholder for its password. */
export const isUserinfoPlaceholder = (text: string): boolean =>
  text.length <= LONGEST_PLACEHOLDER && USERINFO.test(text);

/** What programs and Terraform call their settings and resources. */
const SETTING =
  /^(?:this|self|process\.env|import\.meta\.env|os\.environ|env|ENV|var|local|module|data\.\w+\.\w+|each|random_(?:password|string|id|bytes)|(?:aws|azurerm|google|vault|kubernetes|tls|github|digitalocean)_\w+|settings|Settings|config|cfg|conf|configuration|options?|opts|args|argv|params?|props|secrets)(?:\??\.[A-Za-z_]\w*)+$/;
/** What programs call other things that may have a secret: people may choose such words for a password. */
const HOLDER =
  /^(?:state|ctx|context|req|request|res|response|body|form|auth|headers|store|values|input|event|flags|credentials?|creds|user|account|session|app|client)(?:\??\.[A-Za-z_]\w*)+$/;
const MEMBER = /^[A-Za-z_]\w*(?:\??\.[A-Za-z_]\w*)*\??\.([A-Za-z_]\w*)$/;
const ITEM = /^[A-Za-z_][\w.]*(?:\[(?:"[\w.:-]+"|'[\w.:-]+'|:[a-z_]+|[ijk])\])+$|^[a-z]+\[\d{1,2}\]\.[a-z]+$/;
/** Digits amid letters, as chance puts them. */
const MIXED = /\d[A-Za-z_]+\d|[A-Za-z]\d+[A-Za-z]{2}/;

/**
 * Whether the text without quotes is an expression of a program that has the key's value: `opts.token`, `ENV["TOKEN"]`.
 * `isWithin`: it is no line of its own.
 */
export function isMember(text: string, { word }: SecretName, isWithin: boolean): boolean {
  if (ITEM.test(text)) return true;
  if (!text.includes('.') || MIXED.test(text)) return false;
  if (SETTING.test(text) || (isWithin && HOLDER.test(text))) return true;
  const last = MEMBER.exec(text)?.[1]?.replaceAll('_', '').toLowerCase();
  return last?.endsWith(word) === true;
}
