// SPDX-License-Identifier: Apache-2.0
import type { Part } from './part.ts';
import type { Bytes, Parsed, Protocol } from './protocol.ts';

/** A connection whose protocol can't be known: it is seen from the middle, or its start is missing. */
export class Masked implements Protocol {
  push(_from: unknown, { bytes }: Bytes): Parsed {
    const part: Part = {
      length: bytes.length,
      role: 'other',
      exchange: undefined,
      content: { kind: 'mask', reason: 'lost' },
    };
    return { parts: [part], consumed: bytes.length };
  }

  gap(): Part[] {
    return [];
  }

  end(): Part[] {
    return [];
  }

  close(): void {}

  isLost(): boolean {
    return true;
  }
}
