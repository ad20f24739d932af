// SPDX-License-Identifier: Apache-2.0
import type { Settings } from '../../config/schema.ts';
import { checkTlsBtf, checkVmlinuxBtf } from './btf.ts';
import { checkBpfCapability, checkSysAdmin, checkSyslog } from './capabilities.ts';
import { ok, warning, type CheckResult } from './check-result.ts';
import { chooseHostAttach, readAttachFacts } from './choose-attach.ts';
import { checkKernelRelease } from './kernel-release.ts';
import { checkLibbpf, checkObject, type LibbpfVersion } from './libbpf.ts';
import { checkLockdown } from './lockdown.ts';
import { checkPreemption } from './preemption.ts';
import { checkKptrRestrict, checkPerfEventParanoid } from './sysctls.ts';
import { checkTlsModule, checkTlsOption } from './tls-module.ts';
import { checkTracefs } from './tracefs.ts';

export interface CheckInputs {
  /** `/`, or a folder of made-up files in tests. */
  readonly root: string;
  readonly attach: Settings['ktls']['attach'];
  readonly libbpfVersion: LibbpfVersion;
  /** The compiled BPF programs. */
  readonly objectFile: string;
}

/** All that the service needs of its host, in the order in which a missing one decides the exit code. */
export function runCheck({ root, attach, libbpfVersion, objectFile }: CheckInputs): CheckResult[] {
  const { way } = chooseHostAttach(root, attach);
  return [
    checkKernelRelease(root),
    checkTlsOption(root),
    checkTlsModule(root),
    checkVmlinuxBtf(root),
    checkTlsBtf(root, way === 'fentry'),
    checkLockdown(root),
    checkBpfCapability(root, 'CAP_BPF'),
    checkBpfCapability(root, 'CAP_PERFMON'),
    checkSysAdmin(root, way === 'fentry' && !readAttachFacts(root).mayUseTlsBtf),
    checkSyslog(root),
    checkKptrRestrict(root),
    checkPerfEventParanoid(root, way === 'kprobe'),
    checkTracefs(root, way === 'kprobe'),
    checkPreemption(root),
    checkAttach(root, attach),
    checkLibbpf(libbpfVersion),
    checkObject(objectFile),
  ];
}

function checkAttach(root: string, attach: Settings['ktls']['attach']): CheckResult {
  const choice = chooseHostAttach(root, attach);
  const found = `${choice.way}: ${choice.reason}`;
  if (choice.warning === undefined) return ok('attach', found);
  return warning('attach', found, choice.warning);
}
