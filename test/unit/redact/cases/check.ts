// SPDX-License-Identifier: Apache-2.0
import type { Scanner, Verdict } from '../../../../src/redact/scanner.ts';
import { base64Decodings } from '../corpus/decodings.ts';
import { type Look, Maker } from '../corpus/maker.ts';
import { seedOf } from '../corpus/random.ts';
import { NESTINGS, type Nesting } from './nestings.ts';
import type { MaskedRow, ShownRow } from './row.ts';

/** So many bytes of a secret in a row are a leak, or the whole of a shorter one. */
export const LEAK_BYTES = 4;
/** In the place of what is masked: no text has it. */
export const MASK = '\u2588';

/** What is wrong with what is shown. */
export interface Fault {
  kind: 'leaks' | 'hides' | 'differs';
  text: string;
}

/** A row's text with certain secrets, said in a certain way. */
export interface Trial {
  row: MaskedRow | ShownRow;
  look: Look | undefined;
  nesting: Nesting;
  /** What the scanner reads; latin1. */
  bytes: Buffer;
  /** Of secrets, any of which is a leak. */
  windows: ReadonlySet<string>;
  /** What has to be shown, as it looks there; undefined: everything. */
  shows: readonly string[] | undefined;
}

/** Of each round the secrets are others. */
export function trialsOfMasked(row: MaskedRow, round = 0): Trial[] {
  // What makes it one is told before a scanner reads it: the corpus tries it.
  if (row.onlyHttp) return [];
  return row.looks.flatMap((look) => {
    const { text, secrets, windows } = textOf(row, look, round);
    const hidden = secrets.reduce((left, secret) => left.replaceAll(secret, '~'), text);
    return nestingsOf(row).map((nesting) => ({
      row,
      look,
      nesting,
      bytes: Buffer.from(nesting.wrap(text, row.place), 'latin1'),
      windows: withoutThoseIn(windows, nesting.wrap(hidden, row.place)),
      shows: showsOf(nesting, row.shows ?? between(text, secrets), text.slice(0, text.indexOf(secrets[0] ?? text))),
    }));
  });
}

/** What a message says beside the secrets is no leak. */
function withoutThoseIn(windows: ReadonlySet<string>, text: string): Set<string> {
  return new Set([...windows].filter((window) => !text.includes(window)));
}

/** In escapes of percent a value may be masked to the end of its field: what comes after the first secret is not asked for. */
function showsOf({ isPercent, encode, end }: Nesting, parts: readonly string[], before: string): string[] {
  const asked = isPercent ? parts.filter((part) => before.includes(part)) : parts;
  return [...asked.map(encode), ...(end === undefined ? [] : [end])];
}

export function trialsOfShown(row: ShownRow): Trial[] {
  return nestingsOf(row).map((nesting) => ({
    row,
    look: undefined,
    nesting,
    bytes: Buffer.from(nesting.wrap(row.text, row.place), 'latin1'),
    windows: new Set(),
    shows: undefined,
  }));
}

function nestingsOf({ bare }: MaskedRow | ShownRow): readonly Nesting[] {
  return bare === undefined ? NESTINGS : NESTINGS.slice(0, 1);
}

/** Secrets none of whose pieces stands by chance in the rest of the text. */
function textOf(row: MaskedRow, look: Look, round: number): { text: string; secrets: string[]; windows: Set<string> } {
  for (let attempt = 0; ; attempt++) {
    const maker = new Maker(seedOf([row.name, look, round, attempt].join('\n')), look, row.signs);
    const text = row.make(maker);
    const windows = new Set(maker.secrets.flatMap((secret) => windowsOf(secret, row)));
    const rest = maker.secrets.reduce((left, secret) => left.replaceAll(secret, MASK), text);
    if (![...windows].some((window) => rest.includes(window))) return { text, secrets: maker.secrets, windows };
    if (attempt > 20) return { text, secrets: maker.secrets, windows };
  }
}

/** What a random secret has twice is what separates its parts. */
function windowsOf(secret: string, { isFixed, begins = 0 }: MaskedRow): string[] {
  const size = Math.min(LEAK_BYTES + begins, secret.length);
  const windows = Array.from({ length: secret.length - size + 1 }, (_, at) => secret.slice(at, at + size));
  return isFixed ? windows : windows.filter((window) => secret.indexOf(window) === secret.lastIndexOf(window));
}

/** What stands beside the secrets, without the signs and blanks that may belong to a value. */
function between(text: string, secrets: readonly string[]): string[] {
  const rest = secrets.reduce((left, secret) => left.replaceAll(secret, MASK), text);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: bytes that are no text are signs here.
  const signs = /^[\x00-\x2f:-@[-`{-~]+|[\x00-\x2f:-@[-`{-~]+$/g;
  return rest
    .split(MASK)
    .map((part) => part.replaceAll(signs, ''))
    .filter((part) => part !== '');
}

/** undefined: nothing is wrong. */
export function faultOf(trial: Trial, verdicts: readonly Verdict[]): Fault | undefined {
  const visible = render(trial.bytes, verdicts, () => MASK);
  if (trial.shows === undefined) return visible.includes(MASK) ? { kind: 'hides', text: 'some' } : undefined;
  const leak = leakOf(trial, visible);
  if (leak !== undefined) return { kind: 'leaks', text: leak };
  const hidden = trial.shows.find((part) => !visible.includes(part));
  return hidden === undefined ? undefined : { kind: 'hides', text: hidden };
}

/** Bytes of a secret that can be read of this. */
export function leakOf({ windows, row }: Trial, visible: string): string | undefined {
  for (const text of readings(visible, 'isBase64' in row))
    for (const window of windows) if (text.includes(window)) return window;
  return undefined;
}

const json = (text: string): string => text.replaceAll(/\\(["\\/])/g, '$1');
const percent = (text: string): string =>
  text.replaceAll(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
const plus = (text: string): string => text.replaceAll('+', ' ');

function readings(visible: string, isBase64: boolean): string[] {
  // Most of what is shown has no escapes.
  const texts = new Set([visible, json(visible), percent(visible), percent(plus(visible)), json(percent(visible))]);
  if (!isBase64) return [...texts];
  const decoded = [...texts].flatMap((text) => [...base64Decodings(text)]);
  return [...texts, ...decoded, ...decoded.flatMap((text) => [...base64Decodings(text)])];
}

/** What is shown, each run of what is masked as the rule says. */
export function render(bytes: Buffer, verdicts: readonly Verdict[], mark: (rule: string) => string): string {
  let [out, at] = ['', 0];
  for (const { length, rule, continues } of verdicts) {
    if (rule === undefined) out += bytes.toString('latin1', at, at + length);
    else if (!continues) out += mark(rule);
    at += length;
  }
  return out;
}

/** The verdicts about these bytes when they come in these pieces. */
export function verdictsOf(scanner: Scanner, pieces: readonly Buffer[]): Verdict[] {
  const verdicts = pieces.flatMap((piece) => scanner.push(piece));
  return [...verdicts, ...scanner.end()];
}
