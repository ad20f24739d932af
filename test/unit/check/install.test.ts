// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { installLibbpf } from '../../../src/check/install.ts';
import { fakeHost } from './fake-host.ts';

const APT = 'apt-get install libbpf1';
const DNF = 'dnf install libbpf';
const PACMAN = 'pacman -S libbpf';
const ALL = `Debian, Ubuntu: ${APT}; Fedora: ${DNF}; Arch: ${PACMAN}`;

const CASES: [name: string, osRelease: string, expected: string][] = [
  ['Debian', 'PRETTY_NAME="Debian GNU/Linux 12"\nID=debian\n', APT],
  ['Ubuntu', 'ID=ubuntu\nID_LIKE=debian\n', APT],
  ['Linux Mint', 'ID=linuxmint\nID_LIKE="ubuntu debian"\n', APT],
  ['Fedora', 'NAME="Fedora Linux"\nID=fedora\n', DNF],
  ['Rocky Linux', 'ID="rocky"\nID_LIKE="rhel centos fedora"\n', DNF],
  ['Arch', 'ID=arch\n', PACMAN],
  ['Manjaro', "ID='manjaro'\nID_LIKE='arch'\n", PACMAN],
  ['another one', 'ID=alpine\nVERSION_ID=3.20\n', ALL],
  ['one whose other fields name a known one', 'ID=void\nBUILD_ID=arch\nVARIANT_ID=debian\n', ALL],
];

for (const [name, osRelease, expected] of CASES) {
  test(`how ${name} installs libbpf`, (context) => {
    assert.equal(installLibbpf(fakeHost(context, { 'etc/os-release': osRelease })), expected);
  });
}

test('os-release is looked for in /usr/lib too, and its absence names all', (context) => {
  assert.equal(installLibbpf(fakeHost(context, { 'usr/lib/os-release': 'ID=fedora\n' })), DNF);
  assert.equal(installLibbpf(fakeHost(context, {})), ALL);
});
