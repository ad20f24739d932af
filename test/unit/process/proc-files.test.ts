// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { NO_FACTS, readProcess } from '../../../src/process/proc-files.ts';
import { fakeHost } from '../check/fake-host.ts';
import { fakeProc, STARTED } from './fake-proc.ts';

const PYTHON = {
  pid: 7,
  comm: 'python3',
  exe: '/usr/bin/python3.11',
  argv: ['python3', '-u', '/srv/api.py', '--token', 'secret'],
  environ: 'PASSWORD=secret\0OTEL_SERVICE_NAME=shop\0OTEL_RESOURCE_ATTRIBUTES=service.namespace=prod,a=b\0',
};
const TOLD = { pid: 7, executableName: 'python3.11', bootNanos: STARTED };
const FACTS = {
  comm: 'python3',
  executablePath: '/usr/bin/python3.11',
  script: 'api.py',
  serviceName: 'shop',
  serviceNamespace: 'prod',
};

test('a process has a name, a path, a script, and the service that it says it is', (context) => {
  assert.deepEqual(readProcess(fakeProc(context, [PYTHON]), TOLD), FACTS);
});

describe('whose it is', () => {
  test('a process that began when it was told of is the one; one that began later is another', (context) => {
    const root = fakeProc(context, [PYTHON]);
    assert.deepEqual(readProcess(root, { ...TOLD, bootNanos: STARTED + 9_999_999n }), FACTS);
    assert.deepEqual(readProcess(root, { ...TOLD, bootNanos: STARTED - 1n }), NO_FACTS);
  });

  test('a process that has called execve since is not looked at', (context) => {
    assert.deepEqual(readProcess(fakeProc(context, [PYTHON]), { ...TOLD, executableName: 'bash' }), NO_FACTS);
  });

  test('a process that has ended has nothing', (context) => {
    assert.deepEqual(readProcess(fakeHost(context, {}), TOLD), NO_FACTS);
  });

  test('what may not be read is not known, and the rest is', (context) => {
    const root = fakeProc(context, [{ ...PYTHON, exe: undefined }]);
    rmSync(join(root, 'proc/7/environ'));
    const expected = { ...FACTS, executablePath: undefined, serviceName: undefined, serviceNamespace: undefined };
    assert.deepEqual(readProcess(root, TOLD), expected);
  });

  test('a file that was deleted is still the one', (context) => {
    const root = fakeProc(context, [{ ...PYTHON, exe: '/usr/bin/python3.11 (deleted)' }]);
    assert.deepEqual(readProcess(root, TOLD), FACTS);
  });

  test('what is no stat(5) says nothing', (context) => {
    const root = fakeProc(context, [PYTHON], { 'proc/7/stat': '7 (a) S' });
    assert.deepEqual(readProcess(root, TOLD), NO_FACTS);
  });
});

for (const [comm, expected] of [
  ['a) S (b', 'a) S (b'],
  ['a\\nb\\\\n', 'a\nb\\n'],
  ['', ''],
] as const) {
  test(`the comm ${comm} in stat`, (context) => {
    assert.equal(readProcess(fakeProc(context, [{ ...PYTHON, comm }]), TOLD).comm, expected);
  });
}

describe('the path', () => {
  const pathOf = (root: string, executableName: string) =>
    readProcess(root, { ...TOLD, executableName }).executablePath;
  for (const [what, exe, name, expected] of [
    ['with controls', '/tmp/\x1b[31m\n/x', 'x', '/tmp/\\x1b[31m\\u{a}/x'],
    ['that changes the direction of text', '/tmp/\u202e/x', 'x', '/tmp/\\u{202e}/x'],
    ['that is no UTF-8', Buffer.from('/tmp/\xff/x', 'latin1'), 'x', '/tmp/\\xff/x'],
    ['of 512 bytes', `${'/a'.repeat(255)}/x`, 'x', `${'/a'.repeat(255)}/x`],
    ['of 513 bytes', `${'/a'.repeat(254)}/aa/x`, 'x', undefined],
    ['of 512 bytes with its escapes', `/${'\x01'.repeat(127)}/ab`, 'ab', `/${'\\x01'.repeat(127)}/ab`],
    ['of 513 bytes with its escapes', `/${'\x01'.repeat(127)}/abc`, 'abc', undefined],
  ] as const) {
    test(what, (context) => {
      assert.equal(pathOf(fakeProc(context, [{ ...PYTHON, exe }]), name), expected);
    });
  }
});

describe('by the environment', () => {
  const long = 'x'.repeat(255);
  for (const [what, environ, serviceName, serviceNamespace] of [
    ['nothing', 'A=OTEL_SERVICE_NAME=x\0XOTEL_SERVICE_NAME=y\0', undefined, undefined],
    ['no variable that ends alike', 'XOTEL_SERVICE_NAME=y\0', undefined, undefined],
    ['an empty name is none', 'OTEL_SERVICE_NAME= \0', undefined, undefined],
    ['the first one', 'OTEL_SERVICE_NAME=a\0OTEL_SERVICE_NAME=b\0', 'a', undefined],
    ['one that is not ended', 'OTEL_SERVICE_NAME=a', 'a', undefined],
    ['attributes', 'OTEL_RESOURCE_ATTRIBUTES=service.name=a%20b,service.namespace=c\0', 'a b', 'c'],
    ['the name before attributes', 'OTEL_RESOURCE_ATTRIBUTES=service.name=a\0OTEL_SERVICE_NAME=b\0', 'b', undefined],
    ['wrong attributes are none', 'OTEL_RESOURCE_ATTRIBUTES=service.name=a,b\0', undefined, undefined],
    ['a long name', `OTEL_SERVICE_NAME=${long}\0`, long, undefined],
    ['a name that is too long', `OTEL_SERVICE_NAME=${long}x\0`, undefined, undefined],
    ['what ends at 64 KiB', `A=${'x'.repeat(65_513)}\0OTEL_SERVICE_NAME=a\0OTEL=`, 'a', undefined],
    ['what does not end at 64 KiB', `A=${'x'.repeat(65_514)}\0OTEL_SERVICE_NAME=ab\0`, undefined, undefined],
  ] as const) {
    test(what, (context) => {
      const facts = readProcess(fakeProc(context, [{ ...PYTHON, environ }]), TOLD);
      assert.deepEqual([facts.serviceName, facts.serviceNamespace], [serviceName, serviceNamespace]);
    });
  }
});

test('an argument that is not read to its end is none', (context) => {
  const scriptOf = (length: number) => {
    const argv = ['python3', '-X', 'x'.repeat(length), 'api.py'];
    return readProcess(fakeProc(context, [{ ...PYTHON, argv }]), TOLD).script;
  };
  assert.equal(scriptOf(65_517), 'api.py');
  assert.equal(scriptOf(65_518), undefined);
});

test('an argument without a NUL behind it is one', (context) => {
  const root = fakeProc(context, [PYTHON], { 'proc/7/cmdline': 'python3\0api.py' });
  assert.equal(readProcess(root, TOLD).script, 'api.py');
});

test('files are closed', (context) => {
  const root = fakeProc(context, [PYTHON]);
  const before = readdirSync('/proc/self/fd').length;
  for (let count = 0; count < 100; count += 1) readProcess(root, TOLD);
  assert.equal(readdirSync('/proc/self/fd').length, before);
});
