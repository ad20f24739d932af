// SPDX-License-Identifier: Apache-2.0
import { JSON_TYPE, type MaskedRow, masked, type ShownRow, shown, TEXT, TOLD_LATER, UNQUOTED, YAML } from './row.ts';

const FILES = masked(
  'file of accounts',
  TEXT,
  [
    'db.example:5432:app:ada:§\n',
    '*:*:*:postgres:§\nlocalhost:6432:*:ada:§\n',
    'user worker on >§ ~* +@all\nuser default on nopass ~* +@all\n',
    'user ada on sanitize-payload >§ ~* &* +@all\n',
    'user ada off ~* +@all >§\n',
    'root:x:0:0\n\nchpasswd <<EOF\nroot:§\nada:§\nEOF\n',
  ],
  UNQUOTED,
);

const CLOUD_INIT = masked(
  'cloud-init',
  YAML,
  [
    'chpasswd:\n  list: |\n    root:§\n    ada:§\n  expire: false\n',
    'chpasswd:\n  expire: false\n  list:\n    - root:§\n    - "ada:§"\nhostname: a\n',
    'chpasswd:\n  users:\n    - name: root\n      password: §\n      type: text\n',
    'users:\n  - name: ada\n    plain_text_passwd: §\n    lock_passwd: false\n',
  ],
  UNQUOTED,
);

const COMMANDS = masked(
  'command with an account',
  TEXT,
  [
    'sqlplus system/§@ORCL\n',
    'sqlplus -s system/§@ORCL @x.sql\n',
    'sqlplus sys/§ as sysdba\n',
    'sqlldr userid=scott/§@ORCL control=x.ctl\n',
    'rman target sys/§@ORCL\n',
    'rman target / catalog rman/§@cat\n',
    'net user ada § /add\n',
    'net user "ada king" § /add /domain\n',
    'net use Z: \\\\srv\\share /user:ada §\n',
    'net use \\\\srv\\share § /user:dom\\ada\n',
    'ktpass /out x.keytab /mapuser ada /pass § /ptype KRB5\n',
  ],
  UNQUOTED,
);

const TOLD_BEHIND = masked(
  'command with an account that what follows tells',
  TEXT,
  [
    'exp scott/§@ORCL file=x.dmp\n',
    'imp system/§ file=x.dmp full=y\n',
    "echo 'root:§' | chpasswd\n",
    'echo "ada:§" | sudo chpasswd\n',
    'echo § | passwd --stdin ada\n',
    'echo § | docker login -u ada --password-stdin\n',
    'echo § | sudo -S reboot\n',
  ],
  { ...UNQUOTED, least: TOLD_LATER, whenLost: 'unknown' },
);

const CALLS = masked(
  'argument of a call',
  TEXT,
  [
    "SELECT * FROM mysql('db:3306','x','t','app','§')\n",
    "SELECT * FROM postgresql('h:5432', 'd', 't', 'u', '§', 'schema')\n",
    "SELECT * FROM remoteSecure('h:9000', d.t, 'u', '§')\n",
    "SELECT * FROM s3('https://b.example/x.csv','minioadmin','§','CSV')\n",
    "CREATE TABLE t (id UInt64) ENGINE = MySQL('db:3306','x','t','app','§')\n",
    "CALL dbms.security.createUser('a','§',false)\n",
    "CALL dbms.security.changePassword('§')\n",
    "ALTER CURRENT USER SET PASSWORD FROM '§' TO '§'\n",
    'db.createUser({user:"a",pwd:"§",roles:[]})\n',
    'db.auth("ada","§")\n',
    'db.getSiblingDB("admin").auth("ada", "§")\n',
    'db.changeUserPassword("ada", "§")\n',
    'DriverManager.getConnection("jdbc:x:y", "ada", "§");\n',
    'DriverManager.getConnection(config.url, config.user, "§");\n',
    'mysqli_connect($db->host, $db->user, "§", "x");\n',
    "$db = new PDO('mysql:host=h', 'ada', '§');\n",
  ],
  UNQUOTED,
);

const PROTOCOLS = masked(
  'command of a line protocol in a string',
  JSON_TYPE,
  [
    '{"cmd":"AUTH default §","n":1}',
    '{"cmd":"AUTH §\\r\\nPING\\r\\n","n":1}',
    '{"cmd":"*2\\r\\n$4\\r\\nAUTH\\r\\n$16\\r\\n§\\r\\n","n":1}',
    '{"cmd":"*3\\r\\n$4\\r\\nAUTH\\r\\n$3\\r\\nada\\r\\n$16\\r\\n§\\r\\n","n":1}',
    '{"cmd":"*4\\r\\n$6\\r\\nCONFIG\\r\\n$3\\r\\nSET\\r\\n$11\\r\\nrequirepass\\r\\n$16\\r\\n§\\r\\n","n":1}',
    '{"cmd":"*5\\r\\n$5\\r\\nHELLO\\r\\n$1\\r\\n3\\r\\n$4\\r\\nAUTH\\r\\n$7\\r\\ndefault\\r\\n$16\\r\\n§\\r\\n","n":1}',
    '{"cmd":"HELLO 3 AUTH default §","n":1}',
    '{"cmd":"a1 LOGIN ada §","n":1}',
    '{"cmd":"a1 LOGIN \\"ada\\" \\"§\\"\\r\\na2 SELECT INBOX\\r\\n","n":1}',
    '{"cmd":"C: a002 LOGIN ada §","n":1}',
    '{"cmd":"*5\\r\\n$3\\r\\nACL\\r\\n$7\\r\\nSETUSER\\r\\n$3\\r\\nada\\r\\n$2\\r\\non\\r\\n$17\\r\\n>§\\r\\n","n":1}',
    '{"cmd":"PRIVMSG NickServ :IDENTIFY §","n":1}',
    '{"cmd":"/msg NickServ identify ada §","n":1}',
    '{"cmd":"NICK ada\\r\\nOPER ada §\\r\\n","n":1}',
    '{"cmd":"USER ada\\r\\nPASS §\\r\\n","n":1}',
    '{"cmd":"set auth 0 0 20\\r\\nada §\\r\\n","n":1}',
    '{"frame":"CONNECT\\naccept-version:1.2\\nlogin:ada\\npasscode:§\\n\\n","n":1}',
  ],
  UNQUOTED,
);

const BASE64_STEPS = masked(
  'step of SASL in a string',
  JSON_TYPE,
  [
    ['AUTH PLAIN', (m) => `{"cmd":"EHLO x\\r\\nAUTH PLAIN ${m.base64(24)}\\r\\n","n":1}`],
    ['AUTH LOGIN', (m) => `{"cmd":"AUTH LOGIN\\r\\nYWRh\\r\\n${m.base64(24)}\\r\\nMAIL FROM:<a@b.example>","n":1}`],
    ['AUTH CRAM-MD5', (m) => `{"cmd":"AUTH CRAM-MD5\\r\\n${m.base64(24)}\\r\\n","n":1}`],
    ['AUTHENTICATE PLAIN', (m) => `{"cmd":"a1 AUTHENTICATE PLAIN ${m.base64(24)}","n":1}`],
  ],
  { looks: ['word'] },
);

const FIRST_MESSAGES = masked(
  'first message of a connection',
  'stream',
  ['set auth 0 0 20\r\nada §\r\n', 'login ada §\r\n', 'CONNECT\naccept-version:1.2\nlogin:ada\npasscode:§\n\n'],
  { ...UNQUOTED, bare: 'the first words of a connection', whenLost: 'unknown' },
);

export const ACCOUNT_LINES: readonly MaskedRow[] = [
  ...FILES,
  ...CLOUD_INIT,
  ...COMMANDS,
  ...TOLD_BEHIND,
  ...CALLS,
  ...PROTOCOLS,
  ...BASE64_STEPS,
  ...FIRST_MESSAGES,
];

export const ACCOUNT_LINES_SHOWN: readonly ShownRow[] = shown('lines of accounts', TEXT, [
  'user default on nopass ~* +@all\n',
  'user ada on #general said > hello\n',
  'net user ada /delete\n',
  'net user ada\n',
  'The net user growth was 5% in 2020, net use cases more.\n',
  'the exp a/b and imp c/d, catalog x/y, auxiliary e/f\n',
  'ports: 127.0.0.1:5432:5432 and 10:20:30:40:50\n',
  'PATH=/usr/bin:/bin:/sbin:/opt/x:/y\n',
  'ada:x:1000:1000:Ada:/home/ada:/bin/sh\n',
  'echo one:two | grep one\n',
  'echo $PASSWORD | docker login --password-stdin\n',
  'sqlplus /nolog @scripts/x.sql\n',
  'sqlplus -s / as sysdba\n',
  'chpasswd:\n  expire: false\nhostname: a\n',
  "mysql('db','x') and remote('h', d.t)\n",
  "SELECT * FROM s3('https://b.example/x.csv','CSV','id UInt64','gzip')\n",
  'db.auth("ada", password);\nrun();\n',
  '{"a":"Auth plain text","b":"the AUTH command failed","c":"AUTH failed","d":"a1 LOGIN failed"}',
  '{"log":"AUTH LOGIN\\r\\nok\\r\\n","test":"PASS src/a.test.js\\r\\n","set":"set foo 0 0 5"}',
  'login not allowed\n',
  'createUser("ada", "a@b.example")\n',
]);
