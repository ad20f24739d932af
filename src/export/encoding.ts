// SPDX-License-Identifier: Apache-2.0
import type { AnyValueMap } from '@opentelemetry/api-logs';
import type { ISerializer } from '@opentelemetry/otlp-transformer';
import type { PlainResource } from '../records/resources.ts';
import { writeAttributes } from './encode-attributes.ts';
import { type ExportResult, type RejectedName, resultOfResponse } from './export-result.ts';
import { LENGTH_DELIMITED, ProtobufWriter, varintSize } from './protobuf-writer.ts';

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
  /** What Encoding.restoreEnvelope makes the same one of. */
  readonly parts: readonly Buffer[];
}

/** What stands around envelopes, and between two of them or two records of one. */
export interface RequestFrame {
  readonly head: Buffer;
  readonly separator: Buffer;
  readonly tail: Buffer;
}

/** How the records of a signal become a request: protobuf or JSON. */
export interface Encoding<Item, Readable> {
  readonly contentType: string;
  readonly frame: RequestFrame;
  envelope(resource: PlainResource, scope: EnvelopeScope): Envelope;
  /** undefined: these are not the parts of an envelope. */
  restoreEnvelope(parts: readonly Buffer[]): Envelope | undefined;
  /** The bytes are valid until the next call. */
  encode(record: Item): Uint8Array;
  /** A record of the SDK, with what stands around it for its resource and scope. */
  encodeReadable(record: Readable): Uint8Array;
  /** What a response says. Never throws. */
  resultOfResponse(response: Buffer): ExportResult;
}

const NOTHING = Buffer.alloc(0);

/** Around records that bring their resource and scope along. */
export const NO_ENVELOPE: Envelope = { maxBytes: 0, before: () => NOTHING, after: NOTHING, parts: [] };

/** The SDK's way from its records to a request, and back from the response. */
export type Serializer<Readable> = ISerializer<Readable[], unknown>;

/** A request of this one record. */
export function serialized<Readable>(serializer: Serializer<Readable>, record: Readable): Uint8Array {
  const request = serializer.serializeRequest([record]);
  if (request === undefined) throw new TypeError('the SDK can not encode its record');
  return request;
}

/** Requests of all signals are built alike: resource_SIGNAL (1), scope_SIGNAL (2), the records (2). */
export function protobufEncoding<Item, Readable>(
  write: (writer: ProtobufWriter, record: Item) => void,
  serializer: Serializer<Readable>,
  rejectedName: RejectedName,
): Encoding<Item, Readable> {
  const writer = new ProtobufWriter(64 * 1024);
  return {
    contentType: 'application/x-protobuf',
    // resource_SIGNAL is a repeated field: requests put one after the other are one request.
    frame: { head: NOTHING, separator: NOTHING, tail: NOTHING },
    envelope: (resource, scope) => new ProtobufEnvelope(encodeResource(resource), encodeScope(scope)),
    restoreEnvelope([resource, scope]) {
      if (resource === undefined) return NO_ENVELOPE;
      return scope && new ProtobufEnvelope(resource, scope);
    },
    encode(record) {
      writer.reset();
      write(writer, record);
      return writer.written();
    },
    encodeReadable: (record) => serialized(serializer, record),
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

  constructor(resource: Buffer, scope: Buffer) {
    this.#resource = resource;
    this.#scope = scope;
    this.maxBytes = this.#resource.length + this.#scope.length + 2 * (1 + varintSize(0xffffffff));
  }

  get parts(): readonly Buffer[] {
    return [this.#resource, this.#scope];
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

const encodeResource = (resource: PlainResource): Buffer =>
  encode((writer) => {
    writeMessage(writer, 1, () => writeAttributes(writer, 1, resource.attributes));
    writeText(writer, 3, resource.schemaUrl);
  });

const encodeScope = (scope: EnvelopeScope): Buffer =>
  encode((writer) => {
    writeMessage(writer, 1, () => {
      writeText(writer, 1, scope.name);
      writeText(writer, 2, scope.version);
      writeAttributes(writer, 3, scope.attributes ?? {});
    });
    writeText(writer, 3, scope.schemaUrl);
  });

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
