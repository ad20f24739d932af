// SPDX-License-Identifier: Apache-2.0
import type { SpanContext } from '@opentelemetry/api';
import type { LogAttributes } from '@opentelemetry/api-logs';

/** A finished span. All that it holds has been through redaction. */
export interface SpanData {
  context: SpanContext;
  parentSpanId: string | undefined;
  /** Whether the parent is of another process (the flags HAS_IS_REMOTE and IS_REMOTE of the OTLP span). */
  isParentRemote: boolean;
  name: string;
  kind: 'client' | 'server';
  startUnixNanos: bigint;
  endUnixNanos: bigint;
  attributes: LogAttributes;
  /** How many attributes a limit has left out; undefined: none. */
  droppedAttributes?: number;
  isError: boolean;
}
