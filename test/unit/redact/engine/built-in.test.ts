// SPDX-License-Identifier: Apache-2.0
import { describe, test } from 'node:test';
import { keyedCases } from './keyed-cases.ts';
import { assertShown } from './verdicts.ts';

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc_def-x';

const masked: Record<string, [text: string, expected: string][]> = {
  ...keyedCases,
  URLs: [
    ['db://bob:p@ss@host/x', 'db://[url_credentials]@host/x'],
    ['"http:\\/\\/u:p@h\\/"', '"http:\\/\\/[url_credentials]@h\\/"'],
    ['a=http%3A%2f%2Fu%3Ap%40h%2Fz', 'a=http%3A%2f%2F[url_credentials]%40h%2Fz'],
    [':authority: u:p@h\r\n', ':authority: [url_credentials]@h\r\n'],
    ['GET / HTTP/1.1\r\nHost: u:p@h\r\n', 'GET / HTTP/1.1\r\nHost: [url_credentials]@h\r\n'],
    ['CONNECT user:pass@host:443 HTTP/1.1\r\nA: b\r\n', 'CONNECT [url_credentials]@host:443 HTTP/1.1\r\nA: b\r\n'],
    ['x\r\n\r\nCONNECT u:p@h:1 HTTP/1.1', 'x\r\n\r\nCONNECT [url_credentials]@h:1 HTTP/1.1'],
    ['https://a:p/S@h/x@y http://a:p/q r@s', 'https://[url_credentials]@h/x@y http://a:p/q r@s'],
    ['u=https%3A%2F%2Fa%3Ap%2FS%40h%2Fx%40y', 'u=https%3A%2F%2F[url_credentials]%40h%2Fx%40y'],
    ['u=http%253A%252F%252Fu%253Ap%2540h%252Fx%2540y&z', 'u=http%253A%252F%252F[url_credentials]%2540h%252Fx%2540y&z'],
    ['u=http%253a%252f%252fu:p@h&z', 'u=http%253a%252f%252f[url_credentials]@h&z'],
    ['https://0123456789abcdef@h', 'https://[url_credentials]@h'],
  ],
  'private keys': [
    [
      '-----BEGIN RSA PRIVATE KEY-----\nMII=\n-----END RSA PRIVATE KEY-----\nx',
      '-----BEGIN RSA PRIVATE KEY-[private_key]\nx',
    ],
    ['k=-----BEGIN+PRIVATE+KEY-----%0AMII', 'k=-----BEGIN+PRIVATE+KEY-[private_key]'],
    // The value of a line that its second line shows to be a key's.
    ['"pw":\n-----BEGIN EC PRIVATE KEY-----\nMII=\n-----END EC PRIVATE KEY-----\nx', '"pw":\n[password]\nx'],
    ['---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nAA', '---- BEGIN SSH2 ENCRYPTED PRIVATE KEY -[private_key]'],
  ],
  tokens: [
    ['x Bearer 1|abcdef,', 'x Bearer [bearer],'],
    ['x Bearer abc123,', 'x Bearer [bearer],'],
    ['"bEaReR%20aaaaaaaaaaaaaaaaaaaaaaaa"', '"bEaReR%20[bearer]"'],
    ['Basic dXNlcjpwYXNz.', 'Basic [bearer]'],
    [`t ${JWT} y`, 't eyJ[jwt] y'],
    ['ghp_abcdefghijABCDEFGHIJ%5a\\u00301"', 'ghp_[token]"'],
    ['ghp_abcdefghijABCDEFGHIJ%5f1"', 'ghp_[token]%5f1"'],
    ['\\nAKIAIOSFODNN7EXAMPLE\\n', '\\nAKIA[cloud_key]\\n'],
    ['(AKIAIOSFODNN7EXAMPLE)', '(AKIA[cloud_key])'],
    ['%3Dsk-proj-abcdefghijklmnop1', '%3Dsk-[token]'],
    [
      Buffer.from('-----BEGIN RSA PRIVATE KEY-----\nMII').toString('base64'),
      'LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBL[private_key]',
    ],
    // With one sign and with two at its end.
    ...[1, 123].map((n): [string, string] => {
      const text = JSON.stringify({ user: 'ada', password: 'hunter2x', more: 'and so on and on', n });
      return [
        `{"data":"${Buffer.from(text).toString('base64')}","n":1}`,
        '{"data":"eyJ1c2VyIjoiYWRhIiwicGFzc3dvcmQiOi[password]","n":1}',
      ];
    }),
  ],
  cards: [
    ['n 4111111111111111, x', 'n 4111[card], x'],
    ['12345 4111 1111 1111 1111 5.', '12345 4111[card] 5.'],
    ['x4111111111111111 y', 'x4111[card] y'],
    ['2024-01-01 3782-822463-10005.', '2024-01-01 3782[card].'],
    ['cut off 42488422162406749', 'cut off 4248[card]'],
    ['c=6011%201111+', 'c=6011%201111+'],
    ['c=4111%201111%201111%201111&', 'c=4111[card]&'],
  ],
};

for (const [syntax, cases] of Object.entries(masked)) {
  describe(`secrets in ${syntax} are masked, wherever the text is cut`, () => {
    for (const [text, expected] of cases) test(JSON.stringify(text), () => assertShown(text, expected));
  });
}

const harmless = [
  'var token=e.next(), t = token == x; token::next; auth => 1; a?b:c',
  '{"token_type":"bearer","author":"x","tokenizer":"y","keywords":["z"]}',
  'the bearer of this knows basic principles; Basic authentication, bearer token',
  'git+ssh://git@github.com/x http://host:80/a@b',
  '\x0a\x08password\x12\x82\x80\x80\x80\x00xy\x1a\x01z',
  'ghp_short sk-loading-spinner-element-with-name hf_hub npm_package_config_node_gyp',
  'xghp_abcdefghijABCDEFGHIJ AKIAIOSFODNN7EXAMPLEX task-sk',
  '1.4111111111111111 4111111111111112 41111111111111111111 41-11-11-11-11-11-11-11',
  'usage: login <user> <password>\nthen go on',
  '-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----',
  'data:application/json;base64,eyJ2ZXJzaW9uIjozfQ.aaaaaaa',
  '{"sig":"MEUCIQ","npm-signature":"a1","dependencies":{"js-tokens":"^4.0.0","cookie":"0.6.0"}}',
  '{"name":"password","type":"text"},{"value":"x"} {"name":"token_type","value":"x"} {"name":"a","password_type":{"value":"b"}}',
  '["authorization","cookie","x"] ["password", "token"] f("a","password","b c") ["token",1]',
  '<input type="password" name="password" value=""><a name="token" accesskey="n">Token</a> <meta name="csrf-param" content="x">',
  'a<b && token=="x"; if (a <b) f(); <T token={x}>',
  '{"application/jwt":{"source":"iana"},"node_modules/cookie":{"version":"x"}}',
  '"Cookie: " + x; "Cookies: a" "the cookie: a" \\nCookies: a',
  'y;\nx+token=y; if(a)token=b; f(token).x=1;\na&&token=c',
  '--b\nContent-Disposition: form-data; name=user; x=password\n\na\n--b--\nname=token\n\na',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: text of a program, as it stands in its source.
  'http://[::a]/b@c http://localhost:${port}/@vite/x http://h:80/a@b http%3A%2F%2Fh%3A80%2Fa%40b http://h/a:b@c',
  'to CONNECT a:b@c connect a:b@c\nconnect a:b@c',
  '&quot;token&quot; &quot;token&quot;, &quot;x&quot;:&quot;y&quot; &quot;token&quot;:&quot;&quot; &quot;secret&quot;:null,&quot;pin&quot;:&amp;',
  'passed: x86-64 test\nkeywords: a1b2c3d4',
];

describe('what is no secret is shown, wherever the text is cut', () => {
  for (const text of harmless) test(JSON.stringify(text), () => assertShown(text, text));
});
