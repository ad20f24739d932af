// SPDX-License-Identifier: Apache-2.0
import type { RandomNumbers } from './random-numbers.ts';
import {
  ALPHANUMERIC,
  DIGITS,
  HEXADECIMAL,
  makeAnyKey,
  makeCard,
  makeKey,
  makeSecret,
  makeVariable,
  URL_SAFE,
} from './secrets.ts';
import { inBase64, jsonEscaped, mapped, open, percentEncoded, type Segment, secret, segments } from './segments.ts';
import { makeJsonWebToken, makeToken, makeUuid } from './tokens.ts';

/** A place in which a secret has to be masked, whatever stands before and after it. */
export interface Plant {
  readonly kind: string;
  make(random: RandomNumbers): Segment[];
  /** What may stand right before and behind it. */
  readonly between: 'anything' | 'lines';
  /** It is one only as the first bytes of a text. */
  readonly isFirst: boolean;
  /** It may stand in a string of JSON or in a form. */
  readonly isText: boolean;
  /** What proves it stands behind it: cut off before that, nobody can tell. */
  readonly isProvedLater: boolean;
}

type Make = Plant['make'];
type Options = Partial<Pick<Plant, 'between' | 'isFirst' | 'isText' | 'isProvedLater'>>;

function plant(kind: string, make: Make, options: Options = {}): Plant {
  return { kind, make, between: 'anything', isFirst: false, isText: true, isProvedLater: false, ...options };
}

const line = (kind: string, make: Make, options: Options = {}): Plant =>
  plant(kind, make, { between: 'lines', ...options });

const word = (random: RandomNumbers): Segment => secret(makeSecret(random));
const any = (random: RandomNumbers, without = ''): Segment => secret(makeSecret(random, 'any', without));
const space = (random: RandomNumbers): string => random.pick(['', '', ' ']);

/** Members of an object around the one that matters. */
function object(random: RandomNumbers, member: readonly Segment[]): Segment[] {
  const before = random.pick(['', '"id":7,', '"user":"ada",', '"a":[1,{"b":null}],', '"on": true,\n  ']);
  const after = random.pick(['', ',"z":1', ',"list":["x","y"]', ', "next": {"page": 2}']);
  return segments`{${before}${member}${after}}`;
}

const KEYED: readonly Plant[] = [
  plant('JSON', (r) => object(r, segments`"${makeAnyKey(r)}"${space(r)}:${space(r)}"${any(r, '\\"')}"`)),
  plant('JSON with escapes in the value', (r) => {
    // Letters alone beyond ASCII are a label.
    const value = `${makeSecret(r)}${r.below(10)}${r.pick(['\\"', '\\\\', '\\n', '\\u00e9', '\\/'])}${makeSecret(r)}`;
    return object(r, segments`"${makeKey(r)}":"${secret(value)}"`);
  }),
  plant('JSON with an escape in the key', (r) => {
    const key = makeKey(r);
    const at = r.below(key.length);
    const escaped = `\\u${key.charCodeAt(at).toString(16).padStart(4, '0')}`;
    return object(r, segments`"${key.slice(0, at) + escaped + key.slice(at + 1)}":"${word(r)}"`);
  }),
  plant('JSON, a number as a code', (r) => {
    const key = r.pick(['pin', 'otp', 'cvv', 'mfa_code', 'verification_code']);
    return object(r, segments`"${key}":${secret(r.text('123456789', r.between(4, 8)))}`);
  }),
  plant(
    'object of JavaScript',
    (r) => segments`{user: 'ada', ${r.pick(['password', 'clientSecret', 'apiKey'])}: '${word(r)}'}`,
  ),
  line('YAML', (r) => {
    const quote = r.pick(['', '', '"', "'"]);
    return segments`  ${makeKey(r)}: ${quote}${any(r, '#:')}${quote}`;
  }),
  line('YAML, a block', (r) => {
    const indent = ' '.repeat(r.between(0, 4));
    return segments`${indent}${makeKey(r)}: ${r.pick(['|', '>', '|-'])}\n${indent}  ${word(r)}\n${indent}  ${word(r)}\n${indent}next: 1`;
  }),
  line('INI', (r) => segments`${makeKey(r)} = ${any(r, '#;')}`),
  line('TOML', (r) => segments`${makeKey(r)} = "${any(r, '\\"')}"`),
  line('a key of many parts', (r) => {
    const parts = Array.from({ length: r.between(3, 9) }, () =>
      r.pick(['spring', 'kafka', 'consumer', 'ssl', 'config', 'v1']),
    );
    const separator = r.pick(['.', '__', ':']);
    return segments`${parts.join(separator)}${separator}password=${word(r)}`;
  }),
  line('variables', (r) => segments`${r.pick(['', 'export '])}${makeVariable(r)}=${any(r, '#;')}`),
  line('variables, spaces before the value', (r) => segments`${makeVariable(r)}= ${word(r)}`),
  line('a line of a log', (r) => segments`user=ada ${makeKey(r)}=${word(r)} ok`),
  plant('variables in JSON', (r) => segments`{"Env":["PATH=/bin","${makeVariable(r)}=${any(r, '\\"')}","A=b"]}`),
  plant('a line of a log in JSON', (r) => segments`{"level":"info","msg":"login ${makeKey(r)}=${word(r)} failed"}`),
  plant(
    'GraphQL in JSON',
    (r) => segments`{"query":"mutation { login(user: \\"ada\\", password: \\"${word(r)}\\") { id } }"}`,
  ),
  plant('a file in JSON', (r) => segments`{"file":"user: ada\\n${makeKey(r)}: ${word(r)}\\nhost: db\\n"}`),
  plant('quotes in a log of JSON', (r) => segments`{"msg":"set ${makeKey(r)}=\\"${word(r)}\\" now"}`),
  line('ODBC', (r) => segments`Driver={SQL};Server=db;UID=app;PWD={${any(r, '')}};Encrypt=yes`),
  line('ADO.NET', (r) => segments`Server=db;User Id=app;Password=${any(r, ';&')};Encrypt=yes`),
  line('Dockerfile', (r) => segments`ENV ${makeVariable(r)} ${word(r)}`),
  plant('define of PHP', (r) => segments`define('${makeVariable(r)}', '${word(r)}');`),
  line('redis.conf', (r) => segments`requirepass ${word(r)}`),
  plant('Ruby', (r) => segments`{:${r.pick(['password', 'api_key', 'secret_key'])} => "${word(r)}"}`),
  line('print_r', (r) => segments`    [${makeKey(r)}] => ${word(r)}`),
  plant('map of Go', (r) => segments`map[Accept:[*/*] X-Api-Key:[${word(r)}]]`),
  plant('Option of Rust', (r) => segments`Config { user: "ada", password: Some("${word(r)}") }`),
  line('LDIF', (r) => segments`userPassword:: ${secret(Buffer.from(makeSecret(r)).toString('base64'))}`),
  line('options', (r) => segments`mysql --user ada --password${r.pick([' ', '='])}${word(r)} db`),
  plant('options in JSON', (r) => segments`["app","--${r.pick(['token', 'password'])}","${word(r)}","--verbose"]`),
  line('SQL', (r) => segments`CREATE USER 'ada' IDENTIFIED BY '${word(r)}';`),
  line('PostgreSQL', (r) => segments`ALTER ROLE ada WITH PASSWORD '${word(r)}';`),
  line('netrc', (r) => segments`machine h.example login ada password ${word(r)}`),
  line('curl', (r) => segments`curl -u ada:${word(r)} https://h.example/`),
];

const URLS: readonly Plant[] = [
  plant('user and password of a URL', (r) => {
    const scheme = r.pick(['postgres', 'https', 'redis', 'amqp', 'mongodb+srv']);
    return segments`${scheme}://app:${word(r)}@db.example/x`;
  }),
  line('signs in the password of a URL', (r) => segments`postgres://app:${any(r, '/?&:;=')}@db/x`),
  line('a connection without a scheme', (r) => segments`app:${word(r)}@tcp(db:3306)/x`, { isProvedLater: true }),
  plant('a query', (r) => segments`https://h.example/a?page=2&${makeKey(r)}=${word(r)}&z=1`),
  // A shorter one is an id or a word.
  plant(
    'key of a query',
    (r) => segments`https://h.example/a?key=${secret(r.text(ALPHANUMERIC, r.between(16, 40)))}&z=1`,
    {
      isProvedLater: true,
    },
  ),
  plant('a callback', (r) => segments`https://h.example/callback?code=${word(r)}&state=${word(r)}`),
  plant('a ticket', (r) => segments`https://h.example/login?ticket=ST-${word(r)}`),
  plant(
    'Telegram',
    (r) => segments`https://api.example/bot${r.text('123456789', 9)}:${secret(r.text(ALPHANUMERIC, 35))}/sendMessage`,
  ),
  plant(
    'Slack',
    (r) =>
      segments`https://hooks.slack.com/services/T${r.text(DIGITS, 8)}/B${r.text(DIGITS, 8)}/${secret(r.text(ALPHANUMERIC, 24))}`,
  ),
  plant(
    'Discord',
    (r) => segments`https://discord.com/api/webhooks/${r.text('123456789', 18)}/${secret(`${r.text(URL_SAFE, 67)}x`)}`,
  ),
  plant(
    'a link that resets a password',
    (r) => segments`https://h.example/reset-password/${secret(r.text(HEXADECIMAL, 32))}`,
  ),
];

const form = (kind: string, key: Make | ((random: RandomNumbers) => string), make: Make): Plant =>
  line(kind, (r) => {
    const name = key(r);
    return segments`user=ada&${name}=${mapped(make(r), percentEncoded)}&z=1`;
  });

const FORMS: readonly Plant[] = [
  form('a form', makeKey, (r) => [any(r)]),
  form(
    'OAuth',
    (r) => r.pick(['client_assertion', 'device_code', 'refresh_token']),
    (r) => [word(r)],
  ),
  form(
    'SAML',
    () => 'SAMLResponse',
    (r) => [secret(Buffer.from(`<samlp:Response ID="${makeSecret(r)}">`).toString('base64'))],
  ),
  line('a field of a multipart body', (r) => {
    const name = r.pick(['name="password"', "name='token'", 'name=api_key']);
    return segments`--b1\r\nContent-Disposition: form-data; ${name}\r\n\r\n${any(r)}\r\n--b1--`;
  }),
];

const NAMED: readonly Plant[] = [
  plant('the name before the value', (r) => segments`{"name":"${makeKey(r)}","value":"${word(r)}"}`),
  plant('the value before the name', (r) => segments`{"value":"${word(r)}","name":"${makeKey(r)}"}`, {
    isProvedLater: true,
  }),
  plant('a credential of Keycloak', (r) => segments`{"type":"password","value":"${word(r)}","temporary":false}`),
  line('YAML, name and value', (r) => {
    const indent = ' '.repeat(r.between(0, 6));
    return segments`${indent}- name: ${makeVariable(r)}\n${indent}  value: ${word(r)}`;
  }),
  plant('XML-RPC', (r) => segments`<member><name>password</name><value><string>${word(r)}</string></value></member>`),
  plant('a property list', (r) => segments`<key>Password</key>${r.pick(['', '\n\t'])}<string>${word(r)}</string>`),
];

const XML: readonly Plant[] = [
  plant('an element', (r) => {
    const name = r.pick(['password', 'Password', 'wsse:Password', 'api_key', 'clientSecret']);
    return segments`<${name}>${any(r, '&')}</${name}>`;
  }),
  plant('an element with many attributes', (r) => {
    const type = `http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#${r.text(ALPHANUMERIC, r.below(200))}`;
    return segments`<wsse:Password Type="${type}">${word(r)}</wsse:Password>`;
  }),
  plant('an element, the value on a line of its own', (r) => segments`<password>\n    ${word(r)}\n  </password>`),
  plant(
    'an attribute',
    (r) => segments`<user name="ada" ${r.pick(['password', 'token', 'secret'])}="${any(r, '&"')}"/>`,
  ),
  plant('a property', (r) => segments`<property name="password"><value>${word(r)}</value></property>`),
  plant('an input', (r) => segments`<input type="password" name="p" value="${word(r)}">`),
  plant('an input, the value first', (r) => segments`<input value="${word(r)}" type="password" name="p">`, {
    isProvedLater: true,
  }),
];

const HEADERS: readonly Plant[] = [
  line(
    'Authorization',
    (r) => segments`Authorization: ${r.pick(['Bearer ', 'Token ', 'ApiKey ', 'Negotiate '])}${word(r)}`,
  ),
  line(
    'Basic',
    (r) => segments`Authorization: Basic ${secret(Buffer.from(`ada:${makeSecret(r)}`).toString('base64'))}`,
  ),
  line('Cookie', (r) => segments`Cookie: sid=${word(r)}; other=${word(r)}`),
  line('Set-Cookie', (r) => segments`Set-Cookie: sid=${word(r)}; Path=/; HttpOnly`),
  line('headers of vendors', (r) => {
    const name = r.pick([
      'X-Api-Key',
      'X-Honeycomb-Team',
      'X-License-Key',
      'X-Insert-Key',
      'X-ClickHouse-Key',
      'X-Auth-Token',
      'X-Vault-Token',
    ]);
    return segments`${name}: ${word(r)}`;
  }),
  line(
    'an unknown header',
    (r) =>
      segments`X-${r.pick(['Acme', 'Teapot', 'Shop'])}-${r.pick(['Key', 'Token', 'Secret', 'Password', 'Credential'])}: ${word(r)}`,
  ),
  line(
    'WebSocket protocols',
    (r) =>
      segments`Sec-WebSocket-Protocol: base64url.bearer.authorization.k8s.io.${secret(r.text(ALPHANUMERIC, 40))}, base64.binary.k8s.io`,
  ),
  line('a header amid a line', (r) => segments`curl -H "Authorization: ApiKey ${word(r)}" https://h.example/`),
];

function pem(r: RandomNumbers): Segment[] {
  const rows = Array.from({ length: r.between(2, 8) }, () => r.text(`${ALPHANUMERIC}+/`, 64));
  const kind = r.pick(['PRIVATE KEY', 'RSA PRIVATE KEY', 'EC PRIVATE KEY', 'OPENSSH PRIVATE KEY']);
  return segments`-----BEGIN ${kind}-----\n${rows.flatMap((row) => [secret(row), open('\n')])}-----END ${kind}-----`;
}

/** The first four digits tell only who issued the card. */
function card(groups: readonly string[], sign: string): Segment[] {
  const text = groups.join(sign);
  return [open(text.slice(0, 4)), secret(text.slice(4))];
}

const MATERIAL: readonly Plant[] = [
  plant(
    'a token',
    (r) => {
      const token = makeToken(r);
      return segments`${token.prefix}${secret(token.secret)}`;
    },
    { between: 'lines', isProvedLater: true },
  ),
  plant(
    'a token in JSON',
    (r) => {
      const token = makeToken(r);
      return segments`{"item":"${token.prefix}${secret(token.secret)}"}`;
    },
    { isProvedLater: true },
  ),
  plant(
    'a token amid words',
    (r) => {
      const token = makeToken(r);
      return segments`use ${token.prefix}${secret(token.secret)} here`;
    },
    { isProvedLater: true },
  ),
  line('HubSpot', (r) => segments`pat-na1-${secret(makeUuid(r))}`, { isProvedLater: true }),
  line(
    'a JSON web token',
    (r) => {
      const token = makeJsonWebToken(r);
      return segments`eyJ${secret(token.slice(3))}`;
    },
    { isProvedLater: true },
  ),
  line('a private key', pem),
  plant('a private key in JSON', (r) => segments`{"pem":"${mapped(pem(r), jsonEscaped)}"}`),
  plant(
    'JWK',
    (r) =>
      segments`{"kty":"EC","crv":"P-256","x":"${r.text(URL_SAFE, 43)}","y":"${r.text(URL_SAFE, 43)}","d":"${secret(r.text(URL_SAFE, 43))}"}`,
  ),
  line('WireGuard', (r) => segments`PrivateKey = ${secret(`${r.text(`${ALPHANUMERIC}+/`, 43)}`)}=`),
  plant('a card', (r) => segments`paid by ${card([makeCard(r)], '')} today`, { isProvedLater: true }),
  plant(
    'a card in groups',
    (r) => {
      const digits = makeCard(r);
      const sign = r.pick([' ', '-']);
      const groups = digits.length === 16 ? /(.{4})(.{4})(.{4})(.{4})/ : /(.{4})(.{6})(.{5})/;
      const parts = groups.exec(digits)?.slice(1) ?? [];
      return segments`paid by ${card(parts, sign)} today`;
    },
    { isProvedLater: true },
  ),
  plant(
    "a Kubernetes Secret's data",
    (r) =>
      segments`{"kind":"Secret","data":{"config.json":"${inBase64(segments`{"user":"ada","password":"${secret(makeSecret(r) + r.text(ALPHANUMERIC, 8))}","n":1}`)}"}}`,
    { isProvedLater: true },
  ),
  plant(
    'MessagePack',
    (r) => {
      const value = makeSecret(r).slice(0, 31);
      return segments`\x82\xa4user\xa3ada\xa8password${String.fromCharCode(0xa0 | value.length)}${secret(value)}`;
    },
    { isText: false },
  ),
];

const PROTOCOLS: readonly Plant[] = [
  line('Redis', (r) => segments`AUTH ${word(r)}\r\nPING\r\n`, { isFirst: true }),
  line(
    'RESP',
    (r) => {
      const value = makeSecret(r);
      return segments`*2\r\n$4\r\nAUTH\r\n$${String(value.length)}\r\n${secret(value)}\r\n`;
    },
    { isFirst: true },
  ),
  line('PASS', (r) => segments`USER ada\r\nPASS ${word(r)}\r\n`, { isFirst: true }),
  line('IMAP', (r) => segments`a1 LOGIN ada ${word(r)}\r\na2 LIST\r\n`, { isFirst: true }),
  line(
    'SMTP',
    (r) =>
      segments`EHLO h.example\r\nAUTH PLAIN ${secret(Buffer.from(`\0ada\0${makeSecret(r)}`).toString('base64'))}\r\n`,
    { isFirst: true },
  ),
];

export const PLANTS: readonly Plant[] = [
  ...KEYED,
  ...URLS,
  ...FORMS,
  ...NAMED,
  ...XML,
  ...HEADERS,
  ...MATERIAL,
  ...PROTOCOLS,
];
