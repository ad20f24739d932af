// SPDX-License-Identifier: Apache-2.0
import { type Context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import type { Call } from '../capture/event.ts';
import type { CountedLogRecord } from '../export/log-export.ts';
import type { RedactedData } from '../redact/redacted.ts';
import { DATA_EVENT } from './event-names.ts';
import { toHrTime } from './hr-time.ts';
import { originAttributes } from './origin-attributes.ts';
import { cutIntoPieces, type Piece } from './pieces.ts';
import type { RecordAttributes } from './record-attributes.ts';
import { summaryLine } from './summary-line.ts';

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
export function toLogRecords(data: RedactedData, options: LogRecordOptions): CountedLogRecord[] {
  const { call } = data;
  let room = options.plaintextBytes - data.shownBefore;
  if (room <= 0 && call.callOffset > 0) return [];
  const shown: ShownPiece[] = [];
  let isCut = false;
  for (const { plaintext, span } of data.runs) {
    const bytes = plaintext.bytes.subarray(0, Math.max(room, 0));
    isCut ||= bytes.length < plaintext.bytes.length;
    room -= bytes.length;
    const context = span === undefined ? undefined : trace.setSpanContext(ROOT_CONTEXT, span);
    for (const piece of cutIntoPieces(bytes)) {
      shown.push({ piece, callOffset: call.callOffset + plaintext.sourceOf(piece.start), context });
    }
  }
  const endsEarly = isCut || (call.isLast ? call.callOffset + data.shownTo < call.length : room <= 0);
  const last = shown.length - 1;
  return shown.map(({ piece, callOffset, context }, index) => ({
    eventName: DATA_EVENT,
    timestamp: toHrTime(call.timeUnixNanos),
    observedTimestamp: toHrTime(call.observedTimeUnixNanos),
    severityNumber: SeverityNumber.INFO,
    severityText: 'INFO',
    body: options.plaintextField === 'body' ? piece.text : summaryLine(call, callOffset, piece.text),
    attributes: pieceAttributes(
      call,
      piece,
      callOffset,
      endsEarly && index === last,
      index === last ? data.redactions : 0,
      options,
    ),
    ...(context === undefined ? {} : { context }),
    events: index === last ? 1 : 0,
  }));
}

interface ShownPiece {
  piece: Piece;
  /** Bytes of the call before those that it stands for. */
  callOffset: number;
  context: Context | undefined;
}

function pieceAttributes(
  call: Call,
  piece: Piece,
  callOffset: number,
  isTruncated: boolean,
  redactions: number,
  options: LogRecordOptions,
): RecordAttributes {
  const attributes = originAttributes(call);
  attributes['ktls.direction'] = call.direction;
  attributes['network.io.direction'] = call.direction === 'TX' ? 'transmit' : 'receive';
  attributes['ktls.record_type'] = call.recordType;
  attributes['ktls.operation'] = call.operation;
  attributes['ktls.offload'] = call.offload;
  attributes['ktls.length'] = call.length;
  if (callOffset > 0) attributes['ktls.call.offset'] = callOffset;
  attributes['ktls.captured_length'] = piece.length;
  attributes['ktls.truncated'] = isTruncated;
  if (call.connectionId !== undefined) {
    attributes['ktls.stream.offset'] = call.streamOffset + callOffset - call.callOffset;
    if (call.missed > 0 && callOffset === call.callOffset) attributes['ktls.stream.missed'] = call.missed;
    if (call.isConcurrent) attributes['ktls.stream.concurrent'] = true;
  }
  if (redactions > 0) attributes['ktls.redactions'] = redactions;
  if (options.plaintextField === 'attribute') attributes['ktls.plaintext'] = piece.text;
  return attributes;
}
