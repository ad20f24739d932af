// SPDX-License-Identifier: Apache-2.0

/** Of two letters that follow each other in words and names, by the first: what may be the second. */
const FOLLOWERS = `abcdfgiklmnprstuvwxy baeiloprstuy cacehiklorstuy dadegilorstuy eabcdefgijlmnopqrstuvwxy faefilorstuy gaeghilmnorstu haeilmortu
   iabcdefgklmnoprstvxz jaeosu kadeins labcdefilopstuvy mabeilmopsu nacdefghiklmnopstuvy oabcdefgiklmnoprstuvw padehilmoprstuy qu
   rabcdefgiklmnoprstuvwy sacefhiklmnopstuvwy tacefghilmnoprstuwy uabcdefgilmnprst vaegio waehinors xaceipt yeilmnopst zaeio`;

const A = 0x61;
const LETTERS = 26;
/** By 26 times the first letter, and the second. */
const isBigram = new Uint8Array(LETTERS * LETTERS);
for (const [first = '', ...seconds] of FOLLOWERS.trim().split(/\s+/))
  for (const second of seconds) isBigram[LETTERS * (first.charCodeAt(0) - A) + second.charCodeAt(0) - A] = 1;

/** Whether letters follow each other as chance puts them: so many of them, in this share, as words don't. */
export function isRandom(text: string, share: number, least: number): boolean {
  if (text.length < least || !/^\p{L}+$/u.test(text)) return false;
  const small = text.toLowerCase();
  let rare = 0;
  let last = letterAt(small, 0);
  for (let at = 1; at < small.length; at += 1) {
    const letter = letterAt(small, at);
    if (last < 0 || letter < 0 || isBigram[LETTERS * last + letter] === 0) rare += 1;
    last = letter;
  }
  return rare >= (text.length - 1) * share;
}

/** From 0 on; -1: a letter of which no pair is known. */
function letterAt(text: string, index: number): number {
  const letter = text.charCodeAt(index) - A;
  return letter < LETTERS ? letter : -1;
}
