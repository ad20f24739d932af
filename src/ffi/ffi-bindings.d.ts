// SPDX-License-Identifier: Apache-2.0
// The part of ffi-napi below its functions (lib/bindings, 4.0): it takes storage that the caller has laid out.
declare module 'ffi-napi/lib/bindings' {
  interface Bindings {
    /** `result` holds at least 8 bytes; `argumentList` is a pointer to each argument. */
    ffi_call(cif: Buffer, symbol: Buffer, result: Buffer, argumentList: Buffer): void;
    /** The same in a thread of libuv's. All storage has to outlive the call. */
    ffi_call_async(
      cif: Buffer,
      symbol: Buffer,
      result: Buffer,
      argumentList: Buffer,
      done: (error: unknown) => void,
    ): void;
  }
  const bindings: Bindings;
  export default bindings;
}
