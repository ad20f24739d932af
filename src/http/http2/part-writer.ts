// SPDX-License-Identifier: Apache-2.0
import { Sensitive } from '../../capture/sensitive.ts';
import type { Exchange } from '../exchange.ts';
import { LF } from '../http1/ascii.ts';
import type { Content, DecodedField, MaskReason, Part, PartRole, Text } from '../part.ts';

const NOTHING = Buffer.alloc(0);

/** What the parts to come belong to. */
export interface Owner {
  role: PartRole;
  exchange: Exchange | undefined;
}

/** The parts of one direction that have not been fetched yet, in order. */
export class PartWriter {
  #parts: Part[] = [];
  #isLineStart: boolean;

  constructor(isLineStart = true) {
    this.#isLineStart = isLineStart;
  }

  get isLineStart(): boolean {
    return this.#isLineStart;
  }

  take(): Part[] {
    const parts = this.#parts;
    this.#parts = [];
    return parts;
  }

  /** On a line of its own, which ends with it. */
  line(owner: Owner, length: number, line: string): void {
    const bytes = Buffer.from(this.#isLineStart ? line : `\n${line}`, 'latin1');
    this.#add(owner, length, { kind: 'show', bytes });
    this.#isLineStart = true;
  }

  /** Bytes of which nothing is shown: what they mean is shown elsewhere. */
  hide(owner: Owner, length: number): void {
    if (length > 0) this.#add(owner, length, { kind: 'show', bytes: NOTHING });
  }

  mask(owner: Owner, length: number, reason: MaskReason): void {
    if (length === 0) return;
    this.#add(owner, length, { kind: 'mask', reason });
    this.#isLineStart = false;
  }

  fields(owner: Owner, length: number, fields: readonly DecodedField[]): void {
    this.#add(owner, length, { kind: 'fields', fields });
    this.#isLineStart = true;
  }

  text(owner: Owner, text: Text, bytes: Buffer): void {
    this.#add(owner, bytes.length, { kind: 'text', text, bytes: new Sensitive(bytes) });
    this.#isLineStart = bytes.at(-1) === LF;
  }

  textGap(owner: Owner, text: Text): void {
    this.#add(owner, 0, { kind: 'text-gap', text });
    this.#isLineStart = false;
  }

  textEnd(owner: Owner, text: Text): void {
    this.#add(owner, 0, { kind: 'text-end', text });
  }

  #add({ role, exchange }: Owner, length: number, content: Content): void {
    this.#parts.push({ length, role, exchange, content });
  }
}
