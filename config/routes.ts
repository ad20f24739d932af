// SPDX-License-Identifier: Apache-2.0
import { commaList, type Format } from './format.ts';

const MAX_ROUTES = 256;
const MAX_LENGTH = 256;
const CHOICES = ['none', 'guess'];
/** Segments, of which a name in braces is any one, and a star at the end all that follow. */
const PATTERN = /^(?:\/(?:[^/{}*,\s]|\{[\w.-]*\})*)+(?:\/\*)?$|^\/\*$/;

const patternsOf = (text: string): string[] => text.split(',').map((pattern) => pattern.trim());

/** What `routes` accepts. */
export function parseRoutes(text: string): 'none' | 'guess' | readonly string[] {
  return text === 'none' || text === 'guess' ? text : patternsOf(text);
}

/** How paths become routes: not, by their look, or by patterns, with commas between; a list in the YAML file. */
export const routes: Format = {
  coerce: (text) => text,
  accepts(value) {
    if (typeof value !== 'string') return false;
    if (CHOICES.includes(value)) return true;
    const patterns = patternsOf(value);
    return patterns.length <= MAX_ROUTES && patterns.every((one) => one.length <= MAX_LENGTH && PATTERN.test(one));
  },
  allowed: () =>
    `none, guess, or at most ${MAX_ROUTES} paths with commas between, such as /users/{id},/static/*, of at most ` +
    `${MAX_LENGTH} characters`,
  fromYaml: commaList,
};
