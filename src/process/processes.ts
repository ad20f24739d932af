// SPDX-License-Identifier: Apache-2.0

import type { LRUCache } from 'lru-cache';
import type { ServiceRule } from '../../config/service-rules.ts';
import { lruCache } from '../base/lru-cache.ts';
import { escapeInText } from '../base/steering.ts';
import type { Origin, ProcessEvent } from '../capture/event.ts';
import { type CgroupNames, cgroupNames, containerId, podUid } from './container-id.ts';
import { NO_FACTS, type ProcFacts } from './proc-files.ts';
import type { ProcessHost } from './process-host.ts';
import { serviceOf } from './service.ts';

const REMEMBERED = 16_384;

interface Process extends ProcFacts, Pick<Origin, 'executableName'> {}

/** What a cgroup is of. */
interface Place extends CgroupNames, Pick<Origin, 'containerId' | 'podUid'> {
  readonly cgroupPath: string | undefined;
}

const NOBODY: Process = { ...NO_FACTS, executableName: undefined };
const NOWHERE: Place = {
  cgroupPath: undefined,
  unit: undefined,
  containerName: undefined,
  containerId: undefined,
  podUid: undefined,
};

export interface ProcessesOptions {
  /** undefined: /proc is not asked, for its pids are not those that the kernel tells. */
  readonly host?: ProcessHost | undefined;
  /** Which calls are which service, before all that processes say of themselves. */
  readonly rules?: readonly ServiceRule[];
  /** How many processes and how many cgroups are remembered. */
  readonly capacity?: number;
}

/**
 * Processes and cgroups, as the kernel has told of them, and whose service a call is. /proc is asked once, when a process
 * is told of; by then it may be gone, and nothing but what the kernel told is known. What has been forgotten is not known.
 */
export class Processes {
  readonly #host: ProcessHost | undefined;
  readonly #rules: readonly ServiceRule[];
  readonly #processes: LRUCache<number, Process>;
  readonly #places: LRUCache<bigint, Place>;
  /** By the origins that decoding made, with what they were made of. */
  readonly #placed = new WeakMap<
    Origin,
    { readonly origin: Origin; readonly process: Process; readonly place: Place }
  >();

  constructor({ host, rules = [], capacity = REMEMBERED }: ProcessesOptions = {}) {
    this.#host = host;
    this.#rules = rules;
    this.#processes = lruCache(capacity);
    this.#places = lruCache(capacity);
  }

  /** What a pid was before, of a process that has ended or before it called execve, is replaced. */
  learn(event: ProcessEvent): void {
    const { pid, cgroupId, executableName, cgroupPath } = event;
    const isThread = executableName === '';
    const facts = this.#host?.facts(event) ?? NO_FACTS;
    this.#processes.set(pid, { ...facts, executableName: isThread ? undefined : escapeInText(executableName) });
    if (this.#places.get(cgroupId)?.cgroupPath !== cgroupPath) this.#places.set(cgroupId, placeOf(cgroupPath));
  }

  /** From the host's root; undefined: no process of it was told of, or it has been forgotten. */
  cgroupPath(id: bigint): string | undefined {
    return this.#places.peek(id)?.cgroupPath;
  }

  /** The origin with all that is known of it: the same object for the same one, as long as this is. */
  place<Of extends Origin>(origin: Of): Of {
    const process = (origin.isProcessTold ? this.#processes.get(origin.pid) : undefined) ?? NOBODY;
    const place = (origin.isProcessTold ? this.#places.get(origin.cgroupId) : undefined) ?? NOWHERE;
    const known = this.#placed.get(origin);
    // It was made of this very object, and so is of its type.
    if (known !== undefined && known.process === process && known.place === place) return known.origin as Of;
    const placed = {
      ...origin,
      executableName: process.executableName,
      executablePath: process.executablePath,
      owner: this.#host?.userNames().get(origin.uid),
      containerId: place.containerId,
      podUid: place.podUid,
      service: serviceOf(this.#rules, { origin, process, cgroup: place }),
    };
    this.#placed.set(origin, { origin: placed, process, place });
    return placed;
  }
}

const placeOf = (cgroupPath: string): Place => ({
  cgroupPath,
  ...cgroupNames(cgroupPath),
  containerId: containerId(cgroupPath),
  podUid: podUid(cgroupPath),
});
