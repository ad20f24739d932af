// SPDX-License-Identifier: Apache-2.0
// Makes system calls, after the filters that its first argument names, and prints the errno of each; 0 where it works.
import { writeSync } from 'node:fs';
import ffi from 'ffi-napi';
import { exitAtOnce } from '../../../src/ffi/libc.ts';
import { openLibseccomp } from '../../../src/ffi/libseccomp.ts';
import { refuseCalls } from '../../../src/privilege/seccomp.ts';

const libc = ffi.Library('libc.so.6', {
  syscall: ['long', ['long', 'ulong', 'ulong', 'ulong', 'ulong', 'ulong']],
} as const);
const library = openLibseccomp();
const [filters = '', calls = '[]'] = process.argv.slice(2);

for (const filter of filters.split('+')) if (filter !== '') refuseCalls(library, filter as 'stage');
const errnos = (JSON.parse(calls) as [string, ...number[]][]).map(([name, ...args]) => {
  const number = library.seccomp_syscall_resolve_name(name);
  const [first = 0, second = 0, third = 0] = args.map((value) => (value === -1 ? process.pid : value));
  return Number(libc.syscall(number, first, second, third, 0, 0)) === -1 ? ffi.errno() : 0;
});
writeSync(1, JSON.stringify(errnos));
// The loop may have lost the ring of io_uring that it had.
exitAtOnce(0);
