// SPDX-License-Identifier: Apache-2.0
import type { MaskReason, Part } from './part.ts';
import type { Bytes, Parsed, Protocol } from './protocol.ts';

/** Bytes of which nothing is known. */
export function maskedPart(length: number, reason: MaskReason = 'lost'): Part {
  return { length, role: 'other', exchange: undefined, content: { kind: 'mask', reason } };
}

/**
 * A connection whose protocol can't be told by its start, or a sample that belongs to none (`lost`); or one that is not
 * followed any more (`limit`).
 */
export class Masked implements Protocol {
  readonly heldBytes = 0;
  readonly canRejoin: boolean;
  readonly content: 'lost' | 'limit';

  constructor(reason: 'lost' | 'limit' = 'lost') {
    this.content = reason;
    this.canRejoin = reason === 'lost';
  }

  rest(): undefined {}

  push(_from: unknown, { bytes }: Bytes): Parsed {
    return { parts: [maskedPart(bytes.length, this.content)], consumed: bytes.length };
  }

  gap(): Part[] {
    return [];
  }

  end(): Part[] {
    return [];
  }

  close(): void {}

  contentLeft(): number {
    return 0;
  }

  isLost(): boolean {
    return true;
  }
}
