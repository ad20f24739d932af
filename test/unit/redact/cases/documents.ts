// SPDX-License-Identifier: Apache-2.0
import { type MaskedRow, masked, PLAIN, XML } from './row.ts';

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

export const DOCUMENTS: readonly MaskedRow[] = [...LABELLED, ...ESCAPED_TAGS];
