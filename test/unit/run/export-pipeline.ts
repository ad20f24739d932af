// SPDX-License-Identifier: Apache-2.0
import type { WallClock } from '../../../src/capture/boot-clock.ts';
import { decodeSample } from '../../../src/capture/decode.ts';
import { CallOrigins } from '../../../src/capture/decode-origin.ts';
import { LOGS, SPANS } from '../../../src/export/create-export.ts';
import { Processes } from '../../../src/process/processes.ts';
import { createScannerFactory } from '../../../src/redact/engine.ts';
import type { PayloadMode } from '../../../src/redact/redacted.ts';
import { Pipeline } from '../../../src/run/pipeline.ts';
import { AlertCounts } from '../../../src/self/counts.ts';
import { Streams } from '../../../src/streams/streams.ts';
import { noFailure, stages, takeAll, unlimited } from './stages.ts';

const UNIX_NANOS = 1_700_000_000_000_000_000n;
const CLOCK: WallClock = { wallNanos: (bootNanos) => UNIX_NANOS + bootNanos, nowNanos: () => UNIX_NANOS * 2n };

/** By default. */
const PLAINTEXT_BYTES = 256;

/** The service from the ring's samples to the bytes of OTLP, with spans and the defaults of what is captured and shown. */
export class ExportPipeline {
  readonly #pipeline: Pipeline;
  readonly #logs = LOGS.protobuf();
  readonly #spans = SPANS.protobuf();
  readonly #origins = new CallOrigins();
  records = 0;
  spans = 0;
  /** Of OTLP. */
  bytes = 0;

  constructor(mode: PayloadMode, maxConnections = 1000) {
    this.#pipeline = new Pipeline({
      processes: new Processes(),
      streams: new Streams(maxConnections),
      ...unlimited(),
      ...stages({
        mode,
        plaintextBytes: PLAINTEXT_BYTES,
        spans: true,
        createScanner: createScannerFactory([]),
        writeSpan: (_, span) => {
          this.spans++;
          this.bytes += this.#spans.encode(span).length;
        },
      }),
      recordOptions: { plaintextBytes: PLAINTEXT_BYTES, plaintextField: 'attribute' },
      connectionRecords: false,
      alerts: new AlertCounts(),
      oneWay: { see: () => {} },
      write: (_, record) => {
        this.records++;
        this.bytes += this.#logs.encode(record).length;
      },
      console: undefined,
      onFailure: noFailure,
    });
  }

  push(samples: readonly Buffer[]): void {
    for (const sample of samples) {
      const event = decodeSample(sample, CLOCK, this.#origins);
      if (event === undefined) throw new Error('a malformed sample');
      this.#pipeline.push(event);
    }
  }

  end(): void {
    takeAll(this.#pipeline.end());
  }
}
