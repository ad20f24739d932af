// SPDX-License-Identifier: Apache-2.0
import type { CreateScanner, Verdict } from '../../../../src/redact/scanner.ts';
import { certainSecretsOf, type Delivery, type Input, textOf } from './input.ts';
import { expectedOfStage, shownByStage } from './stage.ts';

/** What Scanner promises. */
const MAX_HELD = 4096;
/** So many bytes of a secret in a row are a leak. */
const LEAK_BYTES = 4;
/** So short a text is given byte by byte too. */
const SHORT_TEXT_BYTES = 120;

export interface Failure {
  readonly what: 'leak' | 'cut' | 'held' | 'verdicts' | 'shown' | 'throws';
  readonly details: string;
}

/** Bytes of the text with the same fate. */
export interface Run {
  readonly from: number;
  to: number;
  /** undefined: shown. */
  readonly rule: string | undefined;
}

class Broken extends Error {
  constructor(
    readonly what: Failure['what'],
    message: string,
  ) {
    super(message);
  }
}

/** Undefined: all is well. */
export function check(input: Input, create: CreateScanner): Failure | undefined {
  try {
    const text = Buffer.from(textOf(input), 'latin1');
    const { delivery } = input;
    const whole = scan(text, { ...delivery, cuts: [] }, create);
    assertMasked(input, whole, text);
    assertSame(whole, scan(text, delivery, create), text, `cut at ${delivery.cuts.join(', ')}`);
    if (text.length <= SHORT_TEXT_BYTES) {
      const all = Array.from({ length: text.length }, (_, at) => at);
      assertSame(whole, scan(text, { ...delivery, cuts: all }, create), text, 'byte by byte');
    }
    // What is given up there is so when it waits too long, and not at a place.
    if (delivery.gap === undefined && delivery.giveUps.length === 0) assertShown(text, delivery, whole, create);
    return undefined;
  } catch (error) {
    if (error instanceof Broken) return { what: error.what, details: error.message };
    return { what: 'throws', details: error instanceof Error ? (error.stack ?? error.message) : String(error) };
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
  settled(scanner.end(), 'the end');
  return runs;
}

/** Verdicts that go on with the one before are one. */
function add(runs: Run[], from: number, to: number, rule: string | undefined, continues: boolean): void {
  const last = runs.at(-1);
  if (last !== undefined && last.to === from && last.rule === rule && (rule === undefined || continues)) last.to = to;
  else runs.push({ from, to, rule });
}

function assertMasked(input: Input, runs: readonly Run[], text: Buffer): void {
  for (const secret of certainSecretsOf(input)) {
    const least = Math.min(LEAK_BYTES, secret.to - secret.from);
    for (const { from, to, rule } of runs) {
      if (rule !== undefined) continue;
      if (Math.min(to, secret.to) - Math.max(from, secret.from) >= least)
        throw new Broken('leak', rendered(text, runs));
    }
  }
}

/** The stage shows the text's own bytes and marks, and nothing else. */
function assertShown(text: Buffer, delivery: Delivery, runs: readonly Run[], create: CreateScanner): void {
  const [shown, expected] = [shownByStage(text, delivery, create), expectedOfStage(text, delivery, runs)];
  const at = expected.findIndex((piece, i) => shown[i] !== piece);
  if (at !== -1 || shown.length !== expected.length) {
    throw new Broken('shown', `${JSON.stringify(shown[at])} and not ${JSON.stringify(expected[at])}`);
  }
}

function assertSame(whole: readonly Run[], cut: readonly Run[], text: Buffer, how: string): void {
  const isSame =
    whole.length === cut.length &&
    whole.every(({ from, to, rule }, i) => cut[i]?.from === from && cut[i]?.to === to && cut[i]?.rule === rule);
  if (!isSame) throw new Broken('cut', `${rendered(text, whole)}\n  ${how}: ${rendered(text, cut)}`);
}

/** What a reader would see. */
export function rendered(text: Buffer, runs: readonly Run[]): string {
  return JSON.stringify(
    runs.map(({ from, to, rule }) => (rule === undefined ? text.toString('latin1', from, to) : `[${rule}]`)).join(''),
  );
}
