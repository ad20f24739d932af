// SPDX-License-Identifier: Apache-2.0
import type { ExchangeFailure } from '../exchange.ts';
import type { DecodedField } from '../part.ts';
import { headBytes } from './heads.ts';
import { HpackDecoder, MAX_BLOCK_BYTES } from './hpack.ts';

/**
 * Of all blocks of one push, the same as `headBytes` counts: so much, and so much more for each byte of the push. A byte on
 * the wire can stand for a field of any length; an ordinary head is 13 bytes that stand for 500.
 */
const PUSH_DECODED_BYTES = 32 * 1024;
const DECODED_BYTES_OF_A_BYTE = 32;

const FIRST_BYTES = 1024;
const NOTHING = Buffer.alloc(0);

/**
 * The header blocks of one direction, decoded one after the other. A block that can't be decoded makes all later ones
 * unreadable, for each may refer to fields of any before it, until the direction is joined anew.
 */
export class HeaderBlocks {
  #decoder: HpackDecoder | undefined;
  /** Of the block so far: the first `#length` bytes. */
  #bytes = NOTHING;
  #length = 0;
  #failure: ExchangeFailure | undefined;
  #room = 0;

  constructor(decoder?: HpackDecoder) {
    this.#decoder = decoder;
  }

  /** No block has begun, and those to come can be decoded. */
  get isIdle(): boolean {
    return this.#length === 0 && this.#failure === undefined;
  }

  /** What the next block is decoded by; undefined: none has come. */
  rest(): HpackDecoder | undefined {
    this.#decoder?.trim();
    return this.#decoder;
  }

  /** What came before is not known, the table of fields least of all. */
  rejoin(): void {
    this.#decoder = new HpackDecoder(true);
    this.#bytes = NOTHING;
    this.#length = 0;
    this.#failure = undefined;
  }

  /** Why blocks can't be decoded any more. */
  get failure(): ExchangeFailure | undefined {
    return this.#failure;
  }

  /** The bytes of a block that is not whole, and the table. */
  get heldBytes(): number {
    return this.#bytes.length + (this.#decoder?.tableBytes ?? 0);
  }

  /** So many bytes were sent: so much may be decoded. */
  startPush(bytes: number): void {
    this.#room = PUSH_DECODED_BYTES + DECODED_BYTES_OF_A_BYTE * bytes;
  }

  /** A piece of a block that goes on. */
  append(bytes: Buffer): void {
    if (this.#failure !== undefined) return;
    if (this.#length + bytes.length > MAX_BLOCK_BYTES) this.fail('limit');
    else this.#keep(bytes);
  }

  /** The last piece of a block: its fields, unless there is a failure, or they are too many for this push. */
  finish(bytes: Buffer): DecodedField[] | undefined {
    const isWhole = this.#length === 0 && bytes.length <= MAX_BLOCK_BYTES;
    if (!isWhole) this.append(bytes);
    if (this.#failure !== undefined) return undefined;
    this.#decoder ??= new HpackDecoder();
    const fields = this.#decoder.decode(isWhole ? bytes : this.#bytes.subarray(0, this.#length), this.#room);
    this.#bytes = NOTHING;
    this.#length = 0;
    if (fields === 'over') this.#room = 0;
    else if (typeof fields === 'string') this.fail(fields);
    if (typeof fields === 'string') return undefined;
    this.#room -= headBytes(fields);
    return fields;
  }

  /** Nothing is decoded any more. */
  fail(failure: ExchangeFailure): void {
    this.#failure ??= failure;
    this.#decoder = undefined;
    this.#bytes = NOTHING;
    this.#length = 0;
  }

  #keep(bytes: Buffer): void {
    const length = this.#length + bytes.length;
    if (length > this.#bytes.length) {
      const larger = Buffer.alloc(Math.min(MAX_BLOCK_BYTES, Math.max(FIRST_BYTES, 2 * length)));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    bytes.copy(this.#bytes, this.#length);
    this.#length = length;
  }
}
