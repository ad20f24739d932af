// SPDX-License-Identifier: Apache-2.0

/** A percent sign and a JSON escape stand for a character, also where the backslash is before the text. */
export function decodeKey(text: string, isEscaped: boolean): string {
  const whole = (isEscaped ? `\\${text}` : text).replaceAll('%25', '%');
  return whole
    .replace(/%([0-9a-f]{2})|\\u00([0-9a-f]{2})/gi, (_, percent?: string, unicode?: string) =>
      String.fromCharCode(parseInt(percent ?? unicode ?? '', 16)),
    )
    .replace(/^\\[a-z]?/, '');
}
