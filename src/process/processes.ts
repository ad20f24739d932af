// SPDX-License-Identifier: Apache-2.0

import type { LRUCache } from 'lru-cache';
import { lruCache } from '../base/lru-cache.ts';
import type { Origin, ProcessEvent } from '../capture/event.ts';
import { containerId } from './container-id.ts';

const REMEMBERED = 16_384;

/**
 * Executables by process and containers by cgroup, as the kernel has told them. /proc is never asked: by the time that
 * a sample is read, its process may be gone, or its pid another's. What has been forgotten is not known.
 */
export class Processes {
  readonly #executables: LRUCache<number, string>;
  readonly #containers: LRUCache<bigint, string>;
  /** By the origins that decoding made. */
  readonly #placed = new WeakMap<Origin, Origin>();

  /** `capacity`: how many executables and how many containers are remembered. */
  constructor(capacity = REMEMBERED) {
    this.#executables = lruCache(capacity);
    this.#containers = lruCache(capacity);
  }

  /** What a pid was before, of a process that has ended or before it called execve, is replaced. */
  learn({ pid, cgroupId, executableName, cgroupPath }: ProcessEvent): void {
    this.#executables.set(pid, executableName === '' ? undefined : executableName);
    this.#containers.set(cgroupId, containerId(cgroupPath));
  }

  /** The origin with its executable and its container: the same object for the same one, as long as these are. */
  place<Of extends Origin>(origin: Of): Of {
    if (!origin.isProcessTold) return origin;
    const executableName = this.#executables.get(origin.pid);
    const containerId = this.#containers.get(origin.cgroupId);
    const known = this.#placed.get(origin);
    // It was made of this very object, and so is of its type.
    if (known !== undefined && known.executableName === executableName && known.containerId === containerId)
      return known as Of;
    const placed = { ...origin, executableName, containerId };
    this.#placed.set(origin, placed);
    return placed;
  }
}
