// SPDX-License-Identifier: Apache-2.0
import { closeSync, openSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { GRPC_ENDPOINT, HTTP_ENDPOINT, isGrpcEndpoint, isHttpEndpoint, lowerCaseScheme } from './endpoint.ts';
import { filterFormats } from './filter-formats.ts';
import type { Format, Limits } from './format.ts';
import { headerNames } from './header-names.ts';
import { areHeaders } from './headers.ts';
import { parseListenAddress } from './listen-address.ts';
import { propagators } from './propagators.ts';
import { redactionNames } from './redaction-names.ts';
import { redactionRules } from './redaction-rules.ts';
import { parseResourceAttributes } from './resource-attributes.ts';
import { routes } from './routes.ts';
import { serviceRules } from './service-rules.ts';
import { tokens } from './token-list.ts';

const bytesOfUnit: Readonly<Record<string, number>> = { KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

function inRange(value: unknown, { min = 0, max = Number.MAX_SAFE_INTEGER }: Limits): value is number {
  return Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max;
}

const wholeNumber: Format = {
  coerce: (text) => (/^-?\d+$/.test(text) ? Number(text) : text),
  accepts: inRange,
  allowed: ({ min, max, unit }) => `${unit ?? 'a whole number'} from ${min} to ${max}`,
};

const ratio: Format = {
  coerce: (text) => (/^(\d+|\d*\.\d+)$/.test(text) ? Number(text) : text),
  accepts: (value) => typeof value === 'number' && value >= 0 && value <= 1,
  allowed: () => 'a number from 0 to 1',
};

const byteSize: Format = {
  coerce(text) {
    const [, digits, unit] = /^(\d+) ?([KMG]iB)?$/.exec(text) ?? [];
    return digits === undefined ? text : Number(digits) * (unit === undefined ? 1 : (bytesOfUnit[unit] ?? NaN));
  },
  accepts: (value, limits) =>
    inRange(value, limits) && (limits.powerOfTwo !== true || Number.isInteger(Math.log2(value))),
  allowed: ({ min, max, powerOfTwo }) =>
    `bytes from ${min} to ${max}${powerOfTwo === true ? ', a power of two' : ''} (also as 64KiB, 1MiB)`,
};

const choice: Format = {
  coerce: (text) => text.toLowerCase(),
  accepts: (value, { values = [] }) => typeof value === 'string' && values.includes(value),
  allowed: ({ values = [] }) => values.join(', '),
};

const flag: Format = {
  coerce: (text) => ({ true: true, false: false })[text.toLowerCase()] ?? text,
  accepts: (value) => typeof value === 'boolean',
  allowed: () => 'true, false',
};

const text: Format = {
  coerce: (value) => value,
  accepts: (value) => typeof value === 'string' && value !== '',
  allowed: () => 'text',
};

const absolutePath: Format = {
  coerce: (value) => value,
  accepts: (value) => typeof value === 'string' && isAbsolute(value),
  allowed: () => 'a path that begins with /',
};

const endpoint: Format = {
  coerce: lowerCaseScheme,
  accepts: (value) => typeof value === 'string' && (isGrpcEndpoint(value) || isHttpEndpoint(value)),
  allowed: () => `${GRPC_ENDPOINT}; over HTTP ${HTTP_ENDPOINT}`,
};

const listenAddress: Format = {
  coerce: (value) => value,
  accepts: (value) => typeof value === 'string' && parseListenAddress(value) !== undefined,
  allowed: () => 'HOST:PORT, [IPV6]:PORT, or a PORT of 127.0.0.1',
  // A port alone is a number to YAML.
  fromYaml: (written) => written,
};

const user: Format = {
  coerce: (value) => value,
  accepts: (value) => typeof value === 'string' && /^(?:\d{1,10}|[a-z_][\w.-]*\$?)$/i.test(value),
  allowed: () => "a user's name or number",
  // A number is one to YAML.
  fromYaml: (written) => written,
};

const headers: Format = {
  coerce: (value) => value,
  accepts: (value) => typeof value === 'string' && areHeaders(value),
  allowed: () => 'name=value,name=value, percent-encoded (a semicolon is %3B), with names and values that gRPC accepts',
};

const attributes: Format = {
  coerce: (value) => value,
  accepts: (value) => typeof value === 'string' && parseResourceAttributes(value) !== undefined,
  allowed: () => 'name=value,name=value, percent-encoded, at most 255 characters each',
};

const file: Format = {
  coerce: (value) => value,
  accepts: (value) => typeof value === 'string' && isReadable(value),
  allowed: () => 'a file that can be read',
};

function isReadable(path: string): boolean {
  try {
    closeSync(openSync(path, 'r'));
    return true;
  } catch {
    return false;
  }
}

export const formats = {
  wholeNumber,
  ratio,
  byteSize,
  choice,
  flag,
  text,
  absolutePath,
  endpoint,
  listenAddress,
  user,
  headers,
  attributes,
  file,
  redactionRules,
  redactionNames,
  routes,
  serviceRules,
  headerNames,
  propagators,
  tokens,
  ...filterFormats,
};
export type FormatName = keyof typeof formats;
