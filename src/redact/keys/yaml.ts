// SPDX-License-Identifier: Apache-2.0
// cspell:ignore Pulumi
import {
  COLON,
  CR,
  DASH,
  EXCLAMATION,
  GREATER,
  HASH,
  LF,
  OPEN_BRACE,
  OPEN_BRACKET,
  PIPE,
  PLUS,
  SLASH,
} from '../bytes.ts';
import type { Doubt, Plan } from '../plan.ts';
import { SYNTAXES } from '../syntaxes.ts';
import type { SecretName } from '../tables/names.ts';
import { isBlank, isLineEnd, isQuote, isWhite, type Unit } from '../units.ts';
import type { Cursor } from './cursor.ts';
import { isDigit, isKeyByte, MAX_AHEAD } from './key-text.ts';
import { toLineMember } from './line-members.ts';
import { openedValue } from './opened.ts';
import { type Place, placed } from './place.ts';

/** Below a secret's key the line that has its value: of variables and their defaults, and what Pulumi has encrypted. */
const HOLDING_LINE = /^(?:value|(?:string|secret|plain|default|raw)_?value|default|secure|plain_?text)$/i;
/** No tag of YAML is longer. */
const MAX_TAG = 48;

/** A scalar of YAML that has a line of its own; a mapping there has keys of its own. */
export function itemBelow(
  cursor: Cursor,
  key: SecretName,
  indent: number,
  isItem: boolean,
  frame: Unit | undefined,
): Plan | undefined {
  const start = cursor.at;
  const quote = cursor.peek();
  if (quote === undefined || quote.code === OPEN_BRACE || quote.code === OPEN_BRACKET) return undefined;
  const more = isItem ? ({ more: 'lines' } as const) : {};
  if (isQuote(quote.code))
    return {
      at: start + quote.length,
      key,
      syntax: SYNTAXES.string,
      doubt: 'none',
      frame: quote,
      indent,
      ...(frame && { line: frame }),
      ...more,
    };
  for (const limit = start + MAX_AHEAD; cursor.at < limit; ) {
    const unit = cursor.peek();
    if (unit === undefined || isLineEnd(unit.code)) break;
    cursor.at += unit.length;
    if (unit.code !== COLON) continue;
    const next = cursor.peek();
    if (isWhite(next?.code)) return undefined;
    if (next === undefined) break;
  }
  const end = cursor.at;
  cursor.at = start;
  if (end === start) return undefined;
  return {
    at: start,
    key,
    syntax: SYNTAXES.yaml,
    doubt: 'code',
    indent,
    ...(frame && { frame, line: frame }),
    ...more,
  };
}

/** Written as escapes, CR and LF are a line end each. */
function takesLineEnd(cursor: Cursor): Unit | undefined {
  cursor.takes(CR);
  const end = cursor.takes(LF);
  if (end !== undefined && end.level > 0) cursor.takes(LF);
  return end;
}

/** The next item of a list in YAML, behind the end of one. */
export function nextLine(cursor: Cursor, { key, frame, line, indent = 0 }: Plan): Plan | undefined {
  if (frame !== undefined && isQuote(frame.code) && frame !== line) cursor.takes(frame.code);
  cursor.skip(isBlank);
  if (takesLineEnd(cursor) === undefined || cursor.skip(isBlank) !== indent) return undefined;
  if (cursor.takes(DASH) === undefined || cursor.skip(isBlank) === 0 || cursor.isCut) return undefined;
  return itemBelow(cursor, key, indent, true, line);
}

/** What stands below a key of YAML: a scalar, a list of them, or a mapping whose line has it. */
export function scalarBelow(cursor: Cursor, key: SecretName, place: Place): Plan | undefined {
  const lineEnd = takesLineEnd(cursor);
  const lineAt = cursor.at;
  if (lineEnd === undefined) return undefined;
  const indent = cursor.skip(isBlank);
  const dash = cursor.takes(DASH);
  if (dash !== undefined && cursor.skip(isBlank) === 0) return undefined;
  if (cursor.isCut || (dash === undefined ? indent <= place.indent : indent < place.indent)) return undefined;
  const start = cursor.at;
  const isComment = cursor.peek()?.code === HASH;
  const item = isComment ? undefined : itemBelow(cursor, key, indent, dash !== undefined, place.frame);
  if (item !== undefined || cursor.isCut || dash !== undefined) return item;
  cursor.at = lineAt;
  const line = toLineMember(cursor, HOLDING_LINE, lineEnd);
  if (line !== undefined) return lineValue(cursor, key, placed('middle', place.frame, indent), line.separator, 'code');
  if (!isComment || cursor.isCut) return undefined;
  cursor.at = start;
  return itemBelow(cursor, key, indent, false, place.frame);
}

/** The value of a line, behind its separator. */
export function lineValue(
  cursor: Cursor,
  key: SecretName,
  place: Place,
  separator: Unit,
  doubt: Doubt,
): Plan | undefined {
  if (cursor.skip(isBlank) === 0) return undefined;
  const block = blockBelow(cursor, key, place);
  return block ?? (cursor.isCut ? undefined : openedValue(cursor, key, place, SYNTAXES.yaml, doubt, separator));
}

/** A block scalar of YAML: `password: |`. */
export function blockBelow(cursor: Cursor, key: SecretName, { indent }: Place): Plan | undefined {
  const back = cursor.at;
  // A tag may say what it is: `!!binary |`.
  if (cursor.takes(EXCLAMATION) !== undefined) {
    cursor.skip((code) => isKeyByte[code] === 1 || code === EXCLAMATION || code === COLON || code === SLASH, MAX_TAG);
    cursor.skip(isBlank);
  }
  const sign = cursor.peek();
  if (sign?.code !== PIPE && sign?.code !== GREATER) {
    cursor.at = back;
    return undefined;
  }
  cursor.at += sign.length;
  cursor.skip((code) => code === DASH || code === PLUS || isDigit[code] === 1, 3);
  cursor.skip(isBlank);
  const frame = takesLineEnd(cursor);
  if (frame !== undefined) return { at: cursor.at, key, syntax: SYNTAXES.block, doubt: 'none', indent, frame };
  // The sign may be of the value.
  cursor.at = back;
  return undefined;
}
