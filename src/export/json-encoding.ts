// SPDX-License-Identifier: Apache-2.0
// https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
import type { Encoding, EnvelopeResource, EnvelopeScope } from './encoding.ts';
import { resultOfJson } from './export-result.ts';
import { jsonAttributes } from './json-values.ts';

/** What a signal calls its resources, scopes and records, and those that a partial success rejects. */
export interface JsonNames {
  readonly resources: string;
  readonly scopes: string;
  readonly records: string;
  readonly rejected: string;
}

const END_OF_ENVELOPE = Buffer.from(']}]}');

export function jsonEncoding<Item>(names: JsonNames, toJson: (record: Item) => object): Encoding<Item> {
  return {
    contentType: 'application/json',
    frame: { head: Buffer.from(`{"${names.resources}":[`), separator: Buffer.from(','), tail: Buffer.from(']}') },
    envelope(resource, scope) {
      const before = Buffer.from(startOfEnvelope(names, resource, scope));
      return { maxBytes: before.length + END_OF_ENVELOPE.length, before: () => before, after: END_OF_ENVELOPE };
    },
    encode: (record) => Buffer.from(stringify(toJson(record))),
    resultOfResponse: (response) => resultOfJson(response, names.rejected),
  };
}

function startOfEnvelope(names: JsonNames, resource: EnvelopeResource, scope: EnvelopeScope): string {
  const { name, version, attributes } = scope;
  const scopeFields = { name, version, attributes: attributes === undefined ? undefined : jsonAttributes(attributes) };
  const start = { resource: { attributes: jsonAttributes(resource.attributes) }, schemaUrl: resource.schemaUrl };
  const scopeStart = { scope: scopeFields, schemaUrl: scope.schemaUrl };
  return `${unclosed(start)},"${names.scopes}":[${unclosed(scopeStart)},"${names.records}":[`;
}

/** An object that more fields can follow. */
const unclosed = (fields: object): string => stringify(fields).slice(0, -1);

/** Of a lone surrogate, for which UTF-8 has no bytes, JSON.stringify makes an escape; here it becomes U+FFFD. */
function stringify(fields: object): string {
  const text = JSON.stringify(fields);
  return text.includes('\\ud') ? JSON.stringify(fields, wellFormed) : text;
}

const wellFormed = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? Buffer.from(value).toString() : value;
