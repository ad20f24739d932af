// SPDX-License-Identifier: Apache-2.0

import type { UserRule } from '../src/redact/user/pattern.ts';
import { complaintsAbout } from '../src/redact/user/user-patterns.ts';
import type { Complaint } from './filter-list.ts';
import type { Format } from './format.ts';

const MAX_RULES = 64;
const MAX_PATTERN = 1_024;
const NAME = /^[a-z0-9_]{1,32}$/;
const KEYS = ['name', 'pattern', 'ignore_case'];

/** The rules of a text that `redactionRules` accepts. */
export const parseRedactionRules = (text: string | null): readonly UserRule[] =>
  text === null ? [] : (JSON.parse(text) as UserRule[]);

/** As text the rules are JSON, so that a variable can hold them too. */
export const redactionRules: Format = {
  coerce: (text) => text,
  accepts: (value) => typeof value === 'string' && complaintsOf(value).length === 0,
  allowed: () =>
    `a list of at most ${MAX_RULES} rules with name, pattern and perhaps ignore_case: true (as a variable, in JSON)`,
  complaints: (value) => (typeof value === 'string' ? complaintsOf(value) : []),
  fromYaml: (written) => (Array.isArray(written) ? JSON.stringify(written.map(withFlag)) : written),
};

/** Scalars of the file are texts here, a truth too. */
function withFlag(rule: unknown): unknown {
  const flag = Object(rule).ignore_case;
  if (flag !== 'true' && flag !== 'false') return rule;
  return { ...Object(rule), ignore_case: flag === 'true' };
}

function complaintsOf(text: string): readonly Complaint[] {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return [{ reason: 'is no JSON' }];
  }
  if (!Array.isArray(list)) return [{ reason: 'is no list' }];
  if (list.length > MAX_RULES) return [{ reason: `${list.length} rules, at most ${MAX_RULES}` }];
  const complaints = list.flatMap((rule, index) => complaintAbout(rule, index));
  if (complaints.length > 0) return complaints;
  return complaintsAbout(list as UserRule[]).map(({ pattern, reason }) => ({ value: pattern, reason }));
}

function complaintAbout(rule: unknown, index: number): Complaint[] {
  const place = `rule ${index + 1}`;
  if (typeof rule !== 'object' || rule === null) return [{ reason: `${place} is no map` }];
  const { name, pattern, ignore_case: ignoreCase = false } = rule as Record<string, unknown>;
  const reasons: string[] = [];
  if (typeof name !== 'string' || !NAME.test(name)) {
    reasons.push(`${place} needs a name of 1 to 32 of a-z, 0-9 and _`);
  }
  if (typeof pattern !== 'string' || pattern === '' || pattern.length > MAX_PATTERN) {
    reasons.push(`${place} needs a pattern of 1 to ${MAX_PATTERN} characters`);
  }
  if (typeof ignoreCase !== 'boolean') reasons.push(`${place} has an ignore_case that is neither true nor false`);
  const unknown = Object.keys(rule).filter((key) => !KEYS.includes(key));
  if (unknown.length > 0) reasons.push(`${place} has something unknown, its keys are ${KEYS.join(', ')}`);
  return reasons.map((reason) => ({ reason }));
}
