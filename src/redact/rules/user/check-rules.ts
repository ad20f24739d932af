// SPDX-License-Identifier: Apache-2.0
import { Matcher } from './matcher.ts';
import { PatternError } from './pattern-error.ts';
import type { UserRule } from './user-rule.ts';

/** What is wrong with the patterns, if anything: of each by itself, or of all together. */
export function complaintsAbout(rules: readonly UserRule[]): { pattern: string; reason: string }[] {
  const complaints = rules.flatMap((rule) => {
    const reason = complaintOf([rule]);
    return reason === undefined ? [] : [{ pattern: rule.pattern, reason }];
  });
  if (complaints.length > 0 || rules.length < 2) return complaints;
  const reason = complaintOf(rules);
  return reason === undefined ? [] : [{ pattern: 'all patterns together', reason }];
}

function complaintOf(rules: readonly UserRule[]): string | undefined {
  try {
    new Matcher(rules);
    return undefined;
  } catch (error) {
    if (error instanceof PatternError) return error.message;
    throw error;
  }
}
