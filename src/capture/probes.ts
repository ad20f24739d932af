// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BpfObject } from '../ffi/bpf-object.ts';
import type { Libbpf } from '../ffi/libbpf.ts';
import type { Libc } from '../ffi/libc.ts';
import { checkNegative, checkNull, type Pointer } from '../ffi/native.ts';
import { lockFile } from './file-lock.ts';
import type { Hook } from './hooks.ts';
import { lastKnown } from './last-known.ts';
import { openTracepoint } from './perf-event.ts';
import { TracefsProbes } from './tracefs-probes.ts';

/** Programs attached to their hooks. Detached programs keep their miss counters until they are disposed of. */
export interface Probes extends Disposable {
  detach(): void;
  /** Calls for whose return the exit program did not run. */
  missedReturns(): number;
}

class Links {
  readonly #libbpf: Libbpf;
  readonly #links: Pointer[] = [];

  constructor(libbpf: Libbpf) {
    this.#libbpf = libbpf;
  }

  add(call: string, link: Pointer): void {
    this.#links.push(checkNull(call, link));
  }

  destroy(): void {
    for (let link = this.#links.pop(); link; link = this.#links.pop()) {
      checkNegative('bpf_link__destroy', this.#libbpf.bpf_link__destroy(link));
    }
  }
}

/**
 * Calls that the kernel skipped since a program was already running on that CPU (bpf_prog_show_fdinfo,
 * kernel/bpf/syscall.c; 0 before 5.12, which has no such guard for trampolines).
 */
function recursionMisses(object: BpfObject, hooks: readonly Hook[]): number {
  let misses = 0;
  for (const { program, at, sees } of hooks) {
    if (at !== 'return' || sees !== 'calls') continue;
    const info = readFileSync(`/proc/self/fdinfo/${object.programFd(program)}`, 'utf8');
    misses += Number(/^recursion_misses:\s*(\d+)/m.exec(info)?.[1] ?? 0);
  }
  return misses;
}

/** A program whose section says to what it is attached. */
export function attachProgram(libbpf: Libbpf, object: BpfObject, program: string): Disposable {
  const links = new Links(libbpf);
  links.add(`bpf_program__attach ${program}`, libbpf.bpf_program__attach(object.program(program)));
  return { [Symbol.dispose]: () => links.destroy() };
}

/** By BPF trampolines. Links go with the process, kill -9 included. */
export function attachTrampolines(libbpf: Libbpf, object: BpfObject, hooks: readonly Hook[]): Probes {
  const links = new Links(libbpf);
  try {
    for (const { program } of hooks) {
      links.add(`bpf_program__attach ${program}`, libbpf.bpf_program__attach(object.program(program)));
    }
  } catch (error) {
    links.destroy();
    throw error;
  }
  return {
    detach: () => links.destroy(),
    missedReturns: lastKnown(() => recursionMisses(object, hooks)),
    [Symbol.dispose]: () => links.destroy(),
  };
}

/** By probes defined in tracefs, the only place where a kretprobe can be given its number of instances. */
export function attachTracefsProbes(
  libbpf: Libbpf,
  libc: Libc,
  object: BpfObject,
  hooks: readonly Hook[],
  tracefs: string,
): Probes {
  const probes = new TracefsProbes(tracefs, '/sys/module/tls');
  const links = new Links(libbpf);
  const missesOfProbes = lastKnown(() => probes.missedReturns());
  const missesOfPrograms = lastKnown(() => recursionMisses(object, hooks));
  let missed = 0;
  // The misses go with the definitions, which a starting instance would remove once they are unarmed.
  const detach = (): void => {
    links.destroy();
    missed += missesOfProbes();
    probes.remove();
  };
  using _ = lockFile(libc, join(tracefs, 'kprobe_events'));
  try {
    probes.removeLeftOver();
    for (const hook of hooks) {
      const perfFd = openTracepoint(libc, probes.define(hook));
      const link = libbpf.bpf_program__attach_perf_event(object.program(hook.program), perfFd);
      links.add(`bpf_program__attach_perf_event ${hook.program}`, link);
    }
  } catch (error) {
    detach();
    throw error;
  }
  return {
    detach,
    missedReturns: () => missed + missesOfProbes() + missesOfPrograms(),
    [Symbol.dispose]: detach,
  };
}
