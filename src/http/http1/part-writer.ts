// SPDX-License-Identifier: Apache-2.0
import { Sensitive } from '../../capture/sensitive.ts';
import type { Exchange } from '../exchange.ts';
import type { Content, MaskReason, Part, PartRole, Text } from '../part.ts';

/** The parts of one push, in order. */
export class PartWriter {
  readonly parts: Part[] = [];
  /** That the parts to come belong to. */
  exchange: Exchange | undefined;

  text(role: PartRole, text: Text, bytes: Buffer): void {
    this.#add(bytes.length, role, { kind: 'text', text, bytes: new Sensitive(bytes) });
  }

  textEnd(role: PartRole, text: Text): void {
    this.#add(0, role, { kind: 'text-end', text });
  }

  textGap(role: PartRole, text: Text): void {
    this.#add(0, role, { kind: 'text-gap', text });
  }

  /** The text breaks off: what is held back of it may be the start of a secret, and is not judged as it stands. */
  cut(role: PartRole, text: Text): void {
    this.textGap(role, text);
    this.textEnd(role, text);
  }

  mask(role: PartRole, reason: MaskReason, length: number): void {
    this.#add(length, role, { kind: 'mask', reason });
  }

  show(length: number, bytes: string): void {
    const last = this.parts.at(-1);
    if (last?.content.kind === 'show' && last.exchange === this.exchange) {
      last.length += length;
      last.content.bytes = Buffer.concat([last.content.bytes, Buffer.from(bytes, 'latin1')]);
    } else {
      this.#add(length, 'other', { kind: 'show', bytes: Buffer.from(bytes, 'latin1') });
    }
  }

  #add(length: number, role: PartRole, content: Content): void {
    this.parts.push({ length, role, exchange: this.exchange, content });
  }
}
