// SPDX-License-Identifier: Apache-2.0
import type { ExchangeFailure } from '../exchange.ts';
import type { DecodedField } from '../part.ts';
import {
  DECODED_BYTES_OF_A_BYTE,
  type HeaderInflater,
  MAX_BLOCK_BYTES,
  PUSH_DECODED_BYTES,
} from './header-inflater.ts';
import { headBytes } from './heads.ts';

const FIRST_BYTES = 1024;
const NOTHING = Buffer.alloc(0);
/** The size of a table as long as no block says another (RFC 9113, 6.5.2). */
const TABLE_BYTES = 4096;
/** What nghttp2 takes beside the table, about. */
const INFLATER_BYTES = 1536;

/**
 * The header blocks of one direction, decoded one after the other. A block that can't be decoded makes all later ones
 * unreadable: each may refer to fields of any before it.
 */
export class HeaderBlocks {
  readonly #createInflater: (() => HeaderInflater) | undefined;
  #inflater: HeaderInflater | undefined;
  /** Of the block so far: the first `#length` bytes. */
  #bytes = NOTHING;
  #length = 0;
  #failure: ExchangeFailure | undefined;
  #room = 0;
  /** What the table may take, and what all fields so far took. */
  #tableBytes = TABLE_BYTES;
  #decodedBytes = 0;

  constructor(createInflater: (() => HeaderInflater) | undefined) {
    this.#createInflater = createInflater;
    if (createInflater === undefined) this.#failure = 'limit';
  }

  /** Why blocks can't be decoded any more. */
  get failure(): ExchangeFailure | undefined {
    return this.#failure;
  }

  /** The bytes of a block that is not whole, and the inflater with its table: at most. */
  get heldBytes(): number {
    if (this.#inflater === undefined) return this.#bytes.length;
    return this.#bytes.length + INFLATER_BYTES + Math.min(this.#tableBytes, this.#decodedBytes);
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
    this.#inflater ??= this.#createInflater?.();
    const block = isWhole ? bytes : this.#bytes.subarray(0, this.#length);
    this.#tableBytes = tableBytesOf(block) ?? this.#tableBytes;
    const fields = this.#inflater?.inflate(block, this.#room);
    this.#bytes = NOTHING;
    this.#length = 0;
    if (fields === 'over') {
      this.#room = 0;
      this.#decodedBytes = Infinity;
    } else if (typeof fields === 'string') this.fail(fields);
    if (fields === undefined || typeof fields === 'string') return undefined;
    this.#room -= headBytes(fields);
    this.#decodedBytes += headBytes(fields);
    return fields;
  }

  /** Nothing is decoded any more. */
  fail(failure: ExchangeFailure): void {
    this.#failure ??= failure;
    this.#inflater?.[Symbol.dispose]();
    this.#inflater = undefined;
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

/** The last size that a block begins with for its table (RFC 7541, 6.3); undefined: it says none. */
function tableBytesOf(block: Buffer): number | undefined {
  let size: number | undefined;
  for (let at = 0; ((block[at] ?? 0) & 0xe0) === 0x20; ) {
    size = (block[at] ?? 0) & 0x1f;
    at += 1;
    if (size < 0x1f) continue;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = block[at] ?? 0;
      size += (byte & 0x7f) << shift;
      at += 1;
      if (byte < 0x80) break;
    }
  }
  return size;
}
