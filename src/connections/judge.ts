// SPDX-License-Identifier: Apache-2.0
import type { Rule } from '../../config/filter-list.ts';
import type { Range } from '../../config/filter-numbers.ts';
import type { Pattern } from '../../config/filter-patterns.ts';
import type { FilterRules } from '../../config/filters.ts';
import type { FilterReason } from '../capture/counters.ts';
import { isInCgroup, isInContainer } from './cgroup-match.ts';
import type { Owner } from './owners.ts';
import type { TlsSocket } from './tls-socket.ts';

/**
 * Whether application data of a direction would be captured. `no`, `some threads` and `unknown` name the filter, of
 * several the first that the kernel asks; `unknown`: it compares what is not known of the caller. `nothing`: the kernel
 * does no TLS in this direction. `not hooked`: a device does all of it.
 */
export type Verdict =
  | { readonly captured: 'yes' | 'by chance' | 'nothing' | 'not hooked' }
  | { readonly captured: 'no' | 'some threads' | 'unknown'; readonly filter: FilterReason };

export type Direction = 'tx' | 'rx';

export type JudgedSocket = Omit<TlsSocket, 'state' | 'inode' | 'version' | 'cipher'> & {
  /** The inode of its network namespace. */
  readonly networkNamespace: number;
};

/** TLS ContentType (RFC 8446, section 5.1): what a connection is for. */
const APPLICATION_DATA = 23;
/** Of KTLS_FILTER_OWNER: a process has the socket open. */
const OF_A_PROGRAM = 0;
const COMM_BYTES = 16;
const ALL_RANDOM_NUMBERS = 2 ** 32;

/** `owner`: who makes the calls; undefined: nobody knows. */
export function judge(
  rules: FilterRules,
  socket: JudgedSocket,
  direction: Direction,
  owner: Owner | undefined,
): Verdict {
  const offload = socket[direction];
  if (offload === 'none') return { captured: 'nothing' };
  if (offload !== 'software' && offload !== 'device') return { captured: 'not hooked' };
  const comms = owner === undefined ? [undefined] : owner.threadComms;
  const verdicts = comms.map((comm) => judgeThread(rules, socket, direction, owner, comm));
  const refused = verdicts.find(({ captured }) => captured === 'no');
  const allowed = verdicts.find(({ captured }) => captured === 'yes' || captured === 'by chance');
  // Threads of a process differ by their names alone.
  if (refused !== undefined && allowed !== undefined) return { captured: 'some threads', filter: 'comm' };
  const open = verdicts.find(({ captured }) => captured === 'unknown');
  // Without a thread, the process has ended meanwhile.
  return allowed ?? open ?? refused ?? { captured: 'unknown', filter: 'comm' };
}

/** bpf/filter.bpf.h: the same questions in the same order. */
function judgeThread(
  rules: FilterRules,
  socket: JudgedSocket,
  direction: Direction,
  owner: Owner | undefined,
  comm: Buffer | undefined,
): Verdict {
  const comms = owner && comm && [paddedComm(comm), paddedComm(owner.comm)];
  const answers: readonly (readonly [FilterReason, boolean | undefined])[] = [
    ['pid', passesRange(rules.pid, owner?.pid)],
    ['uid', passesRange(rules.uid, owner?.uid)],
    ['netns', passesRange(rules.netns, socket.networkNamespace)],
    ['local_port', passesRange(rules.localPort, socket.localPort)],
    ['peer_port', passesRange(rules.peerPort, socket.peerPort)],
    ['direction', passesRange(rules.direction, direction === 'tx' ? 0 : 1)],
    ['record_type', passesRange(rules.recordType, APPLICATION_DATA)],
    ['owner', passesRange(rules.owner, owner && OF_A_PROGRAM)],
    ['comm', passesPattern(rules.comm, comms)],
    ['local_address', passesPattern(rules.localAddress, [socket.localAddress])],
    ['peer_address', passesPattern(rules.peerAddress, [socket.peerAddress])],
    ['cgroup', passes(rules.cgroup, owner?.cgroup, isInCgroup)],
    ['container', passes(rules.container, owner?.cgroup, isInContainer)],
  ];
  const refusing = answers.find(([, answer]) => answer === false);
  if (refusing !== undefined) return { captured: 'no', filter: refusing[0] };
  const sampleBelow = Math.round(rules.sampleRatio * ALL_RANDOM_NUMBERS);
  if (sampleBelow === 0) return { captured: 'no', filter: 'sample' };
  const silent = answers.find(([, answer]) => answer === undefined);
  if (silent !== undefined) return { captured: 'unknown', filter: silent[0] };
  return { captured: sampleBelow < ALL_RANDOM_NUMBERS ? 'by chance' : 'yes' };
}

/** Undefined where the filter is used and what it compares is not known. */
function passes<Known, Value>(
  { include, exclude }: Rule<Value>,
  known: Known | undefined,
  matches: (known: Known, value: Value) => boolean,
): boolean | undefined {
  if (include.length + exclude.length === 0) return true;
  if (known === undefined) return undefined;
  if (exclude.some((value) => matches(known, value))) return false;
  return include.length === 0 || include.some((value) => matches(known, value));
}

const passesRange = (rule: Rule<Range>, number: number | undefined): boolean | undefined =>
  passes(rule, number, (known, { low, high }) => known >= low && known <= high);

/** Any of the values may match. */
const passesPattern = (rule: Rule<Pattern>, values: readonly Buffer[] | undefined): boolean | undefined =>
  passes(rule, values, (known, pattern) => known.some((value) => matchesPattern(pattern, value)));

const matchesPattern = ({ value, mask }: Pattern, bytes: Buffer): boolean =>
  value.every((byte, index) => ((bytes[index] ?? 0) & (mask[index] ?? 0)) === byte);

const paddedComm = (comm: Buffer): Buffer => Buffer.concat([comm], COMM_BYTES);
