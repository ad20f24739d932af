// SPDX-License-Identifier: Apache-2.0
import { type CheckResult, ok, warning } from './check-result.ts';
import { readHostFile } from './host-file.ts';
import { readKernelConfig } from './kernel-config.ts';

export type Preemption = 'none' | 'voluntary' | 'full' | 'lazy' | 'rt' | 'unknown';

const selectable: readonly string[] = ['none', 'voluntary', 'full', 'lazy'] satisfies Preemption[];
const isSelectable = (model: string | undefined): model is Preemption => selectable.includes(model ?? '');

/** The preemption model that the kernel runs with. */
export function readPreemption(root: string): Preemption {
  return inDebugfs(root) ?? onCommandLine(root) ?? inVersion(root) ?? inConfig(root) ?? 'unknown';
}

export function checkPreemption(root: string): CheckResult {
  const name = 'preemption';
  const model = readPreemption(root);
  if (model !== 'unknown') return ok(name, model);
  return warning(name, model, 'nothing, kprobes work on all models; a container needs /sys/kernel/debug to know it');
}

const readVersion = (root: string): string[] => (readHostFile(root, 'proc/sys/kernel/version') ?? '').split(/\s+/);

// `none (voluntary) full`; the file exists only with PREEMPT_DYNAMIC, and only root may read it.
function inDebugfs(root: string): Preemption | undefined {
  const model = /\((\w+)\)/.exec(readHostFile(root, 'sys/kernel/debug/sched/preempt') ?? '')?.[1];
  return isSelectable(model) ? model : undefined;
}

// A kernel without PREEMPT_DYNAMIC does not know the parameter. The last one counts.
function onCommandLine(root: string): Preemption | undefined {
  if (!readVersion(root).includes('PREEMPT_DYNAMIC')) return undefined;
  const models = Array.from(
    (readHostFile(root, 'proc/cmdline') ?? '').matchAll(/(?:^|\s)preempt=(\w+)/g),
    ([, m]) => m,
  );
  return models.filter(isSelectable).at(-1);
}

// `uname -v`: `#1 SMP PREEMPT_RT Debian ...`.
function inVersion(root: string): Preemption | undefined {
  const words = readVersion(root);
  if (words.includes('PREEMPT_RT')) return 'rt';
  if (words.includes('PREEMPT_LAZY')) return 'lazy';
  return words.includes('PREEMPT') ? 'full' : undefined;
}

// With PREEMPT_DYNAMIC these name the default.
function inConfig(root: string): Preemption | undefined {
  const config = readKernelConfig(root);
  const isSet = (option: string): boolean => config?.get(option) === 'y';
  if (isSet('CONFIG_PREEMPT_RT')) return 'rt';
  if (isSet('CONFIG_PREEMPT_LAZY')) return 'lazy';
  if (isSet('CONFIG_PREEMPT')) return 'full';
  if (isSet('CONFIG_PREEMPT_VOLUNTARY')) return 'voluntary';
  return isSet('CONFIG_PREEMPT_NONE') ? 'none' : undefined;
}
