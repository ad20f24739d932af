// SPDX-License-Identifier: Apache-2.0
import type { Complaint } from './filter-list.ts';
import type { Format } from './format.ts';

const MAX_NAMES = 64;
const MAX_LENGTH = 64;
/** A letter or digit among them: signs alone name nothing. */
const NAME = /^(?=.*[\p{L}\d])[\p{L}\p{M}\d_.-]+$/u;

/** The names of a text that `redactionNames` accepts. */
export const parseRedactionNames = (text: string | null): readonly string[] => (text === null ? [] : namesOf(text));

/** Names of keys and header fields, with commas between; a list in the YAML file. */
export const redactionNames: Format = {
  coerce: (text) => text,
  accepts: (value) => typeof value === 'string' && complaintsOf(value).length === 0,
  allowed: () =>
    `at most ${MAX_NAMES} names of 1 to ${MAX_LENGTH} letters, digits, _, . and -, with commas between, in any case`,
  complaints: (value) => (typeof value === 'string' ? complaintsOf(value) : []),
  fromYaml: listText,
};

const namesOf = (text: string): string[] => text.split(',').map((name) => name.trim());

function complaintsOf(text: string): Complaint[] {
  const names = namesOf(text);
  if (names.length > MAX_NAMES) return [{ reason: `${names.length} names, at most ${MAX_NAMES}` }];
  return names.flatMap((value) => {
    const reason = complaintAbout(value);
    return reason === undefined ? [] : [{ value, reason }];
  });
}

function complaintAbout(name: string): string | undefined {
  if (name === '') return 'is empty';
  if (name.length > MAX_LENGTH) return `is longer than ${MAX_LENGTH} characters`;
  return NAME.test(name) ? undefined : 'is no name of letters, digits, _, . and -';
}

/** A name with a comma stays wrong: in the text it would be two. */
function listText(written: unknown): unknown {
  if (!Array.isArray(written)) return written;
  if (!written.every((name) => typeof name === 'string' && !name.includes(','))) return undefined;
  return written.join(',');
}
