// SPDX-License-Identifier: Apache-2.0

/** Bits of each byte's code and of the end's (RFC 7541, appendix B), in base 36. Codes of one length follow each other. */
const LENGTHS = [
  'dnsssssssoussussssssssusssssssss6aacd68baa8b8666555666666678f6ca',
  'd67777777777777777777777878djde6f56565666577666567655677777fbeds',
  'kmkkmmmnmnnnnnonoomnonnnnlmnmnnomlkmmnnlnmmolmnnllmlnmnnkmmmnmmn',
  'qqkjmnmpqqqrrqopjlqrrqrollqqsrrrkoklmllnmmppooqnqrqqrrrrrsrrrrrq',
  'u',
].join('');
const END = 256;
/** With the code before, as many as a leak has. */
const CODES_AFTER = 5;

interface Code {
  bits: number;
  length: number;
}

/** Two children for each node; a leaf is -1 - symbol, 0 is nothing. */
const nodes: number[] = [0, 0];
const codes: Code[] = [];

function build(): void {
  const symbols = Array.from(LENGTHS, (digit, symbol) => ({ symbol, length: Number.parseInt(digit, 36) }));
  symbols.sort((a, b) => a.length - b.length || a.symbol - b.symbol);
  let bits = 0;
  let last = 0;
  for (const { symbol, length } of symbols) {
    bits *= 2 ** (length - last);
    codes[symbol] = { bits, length };
    insert(symbol, { bits, length });
    bits++;
    last = length;
  }
}

function insert(symbol: number, { bits, length }: Code): void {
  let node = 0;
  for (let at = length - 1; at >= 0; at--) {
    const slot = node + ((bits >>> at) & 1);
    if (at === 0) nodes[slot] = -1 - symbol;
    else {
      if (nodes[slot] === 0) {
        nodes[slot] = nodes.length;
        nodes.push(0, 0);
      }
      node = nodes[slot] ?? 0;
    }
  }
}

build();

export function huffmanEncode(text: string): Buffer {
  let bits = '';
  for (const byte of Buffer.from(text, 'latin1')) {
    const code = codes[byte];
    if (code) bits += code.bits.toString(2).padStart(code.length, '0');
  }
  bits = bits.padEnd(Math.ceil(bits.length / 8) * 8, '1');
  return Buffer.from(bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? []);
}

/**
 * latin1: what the bytes from that one on stand for, until there is no such code. `seen` holds the bits at which codes
 * of earlier decodings of these bytes have started: 5 codes after the first of those the rest is known, and ends.
 */
export function huffmanDecode(bytes: Buffer, from = 0, seen?: Uint8Array): string {
  let text = '';
  let node = 0;
  let left = Infinity;
  for (let at = from * 8; at < bytes.length * 8 && left > 0; at++) {
    if (node === 0 && seen) {
      if (left === Infinity && seen[at] === 1) left = CODES_AFTER;
      seen[at] = 1;
    }
    const bit = ((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1;
    const next = nodes[node + bit] ?? 0;
    if (next === -1 - END) break;
    if (next < 0) {
      text += String.fromCharCode(-1 - next);
      left--;
    }
    node = Math.max(next, 0);
  }
  return text;
}
