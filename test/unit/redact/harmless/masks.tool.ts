// SPDX-License-Identifier: Apache-2.0
// Prints what the built-in rules mask in the harmless corpus, by kind, and how many masks that are a megabyte.
// node dist/test/unit/redact/harmless/masks.tool.cjs [OPTION...]
//   --kind KIND[,KIND...]   only files of these kinds
//   --source TEXT           only packages whose name has this text in it
//   --file TEXT             only files whose path has this text in it
//   --rule TEXT             only masks of rules that have this text in their name
//   --text TEXT             only masks that have this text 60 bytes before them, in them or 40 bytes after them
//   --most COUNT            of each kind at most so many masks, from all over it; all are counted
//   --count                 counts only
import { parseArgs } from 'node:util';
import { createScannerFactory } from '../../../../src/redact/scan/factory.ts';
import { type Mask, masksOf } from './masks.ts';
import { filesOf, type HarmlessFile, isKind, type Kind, sources } from './sources.ts';

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
    most: { type: 'string', default: '1000000' },
    count: { type: 'boolean', default: false },
  },
});

const kinds = options.kind?.split(',');
for (const kind of kinds ?? []) if (!isKind(kind)) throw new Error(`no kind ${kind}`);

interface Total {
  files: number;
  bytes: number;
  millis: number;
  masks: number;
  maskedBytes: number;
  rules: Map<string, number>;
  lines: string[];
}

const createScanner = createScannerFactory([]);
const totals = new Map<Kind, Total>();

for (const source of sources()) {
  if (kinds && !kinds.includes(source.kind)) continue;
  if (!source.package.includes(options.source)) continue;
  for (const file of filesOf(source)) if (file.path.includes(options.file)) scan(file);
}

for (const [kind, { files, bytes, millis, masks, maskedBytes, rules, lines }] of totals) {
  const most = Math.min(Number(options.most), lines.length);
  // Evenly from all of them, so that one file does not hide the others.
  if (!options.count) for (let i = 0; i < most; i++) console.log(lines[Math.floor((i * lines.length) / most)]);
  const byRule = [...rules].sort(([, one], [, other]) => other - one).map(([rule, count]) => `${rule} ${count}`);
  const megabytes = bytes / 1e6;
  console.log(
    `== ${kind}: ${files} files, ${megabytes.toFixed(1)} MB, ${((millis * 1e6) / bytes).toFixed(0)} ns a byte; ` +
      `${masks} masks, ${(masks / megabytes).toFixed(1)} a MB, ${maskedBytes} bytes: ${byRule.join(', ') || 'none'}`,
  );
}

function scan(file: HarmlessFile): void {
  const total = totals.get(file.kind) ?? {
    files: 0,
    bytes: 0,
    millis: 0,
    masks: 0,
    maskedBytes: 0,
    rules: new Map<string, number>(),
    lines: [],
  };
  totals.set(file.kind, total);
  const started = performance.now();
  const masks = masksOf(file.bytes, createScanner);
  total.millis += performance.now() - started;
  total.files++;
  total.bytes += file.bytes.length;
  for (const mask of masks) {
    const line = lineOf(file, mask);
    if (line === undefined) continue;
    total.masks++;
    total.maskedBytes += mask.end - mask.start;
    total.rules.set(mask.rule, (total.rules.get(mask.rule) ?? 0) + 1);
    total.lines.push(line);
  }
}

/** The value stands between two marks that no text has; undefined: it is not asked for. */
function lineOf({ package: name, path, bytes }: HarmlessFile, { rule, start, end }: Mask): string | undefined {
  if (!rule.includes(options.rule)) return undefined;
  const [before, after] = [bytes.subarray(Math.max(0, start - BEFORE), start), bytes.subarray(end, end + AFTER)];
  const value = bytes.subarray(start, end);
  if (!Buffer.concat([before, value, after]).includes(options.text)) return undefined;
  const shown = value.length <= LONGEST_VALUE ? oneLine(value) : `${oneLine(value.subarray(0, LONGEST_VALUE))}…`;
  return `${name} ${path}:${start} ${rule} (${end - start})\n    ${oneLine(before)}⟦${shown}⟧${oneLine(after)}`;
}

function oneLine(bytes: Buffer): string {
  return bytes.toString('utf8').replaceAll('\n', '⏎').replaceAll('\r', '␍').replaceAll('\t', '→');
}
