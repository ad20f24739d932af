// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Summary } from '../../../src/run/summary.ts';
import { type RunningService, type ServiceEnd, startService } from '../../support/service.ts';

/** Keys of the file's map `ktls`. */
export type FileSettings = Readonly<Record<string, unknown>>;

export interface ReloadableEnd extends ServiceEnd {
  account: Summary;
  /** What it said to each SIGHUP, and until the next. */
  answers: string[];
}

const ANSWER = /^(?=ktls-otel: \w+: SIGHUP: (?:the filters were read again|nothing was changed))/m;

/** A service with a configuration file that changes while it runs. */
export class ReloadableService {
  readonly file: string;
  readonly #service: RunningService;

  private constructor(file: string, service: RunningService) {
    this.file = file;
    this.#service = service;
  }

  static async start(env: Record<string, string>, settings: FileSettings): Promise<ReloadableService> {
    const file = join(mkdtempSync(join(tmpdir(), 'reload-')), 'settings.yaml');
    writeSettings(file, settings);
    return new ReloadableService(file, await startService({ ...env, KTLS_CONFIG: file }));
  }

  /** Writes the file and sends SIGHUP; resolves when the service has answered. */
  apply(settings: FileSettings): Promise<void> {
    writeSettings(this.file, settings);
    return this.hangUp();
  }

  /** Sends SIGHUP; resolves when the service has answered. */
  async hangUp(): Promise<void> {
    const answers = this.#answers().length;
    this.#service.process.kill('SIGHUP');
    while (this.#answers().length === answers) {
      const { exitCode, signalCode } = this.#service.process;
      if (exitCode !== null || signalCode !== null) throw new Error(`the service has ended\n${this.#service.stderr()}`);
      await sleep(5);
    }
  }

  async stop(): Promise<ReloadableEnd> {
    const end = await this.#service.stop();
    return { ...end, account: end.summary as unknown as Summary, answers: this.#answers() };
  }

  kill(): void {
    this.#service.process.kill('SIGKILL');
  }

  #answers(): string[] {
    return this.#service.stderr().split(ANSWER).slice(1);
  }
}

/** JSON is YAML. */
function writeSettings(file: string, settings: FileSettings): void {
  writeFileSync(file, JSON.stringify({ ktls: settings }));
}
