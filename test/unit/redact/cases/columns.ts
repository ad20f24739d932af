// SPDX-License-Identifier: Apache-2.0
import { FORM, JSON_TYPE, type MaskedRow, masked, PLAIN, TEXT } from './row.ts';

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

const LINES_WITHIN = masked(
  'column of lines within a text',
  TEXT,
  [
    '{"payload":"id,email,password,role\\n1,a@b.example,§,admin\\n2,b@b.example,§,user\\n","size":2}',
    '{"payload":"id,email,password\\r\\n1,a@b.example,§\\r\\n2,b@b.example,§","size":2}',
    '{"payload":"password\\temail\\n§\\ta@b.example\\n§\\tb@b.example","size":2}',
    '{"payload":"\\"name\\";\\"api key\\"\\n\\"ada; bob\\";\\"§\\"\\n\\"zed\\";\\"§\\"","size":2}',
    'data:\n  users.csv: |\n    id,password,role\n    1,§,admin\n    2,§,user\nother: 1, 2, 3\n',
    'Users:\n\n```csv\nid,password,role\n1,§,admin\n2,§,user\n```\nand, more, text\n',
    'Users:\n\n```\npassword;name\n§;ada\n```\nand; more; text\n',
    '--XX\r\nContent-Disposition: form-data; name="file"; filename="users.csv"\r\nContent-Type: text/csv\r\n\r\nname,password\r\nada,§\r\nbob,§\r\n--XX--\r\n',
  ],
  { looks: PLAIN, whenLost: 'unknown' },
);

const LINES_IN_FORMS = masked(
  'column of lines in a form',
  FORM,
  [
    'csv=id%2Cemail%2Cpassword%2Crole%0A1%2Ca%40b.example%2C§%2Cadmin%0A2%2Cb%40b.example%2C§%2Cuser&n=1',
    'csv=password,first+name%0D%0A§,ada%0D%0A§,bob&n=1',
    'csv=%22name%22%3B%22password%22%0A%22ada%22%3B%22§%22&n=1',
  ],
  { looks: PLAIN, signs: '!*-.~', bare: 'percent-encoded once', whenLost: 'unknown' },
);

const RESULTS = masked(
  'column of a result',
  JSON_TYPE,
  [
    '{"columns":["id","password"],"rows":[[1,"§"],[2,"§"]],"n":1}',
    '{\n  "columns": ["id", "password", "role"],\n  "rows": [\n    [1, "§", "x"],\n    [2, "§", null]\n  ]\n}',
    '{"columns":["id","password","api_key"],"index":[0,1],"data":[[1,"§","§"],[2,null,"§"]]}',
    '{"results":[{"columns":["u.name","u.password"],"data":[{"row":["ada","§"],"meta":[null,null]},{"row":["bob","§"],"meta":[]}]}],"errors":[]}',
    '{"columns":[{"name":"id","type":"bigint","typeSignature":{"rawType":"bigint","arguments":[]}},{"name":"password"}],"data":[[1,"§"],[2,"§"]],"stats":{}}',
    '{"series":[{"name":"users","columns":["time","user","password"],"values":[["2026-01-29T21:55:43Z","ada","§"]]}]}',
    '{"schema":{"fields":[{"name":"id","type":"INTEGER"},{"name":"password"}]},"rows":[{"f":[{"v":"1"},{"v":"§"}]},{"f":[{"v":"2"},{"v":"§"}]}]}',
    '{"columnMetadata":[{"label":"id","name":"id"},{"name":"password"}],"records":[[{"longValue":1},{"stringValue":"§"}]]}',
    '{"table":"users","columns":["name","password"],"values":["ada","§"]}',
    '{"range":"A1:C3","values":[["name","password","role"],["ada","§","x"],["bob","§","y"]]}',
    '{"values":[["name","password"],["ada","§"]]}',
    '[["time","user","password"],["2026-01-01","ada","§"]]',
    '[["time", "user", "password"] ,\n [ "2026-01-01" , "ada" , "§" ] ]',
    '{"manifest":{"schema":{"columns":[{"name":"id"},{"name":"token"}]}},"result":{"data_array":[["1","§"]]}}',
    '{"resultSetMetaData":{"numRows":1,"rowType":[{"name":"ID"},{"name":"PASSWORD"}]},"data":[["1","§"]]}',
  ],
  { looks: PLAIN },
);

export const COLUMNS: readonly MaskedRow[] = [...STATEMENTS, ...COPIES, ...LINES];
export const COLUMNS_WITHIN: readonly MaskedRow[] = [...LINES_WITHIN, ...LINES_IN_FORMS, ...RESULTS];
