// SPDX-License-Identifier: Apache-2.0
import { percentDecoded, WrongValue } from './filter-list.ts';

const MAX_CGROUP_BYTES = 255;

/** A path in the cgroup v2 hierarchy, given back without a slash at its end, so that `/` is the empty text. */
export function parseCgroup(value: string): string {
  const written = percentDecoded(value);
  if (!written.startsWith('/')) throw new WrongValue('is no absolute path');
  const path = written.replace(/\/$/, '');
  const [, ...names] = path.split('/');
  if (names.some((name) => ['', '.', '..'].includes(name))) throw new WrongValue('has an empty part, . or ..');
  if (Buffer.byteLength(path) > MAX_CGROUP_BYTES) throw new WrongValue(`is longer than ${MAX_CGROUP_BYTES} bytes`);
  return path;
}

/** The beginning of a container's id. */
export function parseContainer(value: string): string {
  if (!/^[0-9a-f]{4,64}$/i.test(value)) throw new WrongValue('is not 4 to 64 hexadecimal digits');
  return value.toLowerCase();
}
