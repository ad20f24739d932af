// SPDX-License-Identifier: Apache-2.0
import type { Sender } from '../../../../src/http/protocol.ts';
import { Deflater, type Field } from './deflater.ts';
import { END_STREAM, headers, PREFACE, settings } from './frames.ts';

export interface Step {
  from: Sender;
  bytes: Buffer;
  /** Missing before the bytes. */
  gap?: number | 'unknown';
}

export const GET: Field[] = [
  [':method', 'GET'],
  [':scheme', 'https'],
  [':path', '/one?q=1'],
  [':authority', 'example.test'],
];

/** Two endpoints, each with its encoder; what they send, in order. */
export class Conversation {
  readonly steps: Step[] = [];
  readonly client: Deflater;
  readonly server = new Deflater();

  constructor(client = new Deflater()) {
    this.client = client;
  }

  send(from: Sender, ...frames: Buffer[]): this {
    this.steps.push({ from, bytes: Buffer.concat(frames) });
    return this;
  }

  miss(from: Sender, gap: number | 'unknown', ...frames: Buffer[]): this {
    this.steps.push({ from, bytes: Buffer.concat(frames), gap });
    return this;
  }

  /** Preface and settings of both. */
  open(): this {
    return this.send('client', PREFACE, settings()).send('server', settings());
  }

  request(streamId: number, fields: readonly Field[], flags = 0): this {
    return this.send('client', headers(streamId, this.client.block(...fields), flags));
  }

  get(streamId: number, ...more: Field[]): this {
    return this.request(streamId, [...GET, ...more], END_STREAM);
  }

  respond(streamId: number, status: number, fields: readonly Field[] = [], flags = 0): this {
    return this.send('server', headers(streamId, this.server.block([':status', String(status)], ...fields), flags));
  }
}
