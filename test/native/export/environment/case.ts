// SPDX-License-Identifier: Apache-2.0
import type { Arrived, Ports } from './collector.ts';
import { exportOnce } from './export-once.ts';

export const SIGNALS = ['logs', 'traces', 'metrics'] as const;
export type SignalName = (typeof SIGNALS)[number];
export type Env = Record<string, string>;

/** What is asserted once the Collector has ended. */
export type Check = (arrivedOf: (run: string) => Arrived) => void;

export interface Place {
  ports: Ports;
  /** Where the certificates are. */
  directory: string;
  /** Nothing listens there. */
  closed: string;
}

/** Shows what one variable changes. */
export type Case = (place: Place) => Promise<Check>;

let runs = 0;

/** Exports with these variables to the Collector; `check` is given what arrived. */
export async function arrives(
  env: Env,
  check: (arrived: Arrived) => void,
  meanwhile?: () => Promise<void>,
): Promise<Check> {
  runs += 1;
  const run = `run ${runs}`;
  await exportOnce({ env, run, ...(meanwhile === undefined ? {} : { meanwhile }) });
  return (arrivedOf) => check(arrivedOf(run));
}

export function all(checks: readonly Check[]): Check {
  return (arrivedOf) => {
    for (const check of checks) check(arrivedOf);
  };
}

/** The variable of that name for a signal, or for all. */
export function otlpVariable(scope: SignalName | undefined, name: string): string {
  return `OTEL_EXPORTER_OTLP_${scope === undefined ? '' : `${scope.toUpperCase()}_`}${name}`;
}
