// SPDX-License-Identifier: Apache-2.0
import type { AnyValueMap } from '@opentelemetry/api-logs';
import type { PlainResource } from '../records/program-resource.ts';
import type { ExportResult } from './export-result.ts';

export interface EnvelopeScope {
  readonly name: string;
  readonly version?: string | undefined;
  readonly schemaUrl?: string | undefined;
  readonly attributes?: AnyValueMap | undefined;
}

/** What stands around the records of one resource and scope. */
export interface Envelope {
  /** The most that it takes; what it takes depends on the records' length. */
  readonly maxBytes: number;
  /** What stands before so many bytes of records. */
  before(recordBytes: number): Buffer;
  readonly after: Buffer;
}

/** What stands around envelopes, and between two of them or two records of one. */
export interface RequestFrame {
  readonly head: Buffer;
  readonly separator: Buffer;
  readonly tail: Buffer;
}

/** How the records of a signal become a request: protobuf or JSON. */
export interface Encoding<Item> {
  readonly contentType: string;
  readonly frame: RequestFrame;
  envelope(resource: PlainResource, scope: EnvelopeScope): Envelope;
  /** The bytes are valid until the next call. */
  encode(record: Item): Uint8Array;
  /** What a response says. Never throws. */
  resultOfResponse(response: Buffer): ExportResult;
}
