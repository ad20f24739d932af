// SPDX-License-Identifier: Apache-2.0
import { Sensitive } from '../capture/sensitive.ts';
import { type Part, Text } from './part.ts';
import type { Bytes, Parsed, Protocol, Sender } from './protocol.ts';

/** A connection of no protocol that is known here: each direction is one text. */
export class Plain implements Protocol {
  readonly content = 'text';
  readonly canRest = false;
  readonly canRejoin = false;
  readonly heldBytes = 0;
  readonly #texts: Record<Sender, Text> = { client: new Text('client'), server: new Text('server') };

  push(from: Sender, { bytes }: Bytes): Parsed {
    const text = this.#texts[from];
    const content = { kind: 'text', text, bytes: new Sensitive(bytes) } as const;
    return { parts: [{ length: bytes.length, role: 'other', exchange: undefined, content }], consumed: bytes.length };
  }

  gap(from: Sender): Part[] {
    return [this.#part(from, 'text-gap')];
  }

  /** Nobody knows whether the text is complete, so it breaks off. */
  end(from: Sender): Part[] {
    return [this.#part(from, 'text-gap'), this.#part(from, 'text-end')];
  }

  close(): void {}

  contentLeft(): number {
    return 0;
  }

  isLost(): boolean {
    return false;
  }

  #part(from: Sender, kind: 'text-gap' | 'text-end'): Part {
    return { length: 0, role: 'other', exchange: undefined, content: { kind, text: this.#texts[from] } };
  }
}
