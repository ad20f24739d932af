// SPDX-License-Identifier: Apache-2.0
import type { SpanData } from '../trace/span-data.ts';
import { writeSpan } from './encode-span.ts';
import { jsonEncoding } from './json-encoding.ts';
import { jsonSpan } from './json-span.ts';
import { protobufEncoding } from './protobuf-encoding.ts';
import type { Signal } from './signal.ts';

export const SPANS: Signal<SpanData> = {
  noun: 'spans',
  grpcMethod: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  eventsOf: () => 1,
  protobuf: () => protobufEncoding(writeSpan),
  json: () =>
    jsonEncoding(
      { resources: 'resourceSpans', scopes: 'scopeSpans', records: 'spans', rejected: 'rejectedSpans' },
      jsonSpan,
    ),
};
