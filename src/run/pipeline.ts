// SPDX-License-Identifier: Apache-2.0
import { Generations } from '../base/generations.ts';
import {
  type CapturedEvent,
  type ConnectionEvent,
  type DataEvent,
  type Direction,
  isRecord,
  type Origin,
} from '../capture/event.ts';
import type { EventSink } from '../capture/reader.ts';
import type { Console } from '../console/console.ts';
import type { LogExport } from '../export/queued-exporter.ts';
import type { FramedItem } from '../http/framed.ts';
import type { Standing } from '../http/http-connection.ts';
import type { HttpStage } from '../http/http-stage.ts';
import { maskedPart } from '../http/masked.ts';
import type { Processes } from '../process/processes.ts';
import { type LogRecordOptions, toLogRecords } from '../records/call-record.ts';
import type { CapturedRecord } from '../records/captured-record.ts';
import { connectionRecord } from '../records/event-records.ts';
import type { Shown } from '../redact/redacted.ts';
import type { Redaction } from '../redact/redaction.ts';
import type { AlertCounts } from '../self/counts.ts';
import type { StreamItem } from '../streams/stream-item.ts';
import type { Streams } from '../streams/streams.ts';
import type { AwaitedSpans, TracedItem } from '../trace/awaited-spans.ts';
import type { Tracing } from '../trace/tracing.ts';
import { ConnectionGuard, type Failure } from './connection-guard.ts';
import type { Memory } from './memory.ts';
import type { OneWayWarnings } from './one-way-warnings.ts';
import { inStage } from './stage-error.ts';

/** How long what can't be judged yet may be held back. */
const HOLD_NANOS = 2_000_000_000n;

/** Connections that may keep all that makes their next call cheap. */
const BUSY_CONNECTIONS = 4096;

/** What the output that the ring waits for tells about itself. */
type Room = Pick<LogExport, 'hasRoom' | 'onRoom'>;

export interface PipelineStages {
  processes: Processes;
  streams: Streams;
  /** What all of them keep of connections. */
  memory: Memory;
  http: HttpStage;
  tracing: Tracing;
  awaitedSpans: AwaitedSpans;
  redaction: Redaction;
  recordOptions: LogRecordOptions;
  /** Whether the start and the end of a connection are records. */
  connectionRecords: boolean;
  alerts: AlertCounts;
  /** Told up to which offset of its stream a direction is content of which no more than a call's start is seen. */
  onContentEnd?: ((connectionId: string, direction: Direction, offset: number) => void) | undefined;
  /** Exports a record, under the resource of the program that it was captured of. */
  write: (origin: Origin, record: CapturedRecord) => void;
  console: Console | undefined;
  /** The one output that the ring waits for: every other one gives up by itself what it has no room for. */
  room: Room;
  oneWay: Pick<OneWayWarnings, 'see'>;
  /** Told of each connection that is followed no further, for want of memory. */
  onLimit: (connectionId: string) => void;
  /** Told of what a stage that throws has cost. */
  onFailure: (failure: Failure) => void;
}

/**
 * The stages between the ring and the export, joined: each event goes all the way through at once. A stage that throws
 * costs the connection whose event it was: what is held of it is given up, and its bytes are masked from there on.
 */
export class Pipeline implements EventSink {
  readonly #stages: PipelineStages;
  readonly #guard: ConnectionGuard;
  readonly #busy = new Generations<string, true>(BUSY_CONNECTIONS, (connectionId) => this.#rest(connectionId));
  #waiting: (() => void)[] = [];
  #unshown = 0;
  #onHold = (): void => {};
  #lastBootNanos = 0n;

  constructor(stages: PipelineStages) {
    this.#stages = stages;
    stages.room.onRoom(() => this.#endWaits());
    this.#guard = new ConnectionGuard(stages.streams.maxConnections, (failure) => {
      if (failure.connectionId !== undefined) this.#forget(failure.connectionId);
      stages.onFailure(failure);
    });
  }

  /** Samples that make no record: their calls have been shown as far as is asked for. */
  get unshown(): number {
    return this.#unshown;
  }

  /** Records that the console has left out; undefined: there is none. */
  get consoleDropped(): number | undefined {
    return this.#stages.console?.dropped;
  }

  /** How many connections are followed, by what can be seen of them. */
  get standings(): ReadonlyMap<Standing, number> {
    return this.#stages.http.standings;
  }

  /** As far as a process of it was told of. */
  cgroupPath(id: bigint): string | undefined {
    return this.#stages.processes.cgroupPath(id);
  }

  /** Whether stages hold records or spans back. */
  get isHolding(): boolean {
    return this.#guard.isHolding || this.#stages.tracing.isHolding;
  }

  onHold(callback: () => void): void {
    this.#onHold = callback;
  }

  push(event: CapturedEvent): void {
    const wasHolding = this.isHolding;
    this.#push(event);
    if (!wasHolding && this.isHolding) this.#onHold();
  }

  #push(event: CapturedEvent): void {
    if (event.kind === 'process') {
      this.#guard.run(undefined, 0, () => inStage('processes', () => this.#stages.processes.learn(event)));
      return;
    }
    const { connectionId } = originOf(event);
    const records = isRecord(event, this.#stages.connectionRecords) ? 1 : 0;
    if (connectionId !== undefined && this.#busy.get(connectionId) === undefined) this.#busy.set(connectionId, true);
    this.#guard.run(connectionId, records, () => this.#place(event, connectionId));
    if (event.kind === 'close') this.#guard.close(connectionId);
    this.#measure(connectionId);
    this.#makeRoom();
  }

  #rest(connectionId: string): void {
    this.#guard.run(connectionId, 0, () => {
      inStage('http', () => this.#stages.http.rest(connectionId));
      inStage('redaction', () => this.#stages.redaction.rest(connectionId));
    });
    this.#measure(connectionId);
  }

  #measure(connectionId: string | undefined): void {
    if (connectionId === undefined) return;
    const { memory, http, awaitedSpans, redaction } = this.#stages;
    const stages = [http, awaitedSpans, redaction];
    memory.keep(
      connectionId,
      stages.reduce((sum, stage) => sum + stage.heldBytes(connectionId), 0),
    );
  }

  /** Of the connections that take most, so many are followed no further that the rest has room. */
  #makeRoom(): void {
    const { memory, http, awaitedSpans, redaction, onLimit } = this.#stages;
    while (memory.isOver) {
      const id = memory.largest();
      if (id === undefined) return;
      this.#guard.run(id, 0, () => {
        for (const framed of inStage('http', () => http.limit(id))) this.#trace(framed);
        for (const traced of inStage('tracing', () => awaitedSpans.limit(id))) this.#redact(traced);
        this.#emit(inStage('redaction', () => redaction.limit(id)));
      });
      memory.limit(id);
      onLimit(id);
    }
  }

  /**
   * Lets go of what has been held back for too long, of one connection at each step. As long as something waits in the
   * ring, which is not read when there is no room, what is held back for may be there: then it is too long before the
   * last call that was pushed.
   */
  *expire(nowBootNanos: bigint, isRingEmpty: boolean): Generator<void> {
    const bootNanos = (isRingEmpty ? nowBootNanos : this.#lastBootNanos) - HOLD_NANOS;
    const { http, awaitedSpans, redaction, tracing } = this.#stages;
    for (const id of this.#guard.holding()) {
      this.#guard.run(id, 0, () => {
        for (const framed of inStage('http', () => http.expire(id, bootNanos))) this.#trace(framed);
        for (const traced of inStage('tracing', () => awaitedSpans.expire(id, bootNanos))) this.#redact(traced);
        this.#emit(inStage('redaction', () => redaction.expire(id, bootNanos)));
      });
      this.#measure(id);
      yield;
    }
    yield* this.#untilFalse(() => inStage('tracing', () => tracing.expire(bootNanos)));
  }

  /** Connections that have ended and of which nothing comes any more, their ends included: one at each step. */
  *close(connectionIds: Iterable<string>): Generator<void> {
    for (const id of connectionIds) {
      this.#guard.run(id, 0, () => {
        for (const item of inStage('streams', () => this.#stages.streams.end(id))) this.#frame(item);
      });
      this.#guard.close(id);
      this.#measure(id);
      yield;
    }
  }

  /** Nothing more is pushed: ends one connection at each step. */
  *end(): Generator<void> {
    const { streams, tracing } = this.#stages;
    yield* this.#untilFalse(() => {
      const items = inStage('streams', () => streams.endOldest());
      for (const item of items) this.#frameOfAny(item);
      return items.length > 0;
    });
    yield* this.#untilFalse(() => inStage('tracing', () => tracing.end()));
  }

  /** Takes no more steps of the end: what the stages hold is given up. */
  abandon(): { records: number; spans: number } {
    return { records: this.#guard.abandon(), spans: this.#stages.tracing.abandon() };
  }

  /** A step that throws is the last. */
  *#untilFalse(step: () => boolean): Generator<void> {
    for (let isMore = true; isMore; ) {
      isMore = false;
      this.#guard.run(undefined, 0, () => {
        isMore = step();
      });
      yield;
    }
  }

  hasRoom(): boolean {
    return this.#stages.room.hasRoom();
  }

  room(): Promise<void> {
    if (this.hasRoom()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #endWaits(): void {
    if (!this.hasRoom()) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  /** Nothing is left of what the stages know of a connection. */
  #forget(connectionId: string): void {
    this.#stages.http.forget(connectionId);
    this.#stages.awaitedSpans.forget(connectionId);
    this.#stages.redaction.forget(connectionId);
  }

  #place(event: DataEvent | ConnectionEvent, connectionId: string | undefined): void {
    const { processes, alerts, oneWay, streams } = this.#stages;
    inStage('processes', () => {
      if (event.kind === 'data') event.call.origin = processes.place(event.call.origin);
      else event.origin = processes.place(event.origin);
    });
    if (event.kind === 'data') {
      this.#lastBootNanos = event.call.bootNanos;
      inStage('alerts', () => alerts.add(event));
      oneWay.see(event.call.origin);
    }
    for (const item of inStage('streams', () => streams.push(event))) {
      // Another connection may have to make room for this one.
      if (connectionOf(item) === connectionId) this.#frame(item);
      else this.#frameOfAny(item);
    }
  }

  #frameOfAny(item: StreamItem): void {
    const connectionId = connectionOf(item);
    this.#guard.run(connectionId, 0, () => this.#frame(item));
    this.#measure(connectionId);
  }

  #frame(item: StreamItem): void {
    if (item.kind === 'data' && this.#guard.hasFailed(item.event.call.origin.connectionId)) {
      this.#trace({ kind: 'data', event: item.event, parts: [maskedPart(item.event.payload.length)] });
      return;
    }
    for (const framed of inStage('http', () => this.#stages.http.push(item))) this.#trace(framed);
  }

  #trace(framed: FramedItem): void {
    if (framed.kind === 'data' && framed.contentEnd !== undefined) {
      const { connectionId, direction } = framed.event.call.origin;
      if (connectionId !== undefined) this.#stages.onContentEnd?.(connectionId, direction, framed.contentEnd);
    }
    for (const traced of inStage('tracing', () => this.#stages.awaitedSpans.push(framed))) this.#redact(traced);
  }

  #redact(traced: TracedItem): void {
    this.#emit(inStage('redaction', () => this.#stages.redaction.push(traced)));
  }

  #emit(shown: readonly Shown[]): void {
    for (const item of shown) {
      if (item.kind === 'data') {
        const records = inStage('records', () => toLogRecords(item, this.#stages.recordOptions));
        if (records.length === 0) this.#unshown++;
        for (const record of records) this.#write(item.call.origin, record);
        this.#guard.done();
      } else if (this.#stages.connectionRecords) {
        this.#write(
          item.origin,
          inStage('records', () => connectionRecord(item)),
        );
        this.#guard.done();
      }
    }
  }

  #write(origin: Origin, record: CapturedRecord): void {
    const { console, write } = this.#stages;
    if (console !== undefined) inStage('console', () => console.write(record));
    inStage('export', () => write(origin, record));
  }
}

function originOf(event: DataEvent | ConnectionEvent): Origin {
  return event.kind === 'data' ? event.call.origin : event.origin;
}

function connectionOf(item: StreamItem): string | undefined {
  if (item.kind === 'end') return item.connectionId;
  return originOf(item.kind === 'data' ? item.event : item).connectionId;
}
