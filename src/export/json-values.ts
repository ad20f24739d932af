// SPDX-License-Identifier: Apache-2.0
// opentelemetry.proto.common.v1 in OTLP's JSON encoding: AnyValue, KeyValue
import type { AnyValue, AnyValueMap } from '@opentelemetry/api-logs';
import { isInt64 } from './encode-attributes.ts';

/** Empty keys are invalid in OpenTelemetry and left out. */
export function jsonAttributes(attributes: AnyValueMap): object[] {
  const pairs: object[] = [];
  for (const key of Object.keys(attributes)) {
    if (key !== '') pairs.push({ key, value: jsonValue(attributes[key]) });
  }
  return pairs;
}

/** null, undefined and what is no AnyValue at all are the empty value. */
export function jsonValue(value: AnyValue): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return jsonNumber(value);
  if (typeof value !== 'object' || value === null) return {};
  if (value instanceof Uint8Array) return { bytesValue: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(jsonValue) } };
  return { kvlistValue: { values: jsonAttributes(value) } };
}

/** 64-bit integers are text, and so is what JSON has no number for. */
function jsonNumber(value: number): object {
  if (isInt64(value)) return { intValue: BigInt(value).toString() };
  return { doubleValue: Number.isFinite(value) ? value : String(value) };
}
