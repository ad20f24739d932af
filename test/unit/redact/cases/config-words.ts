// SPDX-License-Identifier: Apache-2.0
import { FORM, GUESS, JSON_TYPE, type MaskedRow, masked, PLAIN, QUOTED, TEXT } from './row.ts';

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const IN_STRINGS = masked(
  'line of a configuration in a string',
  JSON_TYPE,
  [
    '{"file":"auth_pass §\\nvirtual_router_id 5\\n","n":1}',
    '{"file":"spark.ssl.keyPassword §\\nspark.ui.port 1\\n","n":1}',
  ],
  { looks: PLAIN },
);

const IN_A_DOCKERFILE = masked('Dockerfile', TEXT, [
  'FROM x\nENV DB_PASSWORD §\nEXPOSE 80\n',
  'FROM x\nENV DB_PASSWORD=§\nEXPOSE 80\n',
  'FROM x\nENV PORT=1 DB_PASSWORD=§ TZ=UTC\nEXPOSE 80\n',
  'FROM x\nARG NPM_TOKEN=§\nEXPOSE 80\n',
  'FROM x\nENV API_KEY "§"\nEXPOSE 80\n',
]);

const CALLS = masked(
  'define and its like',
  TEXT,
  [
    "define('DB_PASSWORD','§');\ndefine('DB_HOST','db');\n",
    "define('DB_PASSWORD', '§');\ndefine('DB_HOST', 'db');\n",
    'define("AUTH_KEY", "§");\ndefine("DB_HOST", "db");\n',
    "define( 'SECURE_AUTH_SALT',  '§' );\ndefine( 'DB_HOST', 'db' );\n",
    "putenv('DB_PASSWORD=§');\nrun();\n",
    'os.Setenv("DB_PASSWORD", "§")\nrun()\n',
    'os.environ.setdefault("API_KEY", "§")\nrun()\n',
    'os.getenv("API_KEY", "§")\nrun()\n',
    'req.setRequestHeader("X-Api-Key", "§");\nrun();\n',
    'config.set("db.password", "§");\nrun();\n',
    'System.setProperty("javax.net.ssl.keyStorePassword", "§");\nrun();\n',
    "os.environ['DB_PASSWORD'] = '§'\nrun()\n",
    "process.env.DB_PASSWORD = '§';\nrun();\n",
  ],
  { signs: QUOTED },
);

const DIRECTIVES = masked('directive of a server', TEXT, [
  'port 6379\nrequirepass §\nmaxmemory 1\n',
  'requirepass "§"\nmaxmemory 1\n',
  'masterauth §\nport 1\n',
  'port 1\nsentinel auth-pass main §\n',
  'CONFIG SET requirepass §\r\n',
  'SetEnv DB_PASSWORD §\nListen 80\n',
  'fastcgi_param DB_PASSWORD §;\nlisten 80;\n',
  'default_user = ada\ndefault_pass = §\nport = 1\n',
  'rpcuser=ada\nrpcpassword=§\nport=1\n',
  '//registry.example/:_authToken=§\nalways-auth=true\n',
  'bindpw §\nuri ldap://h/\n',
  'rootpw §\nsuffix dc=x\n',
  'Environment="DB_PASSWORD=§"\nRestart=always\n',
  'Environment=DB_PASSWORD=§\nRestart=always\n',
  'user default on >§ ~* +@all\nport 1\n',
]);

const PROXIES = masked('field that a proxy sends on', TEXT, [
  'proxy_set_header X-Api-Key "§";\nlisten 80;\n',
  'proxy_set_header X-Api-Key §;\nlisten 80;\n',
  'RequestHeader set X-Api-Key "§"\nListen 80\n',
  'http-request set-header X-Auth-Token "§"\nmode http\n',
  'set $backend_token "§";\nlisten 80;\n',
]);

/** A word in the value is one of a secret's name, and the sign that ends the statement one between columns. */
const LIKE_COLUMNS = masked(
  'field that a proxy sends on',
  TEXT,
  ['moriledipine', 'winterpw'].map((value) => [
    value,
    (m) => `proxy_set_header X-Api-Key ${m.keep(value)};\nlisten 80;\n`,
  ]),
  { looks: ['word'], isFixed: true, bare: 'a line in a form ends with its value' },
);

const ROUTERS = masked('configuration of a router', TEXT, [
  'username admin privilege 15 password 0 §\nend\n',
  'username admin secret §\nend\n',
  'neighbor 10.0.0.1 password 7 §\nend\n',
  'snmp-server community § RO\nend\n',
  'tacacs-server key §\nend\n',
  'crypto isakmp key § address 0.0.0.0\nend\n',
  'crypto ikev2 keyring x\n pre-shared-key §\nend\n',
]);

const SCHEMES = masked(
  'Authorization amid a line',
  TEXT,
  [
    'sent Authorization: ApiKey § to h\n',
    '12:00 > Authorization: Token § (x)\n',
    'headers: Host: h, Authorization: ApiKey §, Accept: x\n',
    'curl -H "Authorization: ApiKey §" http://h/\n',
    "curl -H 'Authorization: Token §' http://h/\n",
    // Its name is a part of the value before it.
    '<input name="token" value=\n{"text":"Authorization: Token §"}\n',
    'proxy_set_header Authorization "ApiKey §";\nlisten 80;\n',
    'request authorization=ApiKey § ok\n',
  ],
  // What follows a secret amid a line may be masked with it.
  { shows: [], looks: GUESS },
);

const VAULT = masked(
  'answer of a vault',
  JSON_TYPE,
  [
    ['keys', (m) => `{"keys":["${m.hex(66)}","${m.hex(66)}"],"n":1}`],
    ['keys_base64', (m) => `{"keys_base64":["${m.base64(33)}"],"n":1}`],
    ['unseal keys', (m) => `{"unseal_keys_b64":["${m.base64(33)}"],"unseal_keys_hex":["${m.hex(66)}"],"n":1}`],
    ['root_token', (m) => `{"root_token":"${m.secret()}","n":1}`],
    ['recovery_keys', (m) => `{"recovery_keys":["${m.hex(66)}"],"recovery_keys_base64":["${m.base64(33)}"],"n":1}`],
    ['gossip of Consul', (m) => `{"datacenter":"a","encrypt":"${m.base64(32)}","n":1}`],
    ['KMS Plaintext', (m) => `{"KeyId":"arn:aws:kms:eu:1:key/x","Plaintext":"${m.base64(32)}","n":1}`],
    ['KMS Plaintext after its ciphertext', (m) => `{"CiphertextBlob":"AQID","Plaintext":"${m.base64(32)}"}`],
    ['KMS plaintext', (m) => `{"plaintext":"${m.base64(32)}","plaintextCrc32c":"7"}`],
  ],
  { looks: ['word'] },
);

const GOSSIP = masked(
  'key of a cluster',
  TEXT,
  [
    ['HCL', (m) => `datacenter = "a"\nencrypt = "${m.base64(32)}"\nport = 1\n`],
    ['HCL, indented', (m) => `server {\n  encrypt = "${m.base64(16)}"\n}\n`],
    ['keyring of Ceph', (m) => `[client.admin]\n\tkey = AQ${m.keep(m.random.text(BASE64, 36))}==\n\tcaps = "*"\n`],
  ],
  { looks: ['word'], shows: [] },
);

const BLOCKS = masked(
  'statement of a block',
  TEXT,
  [
    'key "x" { algorithm hmac-sha256; secret "§"; };\n',
    'key x {algorithm hmac-sha256;secret "§";};\n',
    'key "x" {\n\talgorithm hmac-sha256;\n\tsecret "§";\n};\n',
    'controls { }; key "rndc" { secret "§"; algorithm hmac-md5; };\n',
  ],
  { signs: QUOTED },
);

const CLIENT_TOKENS = masked(
  'token of a client',
  FORM,
  ['a=1&client_token=§&b=2', 'client_token=§&b=2', 'a=1&client_token=§'],
  {
    looks: PLAIN,
  },
);

const URLS = masked(
  'key in the query of a URL',
  TEXT,
  [
    'see https://maps.example/api?key=§&q=x\n',
    'see https://maps.example/api?q=x&key=§\n',
    'see https://weather.example/data?q=x&appid=§ now\n',
    '<script src="https://maps.example/js?key=§&amp;callback=x"></script>\n',
    '10.0.0.1 "GET /maps?key=§ HTTP/1.1" 200\n',
  ],
  { looks: GUESS, shows: [] },
);

const QUERIES = masked(
  'key in a query',
  'target',
  [
    '/maps?key=§&q=x',
    '/maps?q=x&key=§',
    '/weather?q=x&appid=§',
    '/weather?appid=§&q=x',
    '/list?q=x&api-key=§',
    '/list?q=x&apikey=§&n=1',
    '/list?q=x&subscription-key=§',
    '/list?access_key=§&q=x',
    '/list?q=x&auth=§',
    '/list?q=x&sig=§&n=1',
    '/list?q=x&hapikey=§',
  ],
  { looks: GUESS },
);

export const CONFIG_WORDS: readonly MaskedRow[] = [
  ...IN_STRINGS,
  ...IN_A_DOCKERFILE,
  ...CALLS,
  ...DIRECTIVES,
  ...PROXIES,
  ...LIKE_COLUMNS,
  ...ROUTERS,
  ...SCHEMES,
  ...VAULT,
  ...GOSSIP,
  ...BLOCKS,
  ...CLIENT_TOKENS,
  ...URLS,
  ...QUERIES,
];
