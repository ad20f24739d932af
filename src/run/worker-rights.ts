// SPDX-License-Identifier: Apache-2.0
import type { Settings } from '../../config/schema.ts';
import { exitCodes } from '../base/exit-code.ts';
import { StartError } from '../base/start-error.ts';
import { mustKeepBpf } from '../check/map-rights.ts';
import { capabilityNumber } from '../check/process-rights.ts';
import { findUser } from '../check/worker-user.ts';
import type { Rights } from '../privilege/give-up-rights.ts';

const KEEPS_BPF =
  'the worker keeps CAP_BPF alone: before Linux 5.19, where kernel.unprivileged_bpf_disabled is not 0, maps take it';

/** What the worker is left, and what the log says of it. Throws a StartError. */
export function workerRights(root: string, { ktls }: Settings): { rights: Rights; says: string[] } {
  const user = ktls.user === null ? undefined : findUser(root, ktls.user);
  if (ktls.user !== null && user === undefined)
    throw new StartError(exitCodes.configuration.code, `KTLS_USER: there is no user ${ktls.user}`, 'name another one');
  const keepsBpf = mustKeepBpf(root);
  return {
    rights: { user, capabilities: keepsBpf ? [capabilityNumber('CAP_BPF')] : [] },
    says: keepsBpf ? [KEEPS_BPF] : [],
  };
}
