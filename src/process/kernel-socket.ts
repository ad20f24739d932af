// SPDX-License-Identifier: Apache-2.0
import type { Origin } from '../capture/event.ts';

/** What the kernel speaks over TLS by itself, by the port of either end. */
const BY_PORT: ReadonlyMap<number, string> = new Map([
  [2049, 'nfs'],
  [10_809, 'nbd'],
  [4420, 'nvme'],
  // Of its discovery controller.
  [8009, 'nvme'],
]);

/** Threads of the kernel that do one thing. A kworker does anything, and is not told by its name. */
const BY_THREAD: readonly [RegExp, string][] = [
  [/^(?:nfsd|nfsv4|NFSv4|lockd|rpciod)/, 'nfs'],
  [/^(?:k?nbd)\d*/, 'nbd'],
  [/^nvmet?[-_]/, 'nvme'],
];

const OTHERWISE = 'kernel';

/** The service of a socket that no process has: `nfs`, `nbd`, `nvme` or `kernel`. Ports go before the thread's name. */
export function kernelService({ localPort, peerPort, comm }: Pick<Origin, 'localPort' | 'peerPort' | 'comm'>): string {
  const byPort = BY_PORT.get(localPort) ?? BY_PORT.get(peerPort);
  return byPort ?? BY_THREAD.find(([thread]) => thread.test(comm))?.[1] ?? OTHERWISE;
}
