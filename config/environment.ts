// SPDX-License-Identifier: Apache-2.0
import { closest } from 'fastest-levenshtein';
import { isAllowed } from './check-value.ts';
import { otelWarnings } from './otel-specification.ts';
import { allSettings, type NamedSetting } from './schema.ts';
import { describeProblem, type Problem, wrongValue } from './settings-error.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface EnvironmentValues {
  /** The variables that are set and right. */
  readonly values: ReadonlyMap<string, string>;
  /** OpenTelemetry's variables that are wrong and therefore ignored. */
  readonly ignored: readonly string[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
}

const OUR_PREFIX = 'KTLS_';
// Variables of the project's scripts, and those that Kubernetes makes for a Service called ktls-otel.
const FOREIGN_PREFIX = 'KTLS_OTEL_';

export function readEnvironment(env: Environment): EnvironmentValues {
  const values = new Map<string, string>();
  const ignored: string[] = [];
  const problems: Problem[] = [];
  const warnings: string[] = [];
  for (const named of allSettings) {
    const name = named.setting.env;
    const raw = env[name];
    if (isUnset(raw)) continue;
    if (isAllowed(raw, named.setting)) {
      values.set(name, raw);
    } else if (named.setting.lenient) {
      ignored.push(name);
      warnings.push(`${describeProblem(wrongValue(name, raw, named.setting))}; it is ignored`);
    } else {
      problems.push(wrongValue(name, raw, named.setting));
    }
  }
  problems.push(...unknownVariables(env));
  return { values, ignored, problems, warnings: [...warnings, ...otelWarnings(env)] };
}

// The OpenTelemetry specification: an empty value is the same as no value.
function isUnset(raw: string | undefined): raw is undefined {
  return raw === undefined || raw.trim() === '';
}

function unknownVariables(env: Environment): Problem[] {
  const known = allSettings
    .map(({ setting }: NamedSetting) => setting.env)
    .filter((name) => name.startsWith(OUR_PREFIX));
  return Object.keys(env)
    .filter((name) => name.startsWith(OUR_PREFIX) && !name.startsWith(FOREIGN_PREFIX))
    .filter((name) => !known.includes(name) && !isUnset(env[name]))
    .map((name) => ({ name, allowed: `unknown; the nearest known name is ${closest(name, known)}` }));
}
