// SPDX-License-Identifier: Apache-2.0
import { AlwaysOnSampler } from '@opentelemetry/sdk-trace-base';
import {
  type CapturedEvent,
  type ConnectionEvent,
  type DataEvent,
  type Direction,
  isRecord,
  type Origin,
} from '../../../src/capture/event.ts';
import type { Console } from '../../../src/console/console.ts';
import { plaintextOf } from '../../../src/console/plaintext-of.ts';
import { DroppedEvents } from '../../../src/export/sender.ts';
import { Processes } from '../../../src/process/processes.ts';
import type { CapturedRecord } from '../../../src/records/captured-record.ts';
import { createScannerFactory } from '../../../src/redact/engine.ts';
import { Pipeline } from '../../../src/run/pipeline.ts';
import { StageFailures } from '../../../src/run/stage-failures.ts';
import { AlertCounts } from '../../../src/self/counts.ts';
import { Streams } from '../../../src/streams/streams.ts';
import type { SpanData } from '../../../src/trace/span-data.ts';
import { closeEvent, dataEvent, openEvent } from '../capture/events.ts';
import { stages, unlimited } from './stages.ts';

/** Connections. */
export const BAD = 'bad';
export const GOOD = 'good';
/** In all that is said on a connection. */
export const textOf = (id: string): string => `${id}text`;
/** What a stage throws, with plaintext in its message. */
export class TestError extends RangeError {
  readonly code = 'ERR_TEST';
}

export const pidOf = (id: string): number => (id === BAD ? 666 : 1);

function withPid(event: ConnectionEvent): ConnectionEvent {
  return { ...event, origin: { ...event.origin, pid: pidOf(event.origin.connectionId ?? '') } };
}

const OTHER: Record<Direction, Direction> = { TX: 'RX', RX: 'TX' };

/** All that happens on a connection, but for its end; `client`: the direction of requests. */
export function conversation(id: string, client: Direction): CapturedEvent[] {
  const offsets: Record<Direction, number> = { TX: 0, RX: 0 };
  const pid = pidOf(id);
  const word = textOf(id);
  const call = (direction: Direction, text: string, recordType = 'application_data'): DataEvent => {
    const event = dataEvent(text, { connectionId: id, pid, direction, recordType, streamOffset: offsets[direction] });
    offsets[direction] += text.length;
    return event;
  };
  const request = (text: string) => call(client, text);
  const response = (text: string) => call(OTHER[client], text);
  return [
    withPid(openEvent(id)),
    request(`GET /${word}-1 HTTP/1.1\r\nHost: ${word}\r\n`),
    request(`X-More: ${word}\r\n\r\n`),
    response(`HTTP/1.1 200 OK\r\nContent-Length: ${2 * word.length + 2}\r\n\r\n${word} `),
    response(`${word}\n`),
    request(`POST /${word}-2 HTTP/1.1\r\nContent-Length: ${word.length + 9}\r\n\r\npassword=`),
    response('HTTP/1.1 100 Continue\r\n'),
    request(word),
    call('RX', '\x01\x00', 'alert'),
  ];
}

/** Both conversations, call by call in turns; the bad connection is closed, the good one stays open. */
export function twoConversations(): CapturedEvent[] {
  const [bad, good] = [conversation(BAD, 'TX'), conversation(GOOD, 'RX')];
  return [...bad.flatMap((event, index) => [event, good[index] ?? event]), withPid(closeEvent(BAD))];
}

export interface Written {
  id: string | undefined;
  /** Of data its plaintext, of a connection its state. */
  text: string;
  record: CapturedRecord;
}

export interface FailingRunOptions {
  maxConnections?: number;
  connectionRecords?: boolean;
}

/** A pipeline over the real stages, whose calls a test can make throw; its account and what came out of it. */
export class FailingRun {
  readonly written: Written[] = [];
  readonly spans: SpanData[] = [];
  readonly warnings: string[] = [];
  readonly dropped = new DroppedEvents();
  readonly droppedSpans = new DroppedEvents();
  readonly processes = new Processes();
  readonly alerts = new AlertCounts();
  readonly streams: Streams;
  readonly sampler = new AlwaysOnSampler();
  readonly stages;
  readonly outputs = {
    write: (origin: Origin, record: CapturedRecord): void => {
      const text = plaintextOf(record) ?? String(record.attributes['ktls.connection.state']);
      this.written.push({ id: origin.connectionId, text, record });
    },
    writeSpan: (_: Origin, span: SpanData): void => void this.spans.push(span),
    onExchange: (_role: string): void => {},
    console: { write: (_: CapturedRecord): void => {}, hasRoom: () => true, onRoom: () => {} },
  };
  readonly pipeline: Pipeline;
  readonly #connectionRecords: boolean;
  now = 0;
  produced = 0;

  constructor({ maxConnections = 10, connectionRecords = true }: FailingRunOptions = {}) {
    this.#connectionRecords = connectionRecords;
    this.streams = new Streams(maxConnections);
    const count = (dropped: DroppedEvents) => ({
      drop: (reason: string, events: number) => dropped.add(reason, events),
    });
    const failures = new StageFailures(
      { logs: count(this.dropped), spans: count(this.droppedSpans) },
      (message) => void this.warnings.push(message),
      () => this.now,
    );
    this.stages = stages({
      mode: 'redact',
      spans: true,
      createScanner: createScannerFactory([]),
      sampler: this.sampler,
      writeSpan: (call, span) => failures.ofSpan(() => this.outputs.writeSpan(call, span)),
      onExchange: (role) => this.outputs.onExchange(role),
    });
    this.pipeline = new Pipeline({
      processes: this.processes,
      streams: this.streams,
      ...unlimited(),
      ...this.stages,
      recordOptions: { plaintextBytes: 1024, plaintextField: 'attribute' },
      connectionRecords,
      alerts: this.alerts,
      oneWay: { see: () => {} },
      write: (origin, record) => this.outputs.write(origin, record),
      console: this.outputs.console as unknown as Console,
      onFailure: (failure) => failures.ofConnection(failure),
    });
  }

  push(...events: readonly CapturedEvent[]): this {
    for (const event of events) {
      if (isRecord(event, this.#connectionRecords)) this.produced++;
      this.pipeline.push(event);
    }
    return this;
  }

  textsOf(id: string): string[] {
    return this.written.filter((each) => each.id === id).map(({ text }) => text);
  }

  /** Records by what became of them. */
  account(): { produced: number; exported: number; unshown: number; dropped: Record<string, number> } {
    const exported = this.written.reduce((sum, { record: { events } }) => sum + events, 0);
    return { produced: this.produced, exported, unshown: this.pipeline.unshown, dropped: this.dropped.toRecord() };
  }
}
