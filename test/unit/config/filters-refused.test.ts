// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filterRules } from '../../../config/filters.ts';
import { loadSettings } from '../../../config/load.ts';
import { SettingsError } from '../../../config/settings-error.ts';
import { problemsOf } from './problems.ts';

const between = ', with commas between; ! excludes';
const allowed: Record<string, string> = {
  PID: 'numbers from 1 to 4194304 or ranges LOW-HIGH',
  UID: 'numbers from 0 to 4294967294 or ranges LOW-HIGH',
  NETNS: 'inode numbers, net:[INODE] or paths of namespaces',
  LOCAL_PORT: 'numbers from 1 to 65535 or ranges LOW-HIGH',
  PEER_PORT: 'numbers from 1 to 65535 or ranges LOW-HIGH',
  LOCAL_ADDRESS: 'IPv4 or IPv6 addresses or networks ADDRESS/PREFIX',
  PEER_ADDRESS: 'IPv4 or IPv6 addresses or networks ADDRESS/PREFIX',
  DIRECTION: 'TX or RX',
  RECORD_TYPE: 'application_data, alert, handshake, change_cipher_spec or numbers from 0 to 255',
  COMM: 'names of at most 15 bytes or, ended by *, how names begin',
  CGROUP: 'absolute paths of at most 255 bytes',
  CONTAINER: '4 to 64 hexadecimal digits',
};

const times = (count: number, value: string): string => new Array<string>(count).fill(value).join(',');
const cgroup256 = `/${'a'.repeat(255)}`;

const cases: [name: string, text: string, complaint: string][] = [
  ['PID', '0', "'0' is not within 1 and 4194304"],
  ['PID', '4194305', "'4194305' is not within 1 and 4194304"],
  ['PID', '8000abc', "'8000abc' is neither a number nor a range"],
  ['PID', '1.7', "'1.7' is neither a number nor a range"],
  ['PID', '0x10', "'0x10' is neither a number nor a range"],
  ['PID', '-1', "'-1' is neither a number nor a range"],
  ['PID', '1-', "'1-' is neither a number nor a range"],
  ['PID', '1-2-3', "'1-2-3' is neither a number nor a range"],
  ['PID', '2-1', "'2-1' has its higher number first"],
  ['PID', '1,,2', "'' is empty"],
  ['PID', '1,', "'' is empty"],
  ['PID', ',', "'' is empty; '' is empty"],
  ['PID', '!', "'!' is empty"],
  ['PID', '!!1', "'!!1' has a second !, which would be written %21"],
  ['PID', times(33, '1'), '33 values to include, at most 32'],
  ['UID', '4294967295', "'4294967295' is not within 0 and 4294967294"],
  ['UID', 'root', "'root' is neither a number nor a range"],
  ['NETNS', '0', "'0' is not within 1 and 4294967295"],
  ['NETNS', '4294967296', "'4294967296' is not within 1 and 4294967295"],
  ['NETNS', 'mnt:[1]', "'mnt:[1]' is neither an inode number nor an absolute path"],
  ['NETNS', 'net:[1', "'net:[1' is neither an inode number nor an absolute path"],
  ['NETNS', '1-2', "'1-2' is neither an inode number nor an absolute path"],
  ['NETNS', '/nowhere/web', "'/nowhere/web' cannot be looked up (ENOENT)"],
  ['NETNS', '/dev/null', "'/dev/null' is no namespace"],
  ['LOCAL_PORT', '0', "'0' is not within 1 and 65535"],
  ['LOCAL_PORT', '65536', "'65536' is not within 1 and 65535"],
  ['PEER_PORT', '65535-65536', "'65535-65536' is not within 1 and 65535"],
  ['PEER_PORT', 'https,443, ssh', "'https' is neither a number nor a range; 'ssh' is neither a number nor a range"],
  ['PEER_PORT', times(33, '!1'), '33 values to exclude, at most 32'],
  ['LOCAL_ADDRESS', '256.1.1.1', "'256.1.1.1' is neither an address nor a network"],
  ['LOCAL_ADDRESS', '1.1.1', "'1.1.1' is neither an address nor a network"],
  ['LOCAL_ADDRESS', '01.1.1.1', "'01.1.1.1' is neither an address nor a network"],
  ['LOCAL_ADDRESS', 'localhost', "'localhost' is neither an address nor a network"],
  ['LOCAL_ADDRESS', '/8', "'/8' is neither an address nor a network"],
  ['LOCAL_ADDRESS', '10.0.0.0/8/8', "'10.0.0.0/8/8' is neither an address nor a network"],
  ['LOCAL_ADDRESS', 'fe80::1%eth0', "'fe80::1%eth0' is neither an address nor a network"],
  ['LOCAL_ADDRESS', '1::2::3', "'1::2::3' is neither an address nor a network"],
  ['LOCAL_ADDRESS', '[::1]', "'[::1]' is neither an address nor a network"],
  ['PEER_ADDRESS', '10.0.0.0/33', "'10.0.0.0/33' has no prefix length from 0 to 32"],
  ['PEER_ADDRESS', '10.0.0.0/', "'10.0.0.0/' has no prefix length from 0 to 32"],
  ['PEER_ADDRESS', '10.0.0.0/08', "'10.0.0.0/08' has no prefix length from 0 to 32"],
  ['PEER_ADDRESS', '10.0.0.0/255.0.0.0', "'10.0.0.0/255.0.0.0' has no prefix length from 0 to 32"],
  ['PEER_ADDRESS', '::/129', "'::/129' has no prefix length from 0 to 128"],
  ['PEER_ADDRESS', '10.1.2.3/8', "'10.1.2.3/8' has bits beyond its prefix: the network is 10.0.0.0/8"],
  ['PEER_ADDRESS', '!10.0.0.1/31', "'!10.0.0.1/31' has bits beyond its prefix: the network is 10.0.0.0/31"],
  ['PEER_ADDRESS', '1.0.0.0/0', "'1.0.0.0/0' has bits beyond its prefix: the network is 0.0.0.0/0"],
  ['PEER_ADDRESS', 'fe80::1/10', "'fe80::1/10' has bits beyond its prefix: the network is fe80::/10"],
  ['PEER_ADDRESS', '2001:db8:1::/33', "'2001:db8:1::/33' has bits beyond its prefix: the network is 2001:db8::/33"],
  ['PEER_ADDRESS', times(33, '::1'), '33 values to include, at most 32'],
  ['DIRECTION', 'both', "'both' is none of them"],
  ['DIRECTION', '0', "'0' is none of them"],
  ['RECORD_TYPE', '256', "'256' is none of them"],
  ['RECORD_TYPE', '-1', "'-1' is none of them"],
  ['RECORD_TYPE', 'heartbeat', "'heartbeat' is none of them"],
  ['COMM', 'sixteen_letters_', "'sixteen_letters_' is longer than 15 bytes"],
  ['COMM', 'sixteen_letters_*', "'sixteen_letters_*' is longer than 15 bytes"],
  ['COMM', 'éééééééé', "'éééééééé' is longer than 15 bytes"],
  ['COMM', 'ng*x', "'ng*x' has a * before its end, which would be written %2A"],
  ['COMM', 'a%', "'a%' is not percent-encoded as it should be"],
  ['COMM', 'a%FF', "'a%FF' is not percent-encoded as it should be"],
  ['COMM', 'a%00b', "'a%00b' has a NUL byte"],
  ['COMM', 'a\nb', "'a\\nb' has a control character, which would be percent-encoded"],
  ['COMM', times(33, '!a'), '33 values to exclude, at most 32'],
  ['CGROUP', 'system.slice', "'system.slice' is no absolute path"],
  ['CGROUP', '/a//b', "'/a//b' has an empty part, . or .."],
  ['CGROUP', '//', "'//' has an empty part, . or .."],
  ['CGROUP', '/a/../b', "'/a/../b' has an empty part, . or .."],
  ['CGROUP', '/./a', "'/./a' has an empty part, . or .."],
  ['CGROUP', cgroup256, `'${cgroup256.slice(0, 79)}... is longer than 255 bytes`],
  ['CGROUP', times(17, '/a'), '17 values to include, at most 16'],
  ['CONTAINER', 'abc', "'abc' is not 4 to 64 hexadecimal digits"],
  ['CONTAINER', 'abcg', "'abcg' is not 4 to 64 hexadecimal digits"],
  ['CONTAINER', 'a'.repeat(65), `'${'a'.repeat(65)}' is not 4 to 64 hexadecimal digits`],
  ['CONTAINER', times(17, '!abcd'), '17 values to exclude, at most 16'],
];

const shown = (text: string): string => {
  const quoted = `'${text.replace('\n', '\\n')}'`;
  return quoted.length > 80 ? `${quoted.slice(0, 80)}...` : quoted;
};

for (const [name, text, complaint] of cases) {
  test(`KTLS_FILTER_${name}=${shown(text)} is refused`, () => {
    const variable = `KTLS_FILTER_${name}`;
    const expected = `${variable} is ${shown(text)}, allowed: ${allowed[name]}${between} (${complaint})`;
    assert.deepEqual(problemsOf({ env: { [variable]: text } }), [expected]);
  });
}

const most: [name: string, count: number, value: string][] = [
  ['PEER_PORT', 32, '443'],
  ['COMM', 32, 'nginx'],
  ['CGROUP', 16, '/a'],
  ['CONTAINER', 16, 'abcd'],
];

for (const [name, count, value] of most) {
  test(`KTLS_FILTER_${name} takes ${count} values to include and as many to exclude`, () => {
    const env = { [`KTLS_FILTER_${name}`]: `${times(count, value)},${times(count, `!${value}`)}` };
    assert.deepEqual(loadSettings({ env }).warnings, []);
  });
}

test('wrong filters are all said at once', () => {
  const problems = problemsOf({ env: { KTLS_FILTER_PID: 'a', KTLS_FILTER_COMM: 'b%', KTLS_RATE_LIMIT: '-1' } });
  assert.deepEqual(problems, [
    `KTLS_FILTER_PID is 'a', allowed: ${allowed.PID}${between} ('a' is neither a number nor a range)`,
    `KTLS_FILTER_COMM is 'b%', allowed: ${allowed.COMM}${between} ('b%' is not percent-encoded as it should be)`,
    "KTLS_RATE_LIMIT is '-1', allowed: a whole number from 0 to 1000000000",
  ]);
});

test('a namespace that has gone since the settings were loaded is an error of settings', () => {
  const { settings } = loadSettings({ env: {} });
  assert.throws(
    () => filterRules({ ...settings, ktls: { ...settings.ktls, filter_netns: '/nowhere/web' } }),
    (error) => error instanceof SettingsError && error.message.includes("'/nowhere/web' cannot be looked up (ENOENT)"),
  );
});
