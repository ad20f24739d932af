// SPDX-License-Identifier: Apache-2.0
import { COLON, CR, DASH, EXCLAMATION, GREATER, LF, OPEN_BRACE, OPEN_BRACKET, PIPE, PLUS, SLASH } from '../bytes.ts';
import type { Plan } from '../plan.ts';
import { SYNTAXES } from '../syntaxes.ts';
import type { SecretName } from '../tables/names.ts';
import { isBlank, isLineEnd, isQuote, isWhite, type Unit } from '../units.ts';
import type { Cursor } from './cursor.ts';
import { isDigit, isKeyByte, MAX_AHEAD } from './key-text.ts';
import type { Place } from './place.ts';

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

/** What stands below a key of YAML: a scalar, or a list of them. */
export function scalarBelow(cursor: Cursor, key: SecretName, place: Place): Plan | undefined {
  if (takesLineEnd(cursor) === undefined) return undefined;
  const indent = cursor.skip(isBlank);
  const dash = cursor.takes(DASH);
  if (dash !== undefined && cursor.skip(isBlank) === 0) return undefined;
  if (cursor.isCut || (dash === undefined ? indent <= place.indent : indent < place.indent)) return undefined;
  return itemBelow(cursor, key, indent, dash !== undefined, place.frame);
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
