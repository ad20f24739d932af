// SPDX-License-Identifier: Apache-2.0
import type { ExitCode } from '../base/exit-code.ts';

/** One line of `--check`. `missing` keeps the service from starting, and then has an exit code. */
export interface CheckResult {
  readonly name: string;
  readonly status: 'ok' | 'warning' | 'missing';
  readonly found: string;
  readonly whatToDo?: string;
  readonly exitCode?: ExitCode;
}

export const ok = (name: string, found: string): CheckResult => ({ name, status: 'ok', found });

export const warning = (name: string, found: string, whatToDo: string): CheckResult => ({
  name,
  status: 'warning',
  found,
  whatToDo,
});

export const missing = (name: string, found: string, { code }: { code: ExitCode }, whatToDo: string): CheckResult => ({
  name,
  status: 'missing',
  found,
  whatToDo,
  exitCode: code,
});
