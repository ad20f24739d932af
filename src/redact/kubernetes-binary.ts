// SPDX-License-Identifier: Apache-2.0
import { byteSet } from './bytes.ts';
import { type Found, type Plan, ruleName, type Syntax, type Undecided } from './plan.ts';
import type { View } from './units.ts';

/** What application/vnd.kubernetes.protobuf begins with, and what etcd keeps: https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding. */
export const kubernetesMark = 'k8s\0';

/** So far is read for the next value; metadata that is longer is masked as `limit`. */
const MAX_FIELDS = 2_048;
const MAX_KIND = 64;
/** Fields of runtime.Unknown and TypeMeta, and of Secret and SecretList, with their wire types. */
const FIRST = 0x0a;
const SECOND = 0x12;
const TYPE = 0x1a;
const STRING_DATA = 0x22;
const IMMUTABLE = 0x28;
/** Version, tag, length and kind. */
const ONE = 'v1\x12\x06Secret';
const LIST = 'v1\x12\x0aSecretList';
const key = ruleName('secret');
const NO_ENDS = byteSet({});

/** What is read next. */
interface Place {
  readonly isList: boolean;
  /** Bytes of the secret that are left; of a list 0 between its items. */
  readonly left: number;
}

type Header = { readonly at: number; readonly length: number } | 'cut' | undefined;

/** The first value of a Secret or of a list of them, behind the mark: names of values are shown. */
export function findSecretMessage(view: View, end: number): Found {
  const type = headerAt(view, end, FIRST);
  if (type === 'cut') return { heldFrom: end };
  if (type === undefined || type.length > MAX_KIND) return undefined;
  const behind = type.at + type.length;
  if (behind > view.end) return view.isEnded ? undefined : { heldFrom: end };
  const version = headerAt(view, type.at, FIRST);
  if (version === undefined || version === 'cut') return undefined;
  const kind = view.bytes.toString('latin1', version.at, behind);
  if (kind !== ONE && kind !== LIST) return undefined;
  const raw = headerAt(view, behind, SECOND);
  if (raw === 'cut') return { heldFrom: end };
  if (raw === undefined) return undefined;
  const isList = kind === LIST;
  return valueFrom(view, raw.at, { isList, left: isList ? 0 : raw.length });
}

/** Behind a field's tag and its length. */
function headerAt(view: View, at: number, tag: number): Header {
  if (at >= view.end) return view.isEnded ? undefined : 'cut';
  return view.bytes[at] === tag ? lengthAt(view, at + 1) : undefined;
}

/** A number of seven bits a byte, the lowest first, as a length. */
function lengthAt({ bytes, end, isEnded }: View, from: number): Header {
  let length = 0;
  for (let at = from; at < from + 5; at += 1) {
    if (at >= end) return isEnded ? undefined : 'cut';
    const byte = bytes[at] ?? 0;
    length += (byte & 0x7f) * 128 ** (at - from);
    if (byte < 0x80) return { at: at + 1, length };
  }
  return undefined;
}

/** The next value from the index on. */
function valueFrom(view: View, from: number, { isList, left: first }: Place): Plan | Undecided | undefined {
  let at = from;
  let left = first;
  while (at - from < MAX_FIELDS) {
    if (at >= view.end) return view.isEnded ? undefined : { heldFrom: at };
    const tag = view.bytes[at] ?? 0;
    if (left <= 0 && !isList) return undefined;
    const header = lengthAt(view, at + 1);
    if (header === 'cut') return { heldFrom: at };
    if (header === undefined) return undefined;
    const isItem = left <= 0 && tag === SECOND;
    if (left <= 0 && !isItem && tag !== FIRST) return undefined;
    const behind = header.at + (tag === IMMUTABLE ? 0 : header.length);
    if (isItem) {
      at = header.at;
      left = header.length;
      continue;
    }
    if (tag === SECOND || tag === STRING_DATA) {
      const value = entryAt(view, header.at, header.length);
      if (value === 'cut') return { heldFrom: at };
      if (value !== undefined && value.length > 0)
        return ofLength(value, key.rule, { isList, left: left - (behind - at) });
    } else if (tag !== FIRST && tag !== TYPE && tag !== IMMUTABLE) return undefined;
    const next = { isList, left: left <= 0 ? 0 : left - (behind - at) };
    if (behind - from >= MAX_FIELDS) return ofLength(header, 'limit', next);
    at = behind;
    left = next.left;
  }
  return undefined;
}

/** The value of an entry of a map: 1 is its name, 2 is it. */
function entryAt(view: View, at: number, length: number): Header {
  const name = headerAt(view, at, FIRST);
  if (name === undefined || name === 'cut') return name;
  const value = headerAt(view, name.at + name.length, SECOND);
  if (value === undefined || value === 'cut') return value;
  return value.at + value.length === at + length ? value : undefined;
}

function ofLength({ at, length }: { at: number; length: number }, rule: string, next: Place): Plan {
  const syntax: Syntax = {
    name: 'bytes',
    ends: NO_ENDS,
    isCertain: true,
    read: ({ end }, read, start) => ({
      at: Math.max(read, Math.min(end, start + length)),
      isEnd: start + length <= end,
    }),
  };
  return {
    at,
    key: rule === key.rule ? key : ruleName(rule),
    syntax,
    doubt: 'none',
    next: (view, valueEnd) => valueFrom(view, valueEnd, next),
  };
}
