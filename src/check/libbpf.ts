// SPDX-License-Identifier: Apache-2.0
import { exitCodes } from '../base/exit-code.ts';
import { fileExists } from '../base/file-exists.ts';
import { type CheckResult, missing, ok } from './check-result.ts';
import { installLibbpf, installLibseccomp } from './install.ts';

/** libbpf's version, or why it can't be loaded. */
export type LibbpfVersion = () => { readonly major: number; readonly minor: number } | Error;

export function checkLibbpf(root: string, libbpfVersion: LibbpfVersion): CheckResult {
  const name = 'libbpf';
  const whatToDo = `install libbpf 1.1 or newer: ${installLibbpf(root)}`;
  const version = libbpfVersion();
  if (version instanceof Error) return missing(name, `not loadable: ${version.message}`, exitCodes.libbpf, whatToDo);
  const found = `${version.major}.${version.minor}`;
  const isNewEnough = version.major > 1 || (version.major === 1 && version.minor >= 1);
  return isNewEnough ? ok(name, found) : missing(name, found, exitCodes.libbpf, whatToDo);
}

/** Why libseccomp can't be loaded; undefined where it can. */
export type LibseccompProblem = () => Error | undefined;

export function checkLibseccomp(root: string, libseccompProblem: LibseccompProblem): CheckResult {
  const name = 'libseccomp';
  const problem = libseccompProblem();
  if (problem === undefined) return ok(name, 'loadable');
  const whatToDo = `install libseccomp 2.5 or newer: ${installLibseccomp(root)}`;
  return missing(name, `not loadable: ${problem.message}`, exitCodes.libbpf, whatToDo);
}

/** The compiled BPF programs; the path is one of this process, not below a check's root. */
export function checkObject(path: string): CheckResult {
  const name = 'BPF object';
  return fileExists(path) ? ok(name, path) : missing(name, `no ${path}`, exitCodes.libbpf, 'npm run build');
}
