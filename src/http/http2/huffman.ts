// SPDX-License-Identifier: Apache-2.0

/** Bits of each byte's code and of the end's (RFC 7541, appendix B), in base 36. Codes of one length follow each other. */
// cspell:disable
const LENGTHS = [
  'dnsssssssoussussssssssusssssssss6aacd68baa8b8666555666666678f6ca',
  'd67777777777777777777777878djde6f56565666577666567655677777fbeds',
  'kmkkmmmnmnnnnnonoomnonnnnlmnmnnomlkmmnnlnmmolmnnllmlnmnnkmmmnmmn',
  'qqkjmnmpqqqrrqopjlqrrqrollqqsrrrkoklmllnmmppooqnqrqqrrrrrsrrrrrq',
  'u',
].join('');
// cspell:enable
const END = 256;
/** Bits that are read at once. The shortest code has five, so that they end one code at most. */
const STEP = 4;
const STEPS = 1 << STEP;
/** What fills up the last byte is the beginning of the end's code, which is all ones: at most so many bits. */
const MAX_PADDING = 7;

/** In `targets`: a code is ended, and `emitted` says of which byte. */
const EMITS = 0x4000;
/** No code goes on so, or it is the end's, which no text has. */
const NONE = 0x8000;

/** A node of the tree of codes: two children; a leaf is the byte below 0, as -1 - byte. */
const tree: [number, number][] = [[0, 0]];
/** By node: it is the root, or so few ones behind it that a text may end here. */
const mayEnd: boolean[] = [];

function plant(): void {
  const symbols = Array.from(LENGTHS, (digit, symbol) => ({ symbol, length: Number.parseInt(digit, 36) }));
  symbols.sort((a, b) => a.length - b.length || a.symbol - b.symbol);
  let [bits, last] = [0, 0];
  for (const { symbol, length } of symbols) {
    bits *= 2 ** (length - last);
    insert(symbol, bits, length);
    bits += 1;
    last = length;
  }
}

function insert(symbol: number, bits: number, length: number): void {
  let node = 0;
  for (let at = length - 1; at >= 0; at -= 1) {
    const bit = Math.floor(bits / 2 ** at) % 2 === 0 ? 0 : 1;
    const children = tree[node] ?? [0, 0];
    if (at === 0) children[bit] = -1 - symbol;
    else if (children[bit] === 0) children[bit] = tree.push([0, 0]) - 1;
    node = children[bit];
  }
}

plant();
for (let node = 0, depth = 0; depth <= MAX_PADDING; depth += 1) {
  mayEnd[node] = true;
  node = tree[node]?.[1] ?? 0;
}

/** By node and STEP bits: the node that follows, with EMITS where a code ends, or NONE. */
const targets = new Uint16Array(tree.length * STEPS);
const emitted = new Uint8Array(tree.length * STEPS);
for (let node = 0; node < tree.length; node += 1) {
  for (let bits = 0; bits < STEPS; bits += 1) {
    let target = node;
    for (let at = STEP - 1; at >= 0 && target < NONE; at -= 1) {
      const next = tree[target & (EMITS - 1)]?.[(bits >> at) & 1] ?? 0;
      if (next === -1 - END) target = NONE;
      else if (next < 0) {
        emitted[node * STEPS + bits] = -1 - next;
        target = EMITS;
      } else target = (target & EMITS) | next;
    }
    targets[node * STEPS + bits] = target;
  }
}

/**
 * bytes[from, to) decoded into `text` (RFC 7541, 5.2), which has room for 8/5 of them. Returns how many bytes it made;
 * -1: it is none.
 */
export function decodeHuffman(bytes: Buffer, from: number, to: number, text: Buffer): number {
  let node = 0;
  let length = 0;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0;
    for (let shift = STEP; shift >= 0; shift -= STEP) {
      const index = (node << STEP) | ((byte >> shift) & (STEPS - 1));
      const target = targets[index] ?? NONE;
      if (target >= NONE) return -1;
      if ((target & EMITS) !== 0) {
        text[length] = emitted[index] ?? 0;
        length += 1;
      }
      node = target & (EMITS - 1);
    }
  }
  return mayEnd[node] === true ? length : -1;
}
