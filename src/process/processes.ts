// SPDX-License-Identifier: Apache-2.0

import type { LRUCache } from 'lru-cache';
import { lruCache } from '../base/lru-cache.ts';
import type { Origin, ProcessEvent } from '../capture/event.ts';
import { containerId, podUid } from './container-id.ts';

const REMEMBERED = 16_384;

/** What a cgroup is of. */
type Place = Pick<Origin, 'containerId' | 'podUid'>;

const NOWHERE: Place = { containerId: undefined, podUid: undefined };

/**
 * Executables by process and containers by cgroup, as the kernel has told them. /proc is never asked: by the time that
 * a sample is read, its process may be gone, or its pid another's. What has been forgotten is not known.
 */
export class Processes {
  readonly #executables: LRUCache<number, string>;
  readonly #places: LRUCache<bigint, Place>;
  /** By the origins that decoding made. */
  readonly #placed = new WeakMap<Origin, Origin>();

  /** `capacity`: how many executables and how many cgroups are remembered. */
  constructor(capacity = REMEMBERED) {
    this.#executables = lruCache(capacity);
    this.#places = lruCache(capacity);
  }

  /** What a pid was before, of a process that has ended or before it called execve, is replaced. */
  learn({ pid, cgroupId, executableName, cgroupPath }: ProcessEvent): void {
    this.#executables.set(pid, executableName === '' ? undefined : executableName);
    this.#places.set(cgroupId, { containerId: containerId(cgroupPath), podUid: podUid(cgroupPath) });
  }

  /** The origin with its executable and its container: the same object for the same one, as long as these are. */
  place<Of extends Origin>(origin: Of): Of {
    if (!origin.isProcessTold) return origin;
    const executableName = this.#executables.get(origin.pid);
    const place = this.#places.get(origin.cgroupId) ?? NOWHERE;
    const known = this.#placed.get(origin);
    // It was made of this very object, and so is of its type.
    if (known !== undefined && known.executableName === executableName && known.containerId === place.containerId)
      return known as Of;
    const placed = { ...origin, executableName, ...place };
    this.#placed.set(origin, placed);
    return placed;
  }
}
