// SPDX-License-Identifier: Apache-2.0
import ffi from 'ffi-napi';
import type { Libbpf } from './libbpf.ts';
import type { Libc } from './libc.ts';
import { type Pointer, pointerTo } from './native.ts';

/** A verifier log is long, and its last lines say what is wrong. */
const MESSAGE_BYTES = 1_048_576;
const KEPT_LINES = 40;
const LIBBPF_DEBUG = 2;

/**
 * Keeps libbpf's last messages (verifier log included) instead of letting it print them, so that a failed load can say
 * why. libbpf calls back on the calling thread only, during a call of ours (libbpf_print_fn_t, libbpf.h).
 */
export class LibbpfMessages {
  #lines: string[] = [];
  // Held: ffi-napi frees a callback that JavaScript no longer refers to.
  readonly #callback: Pointer;

  constructor(libbpf: Libbpf, libc: Libc) {
    const text = Buffer.alloc(MESSAGE_BYTES);
    const print = (level: number, format: Pointer, args: Pointer): number => {
      if (level >= LIBBPF_DEBUG) return 0;
      const length = libc.vsnprintf(pointerTo(text), MESSAGE_BYTES, format, args);
      const message = text.toString('utf8', 0, Math.max(0, Math.min(length, MESSAGE_BYTES - 1)));
      this.#lines.push(...message.split('\n').filter((line) => line.trim() !== ''));
      this.#lines = this.#lines.slice(-KEPT_LINES);
      return length;
    };
    this.#callback = ffi.Callback('int', ['int', 'pointer', 'pointer'], print as never) as unknown as Pointer;
    libbpf.libbpf_set_print(this.#callback);
  }

  /** What libbpf has said since the last call, oldest first. */
  take(): string[] {
    const lines = this.#lines;
    this.#lines = [];
    return lines;
  }
}
