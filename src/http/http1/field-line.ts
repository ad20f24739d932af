// SPDX-License-Identifier: Apache-2.0
import { SPACE, TAB } from './ascii.ts';

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/**
 * A field's name in lower case and its value; undefined when it is none. Whitespace before the colon makes it none:
 * readers differ on what its name is then (RFC 9112, 5.1).
 */
export function parseFieldLine(line: string): [name: string, value: string] | undefined {
  const colon = line.indexOf(':');
  const name = line.slice(0, Math.max(colon, 0));
  return TOKEN.test(name) ? [name.toLowerCase(), trimmed(line.slice(colon + 1))] : undefined;
}

/** Without the spaces and tabs around it; String.trim takes more than these. */
export function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

export function isBlank(character: number | undefined): boolean {
  return character === SPACE || character === TAB;
}
