// SPDX-License-Identifier: Apache-2.0
import type { Settings } from '../../config/schema.ts';
import { hasTlsBtf } from './btf.ts';
import { type Preemption, readPreemption } from './preemption.ts';
import { readProcessRights } from './process-rights.ts';
import { readTlsModule } from './tls-module.ts';

export interface AttachFacts {
  /** The BTF that has the types of the TLS functions is there; undefined before tls is loaded. */
  readonly hasTlsBtf: boolean | undefined;
  /** This process may use that BTF: of a module it takes CAP_SYS_ADMIN. */
  readonly mayUseTlsBtf: boolean;
}

export interface AttachChoice {
  readonly way: 'fentry' | 'kprobe';
  readonly reason: string;
  /** Set when two programs of a CPU can be under way at once. Those of kprobes can't: they are not preempted. */
  readonly canInterleave?: true;
  /** Set when the forced way may miss calls. */
  readonly warning?: string;
  /** Set when it may become fentry once tls is loaded. */
  readonly isProvisional?: true;
}

export function readAttachFacts(root: string): AttachFacts {
  return {
    hasTlsBtf: hasTlsBtf(root),
    mayUseTlsBtf: readTlsModule(root) === 'built-in' || readProcessRights(root).has('CAP_SYS_ADMIN'),
  };
}

/** The choice for this host; a forced way is kept. */
export const chooseHostAttach = (root: string, requested: Settings['ktls']['attach']): AttachChoice =>
  chooseAttach(requested, readPreemption(root), readAttachFacts(root));

/** @internal A test has all of its cases in a table; for a host it is chooseHostAttach. */
export function chooseAttach(
  requested: Settings['ktls']['attach'],
  preemption: Preemption,
  facts: AttachFacts,
): AttachChoice {
  // A tracing program's recursion guard is per CPU: where it can be preempted, calls of other tasks are skipped.
  const isPreemptible = preemption !== 'none' && preemption !== 'voluntary';
  const model = preemption === 'unknown' ? 'the preemption model is unknown' : `preemption is ${preemption}`;
  if (requested !== 'auto') {
    const choice = { way: requested, reason: `KTLS_ATTACH=${requested}` };
    if (requested === 'kprobe' || !isPreemptible) return choice;
    return {
      ...choice,
      canInterleave: true,
      warning: `fentry may miss calls: ${model}; KTLS_ATTACH=auto or kprobe misses none`,
    };
  }
  if (isPreemptible) return { way: 'kprobe', reason: model };
  if (facts.hasTlsBtf === false) return { way: 'kprobe', reason: 'there is no BTF of tls' };
  if (!facts.mayUseTlsBtf) return { way: 'kprobe', reason: 'CAP_SYS_ADMIN is not held' };
  if (facts.hasTlsBtf === undefined) return { way: 'kprobe', reason: 'tls is not loaded', isProvisional: true };
  return { way: 'fentry', reason: model };
}
