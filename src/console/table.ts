// SPDX-License-Identifier: Apache-2.0

import { ATTR_PROCESS_PID } from '@opentelemetry/semantic-conventions/incubating';
import { escapeInText } from '../base/steering.ts';
import { CALL_OFFSET, COMM, CONNECTION_STATE, DIRECTION, LENGTH } from '../records/attribute-names.ts';
import { type CapturedRecord, LOSS_EVENT } from '../records/captured-record.ts';
import { plaintextOf } from './plaintext-of.ts';

const COLUMNS = [16, 8, 10, 8] as const;

export const TABLE_HEAD = row(['COMM', 'PID', 'DIRECTION', 'LEN'], 'PLAINTEXT');

/**
 * A row of the live table. A record that shows the rest of a call has, in place of the call's length, where in the
 * call it starts: `+16384`. What the record holds cannot steer the terminal: every control is escaped.
 */
export function tableRow(record: CapturedRecord): string {
  const attributes = record.attributes;
  const plaintext = plaintextOf(record);
  const offset = attributes[CALL_OFFSET];
  if (record.eventName === LOSS_EVENT) return row(['', '', 'LOSS', ''], escapeInText(record.body, NAMED));
  const what =
    plaintext === undefined
      ? [String(attributes[CONNECTION_STATE]).toUpperCase(), '']
      : [attributes[DIRECTION], offset === undefined ? attributes[LENGTH] : `+${offset}`];
  const cells = [attributes[COMM], attributes[ATTR_PROCESS_PID], ...what].map((cell) =>
    escapeInText(String(cell), NAMED),
  );
  return row(cells, escapeInText(plaintext ?? record.body, NAMED));
}

function row(cells: readonly string[], last: string): string {
  return [...cells.map((cell, i) => cell.padEnd(COLUMNS[i] ?? 0)), last].join(' ').trimEnd();
}

const NAMED = new Map([
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\r', '\\r'],
]);
