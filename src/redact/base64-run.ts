// SPDX-License-Identifier: Apache-2.0
import { byteSet, CR, EQUALS, LESS, LF, PLUS } from './bytes.ts';
import type { Reading, Syntax } from './plan.ts';
import { isQuote, type Unit, unitAt, unitBefore, type View } from './units.ts';

/** Lines of Base64 have 64 or 76 characters (RFC 7468, RFC 2045): a shorter one is the last. */
const LEAST_LINE = 60;
const MOST_LINE = 80;
/** So many bytes before an index are there at least. */
const MAX_LOOK_BACK = 150;

/** Of both alphabets (RFC 4648, 4 and 5). */
export const isBase64 = byteSet({ ranges: 'a-zA-Z0-9', bytes: '+/-_' });
const isBlank = byteSet({ bytes: ' \t' });
const isLineEnd = (code: number | undefined): boolean => code === LF || code === CR;

/** The index behind a line end and blanks. undefined: it may go on. */
function behindLineEnd(view: View, from: number): number | undefined {
  let at = from;
  for (let count = 0; count < MOST_LINE; count += 1) {
    const unit = unitAt(view, at);
    if (unit === undefined) return view.isEnded ? at : undefined;
    if (!isLineEnd(unit.code) && isBlank[unit.code] === 0) return at;
    at += unit.length;
  }
  return at;
}

/** What ends a line of Base64: another, what ends the text around it, or signs that fill it up. */
const endsLine = ({ code, style }: Unit): boolean =>
  isLineEnd(code) || code === EQUALS || code === LESS || isQuote(code) || (style === 'raw' && code === 0x26);

/** Where the next line of the same run begins, behind the line end at the index. 'none': there is none; undefined: that is not known yet. */
export function nextLine(view: View, lineEnd: number): number | 'none' | undefined {
  let before = lineEnd;
  for (let count = 0; count < LEAST_LINE; count += 1) {
    const unit = unitBefore(view, before);
    if (unit === undefined || isBase64[unit.code] === 0 || lineEnd - before > MAX_LOOK_BACK) return 'none';
    before -= unit.length;
  }
  const start = behindLineEnd(view, lineEnd);
  if (start === undefined) return undefined;
  let at = start;
  for (let count = 0; count < MOST_LINE; count += 1) {
    const unit = unitAt(view, at);
    if (unit === undefined) return view.isEnded ? (count > 0 ? start : 'none') : undefined;
    if (isBase64[unit.code] === 0) return count > 0 && endsLine(unit) ? start : 'none';
    at += unit.length;
  }
  return 'none';
}

/** Whether signs fill up the run at the index: where it ends. undefined: that is not known yet. */
function padded(view: View, from: number): number | undefined {
  let at = from;
  for (let count = 0; count < 2; count += 1) {
    const unit = unitAt(view, at);
    if (unit === undefined) return view.isEnded ? at : undefined;
    if (unit.code !== EQUALS) break;
    at += unit.length;
  }
  return at;
}

/** Reads on in a run of Base64, over its line ends, however its signs are written. */
function readRun(view: View, from: number): Reading {
  const { bytes, end, isEncoded } = view;
  let at = from;
  for (;;) {
    while (at < end && isBase64[bytes[at] ?? 0] === 1 && (bytes[at] !== PLUS || !isEncoded)) at += 1;
    const unit = unitAt(view, at);
    if (unit === undefined) return { at, isEnd: false };
    if (isBase64[unit.code] === 1) at += unit.length;
    else if (unit.code === EQUALS) {
      const behind = padded(view, at);
      return { at: behind ?? at, isEnd: behind !== undefined };
    } else if (isLineEnd(unit.code)) {
      const next = nextLine(view, at);
      if (typeof next !== 'number') return { at, isEnd: next === 'none' };
      at = next;
    } else return { at, isEnd: true };
  }
}

/** A run of Base64, to its end. */
export const runSyntax: Syntax = { name: 'base64', ends: byteSet({}), isCertain: true, read: readRun };
