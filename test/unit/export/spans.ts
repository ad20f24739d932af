// SPDX-License-Identifier: Apache-2.0
import type { SpanData } from '../../../src/trace/span-data.ts';

export const SPAN: SpanData = {
  context: { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 },
  parentSpanId: undefined,
  isParentRemote: false,
  name: 'GET',
  kind: 'client',
  startUnixNanos: 1_700_000_000_123_456_789n,
  endUnixNanos: 1_700_000_000_123_456_790n,
  attributes: {},
  isError: false,
};
