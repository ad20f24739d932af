// SPDX-License-Identifier: Apache-2.0
import type { HrTime } from '@opentelemetry/api';
import { type LogAttributes, SeverityNumber } from '@opentelemetry/api-logs';
import {
  ATTR_NETWORK_LOCAL_ADDRESS,
  ATTR_NETWORK_LOCAL_PORT,
  ATTR_NETWORK_PEER_ADDRESS,
  ATTR_NETWORK_PEER_PORT,
  ATTR_NETWORK_TRANSPORT,
  ATTR_NETWORK_TYPE,
} from '@opentelemetry/semantic-conventions';
import {
  ATTR_NETWORK_IO_DIRECTION,
  ATTR_PROCESS_PID,
  ATTR_PROCESS_USER_ID,
  ATTR_THREAD_ID,
  ATTR_TLS_CIPHER,
  ATTR_TLS_PROTOCOL_NAME,
  ATTR_TLS_PROTOCOL_VERSION,
} from '@opentelemetry/semantic-conventions/incubating';
import type { Call } from '../capture/event.ts';
import type { CountedLogRecord } from '../export/log-export.ts';
import type { RedactedData } from '../redact/redacted.ts';
import * as names from './attribute-names.ts';
import { cutIntoPieces, type Piece } from './pieces.ts';
import { summaryLine } from './summary-line.ts';

export interface LogRecordOptions {
  /** How much of a call's plaintext is shown, in bytes before escaping. */
  plaintextBytes: number;
  plaintextField: 'attribute' | 'body';
}

/** The records of one call: one, or several when its plaintext is too long for one; the last completes the event. */
export function toLogRecords({ call, plaintext }: RedactedData, options: LogRecordOptions): CountedLogRecord[] {
  const shown = plaintext.bytes.subarray(0, options.plaintextBytes);
  const attributes = callAttributes(call);
  const pieces = cutIntoPieces(shown);
  return pieces.map((piece, index) => ({
    eventName: names.EVENT_NAME,
    timestamp: toHrTime(call.timeUnixNanos),
    observedTimestamp: toHrTime(call.observedTimeUnixNanos),
    severityNumber: SeverityNumber.INFO,
    severityText: 'INFO',
    body: options.plaintextField === 'body' ? piece.text : summaryLine(call, piece.text),
    attributes: pieceAttributes(attributes, call, piece, shown.length, options),
    events: index === pieces.length - 1 ? 1 : 0,
  }));
}

function pieceAttributes(
  attributes: LogAttributes,
  call: Call,
  piece: Piece,
  shownBytes: number,
  { plaintextField }: LogRecordOptions,
): LogAttributes {
  return {
    ...attributes,
    [names.STREAM_OFFSET]: call.streamOffset + piece.start,
    [names.CAPTURED_LENGTH]: piece.length,
    [names.TRUNCATED]: shownBytes < call.length,
    ...(plaintextField === 'attribute' ? { [names.PLAINTEXT]: piece.text } : {}),
  };
}

/** What all records of a call have in common; what is not known is left out. */
function callAttributes(call: Call): LogAttributes {
  const attributes: LogAttributes = {
    [names.DIRECTION]: call.direction,
    [ATTR_NETWORK_IO_DIRECTION]: call.direction === 'TX' ? 'transmit' : 'receive',
    [ATTR_PROCESS_PID]: call.pid,
    [ATTR_THREAD_ID]: call.tid,
    [names.COMM]: call.comm,
    [ATTR_PROCESS_USER_ID]: call.uid,
    [names.LENGTH]: call.length,
    [names.CONNECTION_PARTIAL]: call.connectionPartial,
    [names.RECORD_TYPE]: call.recordType,
    [names.OPERATION]: call.operation,
    [names.OFFLOAD]: call.offload,
    [ATTR_TLS_PROTOCOL_NAME]: 'tls',
    [ATTR_NETWORK_TRANSPORT]: 'tcp',
  };
  if (call.connectionId !== undefined) attributes[names.CONNECTION_ID] = call.connectionId;
  if (call.cipher !== undefined) attributes[names.CIPHER] = call.cipher;
  if (call.cipherSuite !== undefined) attributes[ATTR_TLS_CIPHER] = call.cipherSuite;
  if (call.tlsVersion !== undefined) attributes[ATTR_TLS_PROTOCOL_VERSION] = call.tlsVersion;
  if (call.networkType !== undefined) {
    attributes[ATTR_NETWORK_TYPE] = call.networkType;
    attributes[ATTR_NETWORK_LOCAL_ADDRESS] = call.localAddress;
    attributes[ATTR_NETWORK_LOCAL_PORT] = call.localPort;
    attributes[ATTR_NETWORK_PEER_ADDRESS] = call.peerAddress;
    attributes[ATTR_NETWORK_PEER_PORT] = call.peerPort;
  }
  return attributes;
}

function toHrTime(nanos: bigint): HrTime {
  return [Number(nanos / 1_000_000_000n), Number(nanos % 1_000_000_000n)];
}
