// SPDX-License-Identifier: Apache-2.0
import type { Maker } from '../corpus/maker.ts';
import { JSON_TYPE, type MaskedRow, masked, TEXT, XML, YAML } from './row.ts';

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const DASHES = '-----';

const base64url = (m: Maker, length: number): string => m.keep(m.random.text(`${ALPHANUMERIC}-_`, length));
const lines = (m: Maker, count: number, length: number): string =>
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
    // Of a number without a digit one of the two things that tell it from a name is enough.
    ['jumbled', (m) => `{"kty":"oct","k":"${m.keep('IHvLgTsUZOYpaKxelOUArEIbsIfuEnEYsaRtDdyIOrQ')}","alg":"HS256"}`],
    ['random', (m) => `{"kty":"oct","k":"${m.keep('jEgseJoVkfvDuWozSgMiMxMiivJrdqiLlWrKimKqsFk')}","alg":"HS256"}`],
    ['k before kty', (m) => `{"k":"${base64url(m, 43)}","kty":"oct","alg":"HS256"}`],
    ['in a set', (m) => `{"keys":[{"kty":"EC","crv":"P-256","x":"MKBC","y":"4Etl","d":"${base64url(m, 43)}"}]}`],
    ['on lines', (m) => `{\n  "kty": "oct",\n  "k": "${base64url(m, 43)}",\n  "alg": "HS256"\n}`],
    ['more primes', (m) => `{"kty":"RSA","e":"AQAB","oth":[{"r":"${base64url(m, 86)}","t":"${base64url(m, 86)}"}]}`],
  ],
  { looks: ['word'], shows: ['kty'] },
);

const der = (tag: number, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  const long = body.length < 256 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 255];
  return Buffer.concat([Buffer.from([tag, ...(body.length < 128 ? [body.length] : long)]), body]);
};
const integer = (bytes: Buffer): Buffer => der(2, bytes);
const VERSION = integer(Buffer.from([0]));

/** Of so many random bytes, the highest bit of which is set: a zero before them makes it no negative number. */
const number = (m: Maker, length: number): Buffer =>
  integer(Buffer.concat([Buffer.from([0]), Buffer.from(m.random.text(HIGH, length), 'latin1')]));
const HIGH = Array.from({ length: 128 }, (_, i) => String.fromCharCode(128 + i)).join('');

/** RSAPrivateKey of RFC 8017, of 2048 bits: version, n, e, d, p, q, dp, dq, qi. */
const pkcs1 = (m: Maker): Buffer =>
  der(
    0x30,
    VERSION,
    number(m, 256),
    integer(Buffer.from([1, 0, 1])),
    number(m, 256),
    ...Array.from({ length: 5 }, () => number(m, 128)),
  );
const RSA_OID = Buffer.from('300d06092a864886f70d0101010500', 'hex');
const pkcs8 = (m: Maker): Buffer => der(0x30, VERSION, RSA_OID, der(4, pkcs1(m)));
const octets = (m: Maker, length: number): Buffer => der(4, Buffer.from(m.random.text(ALPHANUMERIC, length)));
const EC_OID = Buffer.from('301306072a8648ce3d020106082a8648ce3d030107', 'hex');
const ED_OID = Buffer.from('300506032b6570', 'hex');
const P256 = Buffer.from('a00a06082a8648ce3d030107', 'hex');
/** BIT STRING of a point, in context 1. */
const publicKey = (m: Maker): Buffer =>
  der(0xa1, der(3, Buffer.from([0, 4]), Buffer.from(m.random.text(ALPHANUMERIC, 64))));
const ONE = integer(Buffer.from([1]));
/** PBES2 with PBKDF2 and AES-256-CBC: of a fixed salt. */
const PBES2 = Buffer.from(
  '305706092a864886f70d01050d304a302906092a864886f70d01050c301c0408a1a2a3a4a5a6a7a802020800300c06082a864886f70d02090500301d060960864801650304012a0410b1b2b3b4b5b6b7b8b9babbbcbdbebfb0',
  'hex',
);

const DER_OF: Readonly<Record<string, (m: Maker) => Buffer>> = {
  'PKCS 8': pkcs8,
  'PKCS 1': pkcs1,
  'PKCS 8, EC': (m) => der(0x30, VERSION, EC_OID, der(4, der(0x30, ONE, octets(m, 32)))),
  'PKCS 8, Ed25519': (m) => der(0x30, VERSION, ED_OID, der(4, octets(m, 32))),
  'SEC 1': (m) => der(0x30, ONE, octets(m, 32), P256, publicKey(m)),
  'PKCS 8, encrypted': (m) => der(0x30, PBES2, octets(m, 640)),
};

/** What says what it is, in Base64, is the same for all keys. */
function keptDer(m: Maker, make: (m: Maker) => Buffer): string {
  const bytes = make(m);
  const base64 = bytes.toString('base64');
  m.keep(base64.slice(bytes.length < 100 ? 48 : 120));
  return base64;
}

const DER_ROWS = masked(
  'DER in Base64',
  JSON_TYPE,
  Object.entries(DER_OF).map(([name, make]) => [name, (m) => `{"x":"${keptDer(m, make)}","n":1}`]),
  { looks: ['word'], shows: ['{"x":"', '"n":1}'] },
);

const DER_LINES = masked(
  'DER in Base64, amid a line',
  TEXT,
  [
    ...Object.entries(DER_OF).map(([name, make]) => [name, (m: Maker) => `blob ${keptDer(m, make)} end\n`] as const),
    ['in a URL', (m) => `src data:application/pkcs8;base64,${keptDer(m, pkcs8)} end\n`],
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

const pem = (m: Maker, kind: string): string =>
  `${DASHES}BEGIN ${kind}${DASHES}\n${lines(m, 4, 64)}\n${m.secret(20)}==\n${DASHES}END ${kind}${DASHES}\n`;
const PRIVATE = 'PRIVATE KEY';

const IN_PEM = masked(
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

function kept(m: Maker, text: string): string {
  const base64 = Buffer.from(text).toString('base64');
  // The first and the last line are the same for all keys, and a certificate before it is no secret.
  const body = text.indexOf(`${PRIVATE}${DASHES}`) + PRIVATE.length + DASHES.length + 1;
  const end = text.lastIndexOf(`\n${DASHES}END`);
  m.keep(base64.slice(Math.ceil((body * 4) / 3), Math.floor((end * 4) / 3)));
  return base64;
}

function chain(m: Maker): string {
  return `${DASHES}BEGIN CERTIFICATE${DASHES}\nMIIBszCCAVk\n${DASHES}END CERTIFICATE${DASHES}\n${pem(m, PRIVATE)}`;
}

const PEM_IN_YAML = masked(
  'PEM',
  YAML,
  [['block', (m) => `tls:\n  key: |\n    ${pem(m, PRIVATE).trimEnd().replaceAll('\n', '\n    ')}\n  port: 1\n`]],
  { looks: ['word'], shows: ['port: 1'] },
);

const IN_XML = masked(
  'RSAKeyValue',
  XML,
  [
    [
      'all members',
      (m) => {
        const secrets = ['P', 'Q', 'DP', 'DQ', 'InverseQ', 'D'].map((name) => `<${name}>${m.base64(64)}</${name}>`);
        return `<RSAKeyValue><Modulus>AQID</Modulus><Exponent>AQAB</Exponent>${secrets.join('')}</RSAKeyValue><a>b</a>`;
      },
    ],
  ],
  { looks: ['word'], shows: ['<RSAKeyValue>', '<a>b</a>'] },
);

export const KEY_MATERIAL: readonly MaskedRow[] = [
  ...JWKS,
  ...DER_ROWS,
  ...DER_LINES,
  ...PUTTY,
  ...OPENVPN,
  ...WIREGUARD,
  ...IN_PEM,
  ...PEM_IN_YAML,
  ...IN_XML,
];
