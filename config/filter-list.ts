// SPDX-License-Identifier: Apache-2.0
/** What is captured by one filter: what matches a value to include, none meaning all, and no value to exclude. */
export interface Rule<T> {
  readonly include: readonly T[];
  readonly exclude: readonly T[];
}

/** Why a value is refused, in words that follow the value. */
export class WrongValue extends Error {}

export interface Complaint {
  /** As it is written; absent where the list as a whole is wrong. */
  readonly value?: string;
  readonly reason: string;
}

export interface ParsedList<T> {
  readonly rule: Rule<T>;
  readonly complaints: readonly Complaint[];
}

/** `a,b,!c`: values separated by commas, of which those after a `!` are excluded; at most `most` of either sort. */
export function parseList<T>(text: string, most: number, parse: (value: string) => T): ParsedList<T> {
  const rule = { include: [] as T[], exclude: [] as T[] };
  const complaints: Complaint[] = [];
  for (const term of text.split(',').map((part) => part.trim())) {
    const isExcluded = term.startsWith('!');
    try {
      const value = parseValue(isExcluded ? term.slice(1).trim() : term, parse);
      rule[isExcluded ? 'exclude' : 'include'].push(value);
    } catch (error) {
      if (!(error instanceof WrongValue)) throw error;
      complaints.push({ value: term, reason: error.message });
    }
  }
  for (const sort of ['include', 'exclude'] as const) {
    const count = rule[sort].length;
    if (count > most) complaints.push({ reason: `${count} values to ${sort}, at most ${most}` });
  }
  return { rule, complaints };
}

function parseValue<T>(value: string, parse: (value: string) => T): T {
  if (value === '') throw new WrongValue('is empty');
  if (value.startsWith('!')) throw new WrongValue('has a second !, which would be written %21');
  return parse(value);
}

/** The text of a value in which commas, percent signs and the like are percent-encoded. */
export function percentDecoded(value: string): string {
  if (/\p{Cc}/u.test(value)) throw new WrongValue('has a control character, which would be percent-encoded');
  const text = decoded(value);
  if (text.includes('\0')) throw new WrongValue('has a NUL byte');
  return text;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw new WrongValue('is not percent-encoded as it should be');
  }
}
