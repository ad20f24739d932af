// SPDX-License-Identifier: Apache-2.0
// cspell:ignore UNHEX HASHBYTES
import { JSON_TYPE, type MaskedRow, masked, PLAIN, QUOTED, type ShownRow, shown, TEXT, XML, YAML } from './row.ts';

const BELOW_KEY = masked(
  'below its key',
  YAML,
  [
    'env:\n  DB_PASSWORD:\n    value: §\n  PORT:\n    value: 80\n',
    'variables:\n  SMTP_PASSWORD:\n    description: of the shop\n    value: "§"\n  PORT:\n    value: 80\n',
    'values:\n  apiKey:\n    # of the shop\n    required: true\n\n    value: §\nother: x\n',
    "Parameters:\n  MasterPassword:\n    NoEcho: true\n    Type: String\n    Default: '§'\n  Port:\n    Default: 80\n",
    'config:\n  shop:clientSecret:\n    secure: §\n  shop:port: 80\n',
    'env:\n  DB_PASSWORD:\n    notes:\n      value: x\n    value: §\n  PORT: 80\n',
  ],
  { looks: PLAIN, signs: '!*-.~' },
);

const BELOW_KEY_IN_JSON = masked(
  'below its key',
  JSON_TYPE,
  [
    '{"Parameters":{"MasterPassword":{"NoEcho":true,"Type":"String","Default":"§"},"Port":{"Type":"Number"}}}',
    '{"password":{"digest":"§"},"n":1}',
    '{"recovery_question":{"question":"Who?","answer":"§"},"n":1}',
  ],
  { signs: QUOTED },
);

const BELOW_TOKEN = masked(
  'below a token',
  JSON_TYPE,
  ['{"token":{"issued_at":"x","id":"§"},"n":1}', '{"token":{"key":"§"},"n":1}'],
  { looks: ['word', 'long'] },
);

const APART = masked(
  'name and value apart',
  YAML,
  [
    'env:\n- name: SMTP_PASSWORD\n  required: true\n  value: §\n- name: TZ\n  value: UTC\n',
    'envVars:\n  - key: CLIENT_SECRET\n    sync: false\n    value: "§"\n  - key: TZ\n    value: UTC\n',
    'parameters:\n- name: password\n  type: string\n  default: §\n- name: port\n  default: 80\n',
  ],
  { looks: PLAIN, signs: '!*-.~' },
);

const IN_BLOCKS = masked(
  'name and value of a block',
  TEXT,
  [
    'resource "aws_ssm_parameter" "a" {\n  name        = "/shop/smtp_password"\n  description = "x"\n  value       = "§"\n}\n',
    'set {\n  name  = "auth.password"\n  value = "§"\n}\n',
    'output "db_password" {\n  value = "§"\n}\n',
  ],
  { looks: PLAIN },
);

const IN_ELEMENTS = masked('name and value apart', XML, [
  '<property><name>smtp.password</name><final>true</final><value>§</value></property><a>b</a>',
  '<property>\n  <name>smtp.password</name>\n  <final>true</final>\n  <value>§</value>\n</property>\n<a>b</a>',
  '<parameter><name>DB_PASSWORD</name><description>of it</description><defaultValue>§</defaultValue></parameter><a>b</a>',
  '<context-param><param-name>apiKey</param-name><param-value>§</param-value></context-param><a>b</a>',
  '<context-param>\n  <param-name>apiKey</param-name>\n  <param-value>§</param-value>\n</context-param>\n<a>b</a>',
  '<env-entry><env-entry-name>dbPassword</env-entry-name><env-entry-type>java.lang.String</env-entry-type><env-entry-value>§</env-entry-value></env-entry><a>b</a>',
  '<config-property-name>Password</config-property-name><config-property-value>§</config-property-value><a>b</a>',
  '<member><ParameterKey>DbPassword</ParameterKey><ParameterValue>§</ParameterValue></member><a>b</a>',
]);

const OTHER_NAMES = masked(
  'other names for name and value',
  JSON_TYPE,
  [
    '{"fields":[{"title":"Password","value":"§","short":true}]}',
    '{"title":"API key:","value":"§","short":true}',
    '{"question":"Password","answer":"§","n":1}',
    '{"name":"password","order":"3","text":"Password","type":"control_textbox","answer":"§","n":1}',
  ],
  { signs: QUOTED },
);

const SHORTHAND = masked(
  'name and value with a comma',
  TEXT,
  [
    'aws cloudformation create-stack --parameters ParameterKey=DBPassword,ParameterValue=§ ParameterKey=A,ParameterValue=b\n',
    'eb --option-settings Namespace=aws:x,OptionName=DB_PASSWORD,Value=§ --no-wait\n',
  ],
  { looks: PLAIN, signs: '!*-.~' },
);

const IN_FUNCTIONS = masked(
  'argument of a function',
  TEXT,
  [
    "UPDATE users SET pwd=MD5('§') WHERE id=1\n",
    "UPDATE users SET password = crypt('§', gen_salt('bf')) WHERE id=1\n",
    "SELECT id FROM users WHERE password = SHA2('§', 256)\n",
    "select id from users where name='ada' and password=crypt('§', password)\n",
    "UPDATE users SET password = UPPER(SHA1(UNHEX(SHA1('§')))) WHERE id=1\n",
    "UPDATE users SET password = HASHBYTES('SHA2_256', '§') WHERE id=1\n",
    '{"query":"UPDATE users SET pwd=MD5(\'§\') WHERE id=1"}',
  ],
  { looks: PLAIN },
);

const PROCEDURES = masked(
  'argument of a procedure',
  JSON_TYPE,
  [
    '{"jsonrpc":"2.0","method":"login","params":["ada","§"],"id":1}',
    '{"method":"walletpassphrasechange","params":["§","§"],"id":1}',
    '{"id":1,"method":"session.login_with_password","params":["ada","§","1.0"]}',
    '{"method":"walletpassphrase","params":["§",60],"id":1}',
    '{"method":"personal_unlockAccount","params":["0xabc","§",300],"id":1}',
    '{"method":"importprivkey","params":["§","label",false],"id":1}',
    '{"params":{"service":"common","method":"login","args":["shop","ada","§"]},"id":1}',
    '{"params":{"method":"execute_kw","args":["shop",2,"§","res.partner","read",[[1]]]},"id":1}',
    '{"type":1,"target":"Login","arguments":["ada","§"]}',
  ],
  { signs: QUOTED },
);

const BYTES = masked(
  'bytes of Python',
  TEXT,
  [
    "headers: [(b'host', b'x'), (b'x-api-key', b'§')]\n",
    "{b'password': [b'§'], b'n': [b'1']}\n",
    "MultiDict([(b'user', b'ada'), (b'password', b'§')])\n",
  ],
  { looks: PLAIN },
);

const TOLD = masked(
  'told by a type or a flag',
  JSON_TYPE,
  [
    '{"name":"A","type":"secret_text","text":"§"}',
    '{"key":"A","value":"§","encrypted":true}',
    '{"isEncrypted":true,"key":"A","value":"§"}',
  ],
  { signs: QUOTED },
);

export const STRUCTURES: readonly MaskedRow[] = [
  ...BELOW_KEY,
  ...BELOW_KEY_IN_JSON,
  ...BELOW_TOKEN,
  ...APART,
  ...IN_BLOCKS,
  ...IN_ELEMENTS,
  ...OTHER_NAMES,
  ...SHORTHAND,
  ...IN_FUNCTIONS,
  ...PROCEDURES,
  ...BYTES,
  ...TOLD,
];

/** What stands in such places and is no secret. */
export const STRUCTURES_SHOWN: readonly ShownRow[] = [
  ...shown('below a key', YAML, [
    'env:\n  DB_PASSWORD:\n    valueFrom:\n      name: db\n  PORT:\n    value: 80\n',
    'inputs:\n  token:\n    description: of the shop\n    default: {{ token }}\n',
    'password:\n  type: string\n  required: true\nvalue: 7\n',
    'env:\n- name: DB_PASSWORD\n- name: TZ\n  value: UTC\n',
    'env:\n- name: DB_PASSWORD\n  required: true\n- name: TZ\n  value: UTC\n',
  ]),
  ...shown('of a block', TEXT, ["UPDATE users SET password = crypt(?, gen_salt('bf')) WHERE id=1\n"]),
  ...shown('procedures', JSON_TYPE, [
    '{"method":"logout","params":["ada","bob"],"id":1}',
    '{"method":"login","params":{"n":1},"id":1}',
    '{"type":"login","params":["ada","bob"],"id":1}',
    '{"question":"Who?","answer":"Ada"}',
    '{"title":"Teapots","value":"blue","short":true}',
  ]),
  ...shown('elements', XML, [
    '<property><name>smtp.password</name></property><property><name>a</name><value>b</value></property>',
    '<param-name>port</param-name><param-value>80</param-value>',
  ]),
];
