// SPDX-License-Identifier: Apache-2.0

const SHOWN_NAMESPACES = 8;

export interface Circumstances {
  readonly rateLimit: number;
  readonly cgroupRate: number;
  readonly isComplete: boolean;
  readonly isRootPidNamespace: boolean;
  /** Inodes of network namespaces. */
  readonly closedNamespaces: ReadonlySet<number>;
  readonly hiddenProcesses: number;
  /** Sockets of which one direction alone goes through the kernel's TLS. */
  readonly oneWaySockets: number;
}

/** What the list does not show, and what its verdicts leave open: a sentence each. */
export function notesOn(circumstances: Circumstances): string[] {
  const { rateLimit, cgroupRate, isComplete, isRootPidNamespace } = circumstances;
  const { closedNamespaces, hiddenProcesses, oneWaySockets } = circumstances;
  const notes: string[] = [];
  if (rateLimit > 0) notes.push(`KTLS_RATE_LIMIT: of all calls at most ${rateLimit} a second are captured.`);
  if (cgroupRate > 0) notes.push(`KTLS_CGROUP_RATE: of each cgroup at most ${cgroupRate} calls a second are captured.`);
  if (oneWaySockets > 0) notes.push(describeOneWay(oneWaySockets));
  if (!isComplete) notes.push('The list may lack sockets: the kernel was interrupted each time it was asked.');
  if (closedNamespaces.size > 0) notes.push(describeClosed(closedNamespaces));
  if (hiddenProcesses > 0) {
    notes.push(`Processes whose sockets can't be seen: ${hiddenProcesses}. Run as root or with CAP_SYS_PTRACE.`);
  }
  if (!isRootPidNamespace) {
    notes.push(
      'This is not the root pid namespace: processes outside are not seen, and filters by pid, cgroup and container ' +
        'compare what the host sees.',
    );
  }
  return notes;
}

const describeOneWay = (count: number): string =>
  `Sockets with kTLS in one direction alone: ${count}. What goes the other way is not seen, and there are no spans of ` +
  'them. OpenSSL before 3.2 receives TLS 1.3 by itself.';

function describeClosed(inodes: ReadonlySet<number>): string {
  const shown = [...inodes].slice(0, SHOWN_NAMESPACES).join(', ');
  const rest = inodes.size > SHOWN_NAMESPACES ? ', ...' : '';
  const which = `${inodes.size} (${shown}${rest})`;
  return `Network namespaces that can't be entered: ${which}. Run as root or with CAP_SYS_ADMIN.`;
}
