// SPDX-License-Identifier: Apache-2.0
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TlsOptions } from 'node:tls';
import { build } from '../backends/build.ts';
import { parseLogs } from '../backends/collector/read-logs.ts';
import { type RunningCollector, startCollector } from '../backends/collector/start.ts';
import { move, placesIn } from '../native/support/behind-door.ts';
import { type Door, startDoor } from '../native/support/door.ts';
import { type RingService, startRingService } from '../native/support/ring-service.ts';
import type { Pair } from '../native/support/wire.ts';
import { freePort } from '../unit/export/free-port.ts';

const TICK_MILLIS = 10;

/** What became of the records of all runs of a row. */
export interface Outcome {
  /** Put into the ring. */
  produced: number;
  lost: number;
  dropped: number;
  exported: number;
  /** Left in the spool. */
  left: number;
  /** In the Collector's file, each once. */
  arrived: number;
  /** In it once more. */
  twice: number;
  /** What is not as it has to be; empty: nothing. */
  wrong: string[];
}

/** A real Collector, whose acknowledgement means that what it took is in its file, behind a door; and a folder. */
export class Place implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'ktls-otel-fault-'));
  readonly spool = join(this.folder, 'spool');
  readonly door: Door;
  readonly ports: { readonly grpc: number; readonly http: number };
  readonly #services: RingService[] = [];
  #collector: RunningCollector | undefined;

  private constructor(door: Door, ports: Place['ports']) {
    this.door = door;
    this.ports = ports;
  }

  static async prepare(tls?: TlsOptions, protocol: 'grpc' | 'http' = 'grpc'): Promise<Place> {
    const ports = { grpc: await freePort(), http: await freePort() };
    const place = new Place(await startDoor(ports[protocol], tls), ports);
    await place.startCollector();
    return place;
  }

  get #file(): string {
    return join(this.folder, 'logs.json');
  }

  async startCollector(): Promise<void> {
    const { grpc: port, http: httpPort } = this.ports;
    const options = { binary: build('collector'), file: this.#file, port, httpPort, isWrittenAtOnce: true };
    this.#collector = await startCollector(options);
  }

  /** SIGKILL loses nothing that it has acknowledged. */
  signalCollector(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
    if (this.#collector !== undefined) process.kill(this.#collector.pid, signal);
    if (signal === 'SIGKILL') this.#collector = undefined;
  }

  /** By gRPC, through the door, unless `env` says otherwise. */
  async start(env: Record<string, string> = {}, within: readonly string[] = []): Promise<RingService> {
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${this.door.port}` };
    const service = await startRingService({ ...endpoint, ...env }, undefined, within);
    this.#services.push(service);
    return service;
  }

  /** Ends the Collector; its records, each by its connection and direction, and the offset in that. */
  async collected(): Promise<string[]> {
    await this.#collector?.stop();
    this.#collector = undefined;
    const places: string[] = [];
    // Of ten minutes it is longer than a string may be.
    for await (const line of createInterface(createReadStream(this.#file)))
      places.push(...placesIn(parseLogs(`${line}\n`)));
    return places;
  }

  /** Ends a service that ran alone, and balances its account with the Collector's file. */
  async balance(service: RingService, calls: number): Promise<Outcome> {
    const end = await service.stop();
    const { produced = 0, lost = 0, dropped = 0, exported = 0, in_flight: left = 0, taken_over = 0 } = end.summary;
    const places = await this.collected();
    const arrived = new Set(places).size;
    const wrong: string[] = [];
    if (end.code !== 0) wrong.push(`exit code ${end.code}: ${end.stderr.slice(-500)}`);
    if (produced !== calls) wrong.push(`${calls} calls were put into the ring`);
    if (produced + taken_over !== lost + dropped + exported + left) wrong.push('the account is not balanced');
    if (arrived !== exported) wrong.push(`${exported} are said to be exported, and ${arrived} arrived`);
    return {
      produced: produced + taken_over,
      lost,
      dropped,
      exported,
      left,
      arrived,
      twice: places.length - arrived,
      wrong,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { process: child } of this.#services) child.kill('SIGKILL');
    if (this.#collector !== undefined) process.kill(this.#collector.pid, 'SIGKILL');
    await this.door.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Calls at a pace, until `work` is done, or for so many milliseconds; returns how many. */
export async function pace(pair: Pair, callsPerSecond: number, until: Promise<unknown> | number): Promise<number> {
  let isOver = false;
  void (typeof until === 'number' ? sleep(until) : until).then(() => {
    isOver = true;
  });
  const startMillis = performance.now();
  let calls = 0;
  while (!isOver) {
    const due = ((performance.now() - startMillis) / 1000) * callsPerSecond;
    // In steps, so that what happens meanwhile gets its turn when the machine is slow.
    calls += move(pair, Math.min(1000, Math.max(0, Math.floor((due - calls) / 2))));
    await sleep(TICK_MILLIS);
  }
  return calls;
}
