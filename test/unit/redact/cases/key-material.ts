// SPDX-License-Identifier: Apache-2.0
import { generateKeyPairSync } from 'node:crypto';
import type { ValueMaker } from './looks.ts';
import { JSON_TYPE, type MaskedRow, masked, TEXT, YAML } from './row.ts';

const DASHES = '-----';

const base64url = (m: ValueMaker, length: number): string =>
  m.keep(m.random.text('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_', length));
const lines = (m: ValueMaker, count: number, length: number): string =>
  Array.from({ length: count }, () => m.secret(length)).join('\n');

/** The numbers that make a key private; those of the public half are shown. */
const JWKS = masked(
  'JWK',
  JSON_TYPE,
  [
    [
      'RSA',
      (m) =>
        `{"kty":"RSA","n":"0vx7ago","e":"AQAB",${['d', 'p', 'q', 'dp', 'dq', 'qi']
          .map((name) => `"${name}":"${base64url(m, 86)}"`)
          .join(',')},"alg":"RS256","kid":"2011"}`,
    ],
    ['EC', (m) => `{"kty":"EC","crv":"P-256","x":"MKBC","y":"4Etl","d":"${base64url(m, 43)}","use":"enc"}`],
    ['OKP', (m) => `{"crv":"Ed25519","d":"${base64url(m, 43)}","x":"11qY","kty":"OKP"}`],
    ['oct', (m) => `{"kty":"oct","kid":"1","k":"${base64url(m, 43)}","alg":"HS256"}`],
    ['k before kty', (m) => `{"k":"${base64url(m, 43)}","kty":"oct","alg":"HS256"}`],
    ['in a set', (m) => `{"keys":[{"kty":"EC","crv":"P-256","x":"MKBC","y":"4Etl","d":"${base64url(m, 43)}"}]}`],
    ['on lines', (m) => `{\n  "kty": "oct",\n  "k": "${base64url(m, 43)}",\n  "alg": "HS256"\n}`],
    ['more primes', (m) => `{"kty":"RSA","e":"AQAB","oth":[{"r":"${base64url(m, 86)}","t":"${base64url(m, 86)}"}]}`],
  ],
  { looks: ['word'], shows: ['kty'] },
);

/** DER of a key that nobody uses: made when the test runs. What of it is the same for all keys is no secret. */
function der(type: 'pkcs1' | 'pkcs8' | 'sec1', isEncrypted = false): Buffer {
  const pair =
    type === 'sec1'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 1024 });
  const sealed = isEncrypted ? { cipher: 'aes-256-cbc', passphrase: 'x' } : {};
  return pair.privateKey.export({ type, format: 'der', ...sealed } as never) as unknown as Buffer;
}

const DERS: Readonly<Record<string, string>> = {
  'PKCS 8': der('pkcs8').toString('base64'),
  'PKCS 1': der('pkcs1').toString('base64'),
  'SEC 1': der('sec1').toString('base64'),
  'PKCS 8, encrypted': der('pkcs8', true).toString('base64'),
};

/** Bytes at the start of DER that say what it is. */
const SAME_FOR_ALL = 60;
const keptDer = (m: ValueMaker, base64: string): string => {
  m.keep(base64.slice(SAME_FOR_ALL));
  return base64;
};

const DER_ROWS = masked(
  'DER in Base64',
  JSON_TYPE,
  Object.entries(DERS).map(([name, base64]) => [name, (m) => `{"x":"${keptDer(m, base64)}","n":1}`]),
  { looks: ['word'], shows: ['{"x":"', '"n":1}'] },
);

const DER_LINES = masked(
  'DER in Base64',
  TEXT,
  [
    ...Object.entries(DERS).map(
      ([name, base64]) => [name, (m: ValueMaker) => `blob ${keptDer(m, base64)} end\n`] as const,
    ),
    ['in a URL', (m) => `src data:application/pkcs8;base64,${keptDer(m, DERS['PKCS 8'] ?? '')} end\n`],
  ],
  { looks: ['word'], shows: [' end'] },
);

const PUTTY = masked(
  'PuTTY',
  TEXT,
  [
    [
      'RSA',
      (m) =>
        `PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\nComment: ada\nPublic-Lines: 1\nAAAAB3\nPrivate-Lines: 3\n${lines(m, 3, 64)}\nPrivate-MAC: ${m.hex(40)}\n`,
    ],
    [
      'Ed25519, CR LF',
      (m) =>
        `PuTTY-User-Key-File-3: ssh-ed25519\r\nEncryption: none\r\nComment: ada\r\nPublic-Lines: 1\r\nAAAAC3\r\nPrivate-Lines: 1\r\n${m.secret(48)}\r\nPrivate-MAC: ${m.hex(64)}\r\n`,
    ],
  ],
  { looks: ['word'], shows: ['PuTTY-User-Key-File-'] },
);

const OPENVPN = masked(
  'OpenVPN static key',
  TEXT,
  [
    [
      'file',
      (m) =>
        `#\n# 2048 bit OpenVPN static key\n#\n${DASHES}BEGIN OpenVPN Static key V1${DASHES}\n${Array.from({ length: 16 }, () => m.hex(32)).join('\n')}\n${DASHES}END OpenVPN Static key V1${DASHES}\nport 1\n`,
    ],
    [
      'in a configuration',
      (m) =>
        `<tls-auth>\n${DASHES}BEGIN OpenVPN Static key V1${DASHES}\n${Array.from({ length: 16 }, () => m.hex(32)).join('\n')}\n${DASHES}END OpenVPN Static key V1${DASHES}\n</tls-auth>\nport 1\n`,
    ],
  ],
  { looks: ['word'], shows: ['port 1'] },
);

const WIREGUARD = masked(
  'WireGuard',
  TEXT,
  [
    ['PrivateKey', (m) => `[Interface]\nPrivateKey = ${m.secret(43)}=\nListenPort = 1\n`],
    ['PresharedKey', (m) => `[Peer]\nPublicKey = AAAA=\nPresharedKey = ${m.secret(43)}=\nAllowedIPs = 0.0.0.0/0\n`],
    ['without blanks', (m) => `[Interface]\nAddress=10.0.0.1/24\nPrivateKey=${m.secret(43)}=\nDNS=1.1.1.1\n`],
  ],
  { looks: ['word'] },
);

const pem = (m: ValueMaker, kind: string): string =>
  `${DASHES}BEGIN ${kind}${DASHES}\n${lines(m, 4, 64)}\n${m.secret(20)}==\n${DASHES}END ${kind}${DASHES}\n`;
const PRIVATE = 'PRIVATE KEY';

const PEMS = masked(
  'PEM',
  JSON_TYPE,
  [
    ['data URL', (m) => `{"x":"data:application/x-pem-file;base64,${kept(m, pem(m, PRIVATE))}","n":1}`],
    ['data URL, octet-stream', (m) => `{"x":"data:application/octet-stream;base64,${kept(m, pem(m, PRIVATE))}","n":1}`],
    ['data URL, no type', (m) => `{"x":"data:;base64,${kept(m, pem(m, `RSA ${PRIVATE}`))}","n":1}`],
    ['data URL after a certificate', (m) => `{"x":"data:;base64,${kept(m, chain(m))}","n":1}`],
    ['in a string, after a certificate', (m) => JSON.stringify({ x: chain(m), n: 1 })],
    ['Base64 under a harmless key', (m) => `{"tls.crt":"AAAA","x":"${kept(m, pem(m, `EC ${PRIVATE}`))}","n":1}`],
  ],
  { looks: ['word'], shows: ['"x":"', '"n":1}'] },
);

function kept(m: ValueMaker, text: string): string {
  const base64 = Buffer.from(text).toString('base64');
  // The first line is the same for all keys.
  m.keep(base64.slice(48));
  return base64;
}

function chain(m: ValueMaker): string {
  return `${DASHES}BEGIN CERTIFICATE${DASHES}\nMIIBszCCAVk\n${DASHES}END CERTIFICATE${DASHES}\n${pem(m, PRIVATE)}`;
}

const PEM_IN_YAML = masked(
  'PEM',
  YAML,
  [['block', (m) => `tls:\n  key: |\n    ${pem(m, PRIVATE).trimEnd().replaceAll('\n', '\n    ')}\n  port: 1\n`]],
  { looks: ['word'], shows: ['port: 1'] },
);

export const KEY_MATERIAL: readonly MaskedRow[] = [
  ...JWKS,
  ...DER_ROWS,
  ...DER_LINES,
  ...PUTTY,
  ...OPENVPN,
  ...WIREGUARD,
  ...PEMS,
  ...PEM_IN_YAML,
];
