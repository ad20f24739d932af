// SPDX-License-Identifier: Apache-2.0
import type { ExitCode } from '../base/exit-code.ts';
import { openLibseccomp } from '../ffi/libseccomp.ts';
import { checkMinusOne } from '../ffi/native.ts';
import { openProcessCalls } from '../ffi/process-calls.ts';
import { refuseCalls } from '../privilege/seccomp.ts';
import { QUESTIONS_FD } from '../privilege/stage.ts';
import { LauncherSource } from './launcher-source.ts';

const PR_SET_DUMPABLE = 4;

/**
 * The service without rights: a launcher has started it, and tells it the rest. `overdue` is aborted when a deadline
 * passes. Resolves to the exit code.
 */
export async function runWorker(overdue: AbortController): Promise<ExitCode> {
  // No other process of this user may look into its memory or descriptors.
  checkMinusOne('prctl PR_SET_DUMPABLE', openProcessCalls().prctl(PR_SET_DUMPABLE, 0, 0, 0, 0));
  refuseCalls(openLibseccomp(), 'worker');
  // The launcher reads the settings again.
  process.on('SIGHUP', () => {});
  const source = new LauncherSource(process, QUESTIONS_FD);
  const { settings, warnings, otelEnvironment, version } = await source.settings();
  Object.assign(process.env, otelEnvironment);
  const { runService } = await import('./service.ts');
  return runService({
    settings,
    warnings,
    version,
    source,
    signals: [process, source.signals],
    onOverdue: () => overdue.abort(),
  });
}
