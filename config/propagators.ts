// SPDX-License-Identifier: Apache-2.0
import { commaList, type Format } from './format.ts';

/** `baggage` carries no parent of a span: nothing is read of it. */
const NAMES = ['tracecontext', 'baggage', 'b3', 'b3multi', 'jaeger', 'xray'] as const;
const NONE = 'none';

export type PropagatorName = (typeof NAMES)[number];

const namesOf = (text: string): string[] => text.split(',').map((name) => name.trim());

/** The propagators of a text that `propagators` accepts, each once, in their order. */
export function parsePropagators(text: string): readonly PropagatorName[] {
  const names = new Set(namesOf(text));
  return [...names].flatMap((name) => NAMES.find((known) => known === name) ?? []);
}

/** OTEL_PROPAGATORS; a list in the YAML file. */
export const propagators: Format = {
  coerce: (text) => text,
  accepts(value) {
    if (typeof value !== 'string') return false;
    return value === NONE || namesOf(value).every((name) => NAMES.some((known) => known === name));
  },
  allowed: () => `${NONE}, or of ${NAMES.join(', ')} those that are read, with commas between`,
  fromYaml: commaList,
};
