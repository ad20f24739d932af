// SPDX-License-Identifier: Apache-2.0
import { constants } from 'node:os';
import { filterRules } from '../../config/filters.ts';
import type { Settings } from '../../config/schema.ts';
import { wrapText } from '../../config/wrap.ts';
import { exitCodes } from '../base/exit-code.ts';
import { isInRootPidNamespace } from '../base/pid-namespace.ts';
import { StartError } from '../base/start-error.ts';
import { readHostFile } from '../check/host-file.ts';
import { NativeError } from '../ffi/native.ts';
import { openLibc } from '../ffi/socket-calls.ts';
import { AF_INET, AF_INET6, type Dump, dumpTlsSockets } from './dump.ts';
import { noSocketHint } from './hint.ts';
import { socketLines } from './json.ts';
import { listSockets } from './listing.ts';
import { type Visits, visitNetworkNamespaces } from './namespaces.ts';
import { openDiagChannel } from './netlink-socket.ts';
import { notesOn } from './notes.ts';
import { findOwners } from './owners.ts';
import { socketTable } from './table.ts';

const ROOT = '/';
const CAP_NET_ADMIN = 12n;
const { EPERM, EACCES } = constants.errno;

export interface ConnectionsOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/** The sockets of this host that use kTLS. Throws a StartError where the kernel does not tell. */
export function describeConnections(settings: Settings, asJson: boolean): ConnectionsOutput {
  const rules = filterRules(settings);
  requireNetAdmin(hasNetAdmin(readHostFile(ROOT, 'proc/self/status') ?? ''));
  const { results, closed, hiddenProcesses } = dumpAll();
  const namespaces = new Map(Array.from(results, ([inode, dumps]) => [inode, dumps.flatMap(({ sockets }) => sockets)]));
  const inodes = new Set([...namespaces.values()].flat().map(({ inode }) => inode));
  // An inode of 0: the program has closed it.
  inodes.delete(0);
  const owners = findOwners(ROOT, inodes);
  const sockets = listSockets(namespaces, owners, rules);
  const notes = notesOn({
    rateLimit: rules.rateLimit,
    cgroupRate: rules.cgroupRate,
    isComplete: [...results.values()].flat().every(({ isComplete }) => isComplete),
    isRootPidNamespace: isInRootPidNamespace(ROOT),
    closedNamespaces: closed,
    oneWaySockets: sockets.filter(({ tx, rx }) => (tx === 'none') !== (rx === 'none')).length,
    hiddenProcesses: Math.max(hiddenProcesses, owners.hiddenProcesses),
  });
  const lines = [...(sockets.length === 0 ? noSocketHint(ROOT) : []), ...notes];
  const text = (before: string): string => lines.map((line) => `${wrapText(before + line)}\n`).join('');
  if (asJson) return { stdout: socketLines(sockets), stderr: text('ktls-otel: ') };
  const table = sockets.length === 0 ? [] : [socketTable(sockets)];
  return { stdout: [...table, ...(lines.length === 0 ? [] : [text('')])].join('\n'), stderr: '' };
}

function dumpAll(): Visits<readonly Dump[]> {
  const libc = openLibc();
  const open = () => openDiagChannel(libc);
  try {
    const visits = visitNetworkNamespaces(libc, () => [dumpTlsSockets(open, AF_INET), dumpTlsSockets(open, AF_INET6)]);
    const isUntold = (dumps: readonly Dump[]): boolean => dumps.some(({ isTold }) => !isTold);
    const untold = Array.from(visits.results, ([inode, dumps]) => (isUntold(dumps) ? [inode] : [])).flat();
    const [own = 0] = visits.results.keys();
    requireNetAdmin(!untold.includes(own));
    return { ...visits, closed: new Set([...visits.closed, ...untold]) };
  } catch (error) {
    throw error instanceof NativeError ? explain(error) : error;
  }
}

/** A capability of a container's user namespace counts here, for a network namespace that belongs to it. */
function hasNetAdmin(status: string): boolean {
  const mask = /^CapEff:\s+([0-9a-f]+)$/m.exec(status)?.[1];
  return mask !== undefined && (BigInt(`0x${mask}`) & (1n << CAP_NET_ADMIN)) !== 0n;
}

function requireNetAdmin(isHeld: boolean): void {
  if (isHeld) return;
  const message = 'CAP_NET_ADMIN is missing: without it the kernel does not tell which sockets use kTLS';
  throw new StartError(exitCodes.privilege.code, message, 'run as root or with CAP_NET_ADMIN');
}

function explain(error: NativeError): StartError {
  const message = `the kernel does not list its sockets: ${error.message}`;
  if (error.errno === EPERM || error.errno === EACCES) {
    return new StartError(exitCodes.privilege.code, message, 'run as root, outside of a sandbox', { cause: error });
  }
  const whatToDo = 'modprobe tcp_diag; the kernel needs CONFIG_INET_DIAG and CONFIG_INET_TCP_DIAG';
  return new StartError(exitCodes.kernel.code, message, whatToDo, { cause: error });
}
