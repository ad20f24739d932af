// SPDX-License-Identifier: Apache-2.0
import { CR, LF } from '../scan/byte-set.ts';
import { LOOKBACK } from '../scan/piece.ts';
import { ruleOfKey } from './key-names.ts';

const LETTER_M = 0x6d;
const LETTER_E = 0x65;
const SMALL = 0x20;
// RFC 2046, 5.1.1: 70 characters, and two dashes before and behind them.
const MAX_BOUNDARY = 76;
const DASHES = '--';

/** Reads the headers of a form's parts (RFC 7578), for the rule for what follows them. */
export class PartHeaders {
  #rule: string | undefined;
  /** Where a name without quotes begins. */
  #nameFrom: number | undefined;
  #lineFrom = 0;
  /** The last line that began with two dashes: that before the headers. */
  #boundary = DASHES;

  /** Whether the quoted name from this index to the quote at `end`, of a key with this rule, is that of a part. */
  quoted(bytes: Buffer, index: number, end: number, rule: string): boolean {
    if (!/name *= *$/.test(headerBefore(bytes, index, end))) return false;
    this.#rule = rule;
    return true;
  }

  /** At an equals sign. */
  equals(bytes: Buffer, index: number, base: number): void {
    if (((bytes[index - 1] ?? 0) | SMALL) !== LETTER_E || ((bytes[index - 2] ?? 0) | SMALL) !== LETTER_M) return;
    if (/[; ]name$/.test(headerBefore(bytes, index, index))) this.#nameFrom = base + index + 1;
  }

  /** At the end of a line. Returns what the part begins with that follows it, if it is a secret one. */
  line(bytes: Buffer, index: number, base: number): { rule: string; boundary: string } | undefined {
    const offset = base + index;
    if (this.#nameFrom !== undefined && offset - this.#nameFrom < LOOKBACK)
      this.#plainName(bytes.toString('latin1', this.#nameFrom - base, index));
    if (offset - this.#lineFrom <= MAX_BOUNDARY)
      this.#mayBeBoundary(bytes.toString('latin1', Math.max(0, this.#lineFrom - base), index));
    this.#nameFrom = undefined;
    this.#lineFrom = offset + 1;
    const before = bytes[index - 1] === CR ? bytes[index - 2] : bytes[index - 1];
    if (this.#rule === undefined || before !== LF) return undefined;
    const start = { rule: this.#rule, boundary: this.#boundary };
    this.#rule = undefined;
    return start;
  }

  reset(offset: number): void {
    this.#rule = undefined;
    this.#nameFrom = undefined;
    this.#lineFrom = offset;
    this.#boundary = DASHES;
  }

  #plainName(text: string): void {
    const [name] = /^[^\s;"']+/.exec(text) ?? [];
    if (name !== undefined) this.#rule = ruleOfKey(name) ?? this.#rule;
  }

  #mayBeBoundary(text: string): void {
    const line = text.slice(text.lastIndexOf('\n') + 1).trimEnd();
    if (line.startsWith(DASHES)) this.#boundary = line;
  }
}

/** What stands before the index of a Content-Disposition, if it is one of a form's part: it may be folded. */
function headerBefore(bytes: Buffer, index: number, end: number): string {
  const text = bytes
    .toString('latin1', Math.max(0, end - LOOKBACK), index)
    .toLowerCase()
    .replace(/\r?\n[ \t]+/g, ' ');
  const start = text.lastIndexOf('\n') + 1;
  // The name of a file may be so long that the beginning of the line is not to be seen.
  const isCut = start === 0 && end >= LOOKBACK;
  const header = text.slice(start);
  return header.includes('form-data') || (isCut && /; *name *= *$/.test(header)) ? header : '';
}
