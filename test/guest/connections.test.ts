// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { release } from 'node:os';
import { after, before, describe, test } from 'node:test';
import type { AttributeValue } from '../backends/collector/otlp-attributes.ts';
import type { CapturedCall } from '../support/captured-calls.ts';
import { consoleCalls, consoleRecords } from '../support/console-calls.ts';
import {
  type ConnectionLine,
  connectionLines,
  dataLines,
  isConnection,
  type Line,
  linesOf,
} from '../support/console-records.ts';
import { type RunningService, type ServiceEnd, startService } from '../support/service.ts';
import { callsOf, RAW, run, type TrueCall } from '../support/workload.ts';
import { groupBy } from './support/group-by.ts';
import { networkNamespaceId } from './support/network-namespace.ts';
import { preopen } from './support/preopened.ts';

const PLAINTEXT_BYTES = 16384;
const SETTINGS = { OTEL_LOGS_EXPORTER: 'none', KTLS_CONSOLE: 'json', KTLS_PLAINTEXT_BYTES: String(PLAINTEXT_BYTES) };

interface Workload {
  arguments: readonly string[];
  /** What its connections speak, and what the records say of it. */
  protocol: Record<string, string>;
  networkType: string;
  clientAddress: string;
  serverAddress: string;
}

/** Unless a workload is told something else. */
const USUAL = {
  protocol: { 'tls.protocol.version': '1.3', 'ktls.cipher': 'AES-128-GCM', 'tls.cipher': 'TLS_AES_128_GCM_SHA256' },
  networkType: 'ipv4',
  clientAddress: '127.0.0.1',
  serverAddress: '127.0.0.1',
};
const [major = 0, minor = 0] = release().split('.').map(Number);
/** ChaCha20-Poly1305 came with 5.11. */
const OTHER_CIPHER =
  major > 5 || minor >= 11
    ? {
        option: 'chacha20-poly1305',
        told: { 'ktls.cipher': 'CHACHA20-POLY1305', 'tls.cipher': 'TLS_CHACHA20_POLY1305_SHA256' },
      }
    : { option: 'aes-256-gcm', told: { 'ktls.cipher': 'AES-256-GCM', 'tls.cipher': 'TLS_AES_256_GCM_SHA384' } };
const SCENARIOS = [
  'small',
  'reset',
  'shut_down',
  'reset_after_end',
  'told_reset_after_end',
  'tx_only',
  'refused_keys',
  'handover',
  'two_writers',
];
/** Of the client and of the server: who ended the connection; else the client did. */
const REASONS = new Map([
  ['reset', ['reset', 'local']],
  ['reset_after_end', ['peer', 'local']],
  ['told_reset_after_end', ['peer', 'local']],
]);
const WORKLOADS = new Map<string, Workload>([
  ...SCENARIOS.map((scenario): [string, Workload] => [scenario, { arguments: [scenario], ...USUAL }]),
  [
    'TLS 1.2 over IPv6',
    {
      arguments: ['--tls', '1.2', '--family', '6', '--cipher', 'aes-256-gcm', 'small'],
      protocol: { 'tls.protocol.version': '1.2', 'ktls.cipher': 'AES-256-GCM' },
      networkType: 'ipv6',
      clientAddress: '::1',
      serverAddress: '::1',
    },
  ],
  [
    'IPv4 on an IPv6 socket',
    {
      arguments: ['--family', '6', '--address', '::ffff:127.0.0.2', '--cipher', OTHER_CIPHER.option, 'small'],
      protocol: { 'tls.protocol.version': '1.3', ...OTHER_CIPHER.told },
      networkType: 'ipv4',
      clientAddress: '127.0.0.1',
      serverAddress: '127.0.0.2',
    },
  ],
]);
const CAN_REKEY = major > 6 || (major === 6 && minor >= 14);

interface Ports {
  localPort: number;
  peerPort: number;
}

/** One end of a connection; each end is a connection of its own to the service. */
const endOf = ({ localPort, peerPort }: Ports): string => `${localPort}->${peerPort}`;
const streamOf = (call: TrueCall): string => `${endOf(call)} ${call.direction}`;
const endOfLine = (line: Line): string =>
  endOf({ localPort: line['network.local.port'], peerPort: line['network.peer.port'] });

/** A call as text: who made it, and what may be shown of it. */
function textOf({ pid, recordType, bytes, length = bytes.length }: TrueCall & { length?: number }): string {
  return `${pid} ${recordType} ${length} ${bytes.subarray(0, PLAINTEXT_BYTES).toString('base64')}`;
}

function totals(calls: readonly TrueCall[], direction: 'TX' | 'RX'): { bytes: number; calls: number } {
  const chosen = calls.filter((call) => call.direction === direction);
  return { bytes: chosen.reduce((sum, { bytes }) => sum + bytes.length, 0), calls: chosen.length };
}

/** What a record says of its connection and, at the connection's start and end, of who made it; not of its course. */
function toldBy(record: Record<string, unknown>): Record<string, unknown> {
  const state = record['ktls.connection.state'];
  const isTold = (name: string): boolean => {
    if (state === undefined) return /^(network\.(?!io\.)|tls\.|ktls\.cipher$)/.test(name);
    // A process may have ended before it could be looked at.
    if (name === 'process.executable.path') return false;
    return name !== 'time' && !name.startsWith('ktls.connection.');
  };
  return Object.fromEntries(Object.entries(record).filter(([name]) => isTold(name)));
}

describe('with KTLS_CONNECTION_RECORDS', () => {
  /** By scenario, what happened while the service ran. */
  const truth = new Map<string, TrueCall[]>();
  let service: RunningService;
  let end: ServiceEnd;
  let records: Record<string, AttributeValue>[];
  let lines: Line[];
  let captured: Map<string, CapturedCall[]>;

  before(async () => {
    if (!CAN_REKEY) await assert.rejects(run(RAW, ['rekey']), /rekey: 4\n/);
    const preopened = await preopen();
    service = await startService({ ...SETTINGS, KTLS_CONNECTION_RECORDS: 'true' });
    truth.set(
      'preopened',
      (await preopened.goOn()).filter(({ phase }) => phase === 2),
    );
    for (const [name, workload] of WORKLOADS) truth.set(name, await callsOf(RAW, workload.arguments));
    if (CAN_REKEY) truth.set('rekey', await callsOf(RAW, ['rekey']));
    end = await service.stop();
    lines = linesOf(end.stdout);
    records = consoleRecords(end.stdout);
    const data = records.filter((record) => !('ktls.connection.state' in record));
    captured = groupBy(consoleCalls(data), streamOf);
  });

  // What a failure left running would keep this process from ending.
  after(() => void service?.process.kill('SIGKILL'));

  /** Both ends of a workload's connection, the client's first: it sends first in all of them. */
  const endsOf = (calls: readonly TrueCall[]): [Ports, Ports] => {
    const { localPort = 0, peerPort = 0 } = calls.find(({ direction }) => direction === 'TX') ?? {};
    return [
      { localPort, peerPort },
      { localPort: peerPort, peerPort: localPort },
    ];
  };
  const trueEnds = (): Map<string, TrueCall[]> => groupBy([...truth.values()].flat(), endOf);
  const closeOf = (endName: string): ConnectionLine | undefined =>
    connectionLines(lines).find((line) => line['ktls.connection.state'] === 'close' && endOfLine(line) === endName);

  test('nothing is missed or lost', () => {
    const { calls, missed, lost, dropped = 0, unshown = 0 } = end.summary;
    assert.deepEqual({ calls, missed, lost }, { calls: [...truth.values()].flat().length, missed: 0, lost: 0 });
    assert.equal(end.summary.produced, dropped + unshown);
    assert.equal(end.code, 0, end.stderr);
  });

  test('each connection has one record at its start, before all others, and one at its end, after them', () => {
    const preopened = new Set(truth.get('preopened')?.map(endOf));
    const connections = groupBy(lines, (line) => line['ktls.connection.id']);
    assert.equal(connections.size, trueEnds().size);
    for (const [id, records] of connections) {
      const states = records.map((line) => (isConnection(line) ? line['ktls.connection.state'] : 'data'));
      const isPartial = preopened.has(endOfLine(records[0] as Line));
      const data = Array.from({ length: states.length - (isPartial ? 1 : 2) }, () => 'data');
      assert.deepEqual(states, isPartial ? [...data, 'close'] : ['open', ...data, 'close'], id);
      assert.ok(records.every((line) => line['ktls.connection.partial'] === isPartial));
    }
  });

  test('the record at the end has exactly the bytes and the calls of each direction, and how long it was', () => {
    for (const [name, calls] of trueEnds()) {
      const close = closeOf(name);
      const tx = { bytes: close?.['ktls.connection.tx.bytes'], calls: close?.['ktls.connection.tx.calls'] };
      const rx = { bytes: close?.['ktls.connection.rx.bytes'], calls: close?.['ktls.connection.rx.calls'] };
      assert.deepEqual({ tx, rx }, { tx: totals(calls, 'TX'), rx: totals(calls, 'RX') }, name);
      assert.ok((close?.['ktls.connection.duration'] ?? 0) > 0);
    }
  });

  test('each record says of which connection it is: addresses, ports, version and cipher; its start and end who made it', async () => {
    const namespace = await networkNamespaceId();
    const byEnd = groupBy(records, (record) => endOfLine(record as unknown as Line));
    for (const [name, calls] of truth) {
      const { protocol, networkType, clientAddress, serverAddress } = WORKLOADS.get(name) ?? USUAL;
      // The first thread of a workload opens and closes the connection, whoever else uses it.
      const pid = calls[0]?.pid;
      const who = {
        'process.pid': pid,
        'thread.id': pid,
        'ktls.comm': 'raw',
        'process.user.id': 0,
        'process.owner': 'root',
        'ktls.netns.id': namespace,
        'process.executable.name': 'raw',
      };
      for (const [index, { localPort, peerPort }] of endsOf(calls).entries()) {
        const [localAddress, peerAddress] =
          index === 0 ? [clientAddress, serverAddress] : [serverAddress, clientAddress];
        const connection = {
          'tls.protocol.name': 'tls',
          'network.transport': 'tcp',
          'network.type': networkType,
          'network.local.address': localAddress,
          'network.local.port': localPort,
          'network.peer.address': peerAddress,
          'network.peer.port': peerPort,
        };
        for (const record of byEnd.get(endOf({ localPort, peerPort })) ?? []) {
          const state = record['ktls.connection.state'];
          const expected = {
            ...connection,
            ...protocol,
            ...(state !== undefined && who),
          };
          assert.deepEqual(toldBy(record), expected, `${name}, ${state ?? 'data'}`);
        }
      }
    }
  });

  test('the reason is who closed first, or the reset', () => {
    const reasons = [...truth].map(([scenario, calls]) => [
      scenario,
      ...endsOf(calls).map((ports) => closeOf(endOf(ports))?.['ktls.connection.close_reason']),
    ]);
    const expected = [...truth.keys()].map((scenario) => [scenario, ...(REASONS.get(scenario) ?? ['local', 'peer'])]);
    assert.deepEqual(reasons, expected);
  });

  for (const scenario of [
    'preopened',
    'small',
    'reset',
    'tx_only',
    'refused_keys',
    'handover',
    ...(CAN_REKEY ? ['rekey'] : []),
  ]) {
    test(`${scenario}: who made each call, and what it moved, in their order and place`, () => {
      const streams = groupBy(truth.get(scenario) ?? [], streamOf);
      assert.ok(streams.size >= 2);
      for (const [name, calls] of streams) {
        const found = captured.get(name) ?? [];
        assert.deepEqual(found.map(textOf), calls.map(textOf), name);
        let offset = 0;
        for (const call of found) {
          assert.equal(call.offset, offset, name);
          offset += call.length;
        }
      }
    });
  }

  test('handover: three processes hold the connection', () => {
    assert.equal(new Set(truth.get('handover')?.map(({ pid }) => pid)).size, 3);
  });

  test('two_writers: calls at the same time are marked, and no others', () => {
    const calls = truth.get('two_writers') ?? [];
    const ends = new Set(calls.map(endOf));
    const marks = dataLines(lines).filter((line) => ends.has(endOfLine(line)));
    const lengthsOf = (isMarked: boolean, direction: string): number[] =>
      marks
        .filter(
          (line) => line['ktls.direction'] === direction && (line['ktls.stream.concurrent'] ?? false) === isMarked,
        )
        .map((line) => line['ktls.length']);
    const trueLengths = (phase: number, direction: string): number[] =>
      calls.filter((call) => call.phase === phase && call.direction === direction).map(({ bytes }) => bytes.length);
    assert.equal(trueLengths(1, 'TX').length, 6);
    assert.deepEqual(lengthsOf(true, 'TX'), trueLengths(1, 'TX'));
    assert.deepEqual(lengthsOf(false, 'TX'), trueLengths(2, 'TX'));
    assert.deepEqual(lengthsOf(true, 'RX'), []);
  });
});

test('without KTLS_CONNECTION_RECORDS there are none', async () => {
  const service = await startService(SETTINGS);
  await run(RAW, ['small']);
  const end = await service.stop();
  const lines = linesOf(end.stdout);
  assert.deepEqual([lines.length, connectionLines(lines).length, end.summary.produced], [40, 0, 40]);
});
