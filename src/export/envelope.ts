// SPDX-License-Identifier: Apache-2.0
// opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest, around records that are encoded already
import type { AnyValueMap } from '@opentelemetry/api-logs';
import { writeAttributes } from './encode-attributes.ts';
import { LENGTH_DELIMITED, ProtobufWriter, varintSize } from './protobuf-writer.ts';

export interface EnvelopeResource {
  readonly attributes: AnyValueMap;
  readonly schemaUrl?: string | undefined;
}

export interface EnvelopeScope {
  readonly name: string;
  readonly version?: string | undefined;
  readonly schemaUrl?: string | undefined;
  readonly attributes?: AnyValueMap | undefined;
}

/**
 * What stands before the records of one resource and scope, so that a request is these bytes and then the records:
 *   ExportLogsServiceRequest.resource_logs (1) { resource (1), schema_url (3),
 *     scope_logs (2) { scope (1), schema_url (3), log_records (2)... } }
 */
export class Envelope {
  readonly #resource: Buffer;
  readonly #scope: Buffer;
  /** The most that the envelope takes; what it takes depends on the records' length. */
  readonly maxBytes: number;

  constructor(resource: EnvelopeResource, scope: EnvelopeScope) {
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

  /** Bytes of the envelope around `recordBytes` bytes of records. */
  size(recordBytes: number): number {
    const scopeLogs = this.#scope.length + recordBytes;
    const resourceLogs = this.#resource.length + 1 + varintSize(scopeLogs) + scopeLogs;
    return 1 + varintSize(resourceLogs) + resourceLogs - recordBytes;
  }

  /** Writes the envelope into `buffer` so that it ends where the records start. */
  writeBefore(buffer: Buffer, recordsStart: number, recordBytes: number): void {
    const scopeLogs = this.#scope.length + recordBytes;
    const writer = new ProtobufWriter(this.maxBytes);
    writer.tag(1, LENGTH_DELIMITED);
    writer.varint(this.#resource.length + 1 + varintSize(scopeLogs) + scopeLogs);
    writer.raw(this.#resource);
    writer.tag(2, LENGTH_DELIMITED);
    writer.varint(scopeLogs);
    writer.raw(this.#scope);
    buffer.set(writer.written(), recordsStart - writer.length);
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
  if (!text) return;
  writer.tag(field, LENGTH_DELIMITED);
  writer.string(text);
}
