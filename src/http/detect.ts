// SPDX-License-Identifier: Apache-2.0
import { LF, SPACE } from './http1/ascii.ts';

/** `unclear`: what some readers take for a request of HTTP/1, and others not. */
export type Detected = 'http1' | 'http2' | 'none' | 'unclear' | 'undecided';

/** The client's connection preface (RFC 9113, 3.4). */
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');
/** What tells the protocol is shorter, empty lines before it included. */
export const MAX_START_BYTES = 16 * 1024;
/** A method is a token (RFC 9110, 5.6.2); those of the IANA registry have at most 17 characters. */
const METHOD = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,24}$/;
const REQUEST_LINE = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,24} [^ \r\n]+ HTTP\/1\.[01]\r?\n$/;
/** More spaces, another version or case: servers take some of it. */
const LIKE_REQUEST_LINE = /^[\t\x20-\xff]*[ \t]HTTP\/[0-9.]+[ \t]*\r?\n$/i;
const LIKE_BEGINNING = /^[A-Z-]{1,24} +\//;
const STATUS_LINE = /^HTTP\/1\.[01] [1-9][0-9]{2}(?: [^\r\n]*)?\r?\n$/;
/** Length, type, flags and the stream's id, which is 0. */
const SETTINGS_HEADER_BYTES = 9;
const MAX_EMPTY_BYTES = 4;

/**
 * What the first bytes of a client are: the connection preface of HTTP/2, or a whole request line of HTTP/1, after empty
 * lines. Anything that can't become either is `none`.
 * @param bytes all of this direction so far
 */
export function detectRequest(bytes: Buffer): Detected {
  if (startsAlike(bytes, PREFACE)) return bytes.length < PREFACE.length ? 'undecided' : 'http2';
  let start = 0;
  while (start < bytes.length && (bytes[start] === 0x0d || bytes[start] === LF)) start++;
  const line = bytes.subarray(start, MAX_START_BYTES);
  const end = line.indexOf(LF);
  if (end >= 0) return judgeLine(line.toString('latin1', 0, end + 1), start);
  if (bytes.length >= MAX_START_BYTES) return LIKE_BEGINNING.test(line.toString('latin1')) ? 'unclear' : 'none';
  const space = line.indexOf(SPACE);
  const method = line.toString('latin1', 0, space < 0 ? line.length : space);
  return method === '' || METHOD.test(method) ? 'undecided' : 'none';
}

function judgeLine(line: string, start: number): Detected {
  if (REQUEST_LINE.test(line) && start <= MAX_EMPTY_BYTES) return 'http1';
  return LIKE_REQUEST_LINE.test(line) ? 'unclear' : 'none';
}

/**
 * Whether the first bytes of a direction can be those of an HTTP server: a status line, or a SETTINGS frame, which
 * starts HTTP/2 (RFC 9113, 3.4) and may come before the client's preface.
 */
export function canBeServer(bytes: Buffer): boolean {
  const isStatus = startsAlike(bytes, Buffer.from('HTTP/1.'));
  // Length (at most 16,384, so the first byte is 0), type 4 without ACK, stream 0.
  const isSettings = bytes[0] === 0 && (bytes.length < 4 || bytes[3] === 4) && (bytes.length < 5 || bytes[4] === 0);
  return isStatus || isSettings;
}

/**
 * What the first bytes of a server are: a whole status line of HTTP/1, or the header of a SETTINGS frame.
 * @param bytes all of this direction so far
 */
export function detectResponse(bytes: Buffer): Exclude<Detected, 'unclear'> {
  if (!canBeServer(bytes)) return 'none';
  if (bytes[0] === 0) return bytes.length < SETTINGS_HEADER_BYTES ? 'undecided' : 'http2';
  const end = bytes.subarray(0, MAX_START_BYTES).indexOf(LF);
  if (end >= 0) return STATUS_LINE.test(bytes.toString('latin1', 0, end + 1)) ? 'http1' : 'none';
  return bytes.length >= MAX_START_BYTES ? 'none' : 'undecided';
}

function startsAlike(bytes: Buffer, expected: Buffer): boolean {
  const length = Math.min(bytes.length, expected.length);
  return bytes.subarray(0, length).equals(expected.subarray(0, length));
}
