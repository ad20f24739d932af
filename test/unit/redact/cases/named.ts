// SPDX-License-Identifier: Apache-2.0
import { FORM, JSON_TYPE, type MaskedRow, masked, PLAIN, QUOTED, TEXT, XML, YAML } from './row.ts';

const JSONS = masked(
  'name and value in JSON',
  JSON_TYPE,
  [
    '{"path":"password","value":"§"}',
    '[{"op":"replace","path":"password","value":"§"}]',
    '[{"op":"replace","path":"/user/password","value":"§"}]',
    '{"op":"replace","path":"passwords","value":[{"value":"§"}]}',
    '{"name":"password","type":"string","required":true,"value":"§"}',
    '{"name":"X-Auth-Token","value":"§","n":1}',
    '{"variables":[{"key":"DB_PASSWORD","value":"§","variable_type":"env_var","protected":false}]}',
    '{"inputs":[{"name":"password","label":"Password","value":"§"}]}',
    '{"type":"password","value":"§","temporary":false}',
    '{"credentials":[{"temporary":false,"type":"password","value":"§"}],"n":1}',
    '{"env":[{"name":"TZ","value":"UTC"},{"name":"DB_PASSWORD","value":"§"}],"n":1}',
    '{"name":"api_key","displayName":"x","value":"§","n":1}',
    '{"key":"password","value":"§","n":1}',
    '{"Key":"client_secret","Value":"§","n":1}',
    '{"field":"password","newValue":"§","oldValue":"§","n":1}',
    '{"ParameterKey":"DbPassword","ParameterValue":"§","n":1}',
    '{"OptionName":"DB_PASSWORD","Value":"§","n":1}',
    '{"id":"password","value":"§","n":1}',
    '{\n  "name": "password",\n  "value": "§",\n  "n": 1\n}',
    '{"header":[{"key":"X-Api-Key","value":"§","type":"text"}],"n":1}',
    '{"headers":[{"name":"Authorization","value":"§"},{"name":"Accept","value":"*/*"}]}',
    '{"variable":"DB_PASSWORD","content":"§","n":1}',
    '{"label":"password","value":"§","n":1}',
    '{"field":"client_secret","new":"§","old":"§","n":1}',
    '{"k":"password","v":"§","n":1}',
    '{"prop":"db.password","value":"§","n":1}',
    '{"param":"access_token","value":"§","n":1}',
    '{"attribute":"userPassword","values":["§"],"n":1}',
    '{"setting":"smtp_password","val":"§","n":1}',
    '{"fieldName":"password","fieldValue":"§","n":1}',
    '["password","§"]',
    '[["user","ada"],["password","§"],["n","1"]]',
    '{"rawHeaders":["Host","h","X-Api-Key","§","Accept","*/*"]}',
  ],
  { signs: QUOTED },
);

/** A value that has its type around it: of OTLP, a document database, or XML that became JSON. */
const TYPED = masked(
  'value with its type',
  JSON_TYPE,
  [
    '{"attributes":[{"key":"db.password","value":{"stringValue":"§"}}],"n":1}',
    '{"key":"http.request.header.authorization","value":{"arrayValue":{"values":[{"stringValue":"§"}]}},"n":1}',
    '{"fields":{"password":{"stringValue":"§"}},"n":1}',
    '{"Item":{"password":{"S":"§"}},"n":1}',
    '{"user":{"password":{"_text":"§"}},"n":1}',
    '{"password":{"$value":"§"},"n":1}',
  ],
  { signs: QUOTED },
);

const REVERSED = masked(
  'value before its name in JSON',
  JSON_TYPE,
  [
    '{"value":"§","name":"password"}',
    '{"value":"§","name":"DB_PASSWORD","n":1}',
    '{"env":[{"value":"UTC","name":"TZ"},{"value":"§","name":"DB_PASSWORD"}],"n":1}',
    '{"Value":"§","Key":"client_secret"}',
    '{"temporary":false,"value":"§","type":"password"}',
    '{"value":"§","n":1,"path":"/password","op":"add"}',
    '{\n  "value": "§",\n  "name": "api_key"\n}',
    '{"value":"§","description":"of the shop","sensitive":true,"name":"db_password"}',
    `{"value":"§","note":"${'far '.repeat(400)}","name":"password"}`,
    `{"value":"§","note":"${'farther '.repeat(1000)}","name":"password"}`,
  ],
  { signs: QUOTED },
);

const IN_YAML = masked('name and value in YAML', YAML, [
  'env:\n- name: DB_PASSWORD\n  value: §\n- name: TZ\n  value: UTC\n',
  'env:\n  - name: DB_PASSWORD\n    value: "§"\n  - name: TZ\n    value: "UTC"\n',
  'env:\n- value: §\n  name: DB_PASSWORD\n- name: TZ\n  value: UTC\n',
  'env:\n- {name: DB_PASSWORD, value: §}\n- {name: TZ, value: UTC}\n',
  'parameters:\n- key: client_secret\n  value: §\n- key: region\n  value: eu\n',
  'env:\n- name: "API_KEY"\n  value: \'§\'\n- name: TZ\n  value: UTC\n',
]);

export const NAMED_IN_FORMS = masked(
  'name and value in a form',
  FORM,
  [
    'key=DB_PASSWORD&value=§&protected=true',
    'variable[key]=DB_PASSWORD&variable[value]=§&variable[masked]=true',
    'Action=CreateStack&Parameters.member.1.ParameterKey=DBPassword&Parameters.member.1.ParameterValue=§&Version=1',
    'variable%5Bname%5D=DB_PASSWORD&variable%5Bvalue%5D=§&n=1',
  ],
  { looks: PLAIN, bare: 'fields of a form are told apart by its own signs' },
);

const XMLS = masked('name and value in XML', XML, [
  '<struct><member><name>password</name><value><string>§</string></value></member><member><name>n</name></member></struct>',
  '<member>\n<name>password</name>\n<value><string>§</string></value>\n</member>\n<a>b</a>',
  '<member><name>apiKey</name><value>§</value></member><a>b</a>',
  '<dict><key>Password</key><string>§</string><key>Port</key><integer>1</integer></dict>',
  '<dict>\n\t<key>client_secret</key>\n\t<string>§</string>\n\t<key>Port</key>\n</dict>',
  '<dict><key>PayloadSecret</key><data>§</data><key>Port</key></dict>',
  '<property><name>db.password</name><value>§</value></property><a>b</a>',
  '<property>\n  <name>fs.s3a.secret.key</name>\n  <value>§</value>\n</property>\n<a>b</a>',
  '<entry key="password">§</entry><entry key="n">1</entry>',
  '<entry key="db.password" value="§"/><entry key="n" value="1"/>',
  '<add key="ApiSecret" value="§" /><add key="n" value="1" />',
  '<add value="§" key="ApiSecret" /><add key="n" value="1" />',
  '<param name="password" value="§"/><param name="n" value="1"/>',
  '<saml:Attribute Name="password"><saml:AttributeValue>§</saml:AttributeValue></saml:Attribute><a>b</a>',
]);

export const NAMED: readonly MaskedRow[] = [...JSONS, ...TYPED, ...REVERSED, ...IN_YAML, ...XMLS];

export const NAMED_WITHIN: readonly MaskedRow[] = [
  ...masked(
    'value before its name in lines',
    YAML,
    [
      '- value: "§"\n  name: STRIPE_WEBHOOK_SECRET\n- value: x\n  name: PORT\n',
      'env:\n  - value: §\n    name: DB_PASSWORD\nimage: x\n',
    ],
    { looks: PLAIN },
  ),
  ...masked(
    'default of a variable',
    TEXT,
    [
      'variable "db_password" {\n  type    = string\n  default = "§"\n}\n',
      'variable "db_password" {\n  description = "The password of the database"\n  sensitive   = true\n  default     = "§"\n}\n',
    ],
    { looks: PLAIN },
  ),
  ...masked(
    'name beside its value in a form',
    FORM,
    [
      'name=password&value=§',
      'key=DEPLOY_PASSWORD&value=§&protected=true',
      'variable[key]=DB_PASSWORD&variable[value]=§',
      'value=§&key=DEPLOY_PASSWORD&protected=true',
    ],
    { looks: PLAIN, signs: '!*-.~' },
  ),
];
