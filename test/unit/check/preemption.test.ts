// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPreemption } from '../../../src/check/preemption.ts';
import { type Files, fakeHost } from './fake-host.ts';

const debugfs = 'sys/kernel/debug/sched/preempt';
const version = 'proc/sys/kernel/version';
const release = { 'proc/sys/kernel/osrelease': '6.12.1\n' };
const dynamic = { [version]: '#1 SMP PREEMPT_DYNAMIC Debian 6.12.107-1\n' };

const cases: [name: string, files: Files, expected: string][] = [
  ['debugfs of 6.12', { [debugfs]: 'none (voluntary) full \n' }, 'voluntary'],
  ['debugfs with none', { [debugfs]: '(none) voluntary full \n' }, 'none'],
  ['debugfs of 7.2', { [debugfs]: 'full (lazy) \n' }, 'lazy'],
  [
    'debugfs before the command line',
    { [debugfs]: '(full) lazy\n', ...dynamic, 'proc/cmdline': 'preempt=none' },
    'full',
  ],
  ['debugfs with a model of the future', { [debugfs]: 'none (surprising)\n' }, 'unknown'],
  ['the command line', { ...dynamic, 'proc/cmdline': 'quiet preempt=full panic=1\n' }, 'full'],
  ['the last of two on the command line', { ...dynamic, 'proc/cmdline': 'preempt=full preempt=none\n' }, 'none'],
  ['a wrong value on the command line', { ...dynamic, 'proc/cmdline': 'preempt=maximal\n' }, 'unknown'],
  ['another parameter that ends so', { ...dynamic, 'proc/cmdline': 'nopreempt=full\n' }, 'unknown'],
  ['a command line that the kernel ignores', { [version]: '#1 SMP PREEMPT_RT', 'proc/cmdline': 'preempt=none' }, 'rt'],
  ['a version with PREEMPT_RT', { [version]: '#1 SMP PREEMPT_RT Debian 6.12.107-1\n' }, 'rt'],
  ['a version with PREEMPT', { [version]: '#1 SMP PREEMPT Fri\n' }, 'full'],
  ['a version with PREEMPT_LAZY', { [version]: '#1 SMP PREEMPT_LAZY Fri\n' }, 'lazy'],
  ['a dynamic kernel without any trace of its default', dynamic, 'unknown'],
  [
    'a dynamic kernel, default in the config',
    { ...release, ...dynamic, 'boot/config-6.12.1': 'CONFIG_PREEMPT_LAZY=y\n' },
    'lazy',
  ],
  ['a config with PREEMPT', { ...release, 'boot/config-6.12.1': 'CONFIG_PREEMPT=y\nCONFIG_PREEMPT_COUNT=y\n' }, 'full'],
  ['a config with VOLUNTARY', { ...release, 'boot/config-6.12.1': 'CONFIG_PREEMPT_VOLUNTARY=y\n' }, 'voluntary'],
  ['a config with NONE', { ...release, 'boot/config-6.12.1': 'CONFIG_PREEMPT_NONE=y\n' }, 'none'],
  ['a config with RT', { ...release, 'boot/config-6.12.1': 'CONFIG_PREEMPT_RT=y\nCONFIG_PREEMPT=y\n' }, 'rt'],
  ['a config of another kernel', { ...release, 'boot/config-6.12.2': 'CONFIG_PREEMPT_NONE=y\n' }, 'unknown'],
  ['nothing at all', {}, 'unknown'],
];

for (const [name, files, expected] of cases) {
  test(`preemption: ${name} is ${expected}`, (context) => {
    assert.equal(readPreemption(fakeHost(context, files)), expected);
  });
}
