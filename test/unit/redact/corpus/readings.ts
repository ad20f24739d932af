// SPDX-License-Identifier: Apache-2.0

/** latin1, one character a byte, in and out. */
type Reading = (text: string) => string;

const CONTROLS: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** The bytes of UTF-8, which these characters are written in. */
function utf8(codePoint: number): string {
  return codePoint < 0x80
    ? String.fromCharCode(codePoint)
    : Buffer.from(String.fromCodePoint(codePoint)).toString('latin1');
}

/** Escapes of JSON's strings, wherever they stand; `\/` and others that a writer need not use too. */
const json: Reading = (text) =>
  text.replace(/\\(?:u([0-9a-fA-F]{4})|([^ux]))/g, (_, hex: string | undefined, character: string) =>
    hex === undefined ? (CONTROLS[character] ?? character) : utf8(Number.parseInt(hex, 16)),
  );

/** `\xNN` of src/telemetry/reversible-text.ts. */
const reversible: Reading = (text) =>
  text.replace(/\\x([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

/** What the table console makes of controls. */
const table: Reading = (text) =>
  text.replace(/\\(?:u\{([0-9a-f]{1,6})\}|([tnr]))/g, (_, hex: string | undefined, character: string) =>
    hex === undefined ? (CONTROLS[character] ?? '') : utf8(Number.parseInt(hex, 16)),
  );

const percent: Reading = (text) =>
  text.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

const CHAINS: readonly (readonly [string, readonly Reading[]])[] = [
  ['as it is', []],
  ['JSON', [json]],
  ['JSON, reversible', [json, reversible]],
  ['JSON, reversible, JSON', [json, reversible, json]],
  ['JSON, reversible, JSON twice', [json, reversible, json, json]],
  ['JSON, reversible, JSON three times', [json, reversible, json, json, json]],
  ['table', [table]],
  ['table, reversible', [table, reversible]],
  ['table, reversible, JSON', [table, reversible, json]],
  ['table, reversible, JSON twice', [table, reversible, json, json]],
];

/** The text in every way that it may be read, each once, with a name for it. */
export function readingsOf(text: string): Map<string, string> {
  const readings = new Map<string, string>();
  const add = (read: string, name: string): void => {
    if (!readings.has(read)) readings.set(read, name);
  };
  for (const [name, chain] of CHAINS) {
    const read = chain.reduce((last, reading) => reading(last), text);
    add(read, name);
    const once = percent(read);
    add(once, `${name}, percent`);
    add(percent(once), `${name}, percent twice`);
  }
  return readings;
}
