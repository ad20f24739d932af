// SPDX-License-Identifier: Apache-2.0
import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startCollector } from '../../backends/collector/start.ts';
import { startService } from '../../support/service.ts';
import { RAW, run } from '../../support/workload.ts';
import { DEFAULT_SETTINGS } from './tracers.ts';

const RATE = 500;
/** Once to warm up, and once more when all of these are through. */
const MESSAGES = 5_000;
/** One sends it, one receives it. */
const RECORDS_PER_MESSAGE = 2;
const POLL_MILLIS = 10;
const CHUNK_BYTES = 1_048_576;

/** Milliseconds from a call to its record, for 99 of 100. */
export interface Latency {
  readonly consoleMillis: number;
  readonly collectorMillis: number;
}

/** Whole lines, as they come. */
class Lines {
  #rest = '';

  take(text: string): string[] {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    return lines;
  }
}

/** Of a line of the console. */
const consoleTime = (line: string): number[] => [Date.parse(JSON.parse(line).time)];

/** Of a line of the Collector's file: a request with its records, oldest first. */
const collectorTimes = (line: string): number[] =>
  Array.from(line.matchAll(/"timeUnixNano":"(\d+)"/g), ([, nanos]) => Number(nanos) / 1e6);

/** What one who reads along at the end of a pipe or a file sees. */
class Ages {
  readonly #lines = new Lines();
  readonly #timesOf: (line: string) => number[];
  readonly #millis: number[] = [];

  constructor(timesOf: (line: string) => number[]) {
    this.#timesOf = timesOf;
  }

  see(text: string): void {
    const now = Date.now();
    for (const line of this.#lines.take(text)) for (const time of this.#timesOf(line)) this.#millis.push(now - time);
  }

  /** Whether the records of so many messages have come. */
  has(messages: number): boolean {
    return this.#millis.length >= RECORDS_PER_MESSAGE * messages;
  }

  p99(): number {
    const measured = this.#millis.slice(RECORDS_PER_MESSAGE * MESSAGES).sort((a, b) => a - b);
    return measured[Math.floor(0.99 * measured.length)] ?? Number.NaN;
  }
}

/** The default mode with a console, at 500 messages a second. `directory`: where the Collector's file comes. */
export async function measureLatency(binary: string, directory: string, port: number): Promise<Latency> {
  const file = join(directory, 'latency.json');
  const collector = await startCollector({ binary, file, port });
  const service = await startService({ ...DEFAULT_SETTINGS, KTLS_CONSOLE: 'json' });
  const [onConsole, atCollector] = [new Ages(consoleTime), new Ages(collectorTimes)];
  const fd = openSync(file, 'r');
  const chunk = Buffer.alloc(CHUNK_BYTES);
  const follow = (): void => {
    for (let bytes = readSync(fd, chunk); bytes > 0; bytes = readSync(fd, chunk))
      atCollector.see(chunk.toString('latin1', 0, bytes));
  };
  try {
    service.process.stdout?.on('data', (text: string) => onConsole.see(text));
    const following = setInterval(follow, POLL_MILLIS);
    for (const all of [MESSAGES, 2 * MESSAGES]) {
      await run(RAW, ['--count', String(MESSAGES), '--rate', String(RATE), 'load']);
      while (!onConsole.has(all) || !atCollector.has(all)) await sleep(POLL_MILLIS);
    }
    clearInterval(following);
    return { consoleMillis: onConsole.p99(), collectorMillis: atCollector.p99() };
  } finally {
    closeSync(fd);
    service.process.kill('SIGKILL');
    await collector.stop();
  }
}
