// SPDX-License-Identifier: Apache-2.0
import type { ISerializer } from '@opentelemetry/otlp-transformer';
import type { PlainResource } from '../records/program-resource.ts';
import { writeAttributes } from './encode-attributes.ts';
import type { Encoding, Envelope, EnvelopeScope } from './encoding.ts';
import { type RejectedName, resultOfResponse } from './export-result.ts';
import { LENGTH_DELIMITED, ProtobufWriter, varintSize } from './protobuf-writer.ts';

const NOTHING = Buffer.alloc(0);

/** Requests of all signals are built alike: resource_SIGNAL (1), scope_SIGNAL (2), the records (2). */
export function protobufEncoding<Item>(
  write: (writer: ProtobufWriter, record: Item) => void,
  serializer: Pick<ISerializer<never, unknown>, 'deserializeResponse'>,
  rejectedName: RejectedName,
): Encoding<Item> {
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
    resultOfResponse: (response) =>
      resultOfResponse(response, (bytes) => serializer.deserializeResponse(bytes), rejectedName),
  };
}

// opentelemetry.proto.collector: ExportLogsServiceRequest, ExportTraceServiceRequest around records that are encoded

/**
 * What stands before the records of one resource and scope, so that a request is these bytes and then the records:
 *   resource_SIGNAL (1) { resource (1), schema_url (3), scope_SIGNAL (2) { scope (1), schema_url (3), records (2)... } }
 */
class ProtobufEnvelope implements Envelope {
  readonly #resource: Buffer;
  readonly #scope: Buffer;
  readonly maxBytes: number;
  readonly after = Buffer.alloc(0);

  constructor(resource: PlainResource, scope: EnvelopeScope) {
    this.#resource = encode((writer) => {
      writeMessage(writer, 1, () => writeAttributes(writer, 1, resource.attributes));
      writeText(writer, 3, resource.schemaUrl);
    });
    this.#scope = encode((writer) => {
      writeMessage(writer, 1, () => {
        writeText(writer, 1, scope.name);
        writeText(writer, 2, scope.version);
        writeAttributes(writer, 3, scope.attributes ?? {});
      });
      writeText(writer, 3, scope.schemaUrl);
    });
    this.maxBytes = this.#resource.length + this.#scope.length + 2 * (1 + varintSize(0xffffffff));
  }

  before(recordBytes: number): Buffer {
    const scopeLength = this.#scope.length + recordBytes;
    const writer = new ProtobufWriter(this.maxBytes);
    writer.tag(1, LENGTH_DELIMITED);
    writer.varint(this.#resource.length + 1 + varintSize(scopeLength) + scopeLength);
    writer.raw(this.#resource);
    writer.tag(2, LENGTH_DELIMITED);
    writer.varint(scopeLength);
    writer.raw(this.#scope);
    return writer.written();
  }
}

function encode(write: (writer: ProtobufWriter) => void): Buffer {
  const writer = new ProtobufWriter(256);
  write(writer);
  return writer.written();
}

function writeMessage(writer: ProtobufWriter, field: number, write: () => void): void {
  writer.tag(field, LENGTH_DELIMITED);
  const start = writer.open(0);
  write();
  writer.close(start, 0);
}

function writeText(writer: ProtobufWriter, field: number, text: string | undefined): void {
  if (text) writer.text(field, text);
}
