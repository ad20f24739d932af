// SPDX-License-Identifier: Apache-2.0
import type { Resource } from '@opentelemetry/resources';
import { Batch, WriterPool } from '../../src/export/batch.ts';
import { LOGS } from '../../src/export/create-export.ts';
import { grpcConnection, OtlpGrpcClient } from '../../src/export/grpc-client.ts';
import { toLogRecords } from '../../src/records/call-record.ts';
import { redactedData } from '../unit/capture/events.ts';
import { exportSettings } from '../unit/export/export-settings.ts';

const BATCH_RECORDS = 512;
const PLAINTEXT_BYTES = 256;
const TIMEOUT_MILLIS = 10_000;

/** Sends the same batch of usual records, encoded already, by the client that ktls-otel exports with. */
export class Floor {
  readonly #client: OtlpGrpcClient;
  readonly #request: Buffer;

  constructor(resource: Resource, endpoint: string) {
    const { otlp } = exportSettings(Number(new URL(endpoint).port));
    const encoding = LOGS.protobuf();
    const { resultOfResponse } = encoding;
    const options = { compression: otlp.compression, userAgent: 'floor/0', resultOfResponse };
    this.#client = new OtlpGrpcClient(
      grpcConnection(otlp, () => {}),
      { ...options, method: LOGS.grpcMethod },
    );
    const plaintext = 'GET /api/v1/orders?customer=1234&page=2 HTTP/1.1\r\nHost: shop.example\r\n'.padEnd(
      PLAINTEXT_BYTES,
      'x',
    );
    const [record] = toLogRecords(redactedData(plaintext), {
      plaintextBytes: PLAINTEXT_BYTES,
      plaintextField: 'attribute',
    });
    const batch = new Batch(encoding.frame, new WriterPool());
    const envelope = encoding.envelope(resource, { name: 'ktls-otel', version: '1.0.0' });
    for (let count = 0; record !== undefined && count < BATCH_RECORDS; count += 1)
      batch.add(envelope, encoding.encode(record), 1);
    this.#request = Buffer.from(batch.toRequest());
  }

  /** Returns how many records the Collector has acknowledged: whole batches. */
  async send(records: number): Promise<number> {
    let sent = 0;
    for (; sent < records; sent += BATCH_RECORDS) {
      const { kind } = await this.#client.send(this.#request, TIMEOUT_MILLIS, new AbortController().signal);
      if (kind !== 'success') throw new Error(`the Collector: ${kind}`);
    }
    return sent;
  }
}
