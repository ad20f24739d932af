// SPDX-License-Identifier: Apache-2.0
import { toReversible } from '../base/reversible-text.ts';

const MAX_TEXT = 1024;

/** Text of a head stands in one line: those that the log record leaves as they are. */
const OF_LINES: Readonly<Record<string, string>> = { '\t': '\\x09', '\n': '\\x0a', '\r': '\\x0d' };

/**
 * Text of a head, latin1 and without secrets, as the log record renders the same bytes, without any control; its first
 * 1,024 characters.
 */
export function shownText(text: string): string {
  const shown = toReversible(Buffer.from(text, 'latin1'))
    .toString()
    .replace(/[\t\n\r]/g, (control) => OF_LINES[control] ?? '');
  // No half of a surrogate pair at the end.
  return shown.slice(0, MAX_TEXT).replace(/[\ud800-\udbff]$/, '');
}
