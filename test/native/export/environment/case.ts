// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
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

const ALONE = 'dist/test/native/export/environment/export-once.tool.cjs';
const ALONE_TIMEOUT_MILLIS = 60_000;
const execute = promisify(execFile);
let runs = 0;

function nextRun(): string {
  runs += 1;
  return `run ${runs}`;
}

/** Exports with these variables to the Collector; `check` is given what arrived. */
export async function arrives(
  env: Env,
  check: (arrived: Arrived) => void,
  meanwhile?: () => Promise<void>,
): Promise<Check> {
  const run = nextRun();
  await exportOnce({ env, run, ...(meanwhile === undefined ? {} : { meanwhile }) });
  return (arrivedOf) => check(arrivedOf(run));
}

/** The same by a process of its own, for variables that Node itself reads when it starts. */
export async function arrivesAlone(env: Env, check: (arrived: Arrived) => void): Promise<Check> {
  const run = nextRun();
  await execute(process.execPath, [ALONE, run], { env, timeout: ALONE_TIMEOUT_MILLIS });
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
