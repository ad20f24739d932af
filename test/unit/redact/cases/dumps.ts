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

export const DUMPS: readonly MaskedRow[] = [...AUTHORIZATIONS];
