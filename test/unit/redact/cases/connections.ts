// SPDX-License-Identifier: Apache-2.0
import { FORM, JSON_TYPE, type MaskedRow, masked, PLAIN, TEXT, TOLD_LATER, YAML } from './row.ts';

/** Who logs in may be masked with the password. */
const AFTER = { shows: ['db.example'], signs: '!$*-.^~', looks: PLAIN } as const;

const SIGNS = masked(
  'URL with signs in the password',
  TEXT,
  [
    "url postgres://app:§#w'§@db.example/x\n",
    'url postgres://app:§@§@db.example/x\n',
    'url postgres://app:§/§@db.example/x\n',
    'url postgres://app:§?§@db.example/x\n',
    'url postgres://app:§:§@db.example:5432/x\n',
    'url postgres://app:§%§@db.example/x\n',
    'url postgres://app:§%22§%26§@db.example/x\n',
    'url postgres://app:§!$&*()+,;=§@db.example/x\n',
    'url mongodb+srv://app:§#§@db.example/x?a=b\n',
    'url redis://:§#§@db.example:6379/0\n',
    'url amqps://app:§^§|§@db.example\n',
    'url mysql+pymysql://app:§{§}§@db.example/x\n',
    'url https://app:§[§]§@db.example/x\n',
    'DATABASE_URL=postgres://app:§#§@db.example/x\nPORT=1\n',
    'DATABASE_URL="postgres://app:§@db.example/x"\nPORT=1\n',
    'http_proxy=http://app:§@db.example:3128/\n',
    "url postgres://app:§@§#§'§@db.example/x\n",
  ],
  AFTER,
);

export const LATER_AT: readonly MaskedRow[] = masked(
  'URL of a database with signs behind an at sign',
  TEXT,
  [
    'url mongodb+srv://app:§@§/§?§@§@db.example/x\n',
    'url postgres://app:§@§?§@db.example:5432/x\n',
    'url redis://:§@§/§@db.example:6379/0\n',
    'DATABASE_URL=mysql+pymysql://app:§@§#§/§@db.example/x?charset=utf8\nPORT=1\n',
    '{"url":"amqps://app:§@§/§@db.example/vh","n":1}',
    'urls postgres://app:§@db.example/x,postgres://app:§@db.example/y\n',
    'url postgres://app:§@db.example/x?user=a@b.example\n',
    'url postgres://app:§@db.example/x&y=a@b.example\n',
    'url https://app:§@db.example/x@b.example\n',
  ],
  AFTER,
);

const NO_SCHEME = masked(
  'connection string without a scheme',
  TEXT,
  [
    'dsn app:§@tcp(db.example:3306)/x\n',
    'app:§@tcp(db.example:3306)/x?parseTime=true\n',
    'DSN="app:§@tcp(db.example)/x"\n',
    'app:§@unix(/run/db.example.sock)/x\n',
    'DB_DSN=app:§@/db.example\n',
    'scott/§@//db.example\n',
    'scott/§@//db.example:1521/x\n',
    'sqlplus scott/§@db.example:1521/x\n',
    'sqlplus scott/§@//db.example\n',
    'jdbc:oracle:thin:scott/§@db.example:1521:x\n',
    'jdbc:oracle:thin:scott/§@//db.example:1521/x\n',
    'proxy = app:§@db.example:3128\n',
    'rsync app:§@db.example::files\n',
  ],
  { ...AFTER, least: TOLD_LATER },
);

/** What ends the run is there before what says that a string of the form does. */
const NO_SCHEME_IN_FORM = masked(
  'connection string without a scheme',
  FORM,
  ['item=DSN%3D%22app%3A§%40tcp(db.example)%2Fx%22%0A&n=1'],
  { shows: ['n=1'], looks: PLAIN, bare: 'it is a form' },
);

const IN_JSON = masked(
  'connection string in JSON',
  JSON_TYPE,
  [
    '{"url":"postgres://app:§#§@db.example/x","n":1}',
    '{"url":"postgres:\\/\\/app:§@db.example\\/x","n":1}',
    '{"Env":["DATABASE_URL=postgres://app:§@db.example/x"],"n":1}',
  ],
  AFTER,
);

const NO_SCHEME_IN_JSON = masked(
  'connection string without a scheme in JSON',
  JSON_TYPE,
  ['{"dsn":"app:§@tcp(db.example:3306)/x","n":1}', '{"dsn":"scott/§@//db.example/x","n":1}'],
  { ...AFTER, least: TOLD_LATER },
);

const IN_YAML = masked(
  'connection string in YAML',
  YAML,
  ['db:\n  url: postgres://app:§#§@db.example/x\n  pool: 5\n'],
  AFTER,
);

const NO_SCHEME_IN_YAML = masked(
  'connection string without a scheme in YAML',
  YAML,
  ['db:\n  dsn: app:§@tcp(db.example:3306)/x\n  pool: 5\n', 'db:\n  dsn: "scott/§@//db.example/x"\n  pool: 5\n'],
  { ...AFTER, least: TOLD_LATER },
);

export const CONNECTIONS: readonly MaskedRow[] = [
  ...SIGNS,
  ...NO_SCHEME,
  ...NO_SCHEME_IN_FORM,
  ...IN_JSON,
  ...NO_SCHEME_IN_JSON,
  ...IN_YAML,
  ...NO_SCHEME_IN_YAML,
];
