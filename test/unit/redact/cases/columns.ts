// SPDX-License-Identifier: Apache-2.0
import { type MaskedRow, masked, PLAIN, TEXT } from './row.ts';

const STATEMENTS = masked(
  'column of a statement',
  TEXT,
  [
    "INSERT INTO users (name, password) VALUES ('ada', '§');\n",
    "INSERT INTO users (name, password, created) VALUES ('ada', '§', now()), ('bob', '§', now());\n",
    "insert into `users` (`id`,`password`,`api_key`) values (1,'§','§'),(2,'§','§');\n",
    "INSERT INTO users (note, password) VALUES (concat('a, b', 'c)'), '§') ON CONFLICT DO NOTHING;\n",
    "INSERT INTO users (name, password) VALUES (N'ada', N'§'), (E'bob', E'§');\n",
    "INSERT INTO users (name, password) VALUES ('a''b', crypt('§', gen_salt('bf')));\n",
    "INSERT INTO users (name, password) VALUES (U&'ada', U&'§');\n",
    "INSERT INTO users (name, password) VALUES ('ada', $$§$$), ('bob', $q$§$q$);\n",
    "INSERT INTO users ([Full Name], [User Password]) VALUES ('ada', '§');\n",
    "INSERT INTO users\n  (name, \"password\")\nVALUES\n  ('ada', '§');\n",
  ],
  { looks: PLAIN },
);

const COPIES = masked(
  'column of a statement',
  TEXT,
  ['COPY public.users (id, name, password, created) FROM stdin;\n1\tada\t§\t2026\n2\tbob\t§\t2026\n\\.\n'],
  { looks: PLAIN, whenLost: 'unknown' },
);

const LINES = masked(
  'column of lines',
  'text/csv',
  [
    'name,password\nada,§\nbob,§\n',
    'id,name,password_hash,role\r\n1,ada,§,admin\r\n2,bob,§,user\r\n',
    'password,name\n§,ada\n',
    'email,first name,password,last login\na@b.example,Ada,§,never\n',
    'name,password,token\n"Lovelace, Ada","§","§"\n"bob",§,§\n,,\nzed,§,§\n',
    'first name,last name,user password\nAda,King,§\n',
    '"Order Id";"API Key";"City of birth"\n"1";"§";"Ulm"\n',
    'name;password;role\nada;§;admin\n',
    'name\tpassword\trole\nada\t§\tadmin\n',
  ],
  { looks: PLAIN, bare: 'names of columns begin a text', isFirst: true, whenLost: 'unknown' },
);

export const COLUMNS: readonly MaskedRow[] = [...STATEMENTS, ...COPIES, ...LINES];
