// SPDX-License-Identifier: Apache-2.0
import type { Beginning, ServiceRule } from '../../config/service-rules.ts';
import { escapeInText } from '../base/steering.ts';
import type { Origin, Service } from '../capture/event.ts';
import type { CgroupNames } from './container-id.ts';
import { kernelService } from './kernel-socket.ts';
import type { ProcFacts } from './proc-files.ts';

const SHORT_CONTAINER_ID = 12;
/** Files that are several programs, by the name that they are called by: comm has it. */
const MULTI_CALL: ReadonlySet<string> = new Set([
  // Debian's redis-tools and valkey-tools: the server is a link to it.
  'redis-check-rdb',
  'valkey-check-rdb',
  'busybox',
  'toybox',
  'coreutils',
]);

/** Who called, on which connection, and what is known of its process and of the process's cgroup. */
export interface Called {
  readonly origin: Pick<Origin, 'comm' | 'localPort' | 'peerPort' | 'networkType' | 'isKernelSocket'>;
  readonly process: ProcFacts & Pick<Origin, 'executableName'>;
  readonly cgroup: CgroupNames & Pick<Origin, 'containerId'>;
}

/**
 * Whose service a call is: by the first rule that is true of it; of a socket of the kernel by what it is for; else as
 * the process or what runs it has named it.
 */
export function serviceOf(rules: readonly ServiceRule[], called: Called): Service {
  const rule = rules.find(({ conditions }) => isTrue(conditions, called));
  if (rule !== undefined) return { name: rule.service, namespace: rule.namespace, by: 'rule' };
  if (called.origin.isKernelSocket) return { name: kernelService(called.origin), namespace: undefined, by: 'kernel' };
  const namespace = called.process.serviceNamespace;
  return {
    name: escapeInText(ownName(called)),
    namespace: namespace === undefined ? undefined : escapeInText(namespace),
    by: 'process',
  };
}

function ownName({ origin, process, cgroup }: Called): string {
  const named = process.serviceName ?? cgroup.unit ?? cgroup.containerName ?? process.script;
  if (named !== undefined) return named;
  const comm = process.comm ?? origin.comm;
  const { executableName } = process;
  const program = executableName !== undefined && MULTI_CALL.has(executableName) ? comm : executableName;
  return program ?? cgroup.containerId?.slice(0, SHORT_CONTAINER_ID) ?? comm;
}

/** Of a socket of the kernel, ports alone are asked: the thread that runs is anyone's. */
function isTrue(conditions: ServiceRule['conditions'], { origin, process, cgroup }: Called): boolean {
  const { port, peer_port: peerPort, comm, unit, container, script } = conditions;
  const isOwned = !origin.isKernelSocket;
  const hasPorts = origin.networkType !== undefined;
  const isWithin = (range: typeof port, number: number): boolean =>
    range === undefined || (hasPorts && range.low <= number && number <= range.high);
  const matches = (wanted: Beginning | undefined, ...texts: readonly (string | undefined)[]): boolean =>
    wanted === undefined || (isOwned && texts.some((text) => text !== undefined && begins(text, wanted)));
  return (
    isWithin(port, origin.localPort) &&
    isWithin(peerPort, origin.peerPort) &&
    matches(comm, origin.comm, process.comm) &&
    matches(unit, cgroup.unit) &&
    matches(container, cgroup.containerId) &&
    matches(script, process.script)
  );
}

const begins = (text: string, { text: wanted, isPrefix }: Beginning): boolean =>
  isPrefix ? text.startsWith(wanted) : text === wanted;
