// SPDX-License-Identifier: Apache-2.0

export type AttributeValue = string | number | boolean;
export type Attributes = Record<string, AttributeValue>;

// OTLP's JSON encoding: 64-bit integers are strings, enums are numbers, empty fields are left out.
export interface AnyValue {
  stringValue?: string;
  intValue?: string | number;
  doubleValue?: number;
  boolValue?: boolean;
}
export interface KeyValue {
  key: string;
  value: AnyValue;
}

function integer(value: string | number): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError('an integer attribute does not fit into a number');
  return number;
}

export function plain(value: AnyValue): AttributeValue {
  const { stringValue, intValue, doubleValue, boolValue } = value;
  const found = stringValue ?? (intValue === undefined ? undefined : integer(intValue)) ?? doubleValue ?? boolValue;
  if (found !== undefined) return found;
  throw new TypeError(`not a string, number or boolean: ${Object.keys(value).join(', ')}`);
}

export function record(attributes: readonly KeyValue[] = []): Attributes {
  const result: Attributes = {};
  for (const { key, value } of attributes) {
    if (Object.hasOwn(result, key)) throw new TypeError(`the attribute ${key} is there twice`);
    result[key] = plain(value);
  }
  return result;
}
