// SPDX-License-Identifier: Apache-2.0
import type { FilterReason } from '../../../src/capture/counters.ts';
import type { TrueCall } from '../../support/workload.ts';
import type { HeldOptions } from './held-workload.ts';
import type { FileSettings } from './reloadable-service.ts';

/** Which filter holds a call back; undefined: it is captured. */
export type Judge = (call: TrueCall) => FilterReason | undefined;

interface FilterPart {
  args: readonly string[];
  options?: HeldOptions;
  judge: Judge;
}

export interface FilterCase {
  name: string;
  /** In effect before a process of the case is there, or made when they all are and have done nothing yet. */
  filters: FileSettings | ((pids: readonly number[]) => FileSettings);
  parts: readonly FilterPart[];
}

/** The server's port where a case does not say another. */
export const PORT = 20_443;
export const NEXT_PORT = PORT + 1;
export const LAST_PORT = PORT + 2;

/** Arguments of test/workload/raw.c: 20 messages, by turns. */
export const on = (port: number, ...options: string[]): string[] => ['--port', String(port), ...options, 'small'];
export const SMALL = on(PORT);

export const nothing: Judge = () => undefined;
export const all =
  (reason: FilterReason): Judge =>
  () =>
    reason;
export const unless =
  (reason: FilterReason, passes: (call: TrueCall) => boolean): Judge =>
  (call) =>
    passes(call) ? undefined : reason;

export const isServer = ({ localPort }: TrueCall): boolean => localPort >= PORT && localPort <= LAST_PORT;
export const isClient = (call: TrueCall): boolean => !isServer(call);
export const isSent = ({ direction }: TrueCall): boolean => direction === 'TX';

/** A case whose parts differ in their arguments. */
export function byArguments(
  name: string,
  filters: FileSettings,
  ...parts: (readonly [readonly string[], Judge])[]
): FilterCase {
  return { name, filters, parts: parts.map(([args, judge]) => ({ args, judge })) };
}

/** A case whose parts differ in their cgroups. */
export function inCgroups(name: string, filters: FileSettings, ...parts: (readonly [string, Judge])[]): FilterCase {
  return { name, filters, parts: parts.map(([cgroup, judge]) => ({ args: SMALL, options: { cgroup }, judge })) };
}
