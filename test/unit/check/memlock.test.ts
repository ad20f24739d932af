// SPDX-License-Identifier: Apache-2.0
import { type Case, testChecks } from './check-case.ts';
import { debian612, status } from './fake-host.ts';

const RING_BYTES = 16_777_216;
/** CAP_BPF, CAP_PERFMON, CAP_SYS_ADMIN and CAP_SYSLOG, as root. */
const UNPRIVILEGED = status(0, '000000c400200000');

function host(release: string, soft: number | string, hard: number | string = soft, rights = UNPRIVILEGED) {
  return {
    ...debian612,
    'proc/sys/kernel/osrelease': `${release}\n`,
    [`boot/config-${release}`]: 'CONFIG_TLS=m\n',
    'proc/self/status': rights,
    'proc/self/limits': `Limit                     Soft Limit           Hard Limit           Units     \nMax locked memory         ${soft}                ${hard}                bytes     \n`,
  };
}

const cases: Case[] = [
  { name: '5.10 and no limit', files: host('5.10.0', 65_536, 'unlimited'), expected: [], exitCode: 0 },
  {
    name: '5.10 and a limit below the ring',
    files: host('5.10.0', RING_BYTES - 1),
    expected: ['RLIMIT_MEMLOCK missing 16777215 bytes'],
    exitCode: 4,
  },
  {
    name: '5.10 and a limit of the ring, which is not all',
    files: host('5.10.0', RING_BYTES),
    expected: ['RLIMIT_MEMLOCK warning 16777216 bytes'],
    exitCode: 0,
  },
  {
    name: '5.10, a limit and CAP_SYS_RESOURCE, which raises it',
    files: host('5.10.0', 65_536, 65_536, status(0, '000000c401200000')),
    expected: [],
    exitCode: 0,
  },
  { name: '5.11 and a limit', files: host('5.11.0', 65_536), expected: [], exitCode: 0 },
  {
    name: '5.10 without /proc/self/limits',
    files: { ...host('5.10.0', 0), 'proc/self/limits': '' },
    expected: ['RLIMIT_MEMLOCK warning unknown'],
    exitCode: 0,
  },
];

testChecks(cases);
