// SPDX-License-Identifier: Apache-2.0
import { accessSync, closeSync, constants, openSync } from 'node:fs';
import { exitCodes } from '../base/exit-code.ts';
import { StartError } from '../base/start-error.ts';
import { openLibseccomp } from '../ffi/libseccomp.ts';
import { NativeError } from '../ffi/native.ts';
import { openProcessCalls } from '../ffi/process-calls.ts';
import { replaceProcess } from '../ffi/replace-process.ts';
import { giveUpRights, keepAtExec, type Rights } from './give-up-rights.ts';
import { refuseCalls } from './seccomp.ts';

/** Places of the worker's descriptors: behind the standard streams. */
const CHANNEL_FD = 3;
export const QUESTIONS_FD = 4;
const INHERITED = [0, 1, 2, CHANNEL_FD, QUESTIONS_FD];

/** What the stage is told: which program to become, with which rights. */
export interface StageOrder extends Rights {
  /** Options of Node and the script. */
  readonly args: readonly string[];
  readonly script: string;
}

/**
 * Becomes the worker. Node has threads before any JavaScript runs, and a capability set is a thread's: what all threads of
 * the worker are to have is given up by one thread here, and execve makes it that of all. Throws a StartError.
 */
export function becomeWorker({ args, script, ...rights }: StageOrder): never {
  const libc = openProcessCalls();
  const node = openSync(process.execPath, 'r');
  try {
    giveUpRights(libc, rights);
    requireReadable(script, rights);
    keepAtExec(libc, INHERITED);
    const env = { ...process.env, NODE_CHANNEL_FD: String(CHANNEL_FD) };
    refuseCalls(openLibseccomp(), 'stage');
    return replaceProcess(libc, node, [process.execPath, ...args, script], env);
  } catch (error) {
    closeSync(node);
    if (!(error instanceof NativeError)) throw error;
    const message = `the worker could not be started: ${error.message}`;
    throw new StartError(exitCodes.privilege.code, message, 'ktls-otel --check says what is missing');
  }
}

function requireReadable(script: string, { user }: Rights): void {
  try {
    accessSync(script, constants.R_OK);
  } catch {
    const message = `KTLS_USER: user ${user?.uid ?? process.getuid?.()} can't read ${script}`;
    throw new StartError(exitCodes.configuration.code, message, 'install ktls-otel where that user can read it');
  }
}
