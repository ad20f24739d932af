// SPDX-License-Identifier: Apache-2.0
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Turn } from '../base/turn.ts';
import type { BootClock } from './boot-clock.ts';
import { decodeSample } from './decode.ts';
import { CallOrigins } from './decode-origin.ts';
import { type CapturedEvent, isRecord } from './event.ts';
import type { RingBuffer } from './ring-buffer.ts';
import type { RingWait } from './ring-wait.ts';

const CLOCK_SAMPLE_MILLIS = 1000;
/**
 * While samples come, the ring is read so often and not at each of them: to sleep and be woken costs as much as several
 * samples, here and in the program that sends one.
 */
const PAUSE_MILLIS = 16;
/** What may come in a millisecond of it, and how much of the ring may be full before there is none. */
const PAUSE_BYTES_A_MILLI = 1_048_576;
const PAUSE_SHARE = 1 / 64;

/** Where events go. The ring is not read while there is no room, so that the kernel's reserve is the only loss. */
export interface EventSink {
  push(event: CapturedEvent): void;
  hasRoom(): boolean;
  /** Resolves when there is room again. */
  room(): Promise<void>;
}

/** Walks the ring, decodes, pushes; sleeps when nothing comes. */
export class Reader {
  readonly #ring: RingBuffer;
  readonly #wait: RingWait;
  readonly clock: BootClock;
  readonly #connectionRecords: boolean;
  readonly #pauseMillis: number;
  readonly #origins = new CallOrigins();
  #malformed = 0;
  #unread = 0;
  #stopping = false;
  #abandoned = false;
  #endWait: () => void = () => {};
  #endPause: () => void = () => {};

  /** `connectionRecords`: whether the start and the end of a connection are records. */
  constructor(ring: RingBuffer, wait: RingWait, clock: BootClock, connectionRecords: boolean) {
    this.#ring = ring;
    this.#wait = wait;
    this.clock = clock;
    this.#connectionRecords = connectionRecords;
    this.#pauseMillis = Math.min(PAUSE_MILLIS, Math.floor(ring.bytes / PAUSE_BYTES_A_MILLI));
  }

  /** Samples that could not be decoded, and samples given up at the end: records that are dropped here. */
  get malformed(): number {
    return this.#malformed;
  }

  get unread(): number {
    return this.#unread;
  }

  get pendingBytes(): number {
    return this.#ring.pendingBytes;
  }

  /** Resolves after `stop()`, once the ring is empty, or after `abandon()`. */
  async run(sink: EventSink): Promise<void> {
    while (!this.#abandoned) {
      const count = sink.hasRoom() ? this.#turn(sink) : 0;
      if (this.#stopping && this.#ring.pendingBytes === 0) return;
      if (!sink.hasRoom()) await this.#roomOrEnd(sink);
      else if (count > 0 && this.#mayPause) await this.#pauseOrEnd();
      else if (count > 0 || this.#stopping) await nextTurn();
      else await this.#wait.wait(-1);
    }
    await this.#countUnread();
  }

  /** No more samples will come: read what is there, then end. */
  stop(): void {
    this.#stopping = true;
    this.#endPause();
    this.#wait.wake();
  }

  /** The deadline has come: give up what is still in the ring. */
  abandon(): void {
    this.#abandoned = true;
    this.#endWait();
    this.#endPause();
    this.#wait.wake();
  }

  get #mayPause(): boolean {
    return this.#pauseMillis > 0 && !this.#stopping && this.#ring.pendingBytes <= PAUSE_SHARE * this.#ring.bytes;
  }

  #pauseOrEnd(): Promise<void> {
    return new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.#pauseMillis);
      this.#endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  // Not a race with a promise that lives as long as the reader: that would gather a reaction at each wait.
  #roomOrEnd(sink: EventSink): Promise<void> {
    // Samples that wait meanwhile are told the wall clock of their own time.
    const clockTimer = setInterval(() => this.clock.sample(), CLOCK_SAMPLE_MILLIS);
    return new Promise<void>((resolve) => {
      this.#endWait = resolve;
      void sink.room().then(resolve);
    }).finally(() => clearInterval(clockTimer));
  }

  #turn(sink: EventSink): number {
    this.clock.sample();
    const turn = new Turn();
    return this.#ring.drain((sample) => {
      const event = decodeSample(sample, this.clock, this.#origins);
      if (event) sink.push(event);
      else this.#malformed++;
      return !turn.isOver && sink.hasRoom();
    });
  }

  async #countUnread(): Promise<void> {
    for (let count = 1; count > 0; await nextTurn()) {
      const turn = new Turn();
      count = this.#ring.drain((sample) => {
        if (isRecord(decodeSample(sample, this.clock, this.#origins), this.#connectionRecords)) this.#unread++;
        return !turn.isOver;
      });
    }
  }
}
