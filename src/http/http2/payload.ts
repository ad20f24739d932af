// SPDX-License-Identifier: Apache-2.0

/** What follows a frame's header and fixed bytes, without the padding. */
export interface Payload {
  /** The next bytes; `isLast`: no more of the payload comes, but for padding. Not called when there are none. */
  read(bytes: Buffer, isLast: boolean): void;
  /** Bytes are missing here. Absent where nothing can be read without them. */
  skip?(bytes: number): void;
  /** The frame is complete. */
  end?(): void;
}
