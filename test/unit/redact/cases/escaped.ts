// SPDX-License-Identifier: Apache-2.0
import { GUESS, JSON_TYPE, type MaskedRow, masked, TEXT } from './row.ts';

/** As a writer of JSON has them: what a text in it has in quotes or on lines of its own stands behind backslashes. */
const inJson = (text: string): string => `{"n":1,"text":${JSON.stringify(text)},"m":2}`;

const GRAPHQL = masked('GraphQL in JSON', JSON_TYPE, [
  '{"query":"mutation { login(user: \\"ada\\", password: \\"§\\") { id } }"}',
  '{"query":"mutation L { signUp(input: {name: \\"ada\\", newPassword: \\"§\\"}) { id } }","variables":{}}',
  '{"query":"mutation{login(password:\\"§\\",user:\\"ada\\"){id}}"}',
  '{"operationName":"L","variables":{"input":{"user":"ada","password":"§"}},"query":"mutation L { id }"}',
]);

const FILES = masked('file in JSON', JSON_TYPE, [
  '{"file":"user: ada\\npassword: §\\nhost: db\\n"}',
  '{"file":"[db]\\r\\npassword = §\\r\\nhost = db\\r\\n","n":1}',
  '{"data":{"application.yaml":"spring:\\n  datasource:\\n    password: §\\n    pool: 5\\n"}}',
  '{"data":{"app.properties":"a.b=1\\ndb.password=§\\nc=2\\n"}}',
  '{"content":"export DB_PASSWORD=\\"§\\"\\nexport PORT=1\\n"}',
  '{"content":"const db = {\\n\\tpassword: \'§\',\\n\\tport: 1\\n}"}',
  '{"template":"<db>\\n<password>§</password>\\n</db>"}',
  '{"env":"PORT=1\\nDB_PASSWORD=§"}',
  '{"file":"db:\\n  password: |\\n    §","item":"went on"}',
  '{"file":"db:\\r\\n  password: >-\\r\\n    §","item":"went on"}',
  '{"file":"passwords:\\r\\n- §\\r\\n- §\\r\\nhost: db\\r\\n","item":"went on"}',
]);

const LOGS = masked('log in JSON', JSON_TYPE, [
  '{"msg":"connect password=\\"§\\" host=\\"db\\"","n":1}',
  '{"msg":"{\\"user\\":\\"ada\\",\\"password\\":\\"§\\",\\"n\\":1}"}',
  '{"msg":"body: {\\"api_key\\": \\"§\\", \\"n\\": 1}"}',
  '{"log":"{\\"a\\":\\"{\\\\\\"password\\\\\\":\\\\\\"§\\\\\\",\\\\\\"n\\\\\\":1}\\"}\\n","stream":"stdout"}',
  '{"msg":"Config{user=\'ada\', password=\'§\', n=1}"}',
  inJson("{'user': 'ada', 'password': '§'}"),
  inJson('x\tpassword:\t§\ty'),
]);

/** A header's line has quotes of its own. */
const HEADS = masked(
  'head in JSON',
  JSON_TYPE,
  [
    inJson('GET / HTTP/1.1\r\nHost: h\r\nAuthorization: Digest username="ada", response="§"\r\nAccept: x\r\n'),
    inJson('HTTP/1.1 200 OK\r\nAuthentication-Info: nextnonce="n", rspauth="§"\r\nVary: x\r\n'),
  ],
  { shows: [] },
);

const JAAS = masked('JAAS', JSON_TYPE, [
  inJson('org.example.PlainLoginModule required username="ada" password="§";'),
  inJson('org.example.ScramLoginModule required\n  username="ada"\n  password="§";\n'),
]);

const JAAS_LINES = masked('JAAS in properties', TEXT, [
  'sasl.jaas.config=org.example.PlainLoginModule required username="ada" password="§";\nn=1\n',
  'sasl.jaas.config=org.example.PlainLoginModule required \\\n  username="ada" \\\n  password="§";\nn=1\n',
]);

const SHELL = masked('escaped in a command', TEXT, [
  'curl -d "{\\"user\\":\\"ada\\",\\"password\\":\\"§\\"}" http://h/\n',
  'sh -c \'export DB_PASSWORD="§"; run\'\n',
  'echo "password=\\"§\\"" > file\n',
]);

const ENTITIES = masked('entities', 'text/html', [
  '<div data-x="{&quot;user&quot;:&quot;ada&quot;,&quot;password&quot;:&quot;§&quot;}">x</div>',
  '<pre>password = &quot;§&quot;\nport = 1</pre>',
  '<pre>{&#34;apiKey&#34;:&#34;§&#34;,&#34;n&#34;:1}</pre>',
]);

const UNICODE = masked('escapes of JSON in the key', JSON_TYPE, [
  '{"\\u0070assword":"§","n":1}',
  '{"contrase\\u00f1a":"§","n":1}',
  '{"msg":"\\u0022password\\u0022:\\u0022§\\u0022,","n":1}',
]);

/** nginx's logs and programs write these. */
const HEXADECIMAL = masked('hexadecimal escapes', TEXT, [
  '"POST /login HTTP/1.1" 200 "{\\x22user\\x22:\\x22ada\\x22,\\x22password\\x22:\\x22§\\x22}"\n',
  "var data = JSON.parse('\\x7b\\x22csrfToken\\x22:\\x22§\\x22\\x7d');\n",
  'body: "user=ada\\x26password=§\\x26n=1"\n',
  'log: "\\x3cpassword\\x3e§\\x3c/password\\x3e"\n',
]);

const OTHER_LETTERS = masked(
  'escapes of other letters in the key',
  JSON_TYPE,
  [
    '{"\\u5bc6\\u7801":"§","n":1}',
    '{"\\u043f\\u0430\\u0440\\u043e\\u043b\\u044c":"§","n":1}',
    '{"a":"{\\"\\\\u5bc6\\\\u7801\\":\\"§\\"}","n":1}',
  ],
  { bare: 'it has escapes already' },
);

const IN_CALLBACK = masked(
  'escaped pairs of a callback',
  JSON_TYPE,
  [
    '{"body":"code\\u003d§\\u0026grant_type\\u003dauthorization_code"}',
    '{"msg":"https://h/cb?code\\u003d§\\u0026state\\u003d§"}',
  ],
  { looks: GUESS, bare: 'it has escapes already' },
);

export const ESCAPED: readonly MaskedRow[] = [
  ...HEXADECIMAL,
  ...OTHER_LETTERS,
  ...IN_CALLBACK,
  ...GRAPHQL,
  ...FILES,
  ...LOGS,
  ...HEADS,
  ...JAAS,
  ...JAAS_LINES,
  ...SHELL,
  ...ENTITIES,
  ...UNICODE,
];
