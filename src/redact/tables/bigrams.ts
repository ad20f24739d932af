// SPDX-License-Identifier: Apache-2.0

/** Of two letters that follow each other in words and names, by the first: what may be the second. */
const bigrams = new Set(
  `abcdfgiklmnprstuvwxy baeiloprstuy cacehiklorstuy dadegilorstuy eabcdefgijlmnopqrstuvwxy faefilorstuy gaeghilmnorstu haeilmortu
   iabcdefgklmnoprstvxz jaeosu kadeins labcdefilopstuvy mabeilmopsu nacdefghiklmnopstuvy oabcdefgiklmnoprstuvw padehilmoprstuy qu
   rabcdefgiklmnoprstuvwy sacefhiklmnopstuvwy tacefghilmnoprstuwy uabcdefgilmnprst vaegio waehinors xaceipt yeilmnopst zaeio`
    .trim()
    .split(/\s+/)
    .flatMap(([first = '', ...seconds]) => seconds.map((second) => first + second)),
);

/** Whether letters follow each other as chance puts them: so many of them, in this share, as words don't. */
export function isRandom(text: string, share: number, least: number): boolean {
  if (text.length < least || !/^\p{L}+$/u.test(text)) return false;
  const small = text.toLowerCase();
  let rare = 0;
  for (let at = 1; at < small.length; at += 1) if (!bigrams.has(small.slice(at - 1, at + 1))) rare += 1;
  return rare >= (text.length - 1) * share;
}
