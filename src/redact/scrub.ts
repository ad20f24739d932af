// SPDX-License-Identifier: Apache-2.0
import { type Lines, NEVER_INDEXED, oneLine } from './lines.ts';
import { mark } from './redacted.ts';
import type { Verdict } from './scanner.ts';

/** A request's target, without secrets. */
export interface ShownTarget {
  whole: string;
  /** Up to the first question mark. */
  path: string;
  /** What follows it; undefined without one. */
  query: string | undefined;
}

/**
 * Masks the secrets in what spans say of a head. Each text is judged where it stands in the head, as the line that the
 * record shows, so that both agree: what is before and behind a value says what it is. Texts are latin1.
 */
export class Scrub {
  readonly #lines: Lines | undefined;

  /** Without `lines` nothing is masked. */
  constructor(lines: Lines | undefined) {
    this.#lines = lines;
  }

  /** `neverIndexed`: as in the record, it is masked whatever it is. */
  field(name: string, value: string, neverIndexed = false): string {
    if (neverIndexed && value !== '' && this.#lines !== undefined) return mark(NEVER_INDEXED);
    const head = `${oneLine(name)}: `;
    const line = `${head}${oneLine(value)}\r\n`;
    return shown(line, this.#judge(line), head.length, line.length - 2);
  }

  /** `before` and `after`: what stands around it in its line. */
  target(before: string, target: string, after: string): ShownTarget {
    const line = `${before}${oneLine(target)}${after}\r\n`;
    const verdicts = this.#judge(line);
    const [start, end] = [before.length, before.length + target.length];
    const query = target.indexOf('?');
    const pathEnd = query < 0 ? end : start + query;
    return {
      whole: shown(line, verdicts, start, end),
      path: shown(line, verdicts, start, pathEnd),
      query: query < 0 ? undefined : shown(line, verdicts, pathEnd + 1, end),
    };
  }

  #judge(line: string): readonly Verdict[] {
    return this.#lines?.judge(line) ?? [{ length: line.length, rule: undefined, continues: false }];
  }
}

/** What is shown of a stretch of a line: one mark for what is masked side by side by the same rule. */
function shown(line: string, verdicts: readonly Verdict[], from: number, to: number): string {
  let text = '';
  let at = 0;
  let lastRule: string | undefined;
  for (const { length, rule } of verdicts) {
    const [start, end] = [Math.max(at, from), Math.min(at + length, to)];
    at += length;
    if (start >= end) continue;
    if (rule === undefined) text += line.slice(start, end);
    else if (rule !== lastRule) text += mark(rule);
    lastRule = rule;
  }
  return text;
}
