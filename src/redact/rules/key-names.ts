// SPDX-License-Identifier: Apache-2.0

/** Words that a secret's key ends a part of itself with: `dbpassword`, `csrfmiddlewaretoken`, `X-Auth-Token`. */
const endings = [
  'password',
  'passwd',
  'passwort',
  'passphrase',
  'passcode',
  'secret',
  'token',
  'credential',
  'apikey',
  'accesskey',
  'secretkey',
  'privatekey',
  'accountkey',
  'sessionid',
  'sessid',
  'authorization',
  'cookie',
];
/** Words that are whole parts, and the key's last one but for what may stand behind them. */
const lastParts = new Set([
  'pass',
  'pw',
  'pwd',
  'psw',
  'auth',
  'pin',
  'otp',
  'totp',
  'cvv',
  'cvv2',
  'cvc',
  'cvc2',
  'sid',
  'jwt',
  'csrf',
  'xsrf',
  'psk',
  'session',
  'bearer',
  'verifier',
]);
const behind = new Set([
  'id',
  'key',
  'code',
  'value',
  'number',
  'confirm',
  'confirmation',
  'hash',
  'new',
  'old',
  'again',
  'repeat',
]);
/** What makes a `key` a secret one when it stands before it. */
const beforeKey = new Set([
  'api',
  'access',
  'secret',
  'private',
  'account',
  'encryption',
  'signing',
  'master',
  'subscription',
  'shared',
  'auth',
  'session',
]);
/** What is told about a secret without telling it: `token_type`, `max_token_length`. */
const about = new Set([
  'type',
  'url',
  'uri',
  'endpoint',
  'endpoints',
  'count',
  'counts',
  'length',
  'size',
  'limit',
  'expires',
  'expiry',
  'expiration',
  'required',
  'enabled',
  'supported',
  'policy',
  'method',
  'methods',
  'usage',
  'index',
  'details',
]);
/** Of a catalogue of messages, whose keys are sentences: `unexpected_token`. */
const inMessages = new Set(['unexpected', 'expected', 'invalid', 'missing', 'mean', 'match']);
const MAX_PARTS = 8;

const MAX_CACHED = 1_024;
const cache = new Map<string, string | undefined>();

/** The rule for values of this key, or undefined where they are no secrets. Escapes are decoded already. */
export function ruleOfKey(key: string): string | undefined {
  if (cache.has(key)) return cache.get(key);
  // As large as it may become: attackers choose keys.
  if (cache.size >= MAX_CACHED) cache.clear();
  const rule = findRule(key);
  cache.set(key, rule);
  return rule;
}

/** The same for a pair of a query: who has a signed URL may use it. Elsewhere a signature gives nothing away. */
export function ruleOfPair(key: string): string | undefined {
  return /(?:^|[-_])sig(?:nature)?$/i.test(key) ? 'signature' : ruleOfKey(key);
}

function findRule(key: string): string | undefined {
  const parts = partsOf(key);
  const last = parts.at(-1);
  if (last === undefined || about.has(last) || parts.length > MAX_PARTS) return undefined;
  // The name of a package, as in js-tokens.
  if (key.endsWith('-tokens') || parts.some((part) => inMessages.has(part))) return undefined;
  const isSecret = parts.some((part, index) => isSecretPart(part, parts, index));
  return isSecret ? nameOf(parts.join('')) : undefined;
}

function isSecretPart(part: string, parts: readonly string[], index: number): boolean {
  const singular = part.endsWith('s') ? part.slice(0, -1) : part;
  if (endings.some((ending) => singular.endsWith(ending))) return true;
  if (part === 'key' || part === 'keys') return beforeKey.has(parts[index - 1] ?? '');
  return lastParts.has(part) && parts.slice(index + 1).every((next) => behind.has(next));
}

/** `userPassword2` is user, password; what is no letter separates. */
function partsOf(key: string): string[] {
  const spaced = key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/\bpass[ _+-](?=word|phrase|code)/, 'pass');
  return spaced
    .split(/[^a-z0-9]+/)
    .map((part) => (lastParts.has(part) ? part : part.replace(/\d+$/, '')))
    .filter((part) => part !== '');
}

function nameOf(key: string): string {
  if (/pass|pwd?|psw/.test(key)) return 'password';
  if (/token|jwt|bearer|csrf|xsrf/.test(key)) return 'token';
  if (/key/.test(key)) return 'api_key';
  if (/cookie|sess|sid/.test(key)) return 'session';
  return 'secret';
}

const authorizationHeaders = new Set([
  'authorization',
  'proxy-authorization',
  'authentication',
  'authentication-info',
  'x-authorization',
]);
const secretHeaders = new Set([
  'x-api-key',
  'api-key',
  'x-goog-api-key',
  'x-functions-key',
  'ocp-apim-subscription-key',
  'x-amz-security-token',
  'x-vault-token',
  'private-token',
  'job-token',
  'dpop',
  'x-amz-signature',
  'x-hub-signature',
  'x-hub-signature-256',
  'x-amz-content-sha256-key',
  'x-auth-key',
  'x-access-key',
  'x-master-key',
  'x-admin-key',
  'x-app-key',
  'x-consumer-key',
  'x-rapidapi-key',
  'x-parse-rest-api-key',
  'x-key',
  'x-ssl-client-key',
  'x-api-signature',
  'dd-application-key',
  'fastly-key',
  'accesskey',
  'x-client-key',
  'x-shopify-access-token',
  'x-auth',
  'x-jwt-assertion',
  'x-forwarded-access-token',
  'cf-access-jwt-assertion',
  'x-ms-client-principal',
]);
const headerWords = [
  'password',
  'passwd',
  'passphrase',
  'passcode',
  'secret',
  'token',
  'api-key',
  'apikey',
  'credential',
  'session',
  'authorization',
  'cookie',
];

/** Headers that are nothing but secret, and no words of anything else. */
export function isKnownHeader(field: string): boolean {
  const name = field.toLowerCase();
  return authorizationHeaders.has(name) || secretHeaders.has(name) || name === 'cookie' || name === 'set-cookie';
}

/** The rule for what belongs to a name that is itself a value: that of a field or of anything else. */
export function ruleOfName(name: string): string | undefined {
  return isKnownHeader(name) ? ruleOfHeader(name) : ruleOfKey(name);
}

/** The rule for values of a header field, or of a line that looks like one: all of the line. */
export function ruleOfHeader(field: string): string | undefined {
  // Some servers take the one for the other.
  const name = field.toLowerCase().replaceAll('_', '-');
  if (authorizationHeaders.has(name)) return 'authorization';
  if (name === 'cookie' || name === 'set-cookie') return 'cookie';
  if (secretHeaders.has(name)) return 'api_key';
  const last = name.slice(name.lastIndexOf('-') + 1);
  if (about.has(last)) return undefined;
  if (headerWords.some((word) => name.includes(word))) return nameOf(name);
  return name.includes('-') ? ruleOfKey(field) : undefined;
}
