// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { Exchange, ExchangeEvents } from '../../../../src/http/exchange.ts';
import { Http2 } from '../../../../src/http/http2/http2.ts';
import type { Part } from '../../../../src/http/part.ts';
import type { Sender } from '../../../../src/http/protocol.ts';
import type { Step } from './conversation.ts';

export interface Observed {
  /** What redaction would be given to show, masks by their reason, ends and gaps of texts by their name. */
  shown: Record<Sender, string>;
  /** The bytes of each text. */
  texts: Record<string, string>;
  /** In the order in which they ended. */
  exchanges: Exchange[];
  /** Streams in the order of their requests. */
  requests: number[];
  lost: Sender[];
}

export interface Seeing {
  /** What came before is not seen. */
  isAmid?: boolean;
  /** Each step is a call. */
  areCalls?: boolean;
}

interface Waiting {
  bytes: Buffer;
  /** Of the call that they begin. */
  callBytes: number;
  gap: number | 'unknown';
  time: bigint;
}

/** Gives a connection what came, as the stage before it does: what it does not take waits. */
export class Observer {
  readonly seen: Observed = { shown: { client: '', server: '' }, texts: {}, exchanges: [], requests: [], lost: [] };
  readonly http2: Http2;
  readonly #areCalls: boolean;
  readonly #waiting: Record<Sender, Waiting[]> = { client: [], server: [] };

  constructor({ isAmid = false, areCalls = false }: Seeing = {}) {
    this.#areCalls = areCalls;
    const { requests, exchanges } = this.seen;
    const events = {
      requestHead: (exchange) => {
        assert.ok(exchange.request !== undefined && !requests.includes(exchange.key) && !exchanges.includes(exchange));
        requests.push(exchange.key);
      },
      ended: (exchange) => {
        assert.ok(!exchanges.includes(exchange), `stream ${exchange.key} ended twice`);
        exchanges.push(exchange);
      },
    } satisfies ExchangeEvents;
    this.http2 = new Http2(events, { isAmid });
  }

  push({ from, bytes, gap = 0 }: Step, time: bigint): void {
    this.#waiting[from].push({ bytes, callBytes: this.#areCalls ? bytes.length : 0, gap, time });
    // Either may be what the other waits for.
    while (this.#read('client') || this.#read('server'));
  }

  /** Both directions end, and the connection. */
  end(): Observed {
    for (const from of ['client', 'server'] as const) {
      if (this.#waiting[from].length > 0) {
        this.#show(from, this.http2.gap(from, 'unknown'), 0);
        this.#read(from);
      }
    }
    for (const from of ['client', 'server'] as const) this.#show(from, this.http2.end(from), 0);
    this.seen.lost = (['client', 'server'] as const).filter((from) => this.http2.isLost(from));
    this.http2.close('closed');
    assert.equal(this.http2.openStreams, 0);
    return this.seen;
  }

  #read(from: Sender): boolean {
    let progress = false;
    for (let [first] = this.#waiting[from]; first !== undefined; [first] = this.#waiting[from]) {
      if (first.gap !== 0) this.#show(from, this.http2.gap(from, first.gap), 0);
      first.gap = 0;
      const { bytes, callBytes, time } = first;
      const { parts, consumed } = this.http2.push(from, { bytes, offset: 0, bootNanos: time, callBytes });
      first.callBytes = consumed > 0 ? 0 : callBytes;
      this.#show(from, parts, consumed);
      progress ||= consumed > 0;
      if (consumed < first.bytes.length) {
        first.bytes = first.bytes.subarray(consumed);
        return progress;
      }
      this.#waiting[from].shift();
      progress = true;
    }
    return progress;
  }

  #show(from: Sender, parts: readonly Part[], length: number): void {
    assert.equal(
      parts.reduce((sum, part) => sum + part.length, 0),
      length,
    );
    for (const part of parts) this.#showPart(from, part);
  }

  #showPart(from: Sender, { content, length }: Part): void {
    const { shown, texts } = this.seen;
    switch (content.kind) {
      case 'show':
        shown[from] += content.bytes.toString('latin1');
        break;
      case 'fields':
        for (const { name, value, neverIndexed, isUnknown } of content.fields)
          shown[from] += isUnknown ? '?\n' : `${name}: ${value}${neverIndexed ? ' !' : ''}\n`;
        break;
      case 'text': {
        assert.equal(content.bytes.length, length);
        const bytes = content.bytes.reveal().toString('latin1');
        shown[from] += bytes;
        texts[content.text.name] = (texts[content.text.name] ?? '') + bytes;
        break;
      }
      case 'mask':
        // However often it was cut.
        if (!shown[from].endsWith(`<${content.reason}>`)) shown[from] += `<${content.reason}>`;
        break;
      default:
        assert.equal(length, 0);
        shown[from] += content.kind === 'text-end' ? `<end of ${content.text.name}>` : `<gap in ${content.text.name}>`;
    }
  }
}

/** The time of a step is its index. */
export function observe(steps: readonly Step[], seeing: Seeing = {}): Observed {
  const observer = new Observer(seeing);
  steps.forEach((step, index) => observer.push(step, BigInt(index)));
  return observer.end();
}

/** The same conversation in other pieces. `at`: in the bytes of all steps, one after the other. */
export function observeCut(steps: readonly Step[], at: (offset: number) => boolean): Observed {
  const observer = new Observer();
  let offset = 0;
  steps.forEach(({ from, bytes, gap = 0 }, index) => {
    let start = 0;
    const push = (end: number): void => {
      observer.push({ from, bytes: bytes.subarray(start, end), gap: start === 0 ? gap : 0 }, BigInt(index));
      start = end;
    };
    for (let i = 1; i < bytes.length; i++) if (at(offset + i)) push(i);
    push(bytes.length);
    offset += bytes.length;
  });
  return observer.end();
}

/** Wherever it is cut, and cut everywhere, a conversation is the same. */
export function followHoweverCut({ steps }: { steps: readonly Step[] }): Observed {
  const seen = observe(steps);
  const length = steps.reduce((sum, { bytes }) => sum + bytes.length, 0);
  for (let cut = 1; cut < length; cut++)
    assert.deepEqual(
      observeCut(steps, (offset) => offset === cut),
      seen,
      `cut at ${cut}`,
    );
  assert.deepEqual(
    observeCut(steps, () => true),
    seen,
    'cut everywhere',
  );
  return seen;
}
