// SPDX-License-Identifier: Apache-2.0
import { inspect } from 'node:util';
import type { Format } from './format.ts';
import { formats } from './formats.ts';
import type { Setting } from './setting.ts';

/** One thing that is wrong. `value` is ready to be shown: quoted, cut, masked where it is sensitive. */
export interface Problem {
  readonly name: string;
  readonly value?: string;
  readonly allowed: string;
}

const MAX_SHOWN = 80;

export function shownValue(value: unknown, sensitive: boolean): string {
  if (sensitive) return '[sensitive]';
  const text = inspect(value, { breakLength: Infinity, depth: 1 })
    // A password in a URL is refused, and not repeated, whatever it holds, with or without a scheme before it.
    .replace(/(\/\/|^['"`](?=[\w.%+-]*:(?!\/\/))).*@/, '$1[sensitive]@')
    // Nor is a key in its query.
    .replace(/(:\/\/[^?]*\?).*(?=['"`]$)/, '$1[sensitive]');
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
}

export function wrongValue(name: string, value: unknown, setting: Setting<unknown>): Problem {
  const format: Format = formats[setting.format];
  const complaints = (format.complaints?.(value, setting) ?? []).map(({ value: part, reason }) =>
    part === undefined ? reason : `${shownValue(part, setting.sensitive)} ${reason}`,
  );
  const allowed = format.allowed(setting);
  return {
    name,
    value: shownValue(value, setting.sensitive),
    allowed: complaints.length === 0 ? allowed : `${allowed} (${complaints.join('; ')})`,
  };
}

export function describeProblem({ name, value, allowed }: Problem): string {
  return printable(value === undefined ? `${name}: ${allowed}` : `${name} is ${value}, allowed: ${allowed}`);
}

const MAX_LINE = 1000;
// biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal obeys them.
const CONTROL = /[\0-\x1f\x7f-\x9f]/g;

/** A name that somebody made up may be of any length and have any characters: a line that a terminal shows as it is. */
export function printable(text: string): string {
  const line = text.length > MAX_LINE ? `${text.slice(0, MAX_LINE)}...` : text;
  return line.replace(CONTROL, (control) => `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** All that is wrong with a configuration, at once. */
export class SettingsError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const count = problems.length === 1 ? '1 setting is wrong' : `${problems.length} settings are wrong`;
    super([`${count}:`, ...problems.map((problem) => `  ${describeProblem(problem)}`)].join('\n'));
    this.name = 'SettingsError';
    this.problems = problems;
  }
}
