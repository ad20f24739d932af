// SPDX-License-Identifier: Apache-2.0
import { closeSync, openSync, readlinkSync, readSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseResourceAttributes } from '../../config/resource-attributes.ts';
import { toReversible } from '../base/reversible-text.ts';
import { escapeInText } from '../base/steering.ts';
import { scriptName } from './script.ts';

/** What is read of a file of /proc. Environment and arguments may be megabytes, by their process's choice. */
const MOST_BYTES = 65_536;
/** With its escapes. A longer path is not told, for it may make records too large. */
const MAX_PATH_BYTES = 512;
const MAX_NAME = 255;
/** USER_HZ is 100 on all architectures that eBPF has a compiler for. */
const NANOS_OF_TICK = 10_000_000n;
const DELETED = / \(deleted\)$/;

/** What /proc tells of a process. */
export interface ProcFacts {
  /** Of its first thread. */
  readonly comm: string | undefined;
  /** In its own mount namespace, with escapes in place of controls and of bytes that are no UTF-8. */
  readonly executablePath: string | undefined;
  readonly script: string | undefined;
  /** By its own environment. */
  readonly serviceName: string | undefined;
  readonly serviceNamespace: string | undefined;
}

export const NO_FACTS: ProcFacts = {
  comm: undefined,
  executablePath: undefined,
  script: undefined,
  serviceName: undefined,
  serviceNamespace: undefined,
};

/** A process, as it was when the kernel told of it. */
export interface ToldProcess {
  readonly pid: number;
  readonly executableName: string;
  /** CLOCK_BOOTTIME */
  readonly bootNanos: bigint;
}

/**
 * What /proc tells of a process, as far as it may be read; `root` is / on a host. Nothing when it has ended, has called
 * execve since, or its pid is another's. Of the environment, two variables are looked at and nothing is kept.
 */
export function readProcess(root: string, { pid, executableName, bootNanos }: ToldProcess): ProcFacts {
  const directory = join(root, 'proc', String(pid));
  const own = withFile(join(directory, 'environ'), serviceOf);
  const script = withFile(join(directory, 'cmdline'), (bytes, isWhole) =>
    scriptName(executableName, textsOf(bytes, isWhole)),
  );
  // Last: who began before the process was told of, and is still there, was it all along.
  const path = linkOf(join(directory, 'exe'));
  const stat = withFile(join(directory, 'stat'), parseStat);
  if (stat === undefined || stat.startNanos > bootNanos) return NO_FACTS;
  if (path !== undefined && !isFileOf(path, executableName)) return NO_FACTS;
  return {
    comm: stat.comm,
    executablePath: path === undefined ? undefined : shownPath(path),
    script,
    serviceName: own?.name,
    serviceNamespace: own?.namespace,
  };
}

/** Reused, and emptied after each use: what processes were given is not to stay in memory. */
const scratch = Buffer.alloc(MOST_BYTES);

/** What `read` makes of the first bytes of a file; undefined when it can't be read. */
function withFile<Value>(path: string, read: (bytes: Buffer, isWhole: boolean) => Value): Value | undefined {
  let fd: number | undefined;
  let length = 0;
  try {
    fd = openSync(path, 'r');
    for (let isMore = true; isMore; ) {
      const count = readSync(fd, scratch, length, MOST_BYTES - length, null);
      length += count;
      isMore = count > 0;
    }
    return read(scratch.subarray(0, length), length < MOST_BYTES);
  } catch {
    return undefined;
  } finally {
    scratch.fill(0, 0, length);
    if (fd !== undefined) closeSync(fd);
  }
}

/** Of a list with a NUL behind each text, those that were read to their end. */
function textsOf(bytes: Buffer, isWhole: boolean): string[] {
  const texts = bytes.toString('utf8').split('\0');
  return isWhole ? texts : texts.slice(0, -1);
}

const NAME_VARIABLE = 'OTEL_SERVICE_NAME=';
const ATTRIBUTES_VARIABLE = 'OTEL_RESOURCE_ATTRIBUTES=';

/** OTEL_SERVICE_NAME goes before a service.name among the resource attributes (Resource SDK specification). */
function serviceOf(bytes: Buffer, isWhole: boolean): { name: string | undefined; namespace: string | undefined } {
  const name = variable(bytes, isWhole, NAME_VARIABLE);
  const text = variable(bytes, isWhole, ATTRIBUTES_VARIABLE);
  const attributes = text === undefined ? undefined : parseResourceAttributes(text);
  return {
    name: named(name) ?? named(attributes?.['service.name']),
    namespace: named(attributes?.['service.namespace']),
  };
}

const named = (text: string | undefined): string | undefined => {
  const name = text?.trim();
  return name === undefined || name === '' || name.length > MAX_NAME ? undefined : name;
};

/** The first value of a variable, as getenv(3) finds it. No other is made a string. */
function variable(bytes: Buffer, isWhole: boolean, head: string): string | undefined {
  for (let at = bytes.indexOf(head); at !== -1; at = bytes.indexOf(head, at + head.length)) {
    if (at > 0 && bytes[at - 1] !== 0) continue;
    const end = bytes.indexOf(0, at);
    if (end === -1 && !isWhole) return undefined;
    return bytes.toString('utf8', at + head.length, end === -1 ? bytes.length : end);
  }
  return undefined;
}

/** proc_pid_stat(5): `7 (comm) S` and so on; the 22nd is when it began. */
const STAT = /^\d+ \((.*)\) \S(?: -?\d+){18} (\d+) /s;

function parseStat(bytes: Buffer): { comm: string; startNanos: bigint } | undefined {
  const [, comm, start] = STAT.exec(bytes.toString('utf8')) ?? [];
  if (comm === undefined || start === undefined) return undefined;
  const unescaped = comm.replace(/\\(n|\\)/g, (_, escaped) => (escaped === 'n' ? '\n' : '\\'));
  return { comm: unescaped, startNanos: BigInt(start) * NANOS_OF_TICK };
}

/** undefined: it may not be looked at, or has none. */
function linkOf(path: string): Buffer | undefined {
  try {
    return readlinkSync(path, 'buffer');
  } catch {
    return undefined;
  }
}

/** A file that is gone from its folder says so behind its name. */
function isFileOf(path: Buffer, executableName: string): boolean {
  const name = basename(path.toString('utf8'));
  return name === executableName || name.replace(DELETED, '') === executableName;
}

function shownPath(path: Buffer): string | undefined {
  const length = path.length - (DELETED.exec(path.toString('latin1'))?.[0].length ?? 0);
  const shown = escapeInText(toReversible(path.subarray(0, length)).toString('utf8'));
  return Buffer.byteLength(shown) > MAX_PATH_BYTES ? undefined : shown;
}
