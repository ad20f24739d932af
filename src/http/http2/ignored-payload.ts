// SPDX-License-Identifier: Apache-2.0
import type { Owner, PartWriter } from './part-writer.ts';
import type { Payload } from './payload.ts';

/** Of frames that nothing depends on. */
export class IgnoredPayload implements Payload {
  readonly #out: PartWriter;
  readonly #owner: Owner;
  /** Whether it may hold anything: then it is marked. */
  readonly #isFree: boolean;

  constructor(out: PartWriter, owner: Owner, isFree: boolean) {
    this.#out = out;
    this.#owner = owner;
    this.#isFree = isFree;
  }

  read(bytes: Buffer): void {
    if (this.#isFree) this.#out.mask(this.#owner, bytes.length, 'framing');
    else this.#out.hide(this.#owner, bytes.length);
  }

  skip(): void {}
}
