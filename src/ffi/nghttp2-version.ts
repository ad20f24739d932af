// SPDX-License-Identifier: Apache-2.0
import ref from '@2060.io/ref-napi';
import ffi from 'ffi-napi';

export const LIBNGHTTP2 = 'libnghttp2.so.14';

const INFO_BYTES = 8;
const VERSION_NUMBER = 4;

/** The installed libnghttp2's version, or why it can't be opened. */
export function nghttp2Version(): string | Error {
  try {
    // nghttp2_info *nghttp2_version(int least_version), of which: int age; int version_num
    const library = ffi.Library(LIBNGHTTP2, { nghttp2_version: ['pointer', ['int']] } as const);
    const version = ref.reinterpret(library.nghttp2_version(0), INFO_BYTES, 0).readUInt32LE(VERSION_NUMBER);
    return [version >>> 16, (version >>> 8) & 0xff, version & 0xff].join('.');
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
