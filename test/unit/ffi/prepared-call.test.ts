// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import ref from '@2060.io/ref-napi';
import { LIBC } from '../../../src/ffi/libc.ts';
import { PreparedCall } from '../../../src/ffi/prepared-call.ts';

// int memcmp(const void *s1, const void *s2, size_t n), whose result has the sign of the first difference
const compare = (first: Buffer, second: Buffer): PreparedCall =>
  new PreparedCall(LIBC, 'memcmp', [
    { type: 'pointer', value: first },
    { type: 'pointer', value: second },
    { type: 'int', value: first.length },
  ]);

test('a call sees its memory as it is then, and its ints as they were set last', () => {
  const [first, second] = [Buffer.from('abc'), Buffer.from('abd')];
  const call = compare(first, second);
  assert.equal(Math.sign(call.call()), -1);
  second[2] = 0x62;
  assert.equal(Math.sign(call.call()), 1);
  call.setInt(2, 2);
  assert.equal(call.call(), 0);
  assert.throws(() => call.setInt(0, 1), /argument 0 is no int/);
});

test('so does one in another thread', async () => {
  const [first, second] = [Buffer.from('b'), Buffer.from('a')];
  const call = compare(first, second);
  assert.equal(Math.sign(await call.callAsync()), 1);
  second[0] = 0x62;
  assert.equal(await call.callAsync(), 0);
});

test('an address is passed as it is', () => {
  const [first, second, cell] = [Buffer.from('abc'), Buffer.from('abd'), Buffer.alloc(8)];
  ref.writePointer(cell, 0, first as never);
  const call = new PreparedCall(LIBC, 'memcmp', [
    { type: 'address', value: cell.readBigUInt64LE() },
    { type: 'pointer', value: second },
    { type: 'int', value: 3 },
  ]);
  assert.equal(Math.sign(call.call()), -1);
  first[2] = 0x64;
  assert.equal(call.call(), 0);
});

test('a function that is not there is an error', () => {
  assert.throws(() => new PreparedCall(LIBC, 'no_such_function', []), /no_such_function/);
});

test('300,000 of the calls that are made for ever leave less than 8 MiB', () => {
  const tool = join(__dirname, 'memory.tool.cjs');
  const growth = Number(execFileSync(process.execPath, ['--expose-gc', tool], { encoding: 'utf8' }));
  assert.ok(Number.isFinite(growth) && growth < 8 * 1024 * 1024, `${growth} bytes`);
});
