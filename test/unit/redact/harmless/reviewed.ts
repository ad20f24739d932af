// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Mask } from './masks.ts';
import type { HarmlessFile, Kind } from './sources.ts';

/**
 * right: who reads only this text would mask it too, for its look or for the key that it stands behind. false: would not.
 * ?: nobody has looked at it yet.
 */
type Verdict = 'right' | 'false' | '?';

export interface Review {
  verdict: Verdict;
  reason: string;
}

/** Masks of one package that look the same. */
export interface Entry {
  kind: Kind;
  package: string;
  rule: string;
  /** The end of what stands before it, on one line. */
  before: string;
  /** The value cut short, its length in bytes and the beginning of its SHA-256. */
  value: string;
  /** How many masks, and the first file that has one. */
  times: number;
  file: string;
}

export type ReviewedEntry = Entry & Review;

const LIST = 'test/unit/redact/harmless/reviewed.txt';
const UNSEEN: Review = { verdict: '?', reason: '' };
const BEFORE_BYTES = 32;
const VALUE_LETTERS = 4;
const HEAD = `# SPDX-License-Identifier: Apache-2.0
# What the built-in rules mask in the harmless corpus, each looked at by a person. masks.tool.ts writes it. Columns:
# verdict, reason, kind, package, rule, times, first file, what stands before it, value (cut short, bytes, SHA-256).
`;

/** One line of text, in which a tab can stand between columns. */
export function oneLine(bytes: Buffer): string {
  const text = bytes.toString('utf8').replaceAll('\n', '⏎').replaceAll('\r', '␍').replaceAll('\t', '→');
  return text.replaceAll(/\p{Cc}/gu, '·');
}

function entryOf({ kind, package: name, path, bytes }: HarmlessFile, { rule, start, end }: Mask): Entry {
  const value = bytes.subarray(start, end);
  const hash = createHash('sha256').update(value).digest('hex').slice(0, 12);
  const letters = value.toString('latin1', 0, VALUE_LETTERS).replaceAll(/[^!-~]/g, '·');
  const before = oneLine(bytes.subarray(Math.max(0, start - BEFORE_BYTES), start)).trim();
  return { kind, package: name, rule, before, value: `${letters}… ${value.length} ${hash}`, times: 1, file: path };
}

/** What makes two masks look the same. */
const keyOf = ({ kind, package: name, rule, before, value }: Entry): string =>
  [kind, name, rule, before, value].join('\t');

/** Entries by their keys, of masks that come file by file. */
export class Entries {
  readonly byKey = new Map<string, Entry>();

  add(file: HarmlessFile, mask: Mask): void {
    const entry = entryOf(file, mask);
    const known = this.byKey.get(keyOf(entry));
    if (known) known.times++;
    else this.byKey.set(keyOf(entry), entry);
  }
}

export class ReviewedList {
  readonly #byKey: Map<string, ReviewedEntry>;

  constructor(entries: readonly ReviewedEntry[]) {
    this.#byKey = new Map(entries.map((entry) => [keyOf(entry), entry]));
  }

  static read(): ReviewedList {
    const lines = readFileSync(LIST, 'utf8').split('\n');
    return new ReviewedList(lines.filter((line) => line !== '' && !line.startsWith('#')).map(parsed));
  }

  get entries(): ReviewedEntry[] {
    return [...this.#byKey.values()];
  }

  /** Of a mask, whatever file has it and how often. */
  reviewOf(file: HarmlessFile, mask: Mask): Review | undefined {
    return this.#byKey.get(keyOf(entryOf(file, mask)));
  }

  /** Masks that nobody has looked at, or that are not in it as they are found: another number of them, or elsewhere. */
  unknown({ byKey }: Entries): Entry[] {
    return [...byKey].filter(([key, found]) => !isReviewed(this.#byKey.get(key), found)).map(([, found]) => found);
  }

  /** What is in it and is found no more. */
  gone({ byKey }: Entries): ReviewedEntry[] {
    return this.entries.filter((entry) => !byKey.has(keyOf(entry)));
  }

  /** Takes what is found under the reviews that it has, or under this one where it is among `chosen`; drops what is gone. */
  update({ byKey }: Entries, chosen: Entries, review: Review = UNSEEN): void {
    const before = new Map(this.#byKey);
    this.#byKey.clear();
    for (const [key, found] of byKey) {
      const { verdict, reason } = (chosen.byKey.has(key) ? review : before.get(key)) ?? UNSEEN;
      this.#byKey.set(key, { ...found, verdict, reason });
    }
  }

  write(): void {
    const lines = this.entries.map(formatted).sort();
    writeFileSync(LIST, HEAD + lines.map((line) => `${line}\n`).join(''));
  }
}

const isReviewed = (known: ReviewedEntry | undefined, { times, file }: Entry): boolean =>
  known !== undefined && known.verdict !== '?' && known.times === times && known.file === file;

function formatted({ verdict, reason, kind, package: name, rule, times, file, before, value }: ReviewedEntry): string {
  return [verdict, reason, kind, name, rule, times, file, before, value].join('\t');
}

export const isVerdict = (text: string | undefined): text is Verdict =>
  text === 'right' || text === 'false' || text === '?';

function parsed(line: string): ReviewedEntry {
  const [verdict, reason, kind, name, rule, times, file, before, value] = line.split('\t');
  if (!isVerdict(verdict) || (verdict !== '?' && !reason) || value === undefined)
    throw new Error(`${LIST}: no verdict with its reason: ${line}`);
  return {
    verdict,
    reason: reason ?? '',
    kind: kind as Kind,
    package: name ?? '',
    rule: rule ?? '',
    times: Number(times),
    file: file ?? '',
    before: before ?? '',
    value,
  };
}
