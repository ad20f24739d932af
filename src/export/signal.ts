// SPDX-License-Identifier: Apache-2.0
import type { Encoding } from './encoding.ts';

/** What is different from signal to signal. `Item` is a log record or a span. */
export interface Signal<Item> {
  /** What warnings call that which is counted. */
  readonly noun: string;
  readonly grpcMethod: string;
  /** How much a record counts. */
  eventsOf(record: Item): number;
  protobuf(): Encoding<Item>;
  json(): Encoding<Item>;
}
