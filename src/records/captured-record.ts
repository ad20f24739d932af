// SPDX-License-Identifier: Apache-2.0
import type { SpanContext } from '@opentelemetry/api';
import type { Times } from '../capture/event.ts';
import type { RecordAttributes } from './attributes.ts';

/** A log record of what was captured, of severity INFO, before it is encoded. */
export interface CapturedRecord extends Times {
  readonly eventName: string;
  readonly body: string;
  readonly attributes: RecordAttributes;
  /** Of the exchange that its bytes belong to; it is valid. */
  readonly span: SpanContext | undefined;
  /** How many captured events it completes: a long one becomes several records, of which only the last counts 1. */
  readonly events: number;
}

// The log records' event_name.

/** A call that moved plaintext. */
export const DATA_EVENT = 'ktls.data';
/** The start or the end of a connection. */
export const CONNECTION_EVENT = 'ktls.connection';
