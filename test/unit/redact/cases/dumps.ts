// SPDX-License-Identifier: Apache-2.0
import { type MaskedRow, masked, PLAIN, TEXT } from './row.ts';

const AUTHORIZATIONS = masked(
  'Authorization in a dump',
  TEXT,
  [
    'map[Authorization:[Bearer §] X-Id:[7]]\n',
    'map[X-Id:[7] Authorization:[Basic §]]\n',
    '{authorization=[Bearer §], accept=[*/*]}\n',
    'Authorization=[Basic §]\n',
    "{'Host': ['h'], 'Authorization': ['Bearer §']}\n",
    "[('Host', 'h'), ('Authorization', 'Bearer §')]\n",
    "[(b'host', b'h'), (b'authorization', b'Bearer §')]\n",
    '{"Host"=>"h", "Authorization"=>["Bearer §"]}\n',
    '[authorization:"Bearer §", accept:"*/*"]\n',
    'http.Header{"Authorization":[]string{"Bearer §"}, "X-Id":[]string{"7"}}\n',
    '[{"host","h"},{"authorization","Bearer §"}]\n',
    '{<<"authorization">>,<<"Basic §">>}\n',
    'Map(Host -> h, Authorization -> Bearer §)\n',
  ],
  { looks: PLAIN, shows: [] },
);

const LINES = masked(
  'line of one pair',
  TEXT,
  [
    'CONNECT\nlogin:ada\npasscode:§\n\n\u0000',
    'password:§\n',
    'user:ada\napi_key:§\nhost:db\n',
    'Password:§ User:ada\n',
    'Using password: § for user app\n',
    '##[add-mask] password: §\n',
    '2026-01-01 12:00:00 INFO login with new password: §\n',
  ],
  { looks: PLAIN, shows: [] },
);

const LISTS = masked(
  'list of pairs in a line',
  TEXT,
  [
    'cache:6380,password=§,ssl=True,abortConnect=False\n',
    'h.example:6379,user=ada,password=§\n',
    'connect host=db,user=ada,password=§\n',
    'user=ada|password=§|host=db\n',
    'Endpoint=x,SharedAccessKey=§,Name=y\n',
    '(password=§)\n',
    '<password=§>\n',
    '[user=ada][password=§]\n',
  ],
  { looks: PLAIN, shows: [] },
);

const SWITCHES = masked(
  'switch of Windows',
  TEXT,
  [
    'mstsc /u:ada /pass:§\n',
    'svc.exe /u:ada /p:§ /v\n',
    'net use z: /user:ada /password:§\n',
    'net user ada § /add\n',
    'ktpass /princ x /pass § /out a\n',
    'schtasks /create /ru ada /rp § /v\n',
  ],
  { looks: PLAIN, shows: [] },
);

/** It begins as a class of a style sheet does. */
const NO_PSEUDO_CLASSES = masked(
  'value that begins as a pseudo-class',
  TEXT,
  [
    ['behind a dot', (m) => `app.password:first-${m.secret()}\n`],
    ['of one word', (m) => `app.password:focus-${m.secret()}\n`],
  ],
  { looks: ['word'], shows: [] },
);

export const DUMPS: readonly MaskedRow[] = [...AUTHORIZATIONS, ...LINES, ...LISTS, ...SWITCHES, ...NO_PSEUDO_CLASSES];
