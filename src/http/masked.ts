// SPDX-License-Identifier: Apache-2.0
import type { Part } from './part.ts';
import type { Bytes, Parsed, Protocol } from './protocol.ts';

/** Bytes of which nothing is known. */
export function maskedPart(length: number): Part {
  return { length, role: 'other', exchange: undefined, content: { kind: 'mask', reason: 'lost' } };
}

/** A connection whose protocol can't be known: it is seen from the middle, or its start is missing. */
export class Masked implements Protocol {
  push(_from: unknown, { bytes }: Bytes): Parsed {
    return { parts: [maskedPart(bytes.length)], consumed: bytes.length };
  }

  gap(): Part[] {
    return [];
  }

  end(): Part[] {
    return [];
  }

  close(): void {}

  discard(): void {}

  isLost(): boolean {
    return true;
  }
}
