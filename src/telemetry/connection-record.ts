// SPDX-License-Identifier: Apache-2.0
import type { ConnectionEnd, ConnectionEvent } from '../capture/event.ts';
import type { CapturedRecord } from './captured-record.ts';
import { closeReason, errorType } from './close-reason.ts';
import { connectionLine } from './connection-line.ts';
import { CONNECTION_EVENT } from './event-names.ts';
import { originAttributes } from './origin-attributes.ts';
import type { RecordAttributes } from './record-attributes.ts';

/** The record of a connection's start or end. */
export function connectionRecord(event: ConnectionEvent): CapturedRecord {
  const { origin } = event;
  const attributes = originAttributes(origin);
  attributes['ktls.connection.state'] = event.kind;
  if (event.kind === 'close') addEnd(attributes, event.end);
  return {
    eventName: CONNECTION_EVENT,
    timeUnixNanos: event.timeUnixNanos,
    observedTimeUnixNanos: event.observedTimeUnixNanos,
    body: connectionLine(event),
    attributes,
    span: undefined,
    events: 1,
  };
}

function addEnd(attributes: RecordAttributes, end: ConnectionEnd): void {
  const reason = closeReason(end);
  if (end.durationSeconds !== undefined) attributes['ktls.connection.duration'] = end.durationSeconds;
  attributes['ktls.connection.tx.bytes'] = end.bytes.TX;
  attributes['ktls.connection.rx.bytes'] = end.bytes.RX;
  attributes['ktls.connection.tx.calls'] = end.calls.TX;
  attributes['ktls.connection.rx.calls'] = end.calls.RX;
  attributes['ktls.connection.close_reason'] = reason;
  if (reason === 'error') attributes['error.type'] = errorType(end);
}
