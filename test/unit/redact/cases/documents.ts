// SPDX-License-Identifier: Apache-2.0
import { type MaskedRow, masked, PLAIN, TEXT, XML } from './row.ts';

const LABELLED = masked(
  'label of a page',
  'text/html',
  [
    '<tr><th>Password</th><td>§</td></tr><p>n</p>',
    '<tr>\n  <td>Password</td>\n  <td>§</td>\n</tr><p>n</p>',
    '<tr><td><b>API key:</b></td><td><code>§</code></td></tr><p>n</p>',
    '<td class="k">Client secret</td><td class="v">§</td></tr><p>n</p>',
    '<dt>API key</dt><dd>§</dd><p>n</p>',
    '<dt>Password:</dt>\n<dd><code>§</code></dd><p>n</p>',
    '<ul><li>User: ada</li><li>Password: <b>§</b></li></ul>',
    '<li><strong>Password:</strong> §</li><li>n</li>',
    '<li><b>Password</b>: §</li><li>n</li>',
    '<p>Your new password is: <b>§</b></p><p>n</p>',
    '<p>Your new password is <code>§</code></p><p>n</p>',
    '<b>Password:</b> §<br>n\n',
    '<label for="x">Password</label> <span class="v">§</span><p>n</p>',
    '<span class="label">Token:</span> <span>§</span><p>n</p>',
    '<div class="k">API key:</div>\n<div class="v">§</div><p>n</p>',
  ],
  { looks: PLAIN, shows: [] },
);

const ESCAPED_TAGS = masked(
  'element in an element',
  XML,
  [
    '<payload>&lt;password&gt;§&lt;/password&gt;</payload><n>1</n>',
    '<x>&lt;db&gt;&lt;apiKey&gt;§&lt;/apiKey&gt;&lt;n&gt;1&lt;/n&gt;&lt;/db&gt;</x>',
    '<x>&lt;ns:password type="x"&gt;§&lt;/ns:password&gt;&lt;n&gt;1&lt;/n&gt;</x>',
  ],
  { looks: PLAIN },
);

const ROWS = masked(
  'row of a name and its value',
  TEXT,
  [
    '-[ RECORD 1 ]---\nid       | 1\npassword | §\nn        | 2\n',
    '| DB_HOST | db |\n| DB_PASSWORD | § |\n| N | 1 |\n',
    '| **Password** | `§` |\n| `n` | 1 |\n',
    '| name | value |\n|---|---|\n| API_KEY | § |\n',
    '┌──────────┬────┐\n│ password │ § │\n└──────────┴────┘\n',
    '║ password ║ § ║\n',
    '**Password:** §\nn\n',
    '- **Password**: `§`\n- n\n',
  ],
  { looks: PLAIN, shows: [] },
);

const COLUMNS_OF_TEXT = masked(
  'column of a table',
  TEXT,
  [
    ' id | password \n----+----------\n  1 | §\n  2 | §\n(2 rows)\n',
    ' id | name | password | role\n----+------+----------+------\n  1 | ada  | § | admin\n',
    '+----+----------+\n| id | password |\n+----+----------+\n|  1 | § |\n|  2 | § |\n+----+----------+\n',
    '| api_key | id |\n|---------|----|\n| § | 1 |\n| § | 2 |\n',
    '|user|password|\n|:-|-:|\n|ada|§|\n',
    'user | password\n--- | ---\nada | §\n',
    '┌────┬──────────┬────────┐\n│ id │ password │ secret │\n├────┼──────────┼────────┤\n│ 1  │ § │ § │\n└────┴──────────┴────────┘\n',
  ],
  { looks: PLAIN, shows: [], whenLost: 'unknown' },
);

export const DOCUMENTS: readonly MaskedRow[] = [...LABELLED, ...ESCAPED_TAGS, ...ROWS, ...COLUMNS_OF_TEXT];
