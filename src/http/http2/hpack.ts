// SPDX-License-Identifier: Apache-2.0
// HPACK (RFC 7541)
import { Generations } from '../../base/generations.ts';
import type { DecodedField } from '../part.ts';
import { decodeHuffman } from './huffman.ts';

/** Limits of one header block: its bytes on the wire, its fields, and the bytes of their names and values. */
export const MAX_BLOCK_BYTES = 64 * 1024;
const MAX_FIELDS = 256;
const MAX_DECODED_BYTES = 64 * 1024;
/** What an entry of a table or of a header list costs besides its bytes (RFC 7541, 4.1; RFC 9113, 10.5.1). */
const FIELD_OVERHEAD_BYTES = 32;

/**
 * Of the dynamic table. An encoder says in its header blocks which size it uses, at first 4,096 (RFC 7541, 4.2), and what
 * an index means does not depend on what a larger table still holds: so SETTINGS need not be followed. An encoder that
 * wants more is not followed any further.
 */
const MAX_TABLE_BYTES = 64 * 1024;
const FIRST_TABLE_BYTES = 4096;
/** A text is at most as long as its block; the shortest Huffman code has 5 bits. */
const text = Buffer.alloc(Math.ceil((MAX_BLOCK_BYTES * 8) / 5));

/** RFC 7541, appendix A. */
const STATIC_TABLE: readonly DecodedField[] =
  `:authority|:method GET|:method POST|:path /|:path /index.html|:scheme http
:scheme https|:status 200|:status 204|:status 206|:status 304|:status 400|:status 404|:status 500|accept-charset
accept-encoding gzip, deflate|accept-language|accept-ranges|accept|access-control-allow-origin|age|allow|authorization
cache-control|content-disposition|content-encoding|content-language|content-length|content-location|content-range
content-type|cookie|date|etag|expect|expires|from|host|if-match|if-modified-since|if-none-match|if-range
if-unmodified-since|last-modified|link|location|max-forwards|proxy-authenticate|proxy-authorization|range|referer
refresh|retry-after|server|set-cookie|strict-transport-security|transfer-encoding|user-agent|vary|via|www-authenticate`
    .split(/[|\n]/)
    .map((line) => /^(\S+) ?(.*)$/.exec(line) ?? [])
    .map(([, name = '', value = '']) => ({ name, value, neverIndexed: false }));

/** Of a table that can't have more than MAX_TABLE_BYTES. */
const MAX_ENTRIES = MAX_TABLE_BYTES / FIELD_OVERHEAD_BYTES;
/** Connections of the same programs index the same fields, which are kept once: of those that came lately, so many bytes. */
const known = new Generations<string, DecodedField>(1_048_576);
/** They differ from user to user, and credentials are not to outlive their connection. */
const OWN = new Set([':path', 'authorization', 'cookie', 'proxy-authorization', 'set-cookie']);
const UNKNOWN: DecodedField = { name: '', value: '', neverIndexed: false, isUnknown: true };

/** The bytes do not say what they should. */
class Malformed extends Error {}

/** The decoder of one direction of a connection. After a block that it can't decode, it can't decode any. */
export class HpackDecoder {
  /** The oldest first. */
  #entries: DecodedField[] = [];
  #tableBytes = 0;
  #maxTableBytes: number;
  readonly #isAmid: boolean;
  #block: Buffer = text;
  #at = 0;

  /**
   * `isAmid`: blocks came before the first one. An index counts from the newest entry, so that what is indexed from now on
   * is certain, whatever the table holds besides; and what the encoder drops, it does not refer to. So the table may be
   * larger here than there.
   */
  constructor(isAmid = false) {
    this.#isAmid = isAmid;
    this.#maxTableBytes = isAmid ? MAX_TABLE_BYTES : FIRST_TABLE_BYTES;
  }

  /** What the table takes (RFC 7541, 4.1). */
  get tableBytes(): number {
    return this.#tableBytes;
  }

  /** Takes no more room than its entries need, until the next one. */
  trim(): void {
    this.#entries = this.#entries.slice();
  }

  /**
   * The fields of a whole header block, or why there are none. `over`: they take more than `room`, and what comes after
   * can be decoded; else it can't. A field that an index stands for is the same object each time.
   * @param block at most MAX_BLOCK_BYTES
   * @param room of the fields, as `fieldBytes` counts them
   */
  decode(block: Buffer, room: number): DecodedField[] | 'over' | 'limit' | 'malformed' {
    if (block.length > MAX_BLOCK_BYTES) return 'limit';
    this.#block = block;
    this.#at = 0;
    try {
      return this.#fields(room);
    } catch (error) {
      if (error instanceof Malformed) return 'malformed';
      throw error;
    } finally {
      this.#block = text;
    }
  }

  #fields(room: number): DecodedField[] | 'over' | 'limit' {
    const fields: DecodedField[] = [];
    let bytes = 0;
    let count = 0;
    while (this.#at < this.#block.length) {
      const field = this.#field(count === 0);
      if (field === undefined) continue;
      bytes += fieldBytes(field);
      count += 1;
      if (count > MAX_FIELDS || bytes - count * FIELD_OVERHEAD_BYTES > MAX_DECODED_BYTES) return 'limit';
      if (bytes <= room) fields.push(field);
    }
    return fields.length < count ? 'over' : fields;
  }

  /** undefined: it was a size of the table, which stands before all fields. */
  #field(isFirst: boolean): DecodedField | undefined {
    const first = this.#block[this.#at] ?? 0;
    if (first >= 0x80) return this.#entry(this.#integer(7));
    if (first >= 0x40) return this.#index(this.#literal(6, false));
    if (first < 0x20) return this.#literal(4, first >= 0x10);
    if (!isFirst) throw new Malformed();
    this.#maxTableBytes = this.#integer(5);
    if (this.#maxTableBytes > MAX_TABLE_BYTES) throw new Malformed();
    this.#drop(0);
    return undefined;
  }

  #literal(prefixBits: number, neverIndexed: boolean): DecodedField {
    const index = this.#integer(prefixBits);
    const named = index === 0 ? undefined : this.#entry(index);
    const name = named?.name ?? this.#text();
    const value = this.#text();
    return named?.isUnknown ? UNKNOWN : { name, value, neverIndexed };
  }

  #entry(index: number): DecodedField {
    const found =
      index <= STATIC_TABLE.length
        ? STATIC_TABLE[index - 1]
        : this.#entries[this.#entries.length + STATIC_TABLE.length - index];
    if (found !== undefined) return found;
    if (!this.#isAmid || index === 0 || index > STATIC_TABLE.length + MAX_ENTRIES) throw new Malformed();
    return UNKNOWN;
  }

  /** An entry that is larger than the table empties it (RFC 7541, 4.4). */
  #index(field: DecodedField): DecodedField {
    const bytes = fieldBytes(field);
    this.#drop(bytes);
    if (bytes > this.#maxTableBytes) return field;
    this.#entries.push(shared(field, bytes));
    this.#tableBytes += bytes;
    return field;
  }

  /** Drops the oldest entries until there is room. */
  #drop(bytes: number): void {
    while (this.#tableBytes + bytes > this.#maxTableBytes) {
      const oldest = this.#entries.shift();
      if (oldest === undefined) return;
      this.#tableBytes -= fieldBytes(oldest);
    }
  }

  /** RFC 7541, 5.1. No number that means anything is larger than 32 bits. */
  #integer(prefixBits: number): number {
    const most = (1 << prefixBits) - 1;
    let value = this.#byte() & most;
    if (value < most) return value;
    for (let unit = 1; ; unit *= 0x80) {
      const byte = this.#byte();
      value += (byte & 0x7f) * unit;
      if (value > 0xffff_ffff || unit > 0xffff_ffff) throw new Malformed();
      if (byte < 0x80) return value;
    }
  }

  /** latin1, one character a byte (RFC 7541, 5.2). */
  #text(): string {
    const isHuffman = (this.#block[this.#at] ?? 0) >= 0x80;
    const length = this.#integer(7);
    const start = this.#at;
    const end = start + length;
    if (end > this.#block.length) throw new Malformed();
    this.#at = end;
    if (!isHuffman) return this.#block.toString('latin1', start, end);
    const decoded = decodeHuffman(this.#block, start, end, text);
    if (decoded < 0) throw new Malformed();
    return text.toString('latin1', 0, decoded);
  }

  #byte(): number {
    const byte = this.#block[this.#at];
    if (byte === undefined) throw new Malformed();
    this.#at += 1;
    return byte;
  }
}

/** The same field as one object, whoever has sent it. */
function shared(field: DecodedField, bytes: number): DecodedField {
  const { name, value, isUnknown } = field;
  if (isUnknown || OWN.has(name)) return field;
  const key = `${name.length} ${name}${value}`;
  const found = known.get(key);
  if (found === undefined) known.set(key, field, bytes);
  return found ?? field;
}

/** What a field counts for in a table or a header list. */
export const fieldBytes = ({ name, value }: DecodedField): number => name.length + value.length + FIELD_OVERHEAD_BYTES;
