// SPDX-License-Identifier: Apache-2.0
import { EVENT_OFFSETS, KINDS } from '../../../src/capture/event-layout.ts';
import { encodeSample } from '../../unit/capture/sample.ts';
import { keepAliveExchange } from '../traffics.ts';

/** enum ktls_direction, enum ktls_operation */
const SENT = { direction: 0, operation: 0 };
const RECEIVED = { direction: 1, operation: 2 };

/** So many open connections with exchanges on one after the other. The samples are overwritten. */
export class HeldConnections {
  readonly count: number;
  /** By connection: each has had as many exchanges as another, or one more. */
  readonly #exchanges: Uint32Array;
  readonly #open = encodeSample({ kind: KINDS.open, length: 0 });
  readonly #calls: readonly { sample: Buffer; bytes: number }[];
  #next = 0;

  constructor(count: number) {
    this.count = count;
    this.#exchanges = new Uint32Array(count);
    const { request, response } = keepAliveExchange();
    this.#calls = [
      { sample: encodeSample(SENT, Buffer.from(request, 'latin1')), bytes: request.length },
      { sample: encodeSample(RECEIVED, Buffer.from(response, 'latin1')), bytes: response.length },
    ];
  }

  /** Their starts, which make no records. */
  *open(): Generator<Buffer, void, undefined> {
    for (let connection = 0; connection < this.count; connection += 1) yield ofConnection(this.#open, connection);
  }

  /** Two records each. */
  *exchange(count: number): Generator<Buffer, void, undefined> {
    for (let done = 0; done < count; done += 1) {
      const before = BigInt(this.#exchanges[this.#next] ?? 0);
      for (const { sample, bytes } of this.#calls) {
        sample.writeBigUInt64LE(before * BigInt(bytes), EVENT_OFFSETS.stream_offset);
        yield ofConnection(sample, this.#next);
      }
      this.#exchanges[this.#next] = Number(before) + 1;
      this.#next = (this.#next + 1) % this.count;
    }
  }
}

function ofConnection(sample: Buffer, connection: number): Buffer {
  sample.writeBigUInt64LE(BigInt(connection + 1), EVENT_OFFSETS.connection_ns);
  return sample;
}
