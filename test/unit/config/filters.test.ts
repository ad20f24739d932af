// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { test } from 'node:test';
import { type FilterRules, filterRules } from '../../../config/filters.ts';
import { loadSettings } from '../../../config/load.ts';

type Name = Exclude<keyof FilterRules, 'sampleRatio' | 'rateLimit' | 'cgroupRate'>;

const rulesOf = (env: Record<string, string>): FilterRules => filterRules(loadSettings({ env }).settings);

const none: FilterRules = {
  pid: { include: [], exclude: [] },
  uid: { include: [], exclude: [] },
  netns: { include: [], exclude: [] },
  localPort: { include: [], exclude: [] },
  peerPort: { include: [], exclude: [] },
  direction: { include: [], exclude: [] },
  recordType: { include: [], exclude: [] },
  owner: { include: [], exclude: [] },
  comm: { include: [], exclude: [] },
  localAddress: { include: [], exclude: [] },
  peerAddress: { include: [], exclude: [] },
  cgroup: { include: [], exclude: [] },
  container: { include: [], exclude: [] },
  sampleRatio: 1,
  rateLimit: 0,
  cgroupRate: 0,
};

const range = (low: number, high = low) => ({ low, high });
const pattern = (value: string, mask: string) => ({
  value: Buffer.from(value.padEnd(32, '0'), 'hex'),
  mask: Buffer.from(mask.padEnd(32, '0'), 'hex'),
});
const name = (text: string, compared: number) => pattern(Buffer.from(text).toString('hex'), 'ff'.repeat(compared));
const ipv4 = (value: string, mask = 'ffffffff') => pattern(`00000000000000000000ffff${value}`, 'ff'.repeat(12) + mask);
const full = 'ff'.repeat(16);
const own = statSync('/proc/self/ns/net').ino;

const cases: [variable: string, text: string, rule: Name, include: unknown[], exclude?: unknown[]][] = [
  ['PID', '1', 'pid', [range(1)]],
  ['PID', '4194304', 'pid', [range(4_194_304)]],
  ['PID', '1000-1999, 7', 'pid', [range(1_000, 1_999), range(7)]],
  ['UID', '0,!0', 'uid', [range(0)], [range(0)]],
  ['UID', '!65534', 'uid', [], [range(65_534)]],
  ['UID', '4294967294', 'uid', [range(4_294_967_294)]],
  ['NETNS', '4026531840', 'netns', [range(4_026_531_840)]],
  ['NETNS', '4294967295', 'netns', [range(4_294_967_295)]],
  ['NETNS', 'net:[4026531840],!1', 'netns', [range(4_026_531_840)], [range(1)]],
  ['NETNS', '/proc/self/ns/net', 'netns', [range(own)]],
  ['NETNS', '/proc/%73elf/ns/net', 'netns', [range(own)]],
  ['LOCAL_PORT', '1, 65535', 'localPort', [range(1), range(65_535)]],
  ['LOCAL_PORT', ' 8000 - 8999 ', 'localPort', [range(8_000, 8_999)]],
  ['LOCAL_PORT', '443-443', 'localPort', [range(443)]],
  ['PEER_PORT', '443,! 4317 ,!4318', 'peerPort', [range(443)], [range(4_317), range(4_318)]],
  ['DIRECTION', 'TX', 'direction', [range(0)]],
  ['DIRECTION', 'rx, Tx', 'direction', [range(1), range(0)]],
  ['RECORD_TYPE', 'application_data,ALERT', 'recordType', [range(23), range(21)]],
  ['RECORD_TYPE', '!handshake,!change_cipher_spec', 'recordType', [], [range(22), range(20)]],
  ['RECORD_TYPE', '0,255', 'recordType', [range(0), range(255)]],
  ['OWNER', 'program,!Kernel', 'owner', [range(0)], [range(1)]],
  ['COMM', 'nginx', 'comm', [name('nginx', 6)]],
  ['COMM', 'nginx*', 'comm', [name('nginx', 5)]],
  ['COMM', 'fifteen_letters', 'comm', [name('fifteen_letters', 16)]],
  ['COMM', 'fifteen_letters*', 'comm', [name('fifteen_letters', 15)]],
  ['COMM', '*', 'comm', [name('', 0)]],
  ['COMM', 'kworker/0:1,!a b', 'comm', [name('kworker/0:1', 12)], [name('a b', 4)]],
  ['COMM', '%21a%2Cb%25%2A', 'comm', [name('!a,b%*', 7)]],
  ['COMM', '%20a%20,%C3%A9*', 'comm', [name(' a ', 4), name('é', 2)]],
  ['LOCAL_ADDRESS', '10.1.2.3', 'localAddress', [ipv4('0a010203')]],
  ['LOCAL_ADDRESS', '0.0.0.0/0', 'localAddress', [ipv4('', '')]],
  ['LOCAL_ADDRESS', '255.255.255.255/32', 'localAddress', [ipv4('ffffffff')]],
  ['PEER_ADDRESS', '10.0.0.0/8,!10.2.0.0/15', 'peerAddress', [ipv4('0a', 'ff')], [ipv4('0a02', 'fffe')]],
  ['PEER_ADDRESS', '128.0.0.0/1', 'peerAddress', [ipv4('80', '80')]],
  ['PEER_ADDRESS', '::', 'peerAddress', [pattern('', full)]],
  ['PEER_ADDRESS', '::/0', 'peerAddress', [pattern('', '')]],
  ['PEER_ADDRESS', '::1,1::', 'peerAddress', [pattern(`${'0'.repeat(31)}1`, full), pattern('0001', full)]],
  ['PEER_ADDRESS', '2001:DB8::/32', 'peerAddress', [pattern('20010db8', 'ffffffff')]],
  ['PEER_ADDRESS', 'fe80::/10', 'peerAddress', [pattern('fe80', 'ffc0')]],
  ['PEER_ADDRESS', '1:2:3:4:5:6:7:8/128', 'peerAddress', [pattern('00010002000300040005000600070008', full)]],
  ['PEER_ADDRESS', '1:0:0:2::3:4', 'peerAddress', [pattern('00010000000000020000000000030004', full)]],
  ['PEER_ADDRESS', '::ffff:10.1.2.3', 'peerAddress', [ipv4('0a010203')]],
  ['PEER_ADDRESS', '::ffff:10.0.0.0/104', 'peerAddress', [ipv4('0a', 'ff')]],
  ['CGROUP', '/system.slice/nginx.service', 'cgroup', ['/system.slice/nginx.service']],
  ['CGROUP', '/user.slice/,!/a/b', 'cgroup', ['/user.slice'], ['/a/b']],
  ['CGROUP', '/', 'cgroup', ['']],
  ['CGROUP', '/a%2Cb/c d/%25', 'cgroup', ['/a,b/c d/%']],
  ['CGROUP', `/${'a'.repeat(254)}/`, 'cgroup', [`/${'a'.repeat(254)}`]],
  ['CONTAINER', '0a1b,!FFFF', 'container', ['0a1b'], ['ffff']],
  ['CONTAINER', 'e'.repeat(64), 'container', ['e'.repeat(64)]],
];

for (const [variable, text, rule, include, exclude = []] of cases) {
  test(`KTLS_FILTER_${variable}=${text} is a rule of ${rule} alone`, () => {
    assert.deepEqual(rulesOf({ [`KTLS_FILTER_${variable}`]: text }), { ...none, [rule]: { include, exclude } });
  });
}

test('without filters every rule is empty', () => assert.deepEqual(rulesOf({}), none));

test('an empty filter is none', () => {
  assert.deepEqual(rulesOf({ KTLS_FILTER_PID: '', KTLS_FILTER_COMM: '  ' }), none);
});

test('the sample and the rate limits are part of the rules', () => {
  const env = { KTLS_SAMPLE_RATIO: '0.125', KTLS_RATE_LIMIT: '500', KTLS_CGROUP_RATE: '7' };
  assert.deepEqual(rulesOf(env), { ...none, sampleRatio: 0.125, rateLimit: 500, cgroupRate: 7 });
});
