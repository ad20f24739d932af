// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filterRules } from '../../../config/filters.ts';
import { loadSettings } from '../../../config/load.ts';
import { socketLines } from '../../../src/connections/json.ts';
import { listSockets } from '../../../src/connections/listing.ts';
import type { Owner } from '../../../src/connections/owners.ts';
import { socketTable } from '../../../src/connections/table.ts';
import type { TlsSocket } from '../../../src/connections/tls-socket.ts';
import { aSocket, nginx } from './sockets.ts';

const MAPPED = Buffer.from('00000000000000000000ffff0a010203', 'hex');

function list(
  sockets: readonly TlsSocket[],
  owners: ReadonlyMap<number, readonly Owner[]>,
  env: Record<string, string> = {},
) {
  const rules = filterRules(loadSettings({ env }).settings);
  return listSockets(new Map([[4_026_531_840, sockets]]), { byInode: owners, hiddenProcesses: 0 }, rules);
}

const named = (pid: number, comm: string): Owner => ({ ...nginx({ pid }), comm: Buffer.from(comm) });

const SHARED = list(
  [
    aSocket(),
    aSocket({
      inode: 78,
      localPort: 80,
      peerAddress: MAPPED,
      state: 'closing',
      tx: 'none',
      rx: 'none',
      version: undefined,
      cipher: undefined,
    }),
  ],
  new Map([[77, [nginx(), nginx({ pid: 1201 })]]]),
  { KTLS_FILTER_PID: '1200', KTLS_SAMPLE_RATIO: '0.5' },
);

test('the table: a row for each socket by port, and one for each further process of it', () => {
  assert.deepEqual(
    socketTable(SHARED)
      .split('\n')
      .map((line) => line.split(/ {2,}/)),
    [
      ['LOCAL', 'PEER', 'STATE', 'NETNS', 'TLS', 'CIPHER', 'TX', 'RX', 'PROCESS', 'CAPTURED TX', 'CAPTURED RX'],
      ['10.1.2.3:80', '10.1.2.3:40000', 'closing', '4026531840', '-', '-', 'none', 'none', '-', '-', '-'],
      [
        '10.1.2.3:443',
        '[2001:db8::5]:40000',
        'established',
        '4026531840',
        '1.3',
        'AES-256-GCM',
        'software',
        'software',
        'nginx[1200]',
        'by chance',
        'by chance',
      ],
      ['', 'nginx[1201]', 'no: KTLS_FILTER_PID', 'no: KTLS_FILTER_PID'],
      [''],
    ],
  );
});

test('the table of more sockets than a function takes arguments', () => {
  const [socket] = SHARED;
  assert.ok(socket);
  assert.equal(socketTable(Array.from({ length: 150_000 }, () => socket)).split('\n').length, 150_002);
});

test('the columns stand below each other', () => {
  const [head = '', , socket = '', process = ''] = socketTable(SHARED).split('\n');
  for (const [title, first, further] of [
    ['LOCAL', '10.1.2.3:443', ''],
    ['TLS', '1.3', ''],
    ['PROCESS', 'nginx[1200]', 'nginx[1201]'],
    ['CAPTURED RX', 'by chance', 'no: KTLS_FILTER_PID'],
  ] as const) {
    const at = head.indexOf(title);
    assert.equal(socket.indexOf(first, at), at);
    assert.equal(process.indexOf(further, at), at);
  }
});

test('the words of the table for the rest', () => {
  const cells = (socket: Partial<TlsSocket>, env: Record<string, string>, owners: Owner[] = [nginx()]) =>
    socketTable(list([aSocket(socket)], new Map([[77, owners]]), env))
      .split('\n')[1]
      ?.split(/ {2,}/)
      .slice(-3);
  assert.deepEqual(cells({}, {}), ['nginx[1200]', 'yes', 'yes']);
  assert.deepEqual(cells({ rx: 'hw-record' }, { KTLS_SAMPLE_RATIO: '0' }), [
    'nginx[1200]',
    'no: KTLS_SAMPLE_RATIO',
    'no: not hooked',
  ]);
  const threads = nginx({ comms: ['nginx', 'log'] });
  const some = 'some threads: KTLS_FILTER_COMM';
  assert.deepEqual(cells({}, { KTLS_FILTER_COMM: '!log' }, [threads]), ['nginx[1200]', some, some]);
  const unknown = 'unknown: KTLS_FILTER_UID';
  const nobody = list([aSocket()], new Map(), { KTLS_FILTER_UID: '33' });
  assert.deepEqual(socketTable(nobody).split('\n')[1]?.split(/ {2,}/).slice(-3), ['-', unknown, unknown]);
});

test('JSON: one object a socket, its processes with their verdicts', () => {
  const [first, second, end] = socketLines(SHARED).split('\n');
  assert.equal(end, '');
  const nothing = { captured: 'nothing' };
  assert.deepEqual(JSON.parse(first ?? ''), {
    local: { address: '10.1.2.3', port: 80 },
    peer: { address: '10.1.2.3', port: 40_000 },
    state: 'closing',
    network_namespace: 4_026_531_840,
    inode: 78,
    tls_version: null,
    cipher: null,
    tx: 'none',
    rx: 'none',
    processes: [{ pid: null, comm: null, uid: null, tx: nothing, rx: nothing }],
  });
  const [chance, refused] = [{ captured: 'by chance' }, { captured: 'no', filter: 'pid' }];
  assert.deepEqual(JSON.parse(second ?? '').processes, [
    { pid: 1200, comm: 'nginx', uid: 33, tx: chance, rx: chance },
    { pid: 1201, comm: 'nginx', uid: 33, tx: refused, rx: refused },
  ]);
});

test('a version and a cipher that have no name here are numbers', () => {
  const [socket] = list([aSocket({ version: 0x0305, cipher: 99 })], new Map());
  assert.deepEqual([socket?.version, socket?.cipher], ['0x305', '0x63']);
});

test('what could steer a terminal is escaped, and JSON gives it back', () => {
  const comm = 'a\u001b[2J\u009b\u202e\n\u{e0041}';
  const sockets = list([aSocket()], new Map([[77, [named(1, comm)]]]));
  assert.match(socketTable(sockets), /a\\u\{1b\}\[2J\\u\{9b\}\\u\{202e\}\\u\{a\}\\u\{e0041\}\[1\]/);
  assert.equal(/[^\n\x20-\x7e]/.test(socketTable(sockets)), false);
  const lines = socketLines(sockets);
  assert.equal(/[^\n\x20-\x7e]/.test(lines), false);
  assert.equal(JSON.parse(lines).processes[0].comm, comm);
  assert.equal(lines.trimEnd().includes('\n'), false);
});
