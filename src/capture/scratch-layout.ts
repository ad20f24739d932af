// SPDX-License-Identifier: Apache-2.0
// struct scratch and enum slot of bpf/maps.bpf.h.
import { CHUNK_BYTES, EVENT_BYTES } from './event-layout.ts';

/** SLOTS: places on each CPU, one for each program that makes events. */
export const SCRATCH_SLOTS = 11;
/** struct scratch, which ends with the event's header. */
export const SCRATCH_BYTES = 72 + EVENT_BYTES;
/** struct ktls_connection_end, the payload of a connection's end. */
const CONNECTION_END_BYTES = 40;

/** Bytes of a scratch slot: the payload has room for twice a sample's (see append in bpf/copy.bpf.h). */
export function scratchBytes(captureBytes: number): number {
  return SCRATCH_BYTES + Math.max(2 * Math.min(captureBytes, CHUNK_BYTES), CONNECTION_END_BYTES);
}
