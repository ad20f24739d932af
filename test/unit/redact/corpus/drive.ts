// SPDX-License-Identifier: Apache-2.0
import type { CapturedEvent } from '../../../../src/capture/event.ts';
import { jsonLine } from '../../../../src/console/json.ts';
import { plaintextOf } from '../../../../src/console/plaintext-of.ts';
import { tableRow } from '../../../../src/console/table.ts';
import { Processes } from '../../../../src/process/processes.ts';
import type { CapturedRecord } from '../../../../src/records/captured-record.ts';
import { createScannerFactory } from '../../../../src/redact/engine.ts';
import type { PayloadMode } from '../../../../src/redact/redacted.ts';
import { Pipeline } from '../../../../src/run/pipeline.ts';
import type { StagesOptions } from '../../../../src/run/stages.ts';
import { AlertCounts } from '../../../../src/self/counts.ts';
import { Streams } from '../../../../src/streams/streams.ts';
import type { SpanData } from '../../../../src/trace/span-data.ts';
import { noFailure, stages, takeAll, unlimited } from '../../run/stages.ts';

const createScanner = createScannerFactory([]);
const MARK = /\[redacted:[a-z0-9_]+\]/g;
const LATER = 1n << 62n;

/** What leaves the process. */
export interface Output {
  records: CapturedRecord[];
  spans: SpanData[];
  /** Secrets that were masked, as they are counted. */
  masked: number;
}

/** All that comes of these events; `undefined` stands for a moment in which what is held back is given up. */
export function drive(
  events: readonly (CapturedEvent | undefined)[],
  mode: PayloadMode = 'redact',
  more: Partial<StagesOptions> = {},
): Output {
  const output: Output = { records: [], spans: [], masked: 0 };
  const pipeline = new Pipeline({
    processes: new Processes(),
    streams: new Streams(10),
    ...unlimited(),
    ...stages({
      mode,
      spans: true,
      createScanner,
      writeSpan: (_, span) => void output.spans.push(span),
      onMasked: () => void output.masked++,
      ...more,
    }),
    recordOptions: { plaintextBytes: 1 << 20, plaintextField: 'attribute' },
    connectionRecords: false,
    alerts: new AlertCounts(),
    oneWay: { see: () => {} },
    write: (_, record) => void output.records.push(record),
    console: undefined,
    onFailure: noFailure,
  });
  for (const event of events) {
    if (event === undefined) takeAll(pipeline.expire(LATER, true));
    else pipeline.push(event);
  }
  takeAll(pipeline.end());
  return output;
}

/** The plaintext of each direction, record after record. */
export function streamTexts({ records }: Output): string[] {
  const texts = new Map<unknown, string>();
  for (const record of records) {
    const direction = record.attributes['ktls.direction'];
    texts.set(direction, (texts.get(direction) ?? '') + (plaintextOf(record) ?? ''));
  }
  return [...texts.values()];
}

/** What can be read of it: records one by one, and each direction put together, with marks and without. */
export function readableTexts(output: Output): string[] {
  const records = output.records.map(({ body, attributes }) => `${body}\n${attributes['ktls.plaintext']}`);
  const streams = streamTexts(output);
  const bare = streams.map((text) => text.replace(MARK, ''));
  return [...records, ...streams, ...bare, ...output.spans.map(spanText)];
}

/** The same as the consoles and an exporter of JSON write it. */
export function written({ records, spans }: Output): Buffer {
  const lines = records.flatMap((record) => [
    jsonLine(record),
    tableRow(record),
    JSON.stringify({ body: record.body, ...record.attributes }),
  ]);
  return Buffer.from([...lines, ...spans.map(spanText)].join('\n'));
}

/** Without its ids, which are random. */
function spanText({ name, attributes }: SpanData): string {
  return JSON.stringify({ name, attributes });
}
