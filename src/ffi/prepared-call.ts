// SPDX-License-Identifier: Apache-2.0
import ref from '@2060.io/ref-napi';
import ffi from 'ffi-napi';
import bindings from 'ffi-napi/lib/bindings';

export type Argument =
  | { type: 'int'; value: number }
  /** Memory that the function reads or writes; it is kept for as long as the call. */
  | { type: 'pointer'; value: Buffer }
  /** A number of 64 bits: what C returned as an address, or takes as one. */
  | { type: 'address'; value: bigint };

const POINTER_BYTES = 8;
const RESULT_BYTES = 8;

/**
 * A C function that returns an int, with arguments that are laid out once, for calls that are made for as long as the
 * service runs: each call through ffi.Library leaks about 100 bytes of ref-napi's (3.0.6), which never forgets a Buffer
 * that it has seen twice. One call at a time, since its result has one place.
 */
export class PreparedCall {
  readonly #cif: Buffer;
  readonly #symbol: Buffer;
  readonly #result = Buffer.alloc(RESULT_BYTES);
  readonly #cells: readonly Buffer[];
  readonly #argumentList: Buffer;
  /** What the cells point to. */
  readonly #arguments: readonly Argument[];

  constructor(library: string, name: string, args: readonly Argument[]) {
    const types = args.map(({ type }) => (type === 'int' ? ref.types.int : ref.refType(ref.types.void)));
    this.#cif = ffi.CIF(ref.types.int, types) as unknown as Buffer;
    this.#symbol = new ffi.DynamicLibrary(library).get(name) as unknown as Buffer;
    this.#arguments = args;
    this.#cells = args.map(({ type, value }) => {
      const cell = Buffer.alloc(POINTER_BYTES);
      if (type === 'int') cell.writeInt32LE(value);
      else if (type === 'address') cell.writeBigUInt64LE(value);
      else ref.writePointer(cell, 0, value as never);
      return cell;
    });
    this.#argumentList = Buffer.alloc(POINTER_BYTES * args.length);
    this.#cells.forEach((cell, index) => ref.writePointer(this.#argumentList, POINTER_BYTES * index, cell as never));
  }

  /** From the next call on; `index` is that of an int. */
  setInt(index: number, value: number): void {
    if (this.#arguments[index]?.type !== 'int') throw new Error(`argument ${index} is no int`);
    this.#cells[index]?.writeInt32LE(value);
  }

  call(): number {
    bindings.ffi_call(this.#cif, this.#symbol, this.#result, this.#argumentList);
    return this.#result.readInt32LE();
  }

  /** In a thread of libuv's. */
  callAsync(): Promise<number> {
    return new Promise((resolve, reject) => {
      bindings.ffi_call_async(this.#cif, this.#symbol, this.#result, this.#argumentList, (error) => {
        if (error) reject(error);
        else resolve(this.#result.readInt32LE());
      });
    });
  }
}
