// SPDX-License-Identifier: Apache-2.0
import type { SpanContext } from '@opentelemetry/api';
import { toReversible } from '../base/reversible-text.ts';
import type { Call, CallOrigin, Origin } from '../capture/event.ts';
import type { RedactedData } from '../redact/redacted.ts';
import type { NetworkProtocol } from '../trace/network-protocol.ts';
import { type CapturedRecord, callOriginAttributes, DATA_EVENT, type RecordAttributes } from './captured-record.ts';

export interface LogRecordOptions {
  /** How much of a call's plaintext is shown, in bytes before escaping. */
  plaintextBytes: number;
  plaintextField: 'attribute' | 'body';
  /** Methods of HTTP that are told by their name; others are `_OTHER`. undefined: none is told. */
  knownMethods?: ReadonlySet<string>;
}

/** Of a method that is none of the known ones (HTTP semantic conventions). */
const OTHER_METHOD = '_OTHER';

/**
 * The records of one sample: one for each exchange that it belongs to, and more when the plaintext is too long for one;
 * the last completes the event. None when the call has been shown as far as is asked for: then the record before has
 * said that it is truncated.
 */
export function toLogRecords(data: RedactedData, options: LogRecordOptions): CallRecord[] {
  const { call } = data;
  let room = options.plaintextBytes - data.shownBefore;
  if ((room <= 0 && call.callOffset > 0) || (call.isLeftOut && call.isLast)) return [];
  const shown: Pick<CallPart, 'piece' | 'callOffset' | 'span' | 'protocol' | 'method' | 'status'>[] = [];
  let isCut = false;
  for (const { plaintext, span, protocol, method: original, status } of data.runs) {
    const method = methodOf(original, options);
    const bytes = plaintext.bytes.subarray(0, Math.max(room, 0));
    isCut ||= bytes.length < plaintext.bytes.length;
    room -= bytes.length;
    for (const piece of cutIntoPieces(bytes)) {
      const callOffset = call.callOffset + plaintext.sourceOf(piece.start);
      shown.push({ piece, callOffset, span, protocol, method, status });
    }
  }
  const endsEarly = isCut || call.isLeftOut || (call.isLast ? call.callOffset + data.shownTo < call.length : room <= 0);
  const last = shown.length - 1;
  return shown.map((part, index) => {
    const isLast = index === last;
    const told = { isTruncated: endsEarly && isLast, redactions: isLast ? data.redactions : 0, events: isLast ? 1 : 0 };
    return new CallRecord(call, { ...part, ...told }, options.plaintextField);
  });
}

function methodOf(original: string | undefined, { knownMethods }: LogRecordOptions): string | undefined {
  if (original === undefined || knownMethods === undefined) return undefined;
  return knownMethods.has(original) ? original : OTHER_METHOD;
}

/** What one record says of a call, beside the call itself. */
export interface CallPart {
  readonly piece: Piece;
  /** Bytes of the call before those that it stands for. */
  readonly callOffset: number;
  /** Whether the call goes on behind these bytes and no record shows that. */
  readonly isTruncated: boolean;
  /** Secrets masked in the sample; told once. */
  readonly redactions: number;
  /** Of the exchange that the bytes belong to, as far as it is known by then. */
  readonly span: SpanContext | undefined;
  readonly protocol?: NetworkProtocol | undefined;
  readonly method?: string | undefined;
  readonly status?: number | undefined;
  readonly events: number;
}

/** The record of a call, or of a part of it. Body and attributes are made only where they are asked for. */
export class CallRecord implements CapturedRecord {
  readonly call: Call;
  readonly part: CallPart;
  readonly plaintextField: 'attribute' | 'body';

  constructor(call: Call, part: CallPart, plaintextField: 'attribute' | 'body') {
    this.call = call;
    this.part = part;
    this.plaintextField = plaintextField;
  }

  get eventName(): string {
    return DATA_EVENT;
  }

  get timeUnixNanos(): bigint {
    return this.call.timeUnixNanos;
  }

  get observedTimeUnixNanos(): bigint {
    return this.call.observedTimeUnixNanos;
  }

  get span(): SpanContext | undefined {
    return this.part.span;
  }

  get events(): number {
    return this.part.events;
  }

  get plaintext(): string {
    return this.part.piece.text.toString('utf8');
  }

  get body(): string {
    const { plaintext } = this;
    return this.plaintextField === 'body' ? plaintext : summaryLine(this.call, this.part.callOffset, plaintext);
  }

  get attributes(): RecordAttributes {
    const attributes = callOriginAttributes(this.call.origin);
    addCallAttributes(this, (name, value) => {
      attributes[name] = value;
    });
    if (this.plaintextField === 'attribute') attributes['ktls.plaintext'] = this.plaintext;
    return attributes;
  }
}

/** Names the attributes that differ from record to record, but for the plaintext. */
export function addCallAttributes(
  { call, part }: CallRecord,
  add: (name: keyof RecordAttributes, value: string | number | boolean) => void,
): void {
  const { callOffset, piece } = part;
  add('ktls.length', call.length);
  if (callOffset > 0) add('ktls.call.offset', callOffset);
  add('ktls.captured_length', piece.length);
  add('ktls.truncated', part.isTruncated);
  if (call.origin.connectionId !== undefined) {
    add('ktls.stream.offset', call.streamOffset + callOffset - call.callOffset);
    if (call.missed > 0 && callOffset === call.callOffset) add('ktls.stream.missed', call.missed);
    if (call.isConcurrent) add('ktls.stream.concurrent', true);
  }
  if (part.protocol !== undefined) {
    add('network.protocol.name', part.protocol.name);
    if (part.protocol.version !== undefined) add('network.protocol.version', part.protocol.version);
  }
  if (part.method !== undefined) add('http.request.method', part.method);
  if (part.status !== undefined) add('http.response.status_code', part.status);
  if (part.redactions > 0) add('ktls.redactions', part.redactions);
}

export const SNIPPET_CHARACTERS = 120;

/**
 * The readable body of a record: `TX ktls_client[1234] 99 B GET /get HTTP/1.1`. The snippet is the plaintext's first
 * line; another record type than application data is named before it. A record that shows the rest of a call says
 * where in the call it starts: `TX nginx[7] 20000 B +16384 the rest`.
 */
function summaryLine(call: Call, callOffset: number, text: string): string {
  const head = `${summaryStart(call.origin)}${summaryFacts(call, callOffset)}`;
  const line = /^[^\r\n]*/.exec(text)?.[0] ?? '';
  const snippet = printable(firstCharacters(line, SNIPPET_CHARACTERS));
  return snippet === '' ? head : `${head} ${snippet}`;
}

/** What all calls of an origin begin with. */
export function summaryStart(origin: CallOrigin): string {
  return `${origin.direction} ${threadLabel(origin)} `;
}

export function summaryFacts({ origin, length }: Call, callOffset: number): string {
  const type = origin.recordType === 'application_data' ? '' : ` ${origin.recordType}`;
  const start = callOffset === 0 ? '' : ` +${callOffset}`;
  return `${length} B${start}${type}`;
}

function firstCharacters(text: string, count: number): string {
  // A code point is one or two UTF-16 units.
  const near = text.slice(0, 2 * count);
  return near.length <= count ? near : Array.from(near).slice(0, count).join('');
}

/** `ktls_client[1234]` */
export function threadLabel({ comm, pid }: Origin): string {
  return `${printable(comm)}[${pid}]`;
}

/** A program names its own threads: their names too may hold controls. Each takes the place of one character. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}

/** Loki takes 64 KB of structured metadata a line; the other attributes of a record need less than 4 KB of them. */
const MAX_TEXT_BYTES = 60 * 1024;

/** A part of a call's plaintext that fits into one record. */
interface Piece {
  /** Reversible text, UTF-8. */
  text: Buffer;
  /** In bytes before escaping: where it starts, how long it is. */
  start: number;
  length: number;
}

/** @internal Cuts plaintext so that each piece is at most MAX_TEXT_BYTES once escaped; one piece when it is empty. */
export function cutIntoPieces(bytes: Buffer): Piece[] {
  const whole = toReversible(bytes);
  if (whole.length <= MAX_TEXT_BYTES) return [{ text: whole, start: 0, length: bytes.length }];
  const pieces: Piece[] = [];
  for (let start = 0; start < bytes.length; ) {
    const piece = largestPiece(bytes, start);
    pieces.push(piece);
    start += piece.length;
  }
  return pieces;
}

// Halving finds a length that fits in a few steps; the least, a quarter of the limit, always does.
function largestPiece(bytes: Buffer, start: number): Piece {
  for (let length = Math.min(bytes.length - start, MAX_TEXT_BYTES); ; length = Math.ceil(length / 2)) {
    const end = characterStart(bytes, start + length);
    const text = toReversible(bytes.subarray(start, end));
    if (text.length <= MAX_TEXT_BYTES) return { text, start, length: end - start };
  }
}

/** Moves a cut back so that it does not part a UTF-8 character, or a backslash from its `x`. */
function characterStart(bytes: Buffer, end: number): number {
  if (end >= bytes.length) return bytes.length;
  if (bytes[end] === 0x78 && bytes[end - 1] === 0x5c) return end - 1;
  for (let at = end; at > end - 4; at--) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80 || byte > 0xbf) return byte >= 0xc2 ? at : end;
  }
  return end;
}
