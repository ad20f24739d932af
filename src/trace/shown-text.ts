// SPDX-License-Identifier: Apache-2.0
import { toReversible } from '../base/reversible-text.ts';

const MAX_TEXT = 1024;

/** Text of a head, latin1 and without secrets, as the log record renders the same bytes; its first 1,024 characters. */
export function shownText(text: string): string {
  const shown = toReversible(Buffer.from(text, 'latin1')).toString();
  // No half of a surrogate pair at the end.
  return shown.slice(0, MAX_TEXT).replace(/[\ud800-\udbff]$/, '');
}
