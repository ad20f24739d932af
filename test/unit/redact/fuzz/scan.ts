// SPDX-License-Identifier: Apache-2.0
import type { CreateScanner, Verdict } from '../../../../src/redact/scanner.ts';
import type { Delivery } from './input.ts';

/** What Scanner promises. */
const MAX_HELD = 4096;

/** Bytes of the text with the same fate. */
export interface Run {
  readonly from: number;
  to: number;
  /** undefined: shown. */
  readonly rule: string | undefined;
}

/** A promise that is not kept. */
export class Broken extends Error {
  readonly what: 'leak' | 'cut' | 'held' | 'verdicts' | 'shown';

  constructor(what: Broken['what'], message: string) {
    super(message);
    this.what = what;
  }
}

/** The fates of all bytes that come, in order. */
export function scan(text: Buffer, { cuts, giveUps, gap, length }: Delivery, create: CreateScanner): Run[] {
  const scanner = create();
  const runs: Run[] = [];
  let judged = 0;
  let pushed = 0;
  const take = (verdicts: readonly Verdict[]): void => {
    for (const { length: bytes, rule, continues } of verdicts) {
      if (bytes < 1) throw new Broken('verdicts', `a verdict about ${bytes} bytes`);
      add(runs, judged, judged + bytes, rule, continues);
      judged += bytes;
    }
    if (judged + scanner.held !== pushed) {
      throw new Broken('verdicts', `${judged} judged and ${scanner.held} held of ${pushed}`);
    }
    if (scanner.held > MAX_HELD) throw new Broken('held', `${scanner.held} bytes are held`);
  };
  const pushTo = (end: number): void => {
    if (end <= pushed) return;
    const bytes = text.subarray(pushed, end);
    pushed = end;
    take(scanner.push(bytes));
  };
  const settled = (verdicts: readonly Verdict[], when: string): void => {
    take(verdicts);
    if (scanner.held !== 0) throw new Broken('held', `${scanner.held} bytes are held after ${when}`);
  };
  const [gapFrom, gapTo] = [gap?.from ?? -1, gap?.to ?? -1];
  const stops = [...cuts, ...giveUps, length, ...(gap === undefined ? [] : [gapFrom])].sort((a, b) => a - b);
  for (const stop of stops) {
    if (stop > length || stop < pushed) continue;
    pushTo(stop);
    if (giveUps.includes(stop)) settled(scanner.giveUp(), 'giving up');
    if (stop === gapFrom && pushed === gapFrom) {
      settled(scanner.gap(), 'a gap');
      pushed = gapTo;
      judged = gapTo;
    }
  }
  // A text that is not complete has broken off.
  if (length < text.length) settled(scanner.gap(), 'breaking off');
  settled(scanner.end(), 'the end');
  return runs;
}

/** Verdicts that go on with the one before are one. */
function add(runs: Run[], from: number, to: number, rule: string | undefined, continues: boolean): void {
  const last = runs.at(-1);
  if (last !== undefined && last.to === from && last.rule === rule && (rule === undefined || continues)) last.to = to;
  else runs.push({ from, to, rule });
}
