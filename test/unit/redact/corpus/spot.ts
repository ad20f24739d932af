// SPDX-License-Identifier: Apache-2.0
import type { Maker } from './maker.ts';

/**
 * Where a secret stands in a message: in header lines of a request or of a response (`lines` are as they are sent,
 * without the last line end), in the request's target, or in a body. `stream` is all that a client sends by a protocol
 * without HTTP, from its first byte on.
 */
export type Place = 'request-lines' | 'response-lines' | 'target' | 'body' | 'stream';

export interface Spot {
  name: string;
  place: Place;
  /** The lines, the target or the body, with secrets in it. */
  make(maker: Maker): string;
  /** Of a body. */
  contentType?: string;
  /** What the server of a stream says first. */
  greeting?: string;
  /** So many bytes of the secret have to come before it can be told from anything else; some where it is not said. */
  least?: number;
  /** What is lost says what the rest is, or else the rest is masked wherever it stands. */
  whenLost?: 'unknown' | 'masked';
  /** It has to be the start of a body. */
  onlyHttp?: true;
  /** It has to be the start of a text. */
  isFirst?: true;
  /** For HTTP/1 alone: its syntax is not to be had in HTTP/2. */
  onlyHttp1?: true;
  /** What no server would take: what follows may be masked. */
  isMalformed?: true;
}

const base64 = (text: string): string => Buffer.from(text, 'latin1').toString('base64');
const hexEscape = (text: string): string => Array.from(text, (c) => `%${c.charCodeAt(0).toString(16)}`).join('');
const unicodeEscape = (text: string): string =>
  Array.from(text, (c) => `\\u00${c.charCodeAt(0).toString(16)}`).join('');

/** `user:password`, and its base64. */
export function basic(maker: Maker): string {
  return maker.keep(base64(`alice:${maker.secret(18)}`));
}

export { base64, hexEscape, unicodeEscape };
