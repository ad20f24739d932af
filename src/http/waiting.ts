// SPDX-License-Identifier: Apache-2.0
import type { DataEvent } from '../capture/event.ts';
import type { Gap, StreamData } from '../streams/stream-item.ts';
import { MAX_START_BYTES } from './detect.ts';
import type { BootNanos } from './exchange.ts';
import type { FramedData } from './framed.ts';
import type { Part } from './part.ts';
import type { Protocol, Sender } from './protocol.ts';

const MAX_BYTES = 256 * 1024;
const MAX_SAMPLES = 1024;
/** What a sample takes beside its bytes, about. */
const SAMPLE_BYTES = 512;
const APPLICATION_DATA = 'application_data';
const ALERT_BYTES = 2;
/** By its second number (RFC 8446, 6.1). */
const CLOSE_NOTIFY = 0;
/**
 * Content that is shorter is over before the kernel, which it takes a call to tell, can make use of its end.
 * @internal A test looks at files that are so long.
 */
export const LONG_CONTENT_BYTES = 256 * 1024;

/** A sample of which the protocol has not taken everything yet. */
interface Entry {
  event: DataEvent;
  gap: Gap;
  isGapTold: boolean;
  bytes: Buffer;
  taken: number;
  parts: Part[];
}

/** The samples of one direction on their way to the protocol. */
export class Waiting {
  /** An idle direction has none, and no room for any. */
  #entries: Entry[] | undefined;
  #bytes = 0;
  /** Bytes of application data before those that wait, gaps included. */
  #offset: number;
  /** Of the next gap, what the protocol has been told of already: the end of a call that was not copied whole. */
  #told = 0;
  #isLost = false;
  #isNotified = false;
  /** The last end of content that was told. */
  #contentEnd = 0;

  /** @param offset of application data that came before */
  constructor(offset = 0) {
    this.#offset = offset;
  }

  /** Where the next bytes stand, when that is all there is to be known; else undefined. */
  get rest(): number | undefined {
    return this.#entries === undefined && this.#told === 0 && !this.#isLost ? this.#offset : undefined;
  }

  /** An alert close_notify has come: nothing more does. */
  get isNotified(): boolean {
    return this.#isNotified;
  }

  get isEmpty(): boolean {
    return this.#entries === undefined;
  }

  get isFull(): boolean {
    return this.#bytes > MAX_BYTES || (this.#entries?.length ?? 0) > MAX_SAMPLES;
  }

  get heldBytes(): number {
    return this.#bytes + SAMPLE_BYTES * (this.#entries?.length ?? 0);
  }

  isOlderThan(bootNanos: BootNanos): boolean {
    const first = this.#entries?.[0];
    return first !== undefined && first.event.call.bootNanos < bootNanos;
  }

  /** The first bytes of application data that wait. */
  start(): Buffer {
    const chunks: Buffer[] = [];
    let length = 0;
    for (const { event, gap, bytes } of this.#entries ?? []) {
      if (gap !== 0 || length >= MAX_START_BYTES) break;
      if (event.call.origin.recordType !== APPLICATION_DATA) continue;
      chunks.push(bytes);
      length += bytes.length;
    }
    return chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks);
  }

  push({ event, gap }: StreamData): void {
    const bytes = event.payload.reveal();
    const entry = { event, gap, isGapTold: false, bytes, taken: 0, parts: [] };
    if (this.#entries === undefined) this.#entries = [entry];
    else this.#entries.push(entry);
    this.#bytes += bytes.length;
  }

  /** What comes is read as if nothing had come before. */
  restart(data: StreamData): void {
    this.#told = 0;
    this.#isLost = false;
    this.push({ ...data, gap: 0 });
  }

  /** The next read does not wait: the protocol is told that the place of the bytes is not known. */
  lose(): void {
    this.#isLost = true;
  }

  /** Gives the protocol what it takes; appends samples that are complete. True when it has taken any. */
  read(protocol: Protocol, from: Sender, framed: FramedData[]): boolean {
    let progress = false;
    const entries = this.#entries ?? [];
    for (let [entry] = entries; entry !== undefined; [entry] = entries) {
      const before = entry.taken;
      this.#tellGap(entry, protocol, from);
      const isComplete =
        entry.event.call.origin.recordType === APPLICATION_DATA
          ? this.#readData(entry, protocol, from)
          : readControl(entry);
      this.#isNotified ||= isCloseNotify(entry);
      progress ||= entry.taken > before || isComplete;
      if (!isComplete) break;
      entries.shift();
      this.#bytes -= entry.bytes.length;
      this.#passTail(entry, protocol, from);
      const data: FramedData = { kind: 'data', event: entry.event, parts: entry.parts };
      this.#tellContentEnd(data, protocol.contentLeft(from));
      framed.push(data);
    }
    if (entries.length === 0) this.#entries = undefined;
    return progress;
  }

  #readData(entry: Entry, protocol: Protocol, from: Sender): boolean {
    while (entry.taken < entry.bytes.length) {
      const bytes = entry.bytes.subarray(entry.taken);
      const { bootNanos, callOffset, length } = entry.event.call;
      const callBytes = callOffset === 0 && entry.taken === 0 ? length : 0;
      const { parts, consumed } = protocol.push(from, { bytes, offset: this.#offset, bootNanos, callBytes });
      entry.parts.push(...parts);
      entry.taken += consumed;
      this.#offset += consumed;
      if (consumed < bytes.length && !this.#isLost) return false;
      if (consumed < bytes.length) {
        entry.parts.push(...protocol.gap(from, 'unknown'));
        this.#isLost = false;
      }
    }
    return true;
  }

  /** Once. Alerts and the like move the stream, too: when they came meanwhile, the end is a later one. */
  #tellContentEnd(data: FramedData, left: number): void {
    if (left < LONG_CONTENT_BYTES) return;
    const { call, payload } = data.event;
    const contentEnd = call.streamOffset + payload.length + this.#told + left;
    if (contentEnd <= this.#contentEnd) return;
    this.#contentEnd = contentEnd;
    data.contentEnd = contentEnd;
  }

  #tellGap(entry: Entry, protocol: Protocol, from: Sender): void {
    if (entry.isGapTold) return;
    const gap = entry.gap === 'unknown' ? 'unknown' : entry.gap - this.#told;
    entry.isGapTold = true;
    this.#told = 0;
    if (gap === 0) return;
    entry.parts.push(...protocol.gap(from, gap === 'unknown' || gap < 0 ? 'unknown' : gap));
    if (gap !== 'unknown') this.#offset += gap;
  }

  /** The protocol need not wait for the next call to learn that the end of this one was not copied. */
  #passTail({ event, bytes, parts }: Entry, protocol: Protocol, from: Sender): void {
    const { isLast, length, callOffset, origin } = event.call;
    const missing = isLast ? length - callOffset - bytes.length : 0;
    if (missing <= 0) return;
    this.#told = missing;
    if (origin.recordType !== APPLICATION_DATA) return;
    parts.push(...protocol.gap(from, missing, 'uncaptured'));
    this.#offset += missing;
  }
}

function isCloseNotify({ event, bytes }: Entry): boolean {
  return event.call.origin.recordType === 'alert' && bytes.length === ALERT_BYTES && bytes[1] === CLOSE_NOTIFY;
}

/** An alert is two numbers. A handshake message may hold a session ticket. */
function readControl(entry: Entry): boolean {
  const { event, bytes, parts } = entry;
  const isAlert = event.call.origin.recordType === 'alert' && bytes.length === ALERT_BYTES;
  const content = isAlert ? ({ kind: 'show', bytes } as const) : ({ kind: 'mask', reason: 'framing' } as const);
  if (bytes.length > 0) parts.push({ length: bytes.length, role: 'other', exchange: undefined, content });
  entry.taken = bytes.length;
  return true;
}
