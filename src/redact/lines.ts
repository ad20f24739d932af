// SPDX-License-Identifier: Apache-2.0
import { Generations } from '../base/generations.ts';
import type { DecodedField } from '../http/part.ts';
import { Credit, FIELD_COST, MASK_COST, OF_A_BLOCK, OF_A_BYTE, OF_A_CALL, OF_A_LINE } from './credit.ts';
import { judge, newPiece, type Piece, type PieceBase } from './open-text.ts';
import type { Scanners, Verdict } from './scanner.ts';

/** The rule that masks what HTTP/2 marks so (RFC 7541, 7.1.3). */
export const NEVER_INDEXED = 'never_indexed';
const LINE_END = /[\r\n]/g;
/** In place of a field of which neither name nor value is known. */
const UNKNOWN_LINE = '-\r\n';
const UNKNOWN_VERDICTS: readonly Verdict[] = [
  { length: 1, rule: 'lost', continues: false },
  { length: 2, rule: undefined, continues: false },
];

/** What is known of lines takes at most this, over all connections: characters of theirs, verdicts, entries. */
const MAX_KNOWN_BYTES = 512 * 1024;
/** Longer lines are judged each time: few of them make room for many. */
const MAX_LINE_BYTES = 8 * 1024;
const ENTRY_BYTES = 96;
const VERDICT_BYTES = 48;

/**
 * Judges lines of heads, each a text of its own: fields, which say nothing about each other, and request lines. An
 * encoder of HPACK sends a field once and then refers to it, and a span says what a head said, so what a line was judged
 * to be is kept, for all connections together: the same line always has the same verdicts.
 */
export class Lines {
  readonly #scanners: Scanners;
  readonly #known = new Generations<string, readonly Verdict[]>(MAX_KNOWN_BYTES);

  constructor(scanners: Scanners) {
    this.#scanners = scanners;
  }

  /**
   * What becomes of the fields of a header block, which are shown as lines: as many as it takes to show more than `room` bytes.
   */
  fields(fields: readonly DecodedField[], base: PieceBase, credit: Credit, room = Infinity): Piece {
    credit.earn(OF_A_BLOCK);
    const lines: string[] = [];
    const verdicts: Verdict[] = [];
    for (let [index, shown] = [0, 0]; index < fields.length && shown <= room; index += 1) {
      const { name, value, neverIndexed, isUnknown } = fields[index] as DecodedField;
      const line = isUnknown ? UNKNOWN_LINE : `${oneLine(name)}: ${oneLine(value)}\r\n`;
      credit.earn(line.length * OF_A_BYTE);
      credit.spend(FIELD_COST);
      // The sender does not want it to be kept by anyone (RFC 7541, 7.1.3).
      const isHidden = neverIndexed && !name.startsWith(':') && value !== '';
      let taken = 0;
      const judged = isHidden ? hidden(line, name) : isUnknown ? UNKNOWN_VERDICTS : this.judge(line, credit);
      for (const verdict of judged) {
        if (shown > room) break;
        verdicts.push(verdict);
        taken += verdict.length;
        if (verdict.rule === undefined) shown += verdict.length;
        else credit.spend(MASK_COST);
      }
      lines.push(line.slice(0, taken));
    }
    const piece = newPiece(base, Buffer.from(lines.join(''), 'latin1'), false);
    for (const verdict of verdicts) judge(piece, verdict);
    return piece;
  }

  /**
   * The verdicts of a line: latin1, one character a byte, with its CRLF, which is always shown. What is masked because
   * `credit` was spent is not kept.
   */
  judge(line: string, credit = new Credit(OF_A_LINE + line.length * OF_A_BYTE)): readonly Verdict[] {
    const known = this.#known.get(line);
    if (known !== undefined) return known;
    const verdicts = this.#scan(line, credit);
    const bytes = line.length + ENTRY_BYTES + VERDICT_BYTES * verdicts.length;
    if (line.length <= MAX_LINE_BYTES && !credit.isSpent) this.#known.set(line, verdicts, bytes);
    return verdicts;
  }

  #scan(line: string, credit: Credit): Verdict[] {
    const scanner = this.#scanners.take(credit);
    // It is no call, and its bytes are counted with its block: it must not earn as one.
    credit.earn(-OF_A_CALL - line.length * OF_A_BYTE);
    const verdicts = [...scanner.push(Buffer.from(line, 'latin1')), ...scanner.end()];
    this.#scanners.give(scanner);
    if (verdicts.at(-1)?.rule !== undefined) showLineEnd(verdicts);
    return verdicts;
  }
}

function hidden(line: string, name: string): Verdict[] {
  const head = name.length + 2;
  return [
    { length: head, rule: undefined, continues: false },
    { length: line.length - head - 2, rule: NEVER_INDEXED, continues: false },
    { length: 2, rule: undefined, continues: false },
  ];
}

/** A value that goes on to the end of the text takes the line's end with it. */
function showLineEnd(verdicts: Verdict[]): void {
  for (let cut = 2; cut > 0; ) {
    const last = verdicts.at(-1);
    if (last === undefined) return;
    const taken = Math.min(cut, last.length);
    last.length -= taken;
    cut -= taken;
    if (last.length === 0) verdicts.pop();
  }
  verdicts.push({ length: 2, rule: undefined, continues: false });
}

/** A field of HTTP/2 may hold any byte: a line end in one would make a line of its own, which no rule knows as a field. */
export function oneLine(text: string): string {
  return text.includes('\r') || text.includes('\n') ? text.replace(LINE_END, ' ') : text;
}
