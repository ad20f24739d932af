// SPDX-License-Identifier: Apache-2.0

import type { LRUCache } from 'lru-cache';
import { lruCache } from '../base/lru-cache.ts';
import type { ProcessEvent } from '../capture/event.ts';
import { containerId } from './container-id.ts';

const REMEMBERED = 16_384;

export interface ProcessNames {
  executableName: string | undefined;
  containerId: string | undefined;
}

/**
 * Executables by process and containers by cgroup, as the kernel has told them. /proc is never asked: by the time that
 * a sample is read, its process may be gone, or its pid another's. What has been forgotten is not known.
 */
export class Processes {
  readonly #executables: LRUCache<number, string>;
  readonly #containers: LRUCache<bigint, string>;

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

  find(pid: number, cgroupId: bigint): ProcessNames {
    return { executableName: this.#executables.get(pid), containerId: this.#containers.get(cgroupId) };
  }
}
