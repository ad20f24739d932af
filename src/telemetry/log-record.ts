// SPDX-License-Identifier: Apache-2.0
import type { RedactedData } from '../redact/redacted.ts';
import { type CallPart, CallRecord } from './call-record.ts';
import { cutIntoPieces } from './pieces.ts';

export interface LogRecordOptions {
  /** How much of a call's plaintext is shown, in bytes before escaping. */
  plaintextBytes: number;
  plaintextField: 'attribute' | 'body';
}

/**
 * The records of one sample: one for each exchange that it belongs to, and more when the plaintext is too long for one;
 * the last completes the event. None when the call has been shown as far as is asked for: then the record before has
 * said that it is truncated.
 */
export function toLogRecords(data: RedactedData, options: LogRecordOptions): CallRecord[] {
  const { call } = data;
  let room = options.plaintextBytes - data.shownBefore;
  if (room <= 0 && call.callOffset > 0) return [];
  const shown: Pick<CallPart, 'piece' | 'callOffset' | 'span'>[] = [];
  let isCut = false;
  for (const { plaintext, span } of data.runs) {
    const bytes = plaintext.bytes.subarray(0, Math.max(room, 0));
    isCut ||= bytes.length < plaintext.bytes.length;
    room -= bytes.length;
    for (const piece of cutIntoPieces(bytes))
      shown.push({ piece, callOffset: call.callOffset + plaintext.sourceOf(piece.start), span });
  }
  const endsEarly = isCut || (call.isLast ? call.callOffset + data.shownTo < call.length : room <= 0);
  const last = shown.length - 1;
  return shown.map(({ piece, callOffset, span }, index) => {
    const isLast = index === last;
    const told = { isTruncated: endsEarly && isLast, redactions: isLast ? data.redactions : 0, events: isLast ? 1 : 0 };
    return new CallRecord(call, { piece, callOffset, span, ...told }, options.plaintextField);
  });
}
