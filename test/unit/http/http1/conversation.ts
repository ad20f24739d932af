// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { Exchange } from '../../../../src/http/exchange.ts';
import { Http1 } from '../../../../src/http/http1/http1.ts';
import type { Part } from '../../../../src/http/part.ts';
import type { Sender } from '../../../../src/http/protocol.ts';
import { Transcript } from './transcript.ts';

export type Step =
  | { kind: 'bytes'; from: Sender; bytes: Buffer }
  | { kind: 'gap'; from: Sender; bytes: number | 'unknown' }
  | { kind: 'end'; from: Sender }
  | { kind: 'close' };

export const client = (bytes: string): Step => ({ kind: 'bytes', from: 'client', bytes: Buffer.from(bytes, 'latin1') });
export const server = (bytes: string): Step => ({ kind: 'bytes', from: 'server', bytes: Buffer.from(bytes, 'latin1') });
/** `unknown`: or what waits in this direction waits no longer. */
export const gap = (from: Sender, bytes: number | 'unknown'): Step => ({ kind: 'gap', from, bytes });
export const end = (from: Sender): Step => ({ kind: 'end', from });
export const close: Step = { kind: 'close' };

interface Waiting {
  bytes: Buffer;
  bootNanos: bigint;
}

/** A connection as the stage before the parser gives it: what it did not take is given again after each step. */
export class Conversation {
  readonly ended: Exchange[] = [];
  readonly started: Exchange[] = [];
  readonly parts: Record<Sender, Part[]> = { client: [], server: [] };
  readonly http: Http1;
  readonly #offset: Record<Sender, number> = { client: 0, server: 0 };
  readonly #waiting: Record<Sender, Waiting[]> = { client: [], server: [] };

  constructor() {
    this.http = new Http1({
      requestHead: (exchange) => {
        assert.notEqual(exchange.request, undefined);
        this.started.push(exchange);
      },
      ended: (exchange) => {
        assert.ok(!this.ended.includes(exchange), 'an exchange ended twice');
        this.ended.push(exchange);
      },
    });
  }

  /** Bytes that were not taken. */
  waiting(from: Sender): number {
    return this.#waiting[from].reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  run(step: Step, bootNanos: bigint): void {
    switch (step.kind) {
      case 'bytes':
        this.#waiting[step.from].push({ bytes: step.bytes, bootNanos });
        break;
      case 'gap':
        this.parts[step.from].push(...this.http.gap(step.from, step.bytes));
        if (step.bytes !== 'unknown') this.#offset[step.from] += step.bytes;
        break;
      case 'end':
        this.parts[step.from].push(...this.http.end(step.from, { by: undefined, isFinished: true }));
        break;
      case 'close':
        this.http.close('closed');
    }
    while (this.#read('client') || this.#read('server'));
  }

  transcript(from: Sender): string[] {
    const transcript = new Transcript();
    for (const part of this.parts[from]) transcript.add(part);
    return transcript.lines();
  }

  #read(from: Sender): boolean {
    const [waiting] = this.#waiting[from];
    if (waiting === undefined) return false;
    const { parts, consumed } = this.http.push(from, { ...waiting, offset: this.#offset[from], callBytes: 0 });
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    assert.equal(length, consumed, 'parts add up to what was consumed');
    this.parts[from].push(...parts);
    this.#offset[from] += consumed;
    waiting.bytes = waiting.bytes.subarray(consumed);
    if (waiting.bytes.length === 0) this.#waiting[from].shift();
    return consumed > 0;
  }
}
