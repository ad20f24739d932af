// SPDX-License-Identifier: Apache-2.0
import { EVENT_OFFSETS, KINDS } from '../../../src/capture/event-layout.ts';
import type { Sender } from '../../../src/http/protocol.ts';
import { encodeClose, encodeSample } from '../capture/sample.ts';

/** enum ktls_direction */
const DIRECTION = { client: 0, server: 1 } as const;
const OPERATION = { client: 0, server: 2 } as const;

/** What the ring would hold of a connection, seen at the client's end: its start, its calls and perhaps its end. */
export class Traffic {
  static #nextConnection = 1n;
  readonly samples: Buffer[] = [encodeSample({ kind: KINDS.open, length: 0 })];
  /** Samples of calls: records. */
  calls = 0;
  readonly #moved: Record<Sender, number> = { client: 0, server: 0 };

  /** Bytes of one end, in calls of at most so many. */
  send(from: Sender, bytes: string | Buffer, callBytes = 16_384): this {
    const all = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
    for (let at = 0; at < all.length; at += callBytes) {
      const payload = all.subarray(at, at + callBytes);
      const fields = {
        direction: DIRECTION[from],
        operation: OPERATION[from],
        stream_offset: BigInt(this.#moved[from]),
      };
      this.samples.push(encodeSample(fields, payload));
      this.#moved[from] += payload.length;
      this.calls++;
    }
    return this;
  }

  /** The connection is closed. */
  close(): this {
    this.samples.push(encodeClose());
    return this;
  }

  /** The same on a connection that was not there before; the samples are overwritten. */
  onNewConnection(): readonly Buffer[] {
    const connection = Traffic.#nextConnection++;
    for (const sample of this.samples) sample.writeBigUInt64LE(connection, EVENT_OFFSETS.connection_ns);
    return this.samples;
  }
}
