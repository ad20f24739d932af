// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { filterRules } from '../../../config/filters.ts';
import { loadSettings } from '../../../config/load.ts';
import { judge, type Verdict } from '../../../src/connections/judge.ts';
import { aSocket, ID, nginx } from './sockets.ts';

type Env = Readonly<Record<string, string>>;

const SOCKET = { ...aSocket(), networkNamespace: 4_026_531_840 };
const rulesOf = (env: Env) => filterRules(loadSettings({ env }).settings);
const verdictOf = (env: Env, owner = nginx()): Verdict => judge(rulesOf(env), SOCKET, 'tx', owner);
const refusedBy = (filter: string) => ({ captured: 'no', filter });

test('without filters, all is captured', () => {
  assert.deepEqual(verdictOf({}), { captured: 'yes' });
});

// The socket: 10.1.2.3:443 to [2001:db8::5]:40000. The process: nginx[1200] of user 33, in a container.
const filters: readonly [setting: string, filter: string, passing: readonly string[], refused: readonly string[]][] = [
  ['PID', 'pid', ['1200', '1000-1200', '1200-1300', '!1199,!1201'], ['1199', '!1200', '1-5000,!1200']],
  ['UID', 'uid', ['33', '!0'], ['0', '!33']],
  ['NETNS', 'netns', ['4026531840', '!4026531841'], ['4026531841', '!net:[4026531840]']],
  ['LOCAL_PORT', 'local_port', ['443', '!40000'], ['40000', '!443']],
  ['PEER_PORT', 'peer_port', ['40000', '!443'], ['443', '!40000']],
  ['DIRECTION', 'direction', ['TX', '!RX'], ['RX', '!TX']],
  ['RECORD_TYPE', 'record_type', ['application_data', '!alert'], ['alert,handshake', '!23']],
  ['OWNER', 'owner', ['program', '!kernel'], ['kernel', '!program']],
  ['COMM', 'comm', ['nginx', 'ngi*', '!ngin', '!nginx-debug'], ['ngin', 'nginx2', '!nginx', '!n*']],
  [
    'LOCAL_ADDRESS',
    'local_address',
    ['10.0.0.0/8', '::ffff:10.1.2.3', '0.0.0.0/0'],
    ['10.1.2.4', '!::/0', '2001:db8::5'],
  ],
  ['PEER_ADDRESS', 'peer_address', ['2001:db8::/32', '!0.0.0.0/0'], ['0.0.0.0/0', '!2001:db8::5', '10.1.2.3']],
  ['CGROUP', 'cgroup', ['/', '/docker', `/docker/${ID}`, '!/dock', '!/user.slice'], ['/dock', '!/docker', '/docker/x']],
  ['CONTAINER', 'container', [ID, ID.slice(0, 4), `!${ID.slice(1)}`], [`!${ID.slice(0, 12)}`, 'ffff', ID.slice(1)]],
];
for (const [setting, filter, passing, refused] of filters) {
  describe(`KTLS_FILTER_${setting}`, () => {
    for (const text of passing) {
      test(`${text}: captured`, () =>
        assert.deepEqual(verdictOf({ [`KTLS_FILTER_${setting}`]: text }), { captured: 'yes' }));
    }
    for (const text of refused) {
      test(`${text}: held back`, () =>
        assert.deepEqual(verdictOf({ [`KTLS_FILTER_${setting}`]: text }), refusedBy(filter)));
    }
  });
}

test('of several filters, the first that the kernel asks is named', () => {
  const all = Object.fromEntries(filters.map(([setting, , , [refused = '']]) => [`KTLS_FILTER_${setting}`, refused]));
  for (const [setting, filter] of filters) {
    assert.deepEqual(verdictOf(all), refusedBy(filter));
    delete all[`KTLS_FILTER_${setting}`];
  }
  assert.deepEqual(verdictOf(all), { captured: 'yes' });
});

describe('the direction', () => {
  const both = (env: Env, socket = SOCKET) => [
    judge(rulesOf(env), socket, 'tx', nginx()),
    judge(rulesOf(env), socket, 'rx', nginx()),
  ];
  const offloaded = (tx: typeof SOCKET.tx, rx: typeof SOCKET.rx) => both({}, { ...SOCKET, tx, rx });

  test('is that of the calls', () => {
    assert.deepEqual(both({ KTLS_FILTER_DIRECTION: 'RX' }), [refusedBy('direction'), { captured: 'yes' }]);
  });
  test('that the kernel does no TLS in has nothing to capture', () => {
    assert.deepEqual(offloaded('software', 'none'), [{ captured: 'yes' }, { captured: 'nothing' }]);
  });
  test('of a device is captured, but for one that does all of TLS', () => {
    assert.deepEqual(offloaded('device', 'hw-record'), [{ captured: 'yes' }, { captured: 'not hooked' }]);
    assert.deepEqual(offloaded('unknown', 'device'), [{ captured: 'not hooked' }, { captured: 'yes' }]);
  });
});

describe('sampling', () => {
  for (const [ratio, verdict] of [
    ['0', refusedBy('sample')],
    ['0.0000000001', refusedBy('sample')],
    ['0.5', { captured: 'by chance' }],
    ['0.999', { captured: 'by chance' }],
    ['1', { captured: 'yes' }],
  ] as const) {
    test(`of ${ratio}`, () => assert.deepEqual(verdictOf({ KTLS_SAMPLE_RATIO: ratio }), verdict));
  }
  test('comes after the filters', () => {
    assert.deepEqual(verdictOf({ KTLS_SAMPLE_RATIO: '0', KTLS_FILTER_UID: '0' }), refusedBy('uid'));
  });
});

describe('the threads of a process', () => {
  const threads = nginx({ comms: ['nginx', 'worker', 'log'] });
  for (const [text, verdict] of [
    ['nginx', { captured: 'yes' }],
    ['!nginx', refusedBy('comm')],
    ['worker', { captured: 'some threads', filter: 'comm' }],
    ['!log', { captured: 'some threads', filter: 'comm' }],
    ['sshd', refusedBy('comm')],
  ] as const) {
    test(`with KTLS_FILTER_COMM=${text}`, () =>
      assert.deepEqual(verdictOf({ KTLS_FILTER_COMM: text }, threads), verdict));
  }
  test('that are all held back for another reason', () => {
    const env = { KTLS_FILTER_COMM: 'worker', KTLS_FILTER_PEER_ADDRESS: '1.2.3.4' };
    assert.deepEqual(verdictOf(env, threads), refusedBy('comm'));
  });
  test('that have all gone', () => {
    assert.deepEqual(verdictOf({}, nginx({ comms: [] })), { captured: 'unknown', filter: 'comm' });
  });
});

describe('of a socket whose process is not known', () => {
  const verdict = (env: Env): Verdict => judge(rulesOf(env), SOCKET, 'tx', undefined);
  test('all is captured without filters of processes', () => {
    assert.deepEqual(verdict({ KTLS_FILTER_PEER_PORT: '40000' }), { captured: 'yes' });
  });
  for (const [setting, filter, [text = '']] of filters.filter(([, name]) =>
    ['pid', 'uid', 'comm', 'cgroup', 'container'].includes(name),
  )) {
    test(`KTLS_FILTER_${setting} leaves it open`, () => {
      assert.deepEqual(verdict({ [`KTLS_FILTER_${setting}`]: text }), { captured: 'unknown', filter });
    });
  }
  test('a filter that holds it back in any case is named', () => {
    assert.deepEqual(verdict({ KTLS_FILTER_PID: '1', KTLS_FILTER_PEER_PORT: '443' }), refusedBy('peer_port'));
    assert.deepEqual(verdict({ KTLS_FILTER_PID: '1', KTLS_SAMPLE_RATIO: '0' }), refusedBy('sample'));
  });
});

test('a process whose cgroup is not known leaves a filter by cgroup open', () => {
  const owner = { ...nginx(), cgroup: undefined };
  assert.deepEqual(verdictOf({ KTLS_FILTER_CGROUP: '/docker' }, owner), { captured: 'unknown', filter: 'cgroup' });
});
