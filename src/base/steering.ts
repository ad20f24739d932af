// SPDX-License-Identifier: Apache-2.0

/** Controls, and what changes the direction or the lines of text: general categories Cc, Cf, Zl and Zp. */
const STEERING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** In JSON's own way: `\uXXXX` for each UTF-16 code unit. */
export function escapeInJson(json: string): string {
  return json.replace(STEERING, (character) =>
    character.replace(/./gs, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
}

/** In a text that is shown: `\u{XX}`, or what `named` has for it. */
export function escapeInText(text: string, named: ReadonlyMap<string, string> = new Map()): string {
  return text.replace(
    STEERING,
    (character) => named.get(character) ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
