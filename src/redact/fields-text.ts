// SPDX-License-Identifier: Apache-2.0
import type { DecodedField } from '../http/part.ts';
import { judge, type Piece } from './piece.ts';
import type { CreateScanner } from './scanner.ts';

const NEVER_INDEXED = 'never_indexed';
// A field of HTTP/2 may hold any byte: a line end in one would make a line of its own, which no rule knows as a field.
const LINE_END = /[\r\n]/g;

/** Judges decoded fields one by one as the lines that they would be in HTTP/1. Returns them with the verdicts. */
export function judgeFields(
  fields: readonly DecodedField[],
  createScanner: CreateScanner,
  piece: Omit<Piece, 'bytes' | 'isOwn' | 'verdicts' | 'judged'>,
): Piece {
  const lines = fields.map((field) => ({ field, head: `${oneLine(field.name)}: `, value: oneLine(field.value) }));
  const bytes = Buffer.from(lines.map(({ head, value }) => `${head}${value}\r\n`).join(''), 'latin1');
  const judged: Piece = { ...piece, bytes, isOwn: false, verdicts: [], judged: 0 };
  for (const { field, head, value } of lines) {
    const isPseudo = field.name.startsWith(':');
    if (field.neverIndexed && !isPseudo && value !== '') {
      judge(judged, { length: head.length, rule: undefined, continues: false });
      judge(judged, { length: value.length, rule: NEVER_INDEXED, continues: false });
      judge(judged, { length: 2, rule: undefined, continues: false });
      continue;
    }
    const scanner = createScanner();
    const line = Buffer.from(`${head}${value}\r\n`, 'latin1');
    for (const verdict of [...scanner.push(line), ...scanner.end()]) judge(judged, verdict);
  }
  return judged;
}

function oneLine(text: string): string {
  return text.replace(LINE_END, ' ');
}
