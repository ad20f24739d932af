// SPDX-License-Identifier: Apache-2.0
import type { Settings } from '../../config/schema.ts';
import { StartError } from '../base/start-error.ts';
import { type CheckResult, ok, warning } from '../check/check-result.ts';
import type { ProgramSource } from './program-source.ts';

const NAME = 'load and attach';

/**
 * Loads the programs, attaches them and detaches them again, where the rows before say that this can work. `source` is
 * that of the service, with its settings.
 */
export async function tryCapture(
  settings: Settings,
  source: ProgramSource,
  results: readonly CheckResult[],
): Promise<CheckResult> {
  const names = results.filter(({ status }) => status === 'missing').map(({ name }) => name);
  if (names.length > 0) return warning(NAME, `not tried: missing ${names.join(', ')}`, 'get that, and --check again');
  if (!source.isTlsLive()) return warning(NAME, 'not tried: tls is not loaded', 'modprobe tls, and --check again');
  try {
    const started = await source.start(settings, {
      selfPid: process.pid,
      warn: () => {},
      stopped: new AbortController().signal,
    });
    if (started === undefined) return warning(NAME, 'it was stopped', 'ktls-otel --check again');
    started.programs.detach();
    started.programs[Symbol.dispose]();
    return ok(NAME, `by ${started.how}, and detached again`);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    const { message: found, whatToDo, code: exitCode } = error;
    return { name: NAME, status: 'missing', found, whatToDo, exitCode };
  }
}
