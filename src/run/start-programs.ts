// SPDX-License-Identifier: Apache-2.0
import { filterRules } from '../../config/filters.ts';
import type { Settings } from '../../config/schema.ts';
import { exitCodes } from '../base/exit-code.ts';
import { StartError } from '../base/start-error.ts';
import { KernelPrograms, loadAside, type ProgramOptions } from '../capture/programs.ts';
import { LoadError } from '../ffi/bpf-object.ts';
import { openLibbpf } from '../ffi/libbpf.ts';
import { openLibc } from '../ffi/libc.ts';
import { NativeError } from '../ffi/native.ts';
import { LOOK_AHEAD_BYTES, TAIL_BYTES } from '../redact/unread.ts';

const SHOWN_MESSAGES = 8;

/** Where the programs are from, and whose calls they leave out. */
export type ProgramPlace = Pick<ProgramOptions, 'objectPath' | 'tracefs' | 'selfPid'>;

/**
 * Loads and attaches the programs; undefined when `stopped` is aborted before they are loaded. Rejects with a StartError
 * that says what the kernel did not grant.
 */
export async function startPrograms(
  settings: Settings,
  attach: Pick<ProgramOptions, 'way' | 'canInterleave'>,
  place: ProgramPlace,
  stopped: AbortSignal,
): Promise<KernelPrograms | undefined> {
  const { ktls } = settings;
  const options: ProgramOptions = {
    ...place,
    ...attach,
    captureBytes: ktls.capture_bytes,
    amidContent: amidContent(ktls),
    connectionRecords: ktls.connection_records,
    filters: filterRules(settings),
    ringBytes: ktls.ring_bytes,
    maxCalls: ktls.max_calls,
    maxConnections: ktls.max_connections,
  };
  try {
    const object = await loadAside(options);
    if (!stopped.aborted) return new KernelPrograms(options, openLibbpf(), openLibc(), object);
    object?.[Symbol.dispose]();
    return undefined;
  } catch (error) {
    throw explain(error);
  }
}

/** What redaction asks for comes to what is shown. */
function amidContent({ payload, plaintext_bytes }: Settings['ktls']): ProgramOptions['amidContent'] {
  return payload === 'redact'
    ? { startBytes: plaintext_bytes + LOOK_AHEAD_BYTES, endBytes: TAIL_BYTES }
    : { startBytes: plaintext_bytes, endBytes: 0 };
}

function explain(error: unknown): unknown {
  if (error instanceof LoadError) {
    const said = error.messages.slice(-SHOWN_MESSAGES).map((line) => `\n  ${line}`);
    return startError(error.errno, `the BPF programs were not loaded: ${error.message}${said.join('')}`, error);
  }
  if (error instanceof NativeError) {
    return startError(error.errno, `the BPF programs were not attached: ${error.message}`, error);
  }
  const { errno, code } = error as NodeJS.ErrnoException;
  if (errno === undefined || code === undefined) return error;
  return startError(-errno, `the probes were not attached: ${(error as Error).message}`, error);
}

const EPERM = 1;
const ENOMEM = 12;
const EACCES = 13;

function startError(errno: number, message: string, cause: unknown): StartError {
  if (errno === EPERM || errno === EACCES) {
    return new StartError(
      exitCodes.privilege.code,
      message,
      'run as root, or with CAP_BPF, CAP_PERFMON and CAP_SYS_ADMIN; ktls-otel --check says what is missing',
      { cause },
    );
  }
  const whatToDo =
    errno === ENOMEM
      ? 'lower KTLS_RING_BYTES, KTLS_MAX_CONNECTIONS or KTLS_MAX_CALLS'
      : 'ktls-otel --check says what this kernel lacks; KTLS_ATTACH chooses another way to attach';
  return new StartError(exitCodes.kernel.code, message, whatToDo, { cause });
}
