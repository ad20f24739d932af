// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Exchange, newExchange } from '../../../src/http/exchange.ts';
import type { FramedData } from '../../../src/http/framed.ts';
import { maskedPart } from '../../../src/http/masked.ts';
import { AwaitedSpans, type TracedItem } from '../../../src/trace/awaited-spans.ts';
import { closeEvent, dataEvent, endOf, openEvent } from '../capture/events.ts';

const SPAN = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
/** What an item takes beside its bytes. */
const ITEM_BYTES = 512;

const exchangeOf = (): Exchange => newExchange('1.1', 0, 0n);

function dataOf(text: string, exchange?: Exchange, fields: Parameters<typeof dataEvent>[1] = {}): FramedData {
  const event = dataEvent(text, { connectionId: 'a', ...fields });
  return { kind: 'data', event, parts: [{ ...maskedPart(text.length), exchange }] };
}

/** The bytes of data, and the kinds of what else there is. */
function named(items: readonly TracedItem[]): string[] {
  return items.map((item) => (item.kind === 'data' ? item.event.payload.reveal().toString() : item.kind));
}

describe('data waits', () => {
  test('until its exchange has a span, and what follows it waits behind it, of its direction alone', () => {
    const awaited = new AwaitedSpans(true);
    const exchange = exchangeOf();
    assert.deepEqual(named(awaited.push(dataOf('GET / ', exchange))), []);
    assert.deepEqual(named(awaited.push({ kind: 'parts', connectionId: 'a', direction: 'TX', parts: [] })), []);
    assert.deepEqual(named(awaited.push(dataOf('other', undefined, { direction: 'RX' }))), ['other']);
    assert.equal(awaited.heldBytes('a'), 6 + 2 * ITEM_BYTES);
    exchange.span = SPAN;
    assert.deepEqual(named(awaited.push(dataOf('HTTP/1.1', exchange))), ['GET / ', 'parts', 'HTTP/1.1']);
    assert.equal(awaited.heldBytes('a'), 0);
  });

  test('no longer than for what comes in the other direction', () => {
    const awaited = new AwaitedSpans(true);
    const exchange = exchangeOf();
    assert.deepEqual(named(awaited.push(dataOf('HTTP/1.1 431', exchange, { direction: 'RX' }))), []);
    exchange.span = SPAN;
    assert.deepEqual(named(awaited.push(dataOf('\r\n\r\n', exchange))), ['\r\n\r\n', 'HTTP/1.1 431']);
  });

  test('as long as one of its exchanges has no span', () => {
    const awaited = new AwaitedSpans(true);
    const [known, unknown] = [{ ...exchangeOf(), span: SPAN }, exchangeOf()];
    const data = dataOf('ab');
    data.parts = [known, unknown].map((exchange) => ({ ...maskedPart(1), exchange }));
    assert.deepEqual(named(awaited.push(data)), []);
    unknown.span = SPAN;
    assert.deepEqual(named(awaited.push(dataOf('c', unknown))), ['ab', 'c']);
  });
});

describe('data waits no longer', () => {
  test('when its exchange has failed: it gets no span any more', () => {
    const awaited = new AwaitedSpans(true);
    assert.deepEqual(named(awaited.push(dataOf('GET', { ...exchangeOf(), failure: 'lost' }))), ['GET']);
  });

  test('when its direction ends; the other one still waits', () => {
    const awaited = new AwaitedSpans(true);
    const exchange = exchangeOf();
    awaited.push(dataOf('sent', exchange));
    awaited.push(dataOf('received', exchange, { direction: 'RX' }));
    assert.deepEqual(named(awaited.push(endOf('TX'))), ['sent', 'end']);
    assert.deepEqual(named(awaited.push(endOf('RX'))), ['received', 'end']);
    assert.equal(awaited.heldBytes('a'), 0);
  });

  test('when it is too old', () => {
    const awaited = new AwaitedSpans(true);
    awaited.push(dataOf('old', exchangeOf(), { timeUnixNanos: 5n }));
    awaited.push(dataOf('older than that', exchangeOf(), { timeUnixNanos: 4n, direction: 'RX' }));
    assert.deepEqual(named(awaited.expire('a', 4n)), []);
    assert.deepEqual(named(awaited.expire('a', 5n)), ['older than that']);
    assert.deepEqual(named(awaited.expire('a', 6n)), ['old']);
    assert.deepEqual(named(awaited.expire('a', 6n)), []);
  });

  test('when its direction holds more than 1 MiB', () => {
    const awaited = new AwaitedSpans(true);
    const exchange = exchangeOf();
    const half = 'x'.repeat(512 * 1024 - ITEM_BYTES);
    for (const bytes of [half, half]) assert.deepEqual(awaited.push(dataOf(bytes, exchange)), []);
    assert.deepEqual(named(awaited.push(dataOf('y', exchange))), [half, half, 'y']);
  });

  test('when its connection is followed no further', () => {
    const awaited = new AwaitedSpans(true);
    awaited.push(dataOf('sent', exchangeOf()));
    awaited.push(dataOf('received', exchangeOf(), { direction: 'RX' }));
    assert.deepEqual(named(awaited.limit('b')), []);
    assert.deepEqual(named(awaited.limit('a')), ['sent', 'received']);
    assert.equal(awaited.heldBytes('a'), 0);
  });
});

test('what waits of a connection that is forgotten is given up', () => {
  const awaited = new AwaitedSpans(true);
  awaited.push(dataOf('sent', exchangeOf()));
  awaited.forget('a');
  assert.deepEqual(named(awaited.push(dataOf('next'))), ['next']);
});

test('nothing else waits: data of no connection, its start and its end, and no data where there are no spans', () => {
  const awaited = new AwaitedSpans(true);
  const ofNone = dataOf('alone', exchangeOf(), { connectionId: undefined });
  assert.deepEqual(named([ofNone, openEvent('a'), closeEvent('a')].flatMap((item) => awaited.push(item))), [
    'alone',
    'open',
    'close',
  ]);
  assert.deepEqual(named(new AwaitedSpans(false).push(dataOf('unasked', exchangeOf()))), ['unasked']);
});
