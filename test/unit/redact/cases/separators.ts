// SPDX-License-Identifier: Apache-2.0
import { JSON_TYPE, type MaskedRow, masked, PLAIN, QUOTED, TEXT, YAML } from './row.ts';

const ARROWS = masked(
  'arrow',
  TEXT,
  [
    '{:user => "ada", :password => "§", :n => 1}\n',
    '{"user"=>"ada", "password"=>"§", "n"=>1}\n',
    "['user' => 'ada', 'password' => '§', 'n' => 1]\n",
    '{:user=>"ada", :api_key=>"§"}\n',
    '%{user: "ada", password: "§", n: 1}\n',
    '{password, <<"§">>}\n',
    'Parameters: {"user"=>"ada", "password"=>"§", "commit"=>"Go"}\n',
    '(:user "ada" :password "§" :n 1)\n',
    '{:user "ada", :password "§", :n 1}\n',
    '(password . "§")\n',
    '[("user", "ada"), ("password", "§")]\n',
    '{:user "ada", :token "§", :n 1}\n',
    '{:api-key "§" :n 1}\n',
    '{:auth/secret-key "§", :n 1}\n',
    '(login :user "ada" :api-key "§")\n',
    ':secret-key "§"\n',
  ],
  { signs: QUOTED },
);

const DUMPS = masked('dump of a language', TEXT, [
  'Array\n(\n    [user] => ada\n    [password] => §\n    [n] => 1\n)\n',
  '["password"]=>\n  string(24) "§"\n  ["n"]=>\n  int(1)\n',
  "  'password' => '§',\n  'n' => 1,\n",
  'map[Accept:[*/*] X-Api-Key:[§] X-N:[1]]\n',
  'map[password:§ user:ada]\n',
  'map[string]string{"password":"§", "user":"ada"}\n',
  '{User:ada Password:§ N:1}\n',
  '&{User:ada Password:§ N:1}\n',
  'Config { user: Some("ada"), password: Some("§"), n: 1 }\n',
  'password: Some("§")\n',
  '     -> db.password: Str(§)\n     -> n: Int(1)\n',
  'password: Just "§"\n',
  's:8:"password";s:24:"§";s:1:"n";i:1;\n',
]);

/** What wraps the value may be masked with it. */
const WRAPPED = masked('value in a wrapper', TEXT, ['password=Optional[§], n=1\n', 'password = Secret("§"), n = 1\n'], {
  shows: ['password'],
});

const LDIF = masked(
  'LDIF',
  TEXT,
  [
    ['userPassword::', (m) => `dn: uid=ada\nuserPassword:: ${m.base64(18)}\ncn: Ada\n`],
    ['userPassword: in clear', (m) => `dn: uid=ada\nuserPassword: ${m.secret()}\ncn: Ada\n`],
    ['unicodePwd::', (m) => `dn: uid=ada\nchangetype: modify\nreplace: unicodePwd\nunicodePwd:: ${m.base64(24)}\n-\n`],
    ['krbPrincipalKey::', (m) => `dn: uid=ada\nkrbPrincipalKey:: ${m.base64(48)}\ncn: Ada\n`],
    ['scheme of a hash', (m) => `dn: uid=ada\nuserPassword: {SSHA}${m.base64(24)}\ncn: Ada\n`],
  ],
  { looks: ['word'], shows: ['dn: uid=ada'] },
);

const OPTIONS = masked('option of a command', TEXT, [
  'run --user ada --password § --port 1\n',
  'run --user=ada --password=§ --port=1\n',
  'run --api-token § -v\n',
  'run --client-secret "§" -v\n',
  "run --passphrase '§' -v\n",
  'run -password § -v\n',
  'run /password:§ /v\n',
  'helm install x --set db.password=§ --wait\n',
  'mysql -h db --password=§ x\n',
  'sshpass -p § ssh h\n',
  'docker login -u ada --password § h\n',
  'redis-cli -h h --pass § ping\n',
]);

const SET_VALUES = masked(
  'option with several pairs',
  TEXT,
  [
    'helm upgrade x --set auth.password=§,port=1 y\n',
    'helm install x --set-string db.password=§,db.port=5432 --wait\n',
    'helm install x --set port=1,password=§,n=2 y\n',
    'helm install x --set "auth.password=§,port=1" y\n',
    "helm install x --set 'port=1,auth.password=§,n=2' y\n",
    '["helm","install","--set","auth.password=§,port=1"]\n',
  ],
  { looks: PLAIN },
);

const BRACKETS = masked(
  'pair in brackets',
  TEXT,
  [
    'INFO [user:ada] [password:§] [ip:192.0.2.7]\n',
    '[user:ada] [password:§]\n',
    'login (user: ada; password: §)\n',
    'login (user: ada; password: §; host: db)\n',
  ],
  { looks: PLAIN },
);

const PROGRAMS = masked('option of a program that names no password', TEXT, [
  'mysql -u ada -p§ -h db\n',
  'mysqldump -h db -uada -p"§" x > f\n',
  'docker login -u ada -p § registry.example\n',
  'mongosh -u ada -p "§" h/x\n',
  'redis-cli -h h -a § ping\n',
  'ldapsearch -x -D cn=admin -w § -b dc=x\n',
  '/opt/bin/sqlcmd -S h -U sa -P § -Q x\n',
  'ipmitool -I lanplus -H h -U ADMIN -P § power status\n',
  'snmpget -v3 -u ada -A § -X § h\n',
  'snmpwalk -v2c -c § h\n',
  'zip -P § a.zip f\n',
  'ssh-keygen -N "§" -f k\n',
  'rabbitmqctl add_user ada §\n',
  'aws configure set aws_secret_access_key §\n',
  'git config user.password §\n',
  'consul kv put db/password §\n',
  'etcdctl put /db/password §\n',
]);

const PROGRAMS_IN_JSON = masked('option of a program that names no password', JSON_TYPE, [
  '{"cmd":"mysql -u ada -p§ -h db","n":1}',
  '{"cmd":"mongosh -u ada -p \\"§\\" h/x","n":1}',
  '{"script":"set -e\\ndocker login -u ada -p § registry.example\\n","n":1}',
]);

const LISTS = masked(
  'option in a list',
  JSON_TYPE,
  [
    '{"args":["--token","§","-v"],"n":1}',
    '{"Cmd":["server","--password","§","--port","1"],"n":1}',
    '["run","--api-key","§"]',
    '{"args":["-v", "--client-secret", "§"]}',
    '{"argv":["--password=§","-v"]}',
    '["redis-cli","-a","§"]',
    '{"Cmd":["redis-cli", "-h", "db", "-a", "§", "ping"],"n":1}',
    '["/usr/bin/sqlcmd","-S","db","-P","§","-Q","select 1"]',
    '["docker","login","-u","ada","-p","§","registry.example"]',
    '["mysql","-u","root","-p§","db"]',
    '["rabbitmqctl","add_user","ada","§"]',
  ],
  { signs: QUOTED },
);

/** A value that ends as a secret's name does. */
const LIKE_NAMES = masked(
  'option in a list',
  JSON_TYPE,
  ['winterpw', '0apwD5P6nNc17WH4pP9Vj6Ov'].map((value) => [
    value,
    (m) => `{"args":["--password","${m.keep(value)}","-v"],"n":1}`,
  ]),
  { looks: ['word'], isFixed: true },
);

const LIST_IN_YAML = masked('option in a list', YAML, [
  'args:\n- --token\n- §\n- -v\n',
  'args: ["--token", "§", "-v"]\n',
  'command:\n- run\n- --password=§\n- -v\n',
]);

const SQL = masked(
  'SQL',
  TEXT,
  [
    "CREATE USER 'ada'@'h' IDENTIFIED BY '§';\nSELECT 1;\n",
    "ALTER USER ada IDENTIFIED BY '§' ACCOUNT UNLOCK;\n",
    'ALTER USER ada IDENTIFIED BY "§" ACCOUNT UNLOCK;\n',
    "CREATE USER ada IDENTIFIED WITH caching_sha2_password BY '§';\nSELECT 1;\n",
    "ALTER ROLE ada WITH LOGIN PASSWORD '§';\nSELECT 1;\n",
    "CREATE ROLE ada PASSWORD '§' LOGIN;\n",
    "create user ada with encrypted password '§';\nselect 1;\n",
    "SET PASSWORD FOR 'ada'@'h' = '§';\nSELECT 1;\n",
    "SET PASSWORD FOR ada = PASSWORD('§');\nSELECT 1;\n",
    "CREATE LOGIN ada WITH PASSWORD = '§', CHECK_POLICY = ON;\n",
    "CREATE LOGIN ada WITH PASSWORD = N'§', CHECK_POLICY = ON;\n",
    "GRANT ALL ON x.* TO 'ada'@'%' IDENTIFIED BY '§';\n",
    "UPDATE users SET password = '§' WHERE id = 1;\n",
    "CHANGE MASTER TO MASTER_PASSWORD='§', MASTER_PORT=1;\n",
    "CREATE USER MAPPING FOR ada SERVER s OPTIONS (user 'ada', password '§');\n",
  ],
  { signs: QUOTED.replaceAll(/[()]/g, ''), shows: [] },
);

const SQL_BARE = masked(
  'SQL without quotes',
  TEXT,
  [
    'ALTER USER scott IDENTIFIED BY §;\nSELECT 1;\n',
    'CREATE DATABASE LINK l CONNECT TO ada IDENTIFIED BY § USING x;\nSELECT 1;\n',
  ],
  { shows: [] },
);

const NETRC = masked('netrc', TEXT, [
  'machine h login ada password §\nmachine g login bob\n',
  'machine h\n  login ada\n  password §\nmachine g\n',
  'machine h login ada\tpassword\t§\n',
  'default login ada password §\n',
]);

const BLOCKS = masked('block of YAML', YAML, [
  'db:\n  password: |\n    §\n    §\n  host: db\n',
  'db:\n  password: |-\n    §\n  host: db\n',
  'db:\n  password: >\n    §\n    §\n  host: db\n',
  'db:\n  password: >-\n\n    §\n  host: db\n',
  'password: |2\n  §\nhost: db\n',
  'password: !!binary |\n  §\nhost: db\n',
  'stringData:\n  api_token: |+\n    §\n\n    §\nkind: Secret\n',
  'db:\n  password:\n    §\n  host: db\n',
  'passwords:\n- §\n- §\nhost: db\n',
  'passwords:\r\n- §\r\n- §\r\nhost: db\r\n',
  'db:\n  passwords:\n    - "§"\n    - §\n  host: db\n',
]);

/** Who logs in may be masked with the password. */
const CURL = masked(
  'user of curl',
  TEXT,
  [
    'curl -u ada:§ http://h.example/\n',
    "curl -u 'ada:§' http://h.example/\n",
    'curl -u "ada:§" http://h.example/\n',
    'curl --user ada:§ http://h.example/\n',
    'curl -sS -X POST -u ada:§ -d @f http://h.example/\n',
    'curl http://h.example/ -uada:§\n',
    'curl --proxy-user ada:§ http://h.example/\n',
    'curl -H "X-Api-Key: §" http://h.example/\n',
    'wget --http-user=ada --http-password=§ http://h.example/\n',
    'http -a ada:§ http://h.example/\n',
  ],
  { shows: ['h.example'], looks: PLAIN },
);

const CURL_IN_LIST = masked(
  'user of curl',
  JSON_TYPE,
  [
    '{"Cmd":["curl","-u","ada:§","http://h.example/"],"n":1}',
    '{"Cmd":["/usr/bin/curl","-sS","--user","ada:§","http://h.example/"]}',
    '{"args":["http","POST", "-a", "ada:§", "h.example"]}',
  ],
  { shows: ['h.example'], looks: PLAIN },
);

export const SEPARATORS: readonly MaskedRow[] = [
  ...ARROWS,
  ...DUMPS,
  ...WRAPPED,
  ...LDIF,
  ...OPTIONS,
  ...SET_VALUES,
  ...BRACKETS,
  ...PROGRAMS,
  ...PROGRAMS_IN_JSON,
  ...LISTS,
  ...LIKE_NAMES,
  ...LIST_IN_YAML,
  ...SQL,
  ...SQL_BARE,
  ...NETRC,
  ...BLOCKS,
  ...CURL,
  ...CURL_IN_LIST,
];
