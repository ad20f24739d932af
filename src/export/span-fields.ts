// SPDX-License-Identifier: Apache-2.0
// Numbers of opentelemetry.proto.trace.v1
import type { SpanData } from '../trace/span-data.ts';

/** SPAN_KIND_SERVER, SPAN_KIND_CLIENT */
export const SPAN_KIND: Readonly<Record<SpanData['kind'], number>> = { server: 2, client: 3 };
/** STATUS_CODE_ERROR */
export const STATUS_ERROR = 2;

const CONTEXT_HAS_IS_REMOTE = 0x100;
const CONTEXT_IS_REMOTE = 0x200;

/** The trace flags of W3C in the lowest 8 bits, above them what is known of the parent. */
export function spanFlags({ context, isParentRemote }: SpanData): number {
  return (context.traceFlags & 0xff) | CONTEXT_HAS_IS_REMOTE | (isParentRemote ? CONTEXT_IS_REMOTE : 0);
}
