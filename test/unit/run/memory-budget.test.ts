// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DataEvent, Direction } from '../../../src/capture/event.ts';
import { Processes } from '../../../src/process/processes.ts';
import { createScannerFactory } from '../../../src/redact/engine.ts';
import { Memory } from '../../../src/run/memory.ts';
import { Pipeline } from '../../../src/run/pipeline.ts';
import { AlertCounts } from '../../../src/self/counts.ts';
import { Streams } from '../../../src/streams/streams.ts';
import { closeEvent, dataEvent } from '../capture/events.ts';
import { GET } from '../http/http2/conversation.ts';
import { Deflater, type Field } from '../http/http2/deflater.ts';
import { END_STREAM, headers, PREFACE, settings } from '../http/http2/frames.ts';
import { noFailure, ROOM, stages, takeAll } from './stages.ts';

const BUDGET = 4 * 1024 * 1024;

/** The pipeline in the default mode with this budget, and what came out of it. */
class Run {
  readonly memory = new Memory(BUDGET);
  readonly limited: string[] = [];
  /** What became of exchanges: their status or failure. */
  readonly outcomes: unknown[] = [];
  readonly shown = new Map<string, string>();
  readonly #moved = new Map<string, number>();
  readonly #pipeline: Pipeline;
  calls = 0;
  records = 0;
  most = 0;

  constructor() {
    this.#pipeline = new Pipeline({
      processes: new Processes(),
      streams: new Streams(10_000),
      memory: this.memory,
      onLimit: (connectionId) => void this.limited.push(connectionId),
      ...stages({
        mode: 'redact',
        spans: true,
        createScanner: createScannerFactory([]),
        onExchange: (_, { response, failure }) => void this.outcomes.push(failure ?? response?.status),
      }),
      recordOptions: { plaintextBytes: 256, plaintextField: 'body' },
      connectionRecords: false,
      alerts: new AlertCounts(),
      oneWay: { see: () => {} },
      write: ({ connectionId = '' }, { body, events }) => {
        this.records += events;
        this.shown.set(connectionId, (this.shown.get(connectionId) ?? '') + body);
      },
      room: ROOM,
      console: undefined,
      onFailure: noFailure,
    });
  }

  send(connectionId: string, direction: Direction, payload: Buffer | string): this {
    const key = `${connectionId} ${direction}`;
    const streamOffset = this.#moved.get(key) ?? 0;
    const event: DataEvent = dataEvent(payload, { connectionId, direction, streamOffset });
    this.#moved.set(key, streamOffset + event.call.length);
    this.calls += 1;
    this.#pipeline.push(event);
    this.most = Math.max(this.most, this.memory.total);
    return this;
  }

  close(connectionId: string): this {
    this.#pipeline.push(closeEvent(connectionId));
    return this;
  }

  end(): this {
    takeAll(this.#pipeline.end());
    return this;
  }
}

const REQUEST = 'GET /orders HTTP/1.1\r\nHost: shop.example\r\n\r\n';
const RESPONSE = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nteapot';

test('streams that stay open with a field of 15 KB by index: the connections that take most are limited', () => {
  const run = new Run().send('usual', 'TX', REQUEST);
  const large: Field[] = [...GET, ['x-large', 'v'.repeat(15_000)]];
  const attackers = Array.from({ length: 20 }, (_, index) => `attacker ${index}`);
  for (const id of attackers) {
    const deflater = new Deflater(65_536);
    deflater.changeTableSize(65_536);
    run.send(id, 'TX', Buffer.concat([PREFACE, settings()]));
    for (let stream = 0; stream < 280; stream += 1)
      run.send(id, 'TX', headers(2 * stream + 1, deflater.block(...large), END_STREAM));
  }
  assert.ok(run.most <= BUDGET, `${run.most} bytes were kept`);
  // All of one attacker, or parts of some: no more than the budget.
  assert.ok(run.limited.length >= attackers.length - 1);
  assert.equal(run.memory.limited, run.limited.length);
  assert.ok(run.limited.every((id) => attackers.includes(id)));
  const failed = run.outcomes.length;
  assert.deepEqual(new Set(run.outcomes), new Set(['limit']));
  run.send('usual', 'RX', RESPONSE).end();
  assert.equal(run.outcomes[failed], 200);
  assert.equal(run.shown.get('usual'), REQUEST + RESPONSE);
  assert.equal(run.records, run.calls);
  for (const id of run.limited) assert.match(run.shown.get(id) ?? '', /\[redacted:limit\]/);
});

test('responses that wait for their requests: all of what waits is masked and let go', () => {
  const run = new Run();
  const ids = Array.from({ length: 40 }, (_, index) => `waits ${index}`);
  for (const id of ids)
    for (let call = 0; call < 15; call += 1)
      run.send(id, 'RX', call === 0 ? RESPONSE : `secret-${id}`.padEnd(16_384, ' of what is not to be shown'));
  assert.ok(run.most <= BUDGET, `${run.most} bytes were kept`);
  assert.ok(run.limited.length > 0 && run.limited.length < ids.length);
  const limited = new Set(run.limited);
  for (const id of limited) {
    run.send(id, 'TX', REQUEST);
    assert.match(run.shown.get(id) ?? '', /^(?:\[redacted:limit\])+$/);
  }
  run.end();
  assert.equal(run.records, run.calls);
  assert.equal(run.memory.total, 0);
});

test('what is kept is given back when a connection is closed', () => {
  const run = new Run();
  for (let index = 0; index < 100; index += 1) {
    run.send(`a ${index}`, 'TX', REQUEST).send(`a ${index}`, 'RX', 'HTTP/1.1 200 OK\r\nContent-Length: 60\r\n\r\npart');
    assert.ok(run.memory.total > 0);
    run.close(`a ${index}`);
    assert.equal(run.memory.total, 0);
  }
  assert.equal(run.records, run.calls);
});
