// SPDX-License-Identifier: Apache-2.0
import { JSON_TYPE, type MaskedRow, masked, QUOTED, TEXT, WORD, YAML } from './row.ts';

const IN_YAML = masked('YAML', YAML, [
  'db:\n  password: §\n  host: db\n',
  'services:\n  mysql:\n    environment:\n      MYSQL_ROOT_PASSWORD: §\n      TZ: UTC\n',
  'users:\n- name: ada\n  api_key: §\n- name: bob\n',
  'auth:\n    client-secret: §\n    kind: oidc\n',
  'jwt:\n  signing-key: §   # rotated in May\n  ttl: 60\n',
  'password:    §\r\nhost: db\r\n',
  'db: {user: ada, password: §, host: db}\n',
  '"password": §\nhost: db\n',
  'apiVersion: v1\nkind: ConfigMap\ndata:\n  username: ada\n  password: §\n',
]);

const QUOTED_IN_YAML = masked(
  'quoted YAML',
  YAML,
  [
    'spring:\n  datasource:\n    password: "§"\n    driver: pg\n',
    "smtp:\n  smtp_password: '§'\n  port: 25\n",
    "db: {user: ada, password: '§', host: db}\n",
    '- env:\n  - DB_PASSWORD: "§"\n  - TZ: UTC\n',
  ],
  { signs: QUOTED },
);

const IN_AN_INI = masked('INI', TEXT, [
  '[db]\nuser = ada\npassword = §\nhost = db\n',
  '[db]\nuser=ada\npassword=§\nhost=db\n',
  '[default]\naws_secret_access_key = §\nregion = eu\n',
  'password : §\nhost : db\n',
  '    password\t=\t§\n    host\t=\tdb\n',
  'passphrase = §\r\nport = 1\r\n',
]);

const QUOTED_ASSIGNMENTS = masked(
  'assignment of a quoted value',
  TEXT,
  [
    '[db]\npassword = "§"\nport = 1\n',
    "[db]\npassword = '§'\nport = 1\n",
    'db = { user = "ada", password = "§", port = 1 }\n',
    'db.password = "§"\nport = 1\n',
    'token = """§"""\nport = 1\n',
    'resource "db" "main" {\n  username = "ada"\n  password = "§"\n  port     = 1\n}\n',
    '  master_password      = "§"\n  multi_az = true\n',
    "const db = { user: 'ada', password: '§', port: 1 };\n",
    "{password: '§'}\n",
    '{password:"§",port:1}\n',
    'const apiKey = "§";\nrun();\n',
    "db.password = '§';\nrun();\n",
    "connect(host='db', password='§', port=1)\n",
    "DB_PASSWORD: Final = '§'\nPORT = 1\n",
    "'password': '§',\n'port': 1,\n",
    "$password = '§';\n$port = 1;\n",
    'Config{User: "ada", Password: "§", Port: 1}\n',
    'new Db { User = "ada", Password = "§" };\n',
    'export DB_PASSWORD="§"\nexport PORT=1\n',
    "DB_PASSWORD='§' PORT=1 ./run\n",
    'private static final String PASSWORD = "§";\n',
    'let password: string = "§";\n',
    'db { password: "§" port: 1 }\n',
    'return { ...db, "api-key": "§" }\n',
    "window.config={apiKey:'§',n:1};\n",
    "localStorage.setItem('token', '§');\n",
    'config["password"] = "§";\n',
    "config[:password] = '§'\n",
    'Set-Variable -Name x; $Env:DB_PASSWORD = "§"\n',
  ],
  { signs: QUOTED },
);

const LOGS = masked('log line', TEXT, [
  'user=ada password=§ ok\n',
  'level=info msg=login user=ada password=§ ms=12\n',
  'ts=1\tuser=ada\tpassword=§\tms=12\n',
  '2024-05-01 10:00:00 INFO [main] user=ada, password=§, port=1\n',
  'Config(user=ada, password=§, port=1)\n',
  '{user=ada, password=§, port=1}\n',
  '[user=ada;password=§;port=1]\n',
  'started with api_key=§ in 12 ms\n',
  'client_id=ada client_secret=§ grant=x\n',
  'docker run -e DB_PASSWORD=§ -e TZ=UTC x\n',
  'docker run --env DB_PASSWORD=§ --env TZ=UTC x\n',
  'create secret generic db --from-literal=password=§ --dry-run\n',
  'helm install --set db.user=ada,db.password=§ --wait\n',
  'helm install --set=db.user=ada,db.password=§ --wait\n',
  'podman run --env=db_password=§ --env=tz=UTC x\n',
  'export DB_PASSWORD=§; ./run\n',
  'Invalid login: user=ada;pwd=§;ip=10.0.0.1\n',
  'user=ada|password=§|port=1\n',
  'auth(user=ada,password=§)\n',
]);

const QUOTED_LOGS = masked(
  'log line, quoted',
  TEXT,
  [
    'level=info user=ada password="§" ms=12\n',
    "Config{user='ada', password='§', port=1}\n",
    'login of ada: password="§" (12 ms)\n',
    'request {"user":"ada","password":"§","n":1} took 12 ms\n',
    "DEBUG {'user': 'ada', 'password': '§', 'n': 1}\n",
  ],
  { signs: QUOTED },
);

const IN_JSON = masked('pair in a string of JSON', JSON_TYPE, [
  '{"Env":["POSTGRES_PASSWORD=§"]}',
  '{"Config":{"Env":["PATH=/bin","POSTGRES_PASSWORD=§","TZ=UTC"]},"n":1}',
  '{"msg":"login password=§ failed","n":1}',
  '{"log":"user=ada token=§\\n","stream":"stdout"}',
  '{"args":["--db-password=§","-v"],"n":1}',
  '{"message":"user=ada, api_key=§, n=1"}',
  '{"line":"password: §","n":1}',
]);

const JSONS = masked(
  'JSON',
  JSON_TYPE,
  [
    '{"user":"ada","password":"§","n":1}',
    '{\n  "password" : "§",\n  "n" : 1\n}',
    '{"db":{"auth":{"clientSecret":"§"}},"n":1}',
    '{"credentials":{"username":"ada","password":"§"},"n":1}',
    '{"passwords":["§","§"],"n":1}',
    '{"secret":{"value":"§"},"n":1}',
    '{"api_key":"§"}\n{"n":1}\n',
    '[{"apiKey":"§","n":1}]',
    '{"PASSWORD":"§","n":1}',
    '{"new-password":"§","n":1}',
    '{"n":1,"accessToken":"§"}',
    '{"login":{"n":1,"passwd":"§"}}',
    '{"n":1,"password":"§"}\r\n',
    '{"a":{"b":{"c":{"d":{"password":"§"}}}},"n":1}',
    '["x",{"password":"§"},"y"]',
    '{"token":["§"],"n":1}',
    '{"password":{"value":"§"},"n":1}',
    '{"auth":{"basic":{"username":"ada","password":"§"}},"n":1}',
    '{"data":{"api_token":"§"},"n":1}',
  ],
  { signs: QUOTED },
);

/** A number, where codes of authentication stand. */
const WHOLE = [
  // The first character of the value is an escape.
  ...masked('JSON', JSON_TYPE, ['{"n":1,"password":"\\u0061§","m":2}'], { shows: ['"n":1', '"m":2'] }),
  // The value may as well be the rest of the line.
  ...masked('pair before a command', TEXT, ['DB_PASSWORD=§ PORT=1 ./run\n'], { shows: ['DB_PASSWORD'] }),
];

const CODES = masked(
  'code of authentication',
  JSON_TYPE,
  ['pin', 'otp', 'cvv', 'cvc', 'mfa_code', 'otpCode', 'totp', 'passcode', 'verification_code', 'security_code'].map(
    (key) => [`"${key}"`, (m) => `{"user":7,"${key}":${m.digits(6)},"n":1}`] as const,
  ),
  { looks: ['word'] },
);

const WORDS_AFTER_KEYS = masked(
  'pair with a colon amid a line',
  TEXT,
  ['user: ada, password: §, port: 1\n', 'login failed (user: ada password: §)\n', 'api key: §\n'],
  { signs: WORD.replaceAll(/[:=?]/g, ''), looks: ['word', 'short', 'long'] },
);

export const KEYS_AND_VALUES: readonly MaskedRow[] = [
  ...IN_YAML,
  ...QUOTED_IN_YAML,
  ...IN_AN_INI,
  ...QUOTED_ASSIGNMENTS,
  ...LOGS,
  ...QUOTED_LOGS,
  ...IN_JSON,
  ...JSONS,
  ...WHOLE,
  ...CODES,
  ...WORDS_AFTER_KEYS,
];
