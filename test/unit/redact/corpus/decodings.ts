// SPDX-License-Identifier: Apache-2.0
import { huffmanDecode } from './huffman.ts';

const BASE64_RUN = /[A-Za-z0-9+/_-]{8,}/g;
/** A run that goes on over line ends, as in PEM and MIME. */
const BASE64_LINES = /[A-Za-z0-9+/_-]+(?:\r?\n[ \t]?[A-Za-z0-9+/_-]+)+/g;
const HEX_RUN = /[0-9a-fA-F]{10,}/g;
/** Bytes that are no text: what Huffman's code makes has some. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what it finds.
const BINARY = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\xff]/g;
/** So many characters around one are looked at too. */
const AROUND = 48;

/** latin1: every run of base64, also by its URL alphabet, from each of 4 places on. */
export function* base64Decodings(text: string): Generator<string> {
  for (const [run] of text.matchAll(BASE64_RUN)) yield* atFourPlaces(run);
  for (const [lines] of text.matchAll(BASE64_LINES)) yield* atFourPlaces(lines.replace(/\s/g, ''));
}

function* atFourPlaces(run: string): Generator<string> {
  for (let at = 0; at < 4; at++) yield Buffer.from(run.slice(at), 'base64').toString('latin1');
}

/** latin1: what hexadecimal runs stand for. */
export function* hexDecodings(text: string): Generator<string> {
  for (const [run] of text.matchAll(HEX_RUN)) {
    for (const at of [0, 1]) yield Buffer.from(run.slice(at, at + ((run.length - at) & ~1)), 'hex').toString('latin1');
  }
}

/** latin1: HPACK's Huffman code from every byte on, where there are bytes that are no text. */
export function* huffmanDecodings(text: string): Generator<string> {
  for (const run of binaryRuns(text)) {
    const bytes = Buffer.from(run, 'latin1');
    const seen = new Uint8Array(bytes.length * 8);
    for (let at = 0; at < bytes.length; at++) yield huffmanDecode(bytes, at, seen);
  }
}

function* binaryRuns(text: string): Generator<string> {
  let start = 0;
  let end = 0;
  for (const { index } of text.matchAll(BINARY)) {
    if (index - AROUND > end) {
      if (end > start) yield text.slice(start, end);
      start = index - AROUND;
    }
    end = index + 1 + AROUND;
  }
  if (end > start) yield text.slice(start, end);
}
