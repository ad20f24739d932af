// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import ref from '@2060.io/ref-napi';
import type { Libbpf } from './libbpf.ts';
import type { LibbpfMessages } from './libbpf-messages.ts';
import { checkNegative, checkNull, NativeError, NULL, type Pointer, pointerTo } from './native.ts';

/** The kernel refused the object; `messages` is what libbpf said about it, the verifier's log at its end. */
export class LoadError extends Error {
  readonly errno: number;
  readonly messages: readonly string[];

  constructor(cause: NativeError, messages: readonly string[]) {
    super(cause.message, { cause });
    this.name = 'LoadError';
    this.errno = cause.errno;
    this.messages = messages;
  }
}

/** A BPF object: opened, then set up, then loaded (libbpf's phases); closing it frees programs and maps. */
export class BpfObject implements Disposable {
  readonly #libbpf: Libbpf;
  readonly #messages: LibbpfMessages;
  readonly #object: Pointer;
  #open = true;

  constructor(libbpf: Libbpf, messages: LibbpfMessages, path: string) {
    this.#libbpf = libbpf;
    this.#messages = messages;
    this.#object = this.#explain(() => checkNull('bpf_object__open_file', libbpf.bpf_object__open_file(path, NULL)));
  }

  /** Before load: how many entries a map has; for a ring buffer, its bytes. */
  setMaxEntries(map: string, entries: number): void {
    checkNegative('bpf_map__set_max_entries', this.#libbpf.bpf_map__set_max_entries(this.#map(map), entries));
  }

  /** As the object defines the map, or as it was set. */
  maxEntries(map: string): number {
    return this.#libbpf.bpf_map__max_entries(this.#map(map));
  }

  valueBytes(map: string): number {
    return this.#libbpf.bpf_map__value_size(this.#map(map));
  }

  /** Before load. */
  setValueBytes(map: string, bytes: number): void {
    checkNegative('bpf_map__set_value_size', this.#libbpf.bpf_map__set_value_size(this.#map(map), bytes));
  }

  /** Before load: the constants of a .rodata section. */
  setConstants(section: string, bytes: Buffer): void {
    const result = this.#libbpf.bpf_map__set_initial_value(this.#map(section), pointerTo(bytes), bytes.length);
    checkNegative('bpf_map__set_initial_value', result);
  }

  /** Before load: the programs that shall be loaded; the others are not. */
  selectPrograms(names: ReadonlySet<string>): void {
    let program = this.#libbpf.bpf_object__next_program(this.#object, NULL);
    while (!ref.isNull(program)) {
      const wanted = names.has(this.#libbpf.bpf_program__name(program) ?? '');
      checkNegative('bpf_program__set_autoload', this.#libbpf.bpf_program__set_autoload(program, wanted));
      program = this.#libbpf.bpf_object__next_program(this.#object, program);
    }
  }

  load(): void {
    this.#explain(() => checkNegative('bpf_object__load', this.#libbpf.bpf_object__load(this.#object)));
  }

  /**
   * Loads in a thread of libuv's, and resolves to whether the kernel took it. libbpf says nothing meanwhile: its messages
   * would come from that thread. Nothing else may be asked of the object before.
   */
  loadAside(): Promise<boolean> {
    this.#libbpf.libbpf_set_print(NULL);
    return new Promise((resolve, reject) => {
      this.#libbpf.bpf_object__load.async(this.#object, (error, result) =>
        error ? reject(error) : resolve(result >= 0),
      );
    });
  }

  mapFd(name: string): number {
    return checkNegative('bpf_map__fd', this.#libbpf.bpf_map__fd(this.#map(name)));
  }

  program(name: string): Pointer {
    return checkNull(`program ${name}`, this.#libbpf.bpf_object__find_program_by_name(this.#object, name));
  }

  programFd(name: string): number {
    return checkNegative('bpf_program__fd', this.#libbpf.bpf_program__fd(this.program(name)));
  }

  /** After load: what the verifier looked at (bpf_prog_show_fdinfo, 5.16; 0 before). */
  verifiedInstructions(program: string): number {
    const info = readFileSync(`/proc/self/fdinfo/${this.programFd(program)}`, 'utf8');
    return Number(/^verified_insns:\s*(\d+)/m.exec(info)?.[1] ?? 0);
  }

  [Symbol.dispose](): void {
    if (!this.#open) return;
    this.#open = false;
    this.#libbpf.bpf_object__close(this.#object);
  }

  #map(name: string): Pointer {
    return checkNull(`map ${name}`, this.#libbpf.bpf_object__find_map_by_name(this.#object, name));
  }

  #explain<T>(call: () => T): T {
    this.#messages.take();
    try {
      return call();
    } catch (error) {
      if (error instanceof NativeError) throw new LoadError(error, this.#messages.take());
      throw error;
    }
  }
}
