// SPDX-License-Identifier: Apache-2.0
import ref from '@2060.io/ref-napi';
import { checkMinusOne, pointerTo } from './native.ts';
import type { ProcessCalls } from './process-calls.ts';

const POINTER_BYTES = 8;

/**
 * Goes on as another program, an open file, whose path this process need not be able to reach: fexecve(3). All threads but
 * the calling one end, and all of the new program's come from it. Returns only by throwing NativeError.
 */
export function replaceProcess(libc: ProcessCalls, fd: number, args: readonly string[], env: NodeJS.ProcessEnv): never {
  const variables = Object.entries(env).map(([name, value = '']) => `${name}=${value}`);
  checkMinusOne('fexecve', libc.fexecve(fd, pointerTo(textList(args)), pointerTo(textList(variables))));
  throw new Error('fexecve returned');
}

/** A `char *const []` with NULL at its end. */
function textList(texts: readonly string[]): Buffer {
  const list = Buffer.alloc(POINTER_BYTES * (texts.length + 1));
  // writePointer keeps what it points to for as long as the list.
  texts.forEach((text, index) => ref.writePointer(list, POINTER_BYTES * index, Buffer.from(`${text}\0`) as never));
  return list;
}
