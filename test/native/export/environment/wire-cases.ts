// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { bodiesOf, decodeSpans } from '../../../unit/export/otlp-proto.ts';
import { type Case, type Env, otlpVariable, SIGNALS, type SignalName } from './case.ts';
import { exportOnce } from './export-once.ts';
import { startWire, type Wire, type WireRequest } from './wire.ts';

type Scope = SignalName | undefined;

const isIn = (scope: Scope, signal: SignalName): boolean => scope === undefined || scope === signal;

interface WireRun {
  env: Env;
  records?: number;
  /** Of a server that answers all, or never. */
  answers?: boolean;
  meanwhile?: (wire: Wire) => Promise<void>;
  check?: (wire: Wire) => void;
}

/** Exports to a server that keeps what came, byte for byte. */
function onWire({ env, records = 1, answers = true, meanwhile, check }: WireRun): Case {
  return async () => {
    const wire = await startWire(answers);
    try {
      await exportOnce({
        env: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${wire.port}`, ...env },
        run: 'wire',
        records,
        deadlineMillis: answers ? 10_000 : 1,
        ...(meanwhile === undefined ? {} : { meanwhile: () => meanwhile(wire) }),
      });
    } finally {
      wire.stop();
    }
    return () => check?.(wire);
  };
}

const message = ({ body }: WireRequest): Buffer => (body[0] === 1 ? gunzipSync(body.subarray(5)) : body.subarray(5));
const isCaptured = (request: WireRequest): boolean => message(request).includes('captured');

/** How many captured records each request of a signal has. */
function sizes(wire: Wire, signal: 'logs' | 'traces'): number[] {
  return wire.requests
    .filter((request) => request.signal === signal && isCaptured(request))
    .map((request) =>
      signal === 'logs'
        ? bodiesOf(message(request)).length
        : decodeSpans(message(request)).resourceSpans.flatMap(({ scopeSpans }) =>
            scopeSpans.flatMap(({ spans }) => spans),
          ).length,
    );
}

/** All that came: captured and own log records, spans, metrics. */
function assertComplete({ requests }: Wire): void {
  assert.deepEqual(
    SIGNALS.map((name) => requests.filter(({ signal }) => signal === name).length),
    [2, 1, 1],
  );
}

function headersCase(scope: Scope): Case {
  return onWire({
    env: {
      OTEL_EXPORTER_OTLP_HEADERS: 'x-run=general,x-all=1',
      [otlpVariable(scope, 'HEADERS')]: 'x-run=a%20b,x-all=1',
    },
    check(wire) {
      assertComplete(wire);
      for (const { signal, headers } of wire.requests) {
        assert.deepEqual([headers['x-run'], headers['x-all']], [isIn(scope, signal) ? 'a b' : 'general', '1'], signal);
      }
    },
  });
}

function compressionCase(scope: Scope): Case {
  return onWire({
    env: { [otlpVariable(scope, 'COMPRESSION')]: 'gzip' },
    check(wire) {
      assertComplete(wire);
      // The first byte of a gRPC message says whether it is compressed.
      for (const request of wire.requests)
        assert.equal(request.body[0], isIn(scope, request.signal) ? 1 : 0, request.signal);
      for (const signal of ['logs', 'traces'] as const) assert.deepEqual(sizes(wire, signal), [1]);
    },
  });
}

const AT_ONCE: Env = {
  OTEL_BLRP_SCHEDULE_DELAY: '0',
  OTEL_BSP_SCHEDULE_DELAY: '0',
  OTEL_METRIC_EXPORT_INTERVAL: '100',
};

/** A server that never answers is given up, first for the signals that the variable is for. */
function timeoutCase(variable: string, scope: Scope): Case {
  return onWire({
    env: { ...AT_ONCE, OTEL_EXPORTER_OTLP_TIMEOUT: '600000', [variable]: '300' },
    answers: false,
    async meanwhile({ whenCancelled, cancelled }) {
      for (const signal of SIGNALS) if (isIn(scope, signal)) await whenCancelled(signal);
      assert.deepEqual(
        cancelled.filter((signal) => !isIn(scope, signal)),
        [],
      );
    },
  });
}

/** What waits for a batch goes out at once with a delay of 0, while the other signal waits on. */
function delayCase(prefix: 'BLRP' | 'BSP'): Case {
  const [first, other] = prefix === 'BLRP' ? (['logs', 'traces'] as const) : (['traces', 'logs'] as const);
  const waiting = { OTEL_BLRP_SCHEDULE_DELAY: '600000', OTEL_BSP_SCHEDULE_DELAY: '600000' };
  return onWire({
    env: { ...waiting, [`OTEL_${prefix}_SCHEDULE_DELAY`]: '0' },
    async meanwhile(wire) {
      while (sizes(wire, first).length === 0) await delay(5);
      assert.deepEqual([sizes(wire, first), sizes(wire, other)], [[1], []]);
    },
    check: (wire) => assert.deepEqual([sizes(wire, first), sizes(wire, other)], [[1], [1]]),
  });
}

/** Ten records in one batch become batches of at most four. */
function sizeCase(prefix: 'BLRP' | 'BSP', name: string, becomes: readonly number[] = [4, 4, 2]): Case {
  const signal = prefix === 'BLRP' ? 'logs' : 'traces';
  return onWire({
    // Else what is refused room is sent as soon as there is some, record by record.
    env: { [`OTEL_${prefix}_${name}`]: '4', KTLS_EXPORT_CONCURRENCY: '1' },
    records: 10,
    check(wire) {
      for (const each of ['logs', 'traces'] as const)
        assert.deepEqual(sizes(wire, each), each === signal ? becomes : [10], each);
    },
  });
}

const intervalCase: Case = onWire({
  env: { OTEL_METRIC_EXPORT_INTERVAL: '60' },
  async meanwhile({ requests }) {
    while (requests.filter(({ signal }) => signal === 'metrics').length < 2) await delay(5);
  },
  check: ({ requests }) => assert.ok(requests.filter(({ signal }) => signal === 'metrics').length >= 3),
});

export const wireCases: Record<string, Case> = {
  ...Object.fromEntries(
    [undefined, ...SIGNALS].flatMap((scope): [string, Case][] => [
      [otlpVariable(scope, 'HEADERS'), headersCase(scope)],
      [otlpVariable(scope, 'COMPRESSION'), compressionCase(scope)],
      [otlpVariable(scope, 'TIMEOUT'), timeoutCase(otlpVariable(scope, 'TIMEOUT'), scope)],
    ]),
  ),
  OTEL_BLRP_SCHEDULE_DELAY: delayCase('BLRP'),
  OTEL_BSP_SCHEDULE_DELAY: delayCase('BSP'),
  OTEL_BLRP_EXPORT_TIMEOUT: timeoutCase('OTEL_BLRP_EXPORT_TIMEOUT', 'logs'),
  OTEL_BSP_EXPORT_TIMEOUT: timeoutCase('OTEL_BSP_EXPORT_TIMEOUT', 'traces'),
  OTEL_BLRP_MAX_QUEUE_SIZE: sizeCase('BLRP', 'MAX_QUEUE_SIZE'),
  // Spans that find no room are dropped.
  OTEL_BSP_MAX_QUEUE_SIZE: sizeCase('BSP', 'MAX_QUEUE_SIZE', [4]),
  OTEL_BLRP_MAX_EXPORT_BATCH_SIZE: sizeCase('BLRP', 'MAX_EXPORT_BATCH_SIZE'),
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: sizeCase('BSP', 'MAX_EXPORT_BATCH_SIZE'),
  OTEL_METRIC_EXPORT_INTERVAL: intervalCase,
};
