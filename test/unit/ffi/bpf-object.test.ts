// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BpfObject } from '../../../src/ffi/bpf-object.ts';
import type { Libbpf } from '../../../src/ffi/libbpf.ts';
import type { LibbpfMessages } from '../../../src/ffi/libbpf-messages.ts';

test('an object is closed once, however often it is disposed of', () => {
  const opened = Buffer.alloc(8);
  const closed: unknown[] = [];
  const libbpf: unknown = {
    bpf_object__open_file: () => opened,
    bpf_object__close: (object: unknown) => void closed.push(object),
  };
  const messages = { take: () => [] } as unknown as LibbpfMessages;
  const object = new BpfObject(libbpf as Libbpf, messages, 'x.bpf.o');
  assert.deepEqual(closed, []);
  for (let i = 0; i < 3; i++) object[Symbol.dispose]();
  assert.equal(closed.length, 1);
  assert.equal(closed[0], opened);
});
