// SPDX-License-Identifier: Apache-2.0
import type { HrTime } from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import type { Call } from '../capture/event.ts';
import type { CountedLogRecord } from '../export/log-export.ts';
import type { RedactedData } from '../redact/redacted.ts';
import { EVENT_NAME } from './attribute-names.ts';
import { cutIntoPieces, type Piece } from './pieces.ts';
import type { RecordAttributes } from './record-attributes.ts';
import { summaryLine } from './summary-line.ts';

export interface LogRecordOptions {
  /** How much of a call's plaintext is shown, in bytes before escaping. */
  plaintextBytes: number;
  plaintextField: 'attribute' | 'body';
}

/** The records of one call: one, or several when its plaintext is too long for one; the last completes the event. */
export function toLogRecords({ call, plaintext }: RedactedData, options: LogRecordOptions): CountedLogRecord[] {
  const shown = plaintext.bytes.subarray(0, options.plaintextBytes);
  const pieces = cutIntoPieces(shown);
  return pieces.map((piece, index) => ({
    eventName: EVENT_NAME,
    timestamp: toHrTime(call.timeUnixNanos),
    observedTimestamp: toHrTime(call.observedTimeUnixNanos),
    severityNumber: SeverityNumber.INFO,
    severityText: 'INFO',
    body: options.plaintextField === 'body' ? piece.text : summaryLine(call, piece.text),
    attributes: pieceAttributes(call, piece, shown.length, options),
    events: index === pieces.length - 1 ? 1 : 0,
  }));
}

function pieceAttributes(call: Call, piece: Piece, shownBytes: number, { plaintextField }: LogRecordOptions): RecordAttributes {
  const attributes = callAttributes(call);
  if (call.connectionId !== undefined) attributes['ktls.stream.offset'] = call.streamOffset + piece.start;
  attributes['ktls.captured_length'] = piece.length;
  attributes['ktls.truncated'] = shownBytes < call.length;
  if (plaintextField === 'attribute') attributes['ktls.plaintext'] = piece.text;
  return attributes;
}

/** What all records of a call have in common; what is not known is left out. */
function callAttributes(call: Call): RecordAttributes {
  // Keys are written out: with computed ones V8 makes a dictionary, which is slow to build and to read.
  const attributes: RecordAttributes = {
    'ktls.direction': call.direction,
    'network.io.direction': call.direction === 'TX' ? 'transmit' : 'receive',
    'process.pid': call.pid,
    'thread.id': call.tid,
    'ktls.comm': call.comm,
    'process.user.id': call.uid,
    'ktls.length': call.length,
    'ktls.record_type': call.recordType,
    'ktls.operation': call.operation,
    'ktls.offload': call.offload,
    'tls.protocol.name': 'tls',
    'network.transport': 'tcp',
  };
  if (call.connectionId !== undefined) {
    attributes['ktls.connection.id'] = call.connectionId;
    attributes['ktls.connection.partial'] = call.connectionPartial;
  }
  if (call.cipher !== undefined) attributes['ktls.cipher'] = call.cipher;
  if (call.cipherSuite !== undefined) attributes['tls.cipher'] = call.cipherSuite;
  if (call.tlsVersion !== undefined) attributes['tls.protocol.version'] = call.tlsVersion;
  if (call.networkType !== undefined) {
    attributes['network.type'] = call.networkType;
    attributes['network.local.address'] = call.localAddress;
    attributes['network.local.port'] = call.localPort;
    attributes['network.peer.address'] = call.peerAddress;
    attributes['network.peer.port'] = call.peerPort;
  }
  return attributes;
}

function toHrTime(nanos: bigint): HrTime {
  return [Number(nanos / 1_000_000_000n), Number(nanos % 1_000_000_000n)];
}
