// SPDX-License-Identifier: Apache-2.0
import { exitCodes } from '../base/exit-code.ts';
import { type CheckResult, missing, ok, warning } from './check-result.ts';
import { hostFileExists } from './host-file.ts';
import { readProcessRights } from './process-rights.ts';

const places = ['sys/kernel/tracing', 'sys/kernel/debug/tracing'];

/** Where tracefs is mounted, as an absolute path; undefined when it is not, or has no kprobes. */
export function findTracefs(root: string): string | undefined {
  const place = places.find((path) => hostFileExists(root, `${path}/kprobe_events`));
  return place === undefined ? undefined : `/${place}`;
}

/** Where kprobes are made: its files belong to root, and its folder can be looked into only by root (mode 700). */
export function checkTracefs(root: string, isNeeded: boolean): CheckResult {
  const name = 'tracefs';
  const rights = readProcessRights(root);
  if (rights.uid !== 0 && !rights.has('CAP_DAC_OVERRIDE')) {
    const found = 'not writable by this user';
    const whatToDo = 'run as root or with CAP_DAC_OVERRIDE';
    return isNeeded ? missing(name, found, exitCodes.privilege, whatToDo) : warning(name, found, whatToDo);
  }
  const place = findTracefs(root);
  if (place !== undefined) return ok(name, place);
  const found = 'not mounted, or without kprobes';
  const whatToDo = 'mount -t tracefs nodev /sys/kernel/tracing';
  return isNeeded ? missing(name, found, exitCodes.kernel, whatToDo) : warning(name, found, whatToDo);
}
