// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isInRootPidNamespace } from '../../../src/base/pid-namespace.ts';
import { fakeHost } from '../check/fake-host.ts';

for (const [link, expected] of [
  ['pid:[4026531836]', true],
  ['pid:[4026532200]', false],
] as const) {
  test(`${link} is ${expected ? '' : 'not '}the root pid namespace`, (context) => {
    const root = fakeHost(context, {});
    mkdirSync(join(root, 'proc/self/ns'), { recursive: true });
    symlinkSync(link, join(root, 'proc/self/ns/pid'));
    assert.equal(isInRootPidNamespace(root), expected);
  });
}

test('without /proc it is not known to be', (context) => {
  assert.equal(isInRootPidNamespace(fakeHost(context, {})), false);
});
