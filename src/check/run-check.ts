// SPDX-License-Identifier: Apache-2.0
import type { Settings } from '../../config/schema.ts';
import { checkTlsBtf, checkVmlinuxBtf } from './btf.ts';
import { checkBpfCapability, checkSysAdmin } from './capabilities.ts';
import { checkCgroup } from './cgroup.ts';
import { type CheckResult, ok, warning } from './check-result.ts';
import { type AttachChoice, chooseHostAttach, readAttachFacts } from './choose-attach.ts';
import { checkKptrRestrict, checkSyslog } from './kernel-addresses.ts';
import { checkKernelRelease } from './kernel-release.ts';
import { checkLibbpf, checkLibseccomp, checkObject, type LibbpfVersion, type LibseccompProblem } from './libbpf.ts';
import { checkLockdown } from './lockdown.ts';
import { checkMemlock } from './memlock.ts';
import { checkPreemption } from './preemption.ts';
import { checkPerfEventParanoid } from './sysctls.ts';
import { checkTlsModule, checkTlsOption } from './tls-module.ts';
import { checkTracefs } from './tracefs.ts';
import { checkWorkerUser } from './worker-user.ts';

export interface CheckInputs {
  /** `/`, or a folder of made-up files in tests. */
  readonly root: string;
  readonly attach: Settings['ktls']['attach'];
  readonly ringBytes: number;
  /** The variables of filters that compare paths of cgroups. */
  readonly cgroupFilters: readonly string[];
  readonly libbpfVersion: LibbpfVersion;
  readonly libseccompProblem: LibseccompProblem;
  /** KTLS_USER */
  readonly user: Settings['ktls']['user'];
  /** The compiled BPF programs. */
  readonly objectFile: string;
  /** Of this process, when not given. */
  readonly arch?: NodeJS.Architecture;
}

/** All that the service needs of its host, in the order in which a missing one decides the exit code. */
export function runCheck(inputs: CheckInputs): CheckResult[] {
  const {
    root,
    attach,
    ringBytes,
    cgroupFilters,
    libbpfVersion,
    libseccompProblem,
    user,
    objectFile,
    arch = process.arch,
  } = inputs;
  const choice = chooseHostAttach(root, attach);
  // Nothing is missing for a way that may not be taken.
  const way = choice.isProvisional ? undefined : choice.way;
  return [
    checkKernelRelease(root),
    checkTlsOption(root),
    checkTlsModule(root),
    checkVmlinuxBtf(root),
    checkTlsBtf(root, way === 'fentry'),
    checkLockdown(root),
    checkCgroup(root, cgroupFilters),
    checkBpfCapability(root, 'CAP_BPF'),
    checkBpfCapability(root, 'CAP_PERFMON'),
    checkSysAdmin(root, way === 'fentry' && !readAttachFacts(root).mayUseTlsBtf),
    checkMemlock(root, ringBytes),
    checkSyslog(root, arch),
    checkKptrRestrict(root, arch),
    checkPerfEventParanoid(root, way === 'kprobe'),
    checkTracefs(root, way === 'kprobe'),
    checkPreemption(root),
    checkAttach(choice),
    checkLibbpf(root, libbpfVersion),
    checkLibseccomp(root, libseccompProblem),
    checkObject(objectFile),
    ...checkWorkerUser(root, user),
  ];
}

function checkAttach(choice: AttachChoice): CheckResult {
  if (choice.isProvisional) return ok('attach', 'chosen when tls is loaded');
  const found = `${choice.way}: ${choice.reason}`;
  if (choice.warning === undefined) return ok('attach', found);
  return warning('attach', found, choice.warning);
}
