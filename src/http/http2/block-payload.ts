// SPDX-License-Identifier: Apache-2.0
import type { ExchangeFailure } from '../exchange.ts';
import type { DecodedField } from '../part.ts';
import type { HeaderBlocks } from './header-blocks.ts';
import type { Owner, PartWriter } from './part-writer.ts';
import type { Payload } from './payload.ts';

/** Where a decoded block goes, or the reason why there is none. */
export type OnBlock = (fields: DecodedField[] | undefined, failure: ExchangeFailure) => void;

/** Of HEADERS, PUSH_PROMISE and CONTINUATION: a piece of a header block, shown decoded where the block ends. */
export class BlockPayload implements Payload {
  readonly #blocks: HeaderBlocks;
  readonly #out: PartWriter;
  readonly #owner: Owner;
  readonly #onBlock: OnBlock;
  /** Whether the block ends with this piece. */
  readonly #endsBlock: boolean;
  #isDone = false;

  constructor(blocks: HeaderBlocks, out: PartWriter, owner: Owner, endsBlock: boolean, onBlock: OnBlock) {
    this.#blocks = blocks;
    this.#out = out;
    this.#owner = owner;
    this.#endsBlock = endsBlock;
    this.#onBlock = onBlock;
  }

  read(bytes: Buffer, isLast: boolean): void {
    if (isLast && this.#endsBlock) return this.#finish(bytes);
    this.#blocks.append(bytes);
    if (this.#blocks.failure === undefined) this.#out.hide(this.#owner, bytes.length);
    else this.#out.mask(this.#owner, bytes.length, 'header_block');
  }

  end(): void {
    // The piece was empty.
    if (this.#endsBlock && !this.#isDone) this.#finish(Buffer.alloc(0));
  }

  #finish(bytes: Buffer): void {
    this.#isDone = true;
    const fields = this.#blocks.finish(bytes);
    if (fields === undefined)
      this.#out.mask(this.#owner, bytes.length, this.#blocks.failure === undefined ? 'limit' : 'header_block');
    else this.#out.fields(this.#owner, bytes.length, fields);
    this.#onBlock(fields, this.#blocks.failure ?? 'limit');
  }
}
