// SPDX-License-Identifier: Apache-2.0
import { mark } from './redacted.ts';
import type { CreateScanner } from './scanner.ts';

/** Masks the secrets in a text that stands by itself: an attribute's value. */
export function scrub(text: string, createScanner: CreateScanner): string {
  const bytes = Buffer.from(text, 'utf8');
  const scanner = createScanner();
  let result = '';
  let at = 0;
  for (const { length, rule, continues } of [...scanner.push(bytes), ...scanner.end()]) {
    if (rule === undefined) result += bytes.toString('utf8', at, at + length);
    else if (!continues) result += mark(rule);
    at += length;
  }
  return result;
}
