// SPDX-License-Identifier: Apache-2.0

export type Version = '1.0' | '1.1';

export interface RequestLine {
  method: string;
  target: string;
  version: Version;
}

export interface StatusLine {
  status: number;
  version: Version;
}

// One space each: readers differ on anything else.
const REQUEST_LINE = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+) ([\x21-\x7e\x80-\xff]+) HTTP\/(1\.[01])$/;
// The reason may be missing, and some servers leave out the space before it too.
const STATUS_LINE = /^HTTP\/(1\.[01]) ([1-9][0-9]{2})(?: .*)?$/;

export function parseRequestLine(line: string): RequestLine | undefined {
  const [, method, target, version] = REQUEST_LINE.exec(line) ?? [];
  if (method === undefined || target === undefined) return undefined;
  return { method, target, version: version as Version };
}

export function parseStatusLine(line: string): StatusLine | undefined {
  const [, version, status] = STATUS_LINE.exec(line) ?? [];
  return status === undefined ? undefined : { status: Number(status), version: version as Version };
}
