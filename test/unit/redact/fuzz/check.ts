// SPDX-License-Identifier: Apache-2.0

import { mark } from '../../../../src/redact/redacted.ts';
import type { CreateScanner } from '../../../../src/redact/scanner.ts';
import { certainSecretsOf, type Delivery, type Input, textOf } from './input.ts';
import { Broken, type Run, scan } from './scan.ts';
import { expectedOfStage, shownByStage } from './stage.ts';

/** So many bytes of a secret in a row are a leak. */
const LEAK_BYTES = 4;
/** So short a text is given byte by byte too. */
const SHORT_TEXT_BYTES = 120;

export interface Failure {
  readonly what: Broken['what'] | 'throws';
  readonly details: string;
}

/** Undefined: all is well. */
export function check(input: Input, create: CreateScanner): Failure | undefined {
  try {
    const text = Buffer.from(textOf(input), 'latin1');
    const { delivery } = input;
    const whole = scan(text, { ...delivery, cuts: [] }, create);
    assertMasked(input, whole, text);
    const cut = scan(text, delivery, create);
    assertSame(whole, cut, text, `cut at ${delivery.cuts.join(', ')}`);
    if (text.length <= SHORT_TEXT_BYTES) {
      const all = Array.from({ length: text.length }, (_, at) => at);
      assertSame(whole, scan(text, { ...delivery, cuts: all }, create), text, 'byte by byte');
    }
    // What is given up there is so when it waits too long, and not at a place.
    if (delivery.gap === undefined && delivery.giveUps.length === 0) assertShown(text, delivery, cut, create);
    return undefined;
  } catch (error) {
    if (error instanceof Broken) return { what: error.what, details: error.message };
    return { what: 'throws', details: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
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
  if (runs.some(({ rule }) => rule === 'limit')) return;
  const [shown, expected] = [shownByStage(text, delivery, create), expectedOfStage(text, delivery, runs)];
  // What is not looked at any more is a matter of calls.
  if (shown.some((piece) => piece.includes(mark('limit')))) return;
  const at = expected.findIndex((piece, i) => shown[i] !== piece);
  if (at !== -1 || shown.length !== expected.length) {
    throw new Broken('shown', `${JSON.stringify(shown[at])} and not ${JSON.stringify(expected[at])}`);
  }
}

/** An escape or a word that bytes are missing of, or that was given up within. */
const CUT = /(?:[a-z\d+/]|%[\da-f]?)*$/i;

/**
 * What is masked right beside what is lost is one with it to a reader, and so is the beginning of an escape or a word
 * whose end is lost or given up: of a word that may be a token some characters are shown until it may.
 */
function withoutNeighbours(runs: readonly Run[], text: Buffer): Run[] {
  const merged: Run[] = [];
  for (const run of runs) {
    let { from } = run;
    const shown = merged.at(-1);
    if (shown !== undefined && shown.rule === undefined && (run.rule === 'gap' || run.rule === 'undecided')) {
      const [{ length } = ''] = CUT.exec(text.toString('latin1', shown.from, shown.to)) ?? [];
      from -= length;
      merged.pop();
      if (from > shown.from) merged.push({ ...shown, to: from });
    }
    const last = merged.at(-1);
    if (last?.rule !== undefined && run.rule !== undefined && [last.rule, run.rule].includes('gap'))
      merged[merged.length - 1] = { ...last, to: run.to, rule: 'gap' };
    else merged.push({ ...run, from });
  }
  return merged;
}

function assertSame(whole: readonly Run[], cut: readonly Run[], text: Buffer, how: string): void {
  // How much is held when a bound is reached is a matter of calls; all of it is masked.
  if ([...whole, ...cut].some(({ rule }) => rule === 'limit')) return;
  const [one, other] = [withoutNeighbours(whole, text), withoutNeighbours(cut, text)];
  const isSame =
    one.length === other.length &&
    one.every(({ from, to, rule }, i) => other[i]?.from === from && other[i]?.to === to && other[i]?.rule === rule);
  if (!isSame) throw new Broken('cut', `${rendered(text, whole)}\n  ${how}: ${rendered(text, cut)}`);
}

/** What a reader would see. */
function rendered(text: Buffer, runs: readonly Run[]): string {
  return JSON.stringify(
    runs.map(({ from, to, rule }) => (rule === undefined ? text.toString('latin1', from, to) : `[${rule}]`)).join(''),
  );
}
