// SPDX-License-Identifier: Apache-2.0
import type { Sensitive } from '../capture/sensitive.ts';
import type { Exchange } from './exchange.ts';

/**
 * A text that redaction reads as one, whatever lies between its bytes on the wire: the head of a message, the content of
 * one, all that a stream of no known protocol sends. A secret does not reach from one text into another.
 */
export class Text {
  /** For tests and the reader of a debugger. */
  readonly name: string;
  /**
   * Bytes of it may be left unread, as if they had been lost: it is the content of an HTTP/1 message with Content-Length
   * that is no multipart one, whose parts may be secret as a whole.
   */
  readonly canSkip: boolean;

  constructor(name: string, { canSkip = false } = {}) {
    this.name = name;
    this.canSkip = canSkip;
  }
}

/**
 * Why bytes are not shown: their place in the protocol is not known (`lost`, after a gap or when seen from the middle; `uncaptured`, after a call
 * of which the end was not copied);
 * they are compressed or otherwise encoded (`encoded`); they stand for more than is decoded of one call (`limit`); they belong to what an upgrade or CONNECT led to (`tunnel`); a
 * length or a name where anything may stand (`framing`); a header block that can't be decoded (`header_block`).
 */
export type MaskReason = 'lost' | 'uncaptured' | 'encoded' | 'tunnel' | 'framing' | 'header_block' | 'limit';

export type Content =
  /** Bytes of a text: redaction decides. `length` of the part is theirs. */
  | { kind: 'text'; text: Text; bytes: Sensitive }
  /** The text is complete; such a part has no length. */
  | { kind: 'text-end'; text: Text }
  /** Bytes of the text are missing here: `length` of the part is 0. */
  | { kind: 'text-gap'; text: Text }
  /** Bytes that are not shown. */
  | { kind: 'mask'; reason: MaskReason }
  /** What is shown in place of the bytes: made by us of numbers and fixed names alone, so nothing in it is sensitive. */
  | { kind: 'show'; bytes: Buffer }
  /** Decoded header fields, shown in place of the bytes after redaction. `neverIndexed` (RFC 7541, 7.1.3) are masked. */
  | { kind: 'fields'; fields: readonly DecodedField[] };

/** Values are latin1, one character a byte. */
export interface DecodedField {
  readonly name: string;
  readonly value: string;
  readonly neverIndexed: boolean;
  /** An index stands for it, in a table of which the start was not seen: name and value are empty. */
  readonly isUnknown?: true;
}

/** Whether bytes are those of a message's head, or of its content, or of neither. */
export type PartRole = 'head' | 'content' | 'other';

/** A run of a sample's bytes. The parts of a sample are in order, and their lengths add up to the sample's. */
export interface Part {
  /** Bytes of the sample that it stands for; may be 0. */
  length: number;
  role: PartRole;
  /** The exchange that they belong to. */
  exchange: Exchange | undefined;
  content: Content;
}
