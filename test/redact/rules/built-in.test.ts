// SPDX-License-Identifier: Apache-2.0
import { describe, test } from 'node:test';
import { assertShown } from '../scan/verdicts.ts';

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc_def-x';

const masked: Record<string, [text: string, expected: string][]> = {
  'header fields': [
    ['GET / HTTP/1.1\r\nAuthorization: Basic dXNlcjpw\r\nHost: x\r\n\r\n', 'GET / HTTP/1.1\r\nAuthorization: [authorization]\r\nHost: x\r\n\r\n'],
    ['pRoXy-AuThOrIzAtIoN\t: \tx y\nA: b', 'pRoXy-AuThOrIzAtIoN\t: \t[authorization]\nA: b'],
    ['Cookie: a=b;\r\n  c=d\r\n\te\r\nHost: x', 'Cookie: [cookie]\r\nHost: x'],
    ['set-cookie:\r\n a=b\r\nx-api-key:k\r\n', 'set-cookie:\r\n[cookie]\r\nx-api-key:[api_key]\r\n'],
    ['PRIVATE-TOKEN: abc\r\nX-My-Secret-Thing: a\rb\r\n\r\n', 'PRIVATE-TOKEN: [api_key]\r\nX-My-Secret-Thing: [secret]\r\n\r\n'],
    ['Cookie: a\r', 'Cookie: [cookie]\r'],
    ['Authorization: :a\r\nX-Api-Key::k\r\n', 'Authorization: [authorization]\r\nX-Api-Key:[api_key]\r\n'],
    ['GET / HTTP/1.1\r\n Cookie: a=b\r\nA: b\rCookie: c=d\r\n', 'GET / HTTP/1.1\r\n Cookie: [cookie]\r\nA: b\rCookie: [cookie]\r\n'],
    ['X_API_KEY: a:b\r\nCB-ACCESS-PASSPHRASE: a b\r\nDD-APPLICATION-KEY: k\r\n', 'X_API_KEY: [api_key]\r\nCB-ACCESS-PASSPHRASE: [password]\r\nDD-APPLICATION-KEY: [api_key]\r\n'],
  ],
  'queries and forms': [
    ['GET /?token=abc&x=1 HTTP/1.1', 'GET /?token=[token]&x=1 HTTP/1.1'],
    ['user=x&password=hun;t er2\'s&x=1', 'user=x&password=[password]&x=1'],
    ['a=b&userPassword=x+y&db_passwd=&api-key=k', 'a=b&userPassword=[password]&db_passwd=&api-key=[api_key]'],
    ['pass%77ord=abc%26d&x=1', 'pass%77ord=[password]&x=1'],
    ['next=%2Fl%3Ftoken%3Dabc&y=2', 'next=%2Fl%3Ftoken%3D[token]&y=2'],
    ['<a href="/x?a=1&amp;sid=abc">', '<a href="/x?a=1&amp;sid=[session]">'],
    ['x\\u0026secret\\u003dabc"', 'x\\u0026secret\\u003d[secret]"'],
    ['/cb#access_token=abc ', '/cb#access_token=[token] '],
    ['/a?X-Amz-Signature=ab&sig=cd ', '/a?X-Amz-Signature=[signature]&sig=[signature] '],
    ['/?password=ab"c<d>e&x=1 HTTP/1.1', '/?password=[password]&x=1 HTTP/1.1'],
    ["password='a'b\"c&x=1", "password='[password]&x=1"],
    ['/?q=%7B%22a%22%3A1%2C%22token%22%3A%22abc%22%7D&x=1 ', '/?q=%7B%22a%22%3A1%2C%22token%22%3A[token]&x=1 '],
    ['/?next=%2Fl%253Ftoken%253Dabc&y=2 ', '/?next=%2Fl%253Ftoken%253D[token]&y=2 '],
    ['u[password]=abc', 'u[password]=[password]'],
  ],
  JSON: [
    ['{"password" : "a\\"b","x":"y"}', '{"password" : "[password]","x":"y"}'],
    ['{"p\\u0061ssword":\n"a","pin":1234}', '{"p\\u0061ssword":\n"[password]","pin":[secret]}'],
    ['{"token":["a",{"b":["c"]},-1],"x":["y"]}', '{"token":["[token]",{"[token]":["[token]"]},[token]],"x":["y"]}'],
    ['{"token":null,"secret":true,"apiKey":""}', '{"token":null,"secret":true,"apiKey":""}'],
    ['"{\\"secret\\":\\"a\\\\\\"b\\",\\"x\\":1}"', '"{\\"secret\\":\\"[secret]",\\"x\\":1}"'],
    ["{'tokens': ['a b', 'c']}", "{'tokens': ['[token]', '[token]']}"],
    ['{"wsse:Password":"a","PassWord":"b"}', '{"wsse:Password":"[password]","PassWord":"[password]"}'],
    [`{"${'a'.repeat(120)}_password":"b"}`, `{"${'a'.repeat(120)}_password":"[password]"}`],
    ["{'password': 'x y'}", "{'password': '[password]'}"],
    ['{"otp":"1234","csrf-token":"^1.2.3 || ^2.0.0"}', '{"otp":"[secret]","csrf-token":"^1.2.3 || ^2.0.0"}'],
  ],
  'parts of forms': [
    [
      '--b\r\nContent-Disposition: form-data; name="password"\r\nContent-Type: text/plain\r\n\r\na\r\n\r\n-b\r\n--b--',
      '--b\r\nContent-Disposition: form-data; name="password"\r\nContent-Type: text/plain\r\n\r\n[password]\r\n--b--',
    ],
    [
      `--b\nContent-Disposition: form-data; filename="${'f'.repeat(150)}"; name="password"\n\na\n--b--`,
      `--b\nContent-Disposition: form-data; filename="${'f'.repeat(150)}"; name="password"\n\n[password]\n--b--`,
    ],
    ['form-data; name="pwd"\n\n--b\nx', 'form-data; name="pwd"\n\n--b\nx'],
  ],
  'other places': [
    ['<password Type="x">a</password><secret><![CDATA[<a>]]></secret>', '<password Type="x">[password]</password><secret>[secret]</secret>'],
    ['<ns:password>a&amp;b=</ns:password>', '<ns:password>[password]</ns:password>'],
    ['run --token=abc123 --x password: "hunter 2" y', 'run --token=[token] --x password: "[password]" y'],
  ],
  URLs: [
    ['db://bob:p@ss@host/x', 'db://[url_credentials]@[url_credentials]@host/x'],
    ['"http:\\/\\/u:p@h\\/"', '"http:\\/\\/[url_credentials]@h\\/"'],
    ['a=http%3A%2f%2Fu%3Ap%40h%2Fz', 'a=http%3A%2f%2F[url_credentials]%40h%2Fz'],
    [':authority: u:p@h\r\n', ':authority: [url_credentials]@h\r\n'],
    ['GET / HTTP/1.1\r\nHost: u:p@h\r\n', 'GET / HTTP/1.1\r\nHost: [url_credentials]@h\r\n'],
    ['https://0123456789abcdef@h', 'https://[url_credentials]@h'],
  ],
  'private keys': [
    ['-----BEGIN RSA PRIVATE KEY-----\nMII=\n-----END RSA PRIVATE KEY-----\nx', '-----BEGIN RSA PRIVATE KEY-[private_key]\nx'],
    ['k=-----BEGIN+PRIVATE+KEY-----%0AMII', 'k=-----BEGIN+PRIVATE+KEY-[private_key]'],
    ['---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nAA', '---- BEGIN SSH2 ENCRYPTED PRIVATE KEY -[private_key]'],
  ],
  tokens: [
    ['x Bearer 1|abcdef,', 'x Bearer [bearer],'],
    ['x Bearer abc123,', 'x Bearer [bearer],'],
    ['"bEaReR%20aaaaaaaaaaaaaaaaaaaaaaaa"', '"bEaReR%20[bearer]"'],
    ['Basic dXNlcjpwYXNz.', 'Basic [bearer]'],
    [`t ${JWT} y`, 't eyJ[jwt] y'],
    ['ghp_abcdefghijABCDEFGHIJ%5f\\u005f1"', 'ghp_[token]"'],
    ['\\nAKIAIOSFODNN7EXAMPLE\\n', '\\nAKIAIOSFODNN7EXAMPLE\\n'],
    ['(AKIAIOSFODNN7EXAMPLE)', '(AKIA[cloud_key])'],
    ['%3Dsk-proj-abcdefghijklmnop1', '%3Dsk-[token]'],
    [Buffer.from('-----BEGIN RSA PRIVATE KEY-----\nMII').toString('base64'), 'LS0t[private_key]'],
  ],
  cards: [
    ['n 4111111111111111, x', 'n 4111[card], x'],
    ['12345 4111 1111 1111 1111 5', '12345 4111 [card] 5'],
    ['2024-01-01 3782-822463-10005.', '2024-01-01 3782-[card].'],
    ['cut off 42488422162406749', 'cut off 4248[card]'],
    ['c=6011%201111+', 'c=6011%201111+'],
    ['c=4111%201111%201111%201111&', 'c=4111%20[card]&'],
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
  'ghp_short sk-loading-spinner-element-with-name hf_hub npm_package_config_node_gyp',
  'xghp_abcdefghijABCDEFGHIJ AKIAIOSFODNN7EXAMPLEX task-sk',
  'x4111111111111111 1.4111111111111111 4111111111111112 41111111111111111111 41-11-11-11-11-11-11-11',
  'usage: login <user> <password>\nthen go on',
  '-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----',
  'data:application/json;base64,eyJ2ZXJzaW9uIjozfQ.aaaaaaa',
  '{"sig":"MEUCIQ","npm-signature":"a1","dependencies":{"js-tokens":"^4.0.0","cookie":"0.6.0"}}',
  'PASS: x86-64 test\nkeywords: a1b2c3d4',
];

describe('what is no secret is shown, wherever the text is cut', () => {
  for (const text of harmless) test(JSON.stringify(text), () => assertShown(text, text));
});
