// SPDX-License-Identifier: Apache-2.0
// Prints what the built-in rules mask in the harmless corpus, by kind, and how many masks that are a megabyte.
// node dist/test/unit/redact/harmless/masks.tool.cjs [OPTION...]
//   --kind KIND[,KIND...]   only files of these kinds
//   --source TEXT           only packages whose name has this text in it
//   --file TEXT             only files whose path has this text in it
//   --rule TEXT             only masks of rules that have this text in their name
//   --text TEXT             only masks that have this text 60 bytes before them, in them or 40 bytes after them
//   --verdict right|false|? only masks with this verdict in reviewed.txt; ?: nobody has looked at them
//   --most COUNT            of each kind at most so many masks, from all over it; all are counted
//   --count                 counts only
//   --keys                  how many masks stand behind which word, the most frequent first, with one of their values
// These write reviewed.txt, after all that it takes is scanned; what is found no more is dropped from it:
//   --write                 takes the masks that there are now, with the reviews that they have or with ?
//   --review right|false --reason TEXT   and gives those that the other options choose this review
import { parseArgs } from 'node:util';
import { createScannerFactory } from '../../../../src/redact/engine.ts';
import { type Mask, masksOf } from './masks.ts';
import { Entries, isVerdict, oneLine, type Review, ReviewedList } from './reviewed.ts';
import { filesOf, type HarmlessFile, isKind, type Kind, type Source, sources } from './sources.ts';

const BEFORE = 60;
const AFTER = 40;
const LONGEST_VALUE = 120;

const { values: options } = parseArgs({
  options: {
    kind: { type: 'string' },
    source: { type: 'string', default: '' },
    file: { type: 'string', default: '' },
    rule: { type: 'string', default: '' },
    text: { type: 'string', default: '' },
    verdict: { type: 'string' },
    most: { type: 'string', default: '1000000' },
    count: { type: 'boolean', default: false },
    keys: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    review: { type: 'string' },
    reason: { type: 'string', default: '' },
  },
});

interface Total {
  files: number;
  bytes: number;
  millis: number;
  masks: number;
  maskedBytes: number;
  rules: Map<string, number>;
  keys: Map<string, { times: number; line: string }>;
  lines: string[];
}

const kinds = options.kind?.split(',');
for (const kind of kinds ?? []) if (!isKind(kind)) throw new Error(`no kind ${kind}`);
const review = reviewAsked();
const isWriting = options.write || review !== undefined;
const createScanner = createScannerFactory([]);
const reviewed = ReviewedList.read();
const all = new Entries();
const chosen = new Entries();
const totals = new Map<Kind, Total>();

for (const source of sources()) {
  // The list is of all files.
  if (!isWriting && !isAsked(source)) continue;
  for (const file of filesOf(source)) if (isWriting || file.path.includes(options.file)) scan(file, source);
}
for (const [kind, total] of totals) print(kind, total);
if (isWriting) {
  reviewed.update(all, chosen, review);
  reviewed.write();
  console.log(`${reviewed.entries.length} entries, ${reviewed.unknown(all).length} of them without a review`);
}

function reviewAsked(): Review | undefined {
  const { review: verdict, reason } = options;
  if (verdict === undefined) return undefined;
  if (!isVerdict(verdict) || reason === '') throw new Error('a review is right or false, and has a reason');
  return { verdict, reason };
}

function isAsked(source: Source): boolean {
  return (kinds?.includes(source.kind) ?? true) && source.package.includes(options.source);
}

function scan(file: HarmlessFile, source: Source): void {
  const started = performance.now();
  const masks = masksOf(file.bytes, createScanner);
  const millis = performance.now() - started;
  if (isWriting) for (const mask of masks) all.add(file, mask);
  if (!isAsked(source) || !file.path.includes(options.file)) return;
  const total = totalOf(file.kind);
  total.millis += millis;
  total.files++;
  total.bytes += file.bytes.length;
  for (const mask of masks) count(total, file, mask);
}

function totalOf(kind: Kind): Total {
  const total = totals.get(kind) ?? {
    files: 0,
    bytes: 0,
    millis: 0,
    masks: 0,
    maskedBytes: 0,
    rules: new Map(),
    keys: new Map(),
    lines: [],
  };
  totals.set(kind, total);
  return total;
}

function count(total: Total, file: HarmlessFile, mask: Mask): void {
  const { rule, start, end } = mask;
  if (!rule.includes(options.rule)) return;
  const [before, after] = [
    file.bytes.subarray(Math.max(0, start - BEFORE), start),
    file.bytes.subarray(end, end + AFTER),
  ];
  const value = file.bytes.subarray(start, end);
  if (options.text !== '' && !Buffer.concat([before, value, after]).includes(options.text)) return;
  if (options.verdict !== undefined && options.verdict !== (reviewed.reviewOf(file, mask)?.verdict ?? '?')) return;
  total.masks++;
  total.maskedBytes += end - start;
  total.rules.set(rule, (total.rules.get(rule) ?? 0) + 1);
  if (review) chosen.add(file, mask);
  const shown = value.length <= LONGEST_VALUE ? oneLine(value) : `${oneLine(value.subarray(0, LONGEST_VALUE))}…`;
  // The value stands between two signs that hardly a text has.
  const text = `${oneLine(before)}⟦${shown}⟧${oneLine(after)}`;
  const key = `${rule} ${/[\w$.-]+(?=\W*$)/.exec(oneLine(before))?.[0] ?? ''}`;
  total.keys.set(key, { times: (total.keys.get(key)?.times ?? 0) + 1, line: text });
  total.lines.push(`${file.package} ${file.path}:${start} ${rule} (${end - start})\n    ${text}`);
}

function print(kind: Kind, { files, bytes, millis, masks, maskedBytes, rules, keys, lines }: Total): void {
  if (options.keys) printKeys(keys);
  const most = options.count || options.keys ? 0 : Math.min(Number(options.most), lines.length);
  // Evenly from all of them, so that one file does not hide the others.
  for (let i = 0; i < most; i++) console.log(lines[Math.floor((i * lines.length) / most)]);
  const byRule = [...rules].sort(([, one], [, other]) => other - one).map(([rule, times]) => `${rule} ${times}`);
  const megabytes = bytes / 1e6;
  console.log(
    `== ${kind}: ${files} files, ${megabytes.toFixed(1)} MB, ${((millis * 1e6) / bytes).toFixed(0)} ns a byte; ` +
      `${masks} masks, ${(masks / megabytes).toFixed(1)} a MB, ${maskedBytes} bytes: ${byRule.join(', ') || 'none'}`,
  );
}

function printKeys(keys: Total['keys']): void {
  const sorted = [...keys].sort(([, one], [, other]) => other.times - one.times).slice(0, Number(options.most));
  for (const [key, { times, line }] of sorted) console.log(`${times} ${key}\n    ${line}`);
}
