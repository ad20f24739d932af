// SPDX-License-Identifier: Apache-2.0
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates as they stand in their sources.
import { FORM, JSON_TYPE, type MaskedRow, masked, TEXT, YAML } from './row.ts';

const MANY_PARTS = [
  'spring.kafka.consumer.properties.schema.registry.ssl.key.password',
  'Serilog__WriteTo__1__Args__sinkOptions__connection__auth__Password',
  'SPRING_SECURITY_OAUTH2_CLIENT_REGISTRATION_GOOGLE_CLIENT_SECRET',
  'spring.security.oauth2.client.registration.my-company.client-secret',
  'com.example.shop.payments.gateway.adapter.http.credentials.password',
  'app-config-production-database-primary-connection-password',
  'applicationConfigurationProductionDatabasePrimaryPassword',
  'Kestrel__Certificates__Default__Password',
  'quarkus.datasource."orders".password',
  'hibernate.connection.pools[0].password',
  'auth:jwt:signing:token',
];

const OF_MANY_PARTS = masked('key of many parts', TEXT, [
  ...MANY_PARTS.map((key) => `a=1\n${key}=§\nb=2\n`),
  ...MANY_PARTS.slice(0, 4).map((key) => `a = 1\n${key} = §\nb = 2\n`),
]);

const OF_MANY_PARTS_IN_JSON = masked('key of many parts', JSON_TYPE, [
  ...MANY_PARTS.slice(0, 7).map((key) => `{"a":1,"${key}":"§","b":2}`),
  '{"Env":["A=1","Serilog__WriteTo__1__Args__sinkOptions__connection__auth__Password=§"]}',
]);

const OF_MANY_PARTS_IN_YAML = masked('key of many parts', YAML, [
  'config:\n  spring.kafka.consumer.properties.schema.registry.ssl.key.password: §\n  b: 2\n',
  'metadata:\n  annotations:\n    shop.example.com/deploy-api-token: §\n    b: c\n',
]);

const OF_MANY_PARTS_IN_A_FORM = masked('key of many parts', FORM, [
  'a=1&user[account][password]=§&b=2',
  'a=1&user%5Baccount%5D%5Bpassword%5D=§&b=2',
  'a=1&registration.account.credentials.password=§&b=2',
]);

/** The value is the rest of the line, whatever stands in it. */
const REST_OF_LINE = masked('value with signs or blanks', TEXT, [
  'HOST=db\nDB_PASSWORD=§&§\nPORT=1\n',
  'HOST=db\nDB_PASSWORD=§;§\nPORT=1\n',
  'HOST=db\nDB_PASSWORD=§,§\nPORT=1\n',
  'HOST=db\nDB_PASSWORD=§#§\nPORT=1\n',
  'HOST=db\nDB_PASSWORD=§$§\nPORT=1\n',
  'HOST=db\nDB_PASSWORD=§?§=\nPORT=1\n',
  'HOST=db\nDB_PASSWORD=§(§)\nPORT=1\n',
  'HOST=db\nDB_PASSWORD=§<§>\nPORT=1\n',
  'HOST=db\nDB_PASSWORD=&§\nPORT=1\n',
  'HOST=db\nSECRET_KEY= §\nPORT=1\n',
  'HOST=db\nAPI_KEY=\t§\nPORT=1\n',
  'a.b=1\ndb.password=§ § §\nc=2\n',
  'a.b=1\ndb.password = §  §\nc=2\n',
  'a.b=1\ndb.password: § §\nc=2\n',
  'a.b 1\ndb.password §\nc 2\n',
  'db.password=§\\\n  §\nc=2\n',
  'HOST=db\nDB_PASSWORD="§ &§"\nPORT=1\n',
  "HOST=db\nDB_PASSWORD='§\"§'\nPORT=1\n",
  'HOST=db\nDB_PASSWORD="§\\"§"\nPORT=1\n',
]);

const YAML_REST = masked('value with signs or blanks', YAML, [
  'db:\n  password: § § §\n  host: db\n',
  'db:\n  password: §, §\n  host: db\n',
  'db:\n  password: §&§=\n  host: db\n',
  'db:\n  password: "§ \'§"\n  host: db\n',
  "db:\n  password: '§''§'\n  host: db\n",
]);

/**
 * A value ends at the blank when pairs follow: one behind a token, for no token has a blank; two behind a password,
 * which may have a blank and an equals sign as well.
 */
const LOGGED = masked('pairs of a log', TEXT, [
  'password=§ user=ada status=200\n',
  'token=§ user=ada\n',
  'password=§ msg="login ok" user=ada status=200\n',
  'level=info password=§ user=ada status=200\n',
]);

const LOGGED_IN_JSON = masked('pairs of a log', JSON_TYPE, ['{"msg":"password=§ user=ada status=200","n":1}']);

/** One pair alone may be of the password. */
const BLANK_AND_EQUALS = masked('value with signs or blanks', TEXT, ['a.b=1\ndb.password=§ §=§\nc=2\n']);

/** What a variable stands for where it has no value. */
const DEFAULTS = masked(
  'default of a variable',
  TEXT,
  ['a.b=1\nspring.datasource.password=${DB_PASSWORD:§}\nc=2\n', 'a: 1\npassword: ${DB_PASSWORD:-§}\nc: 2\n'],
  { shows: ['password'] },
);

const ODBC = masked(
  'connection string of pairs',
  TEXT,
  [
    'Driver={pg};UID=ada;PWD={§;§};DB=x\n',
    'Driver={pg};UID=ada;PWD={§}};§};DB=x\n',
    'Server=db;User Id=ada;Password=§;Database=x;\n',
    'Server=db;User Id=ada;Password="§;§";Database=x;\n',
    "Server=db;User Id=ada;Password='§;§';Database=x;\n",
    'Server=db;Uid=ada;Pwd=§&§;Database=x;\n',
    'host=db user=ada password=§ dbname=x\n',
    "SELECT dblink('host=h user=ada password=§');\n",
    "host=db user=ada password='§ §' dbname=x\n",
    'jdbc:sqlserver://h:1433;user=ada;password=§;database=x\n',
    'jdbc:mysql://h:3306/x?user=ada&password=§&useSSL=true\n',
    'Endpoint=sb://shop.example/;SharedAccessKeyName=Root;SharedAccessKey=§=;EntityPath=x\n',
    'DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=§==;EndpointSuffix=core\n',
  ],
  // What has `@` behind `//` is a URL with credentials.
  { signs: '!$*-.^~' },
);

const ODBC_IN_JSON = masked('connection string of pairs in JSON', JSON_TYPE, [
  '{"ConnectionStrings":{"Default":"Server=db;User Id=ada;Password=§;Database=x"}}',
  '{"dsn":"host=db user=ada password=§ dbname=x","n":1}',
  '{"dsn":"Driver={pg};UID=ada;PWD={§;§};DB=x","n":1}',
]);

export const PAIRS: readonly MaskedRow[] = [
  ...OF_MANY_PARTS,
  ...OF_MANY_PARTS_IN_JSON,
  ...OF_MANY_PARTS_IN_YAML,
  ...OF_MANY_PARTS_IN_A_FORM,
  ...REST_OF_LINE,
  ...YAML_REST,
  ...LOGGED,
  ...LOGGED_IN_JSON,
  ...BLANK_AND_EQUALS,
  ...DEFAULTS,
  ...ODBC,
  ...ODBC_IN_JSON,
];
