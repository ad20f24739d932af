// SPDX-License-Identifier: Apache-2.0
import type { Encoding } from './encoding.ts';
import { resultOfProtobuf } from './export-result.ts';
import { ProtobufEnvelope } from './protobuf-envelope.ts';
import { ProtobufWriter } from './protobuf-writer.ts';

const NOTHING = Buffer.alloc(0);

/** Requests of all signals are built alike: resource_SIGNAL (1), scope_SIGNAL (2), the records (2). */
export function protobufEncoding<Item>(write: (writer: ProtobufWriter, record: Item) => void): Encoding<Item> {
  const writer = new ProtobufWriter(64 * 1024);
  return {
    contentType: 'application/x-protobuf',
    // resource_SIGNAL is a repeated field: requests put one after the other are one request.
    frame: { head: NOTHING, separator: NOTHING, tail: NOTHING },
    envelope: (resource, scope) => new ProtobufEnvelope(resource, scope),
    encode(record) {
      writer.reset();
      write(writer, record);
      return writer.written();
    },
    resultOfResponse: resultOfProtobuf,
  };
}
