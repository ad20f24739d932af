// SPDX-License-Identifier: Apache-2.0
import { EventEmitter } from 'node:events';
import type { Settings } from '../../config/schema.ts';
import type { NotReady } from '../base/readiness.ts';
import { StartError } from '../base/start-error.ts';
import { MapCapture } from '../capture/capture.ts';
import { CAPTURE_MAPS, descriptorsOf } from '../capture/programs.ts';
import { exitAtOnce } from '../ffi/libc.ts';
import { receiveDescriptors } from '../ffi/pass-descriptors.ts';
import { AskLauncher } from '../privilege/ask-launcher.ts';
import { decodeRuns, type ToLauncher, type ToWorker } from '../privilege/messages.ts';
import type { OwnLog } from '../self/own-log.ts';
import type { CaptureSource } from './capture-source.ts';
import type { RunOfSpool } from './run-maps.ts';

type Told<Kind extends ToWorker['kind']> = Extract<ToWorker, { kind: Kind }>;
/** This process, as far as it has to do with the launcher. */
type Channel = Pick<NodeJS.Process, 'on' | 'send'>;

/** The launcher, as the worker has it. `socket`: a descriptor, of where it answers. */
export class LauncherSource implements CaptureSource {
  readonly processes: AskLauncher;
  /** It tells of those that the launcher got; its end is one. */
  readonly signals = new EventEmitter();
  readonly leave = exitAtOnce;
  readonly #channel: Channel;
  readonly #socket: number;
  readonly #settings: Promise<Told<'settings'>>;
  readonly #started: Promise<Told<'started'>>;
  #onSettings: (message: Told<'settings'>) => void = () => {};
  #onStarted: (message: Told<'started'>) => void = () => {};
  #onRefused: (error: StartError) => void = () => {};
  #isEnding = false;
  #log: Pick<OwnLog, 'log'> | undefined;
  #early: Told<'log'>[] = [];

  constructor(channel: Channel, socket: number) {
    this.#channel = channel;
    this.#socket = socket;
    this.processes = new AskLauncher(socket);
    this.#settings = new Promise((resolve) => (this.#onSettings = resolve));
    this.#started = new Promise((resolve, reject) => {
      [this.#onStarted, this.#onRefused] = [resolve, reject];
    });
    // A refusal may come when nobody waits for the start any more.
    this.#started.catch(() => {});
    channel.on('message', (message) => this.#hear(message as ToWorker));
    // Killed, it takes the probes along: what is in the ring is all there will be.
    channel.on('disconnect', () => this.#end());
    this.#tell({ kind: 'ready' });
  }

  settings(): Promise<Told<'settings'>> {
    return this.#settings;
  }

  reportTo(log: OwnLog): void {
    this.#log = log;
    for (const { level, message } of this.#early.splice(0)) log.log(level, message);
  }

  tellState(whyNotReady: NotReady | undefined): void {
    this.#tell({ kind: 'state', whyNotReady: whyNotReady ?? null });
  }

  isTlsLive(): boolean {
    return this.processes.isTlsLive();
  }

  async start({ ktls }: Settings, { spoolFolder, takenOver }: RunOfSpool) {
    this.#tell({ kind: 'start', spoolFolder: spoolFolder ?? null, takenOver });
    const { how, verified, left, notKept } = await this.#started;
    // The last is kept as long as this process lives.
    const fds = receiveDescriptors(this.#socket, CAPTURE_MAPS.length + (notKept === null ? 1 : 0));
    const descriptors = descriptorsOf((_map, index) => fds[index] as number);
    const options = { ringBytes: ktls.ring_bytes, connectionRecords: ktls.connection_records };
    const capture = new MapCapture(descriptors, this.processes.control(new Map(verified)), options);
    return { capture, how, kept: { left: decodeRuns(left), problem: notKept ?? undefined } };
  }

  #hear(message: ToWorker): void {
    switch (message.kind) {
      case 'settings':
        return this.#onSettings(message);
      case 'signal':
        this.#isEnding = true;
        return void this.signals.emit(message.signal);
      case 'log':
        if (this.#log === undefined) this.#early.push(message);
        else this.#log.log(message.level, message.message);
        return;
      case 'question':
        return this.#tell({ kind: 'alive' });
      case 'started':
        return this.#onStarted(message);
      case 'refused':
        return this.#onRefused(new StartError(message.code, message.message, message.whatToDo));
    }
  }

  /** Unless it has been asked to end: twice would cut it short. */
  #end(): void {
    if (!this.#isEnding) this.signals.emit('SIGTERM');
  }

  #tell(message: ToLauncher): void {
    // That it has gone is told elsewhere.
    this.#channel.send?.(message, undefined, undefined, () => {});
  }
}
