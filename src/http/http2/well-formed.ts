// SPDX-License-Identifier: Apache-2.0
import type { Sender } from '../protocol.ts';
import { type Frame, FrameType, fixedBytes, isAck } from './frame.ts';

const SETTING_BYTES = 6;
/** Types that have one length. */
const LENGTHS = new Map<number, number>([
  [FrameType.priority, 5],
  [FrameType.rstStream, 4],
  [FrameType.ping, 8],
  [FrameType.windowUpdate, 4],
]);
const OF_STREAMS: ReadonlySet<number> = new Set([
  FrameType.data,
  FrameType.headers,
  FrameType.priority,
  FrameType.rstStream,
  FrameType.pushPromise,
  FrameType.continuation,
]);
const OF_CONNECTION: ReadonlySet<number> = new Set([FrameType.settings, FrameType.ping, FrameType.goaway]);

/**
 * Whether the bytes can be a frame here: where they are none, the place of all that follows is not known.
 * @param blockStreamId the stream of a header block that has not ended
 */
export function isWellFormed(frame: Frame, from: Sender, blockStreamId: number | undefined): boolean {
  const { type, length, streamId } = frame;
  if (blockStreamId !== undefined && streamId !== blockStreamId) return false;
  // Nothing else comes between the frames of a header block (RFC 9113, 6.10).
  if ((type === FrameType.continuation) !== (blockStreamId !== undefined)) return false;
  if (OF_STREAMS.has(type) && streamId === 0) return false;
  if (OF_CONNECTION.has(type) && streamId !== 0) return false;
  if (type === FrameType.pushPromise && from === 'client') return false;
  if (type === FrameType.settings && length % SETTING_BYTES !== 0) return false;
  if (type === FrameType.settings && isAck(frame) && length !== 0) return false;
  return length >= fixedBytes(frame) && length === (LENGTHS.get(type) ?? length);
}
