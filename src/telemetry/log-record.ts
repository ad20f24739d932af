// SPDX-License-Identifier: Apache-2.0
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
 * The records of one sample: one, or several when its plaintext is too long for one; the last completes the event.
 * None when the call has been shown as far as is asked for: then the record before has said that it is truncated.
 */
export function toLogRecords({ call, plaintext }: RedactedData, options: LogRecordOptions): CountedLogRecord[] {
  const room = options.plaintextBytes - call.callOffset;
  if (room <= 0 && call.callOffset > 0) return [];
  const shown = plaintext.bytes.subarray(0, room);
  const endsEarly = call.isLast ? call.callOffset + shown.length < call.length : shown.length >= room;
  const pieces = cutIntoPieces(shown);
  const last = pieces.length - 1;
  return pieces.map((piece, index) => ({
    eventName: DATA_EVENT,
    timestamp: toHrTime(call.timeUnixNanos),
    observedTimestamp: toHrTime(call.observedTimeUnixNanos),
    severityNumber: SeverityNumber.INFO,
    severityText: 'INFO',
    body: options.plaintextField === 'body' ? piece.text : summaryLine(call, call.callOffset + piece.start, piece.text),
    attributes: pieceAttributes(call, piece, endsEarly && index === last, options),
    events: index === last ? 1 : 0,
  }));
}

function pieceAttributes(call: Call, piece: Piece, isTruncated: boolean, options: LogRecordOptions): RecordAttributes {
  const attributes = originAttributes(call);
  const callOffset = call.callOffset + piece.start;
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
    attributes['ktls.stream.offset'] = call.streamOffset + piece.start;
    if (call.missed > 0 && piece.start === 0) attributes['ktls.stream.missed'] = call.missed;
    if (call.isConcurrent) attributes['ktls.stream.concurrent'] = true;
  }
  if (options.plaintextField === 'attribute') attributes['ktls.plaintext'] = piece.text;
  return attributes;
}
