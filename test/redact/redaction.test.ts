// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RawRedactor } from '../../src/redact/raw-redactor.ts';
import { Redacted, type Shown } from '../../src/redact/redacted.ts';
import { Redaction } from '../../src/redact/redaction.ts';
import type { Gap, StreamEnd, StreamItem } from '../../src/stream/stream-item.ts';
import { closeEvent, dataEvent, openEvent, streamOf } from '../capture/events.ts';
import { HoldingRedactor } from './holding-redactor.ts';

/** Plaintext of data; what else comes out of redaction by its kind. */
const texts = (shown: Shown[]): string[] =>
  shown.map((item) => (item.kind === 'data' ? item.plaintext.bytes.toString() : `(${item.kind})`));
const item = (event: ReturnType<typeof dataEvent>, gap: Gap = 0): StreamItem => ({ kind: 'data', event, gap });
const end = (connectionId: string, direction: StreamEnd['direction'] = 'TX'): StreamEnd => ({ kind: 'end', connectionId, direction });

/** The stage over holding redactors, and what the redactors were told, by the order of their making. */
function holding(): { redaction: Redaction; told: string[][] } {
  const told: string[][] = [];
  const redaction = new Redaction(() => {
    const list: string[] = [];
    told.push(list);
    return new HoldingRedactor(list);
  });
  return { redaction, told };
}

describe('the redaction stage', () => {
  test('gives back held calls in order', () => {
    const { redaction, told } = holding();
    const next = streamOf('a');
    assert.deepEqual(texts(redaction.push(item(next('one')))), []);
    assert.deepEqual(texts(redaction.push(item(next('two')))), ['one']);
    assert.deepEqual(texts(redaction.push(item(next('three')))), ['two']);
    assert.deepEqual(texts(redaction.push(end('a'))), ['three']);
    assert.deepEqual(told, [['push one', 'push two', 'push three', 'end']]);
  });

  test('tells of a gap before the call that follows it', () => {
    const { redaction, told } = holding();
    const next = streamOf('a');
    redaction.push(item(next('one')));
    assert.deepEqual(texts(redaction.push(item(next('two'), 7))), ['one']);
    redaction.push(item(next('three'), 'unknown'));
    assert.deepEqual(told, [['push one', 'gap 7', 'push two', 'gap unknown', 'push three']]);
  });

  test('keeps connections and directions apart', () => {
    const { redaction, told } = holding();
    for (const event of [streamOf('a', 'TX')('a sent'), streamOf('a', 'RX')('a received'), streamOf('b', 'TX')('b sent')]) {
      assert.deepEqual(redaction.push(item(event)), []);
    }
    assert.deepEqual(texts(redaction.push(end('a', 'RX'))), ['a received']);
    assert.deepEqual(texts(redaction.push(end('b'))), ['b sent']);
    assert.deepEqual(told, [['push a sent'], ['push a received', 'end'], ['push b sent', 'end']]);
  });

  test('lets the start of a connection and its end through as they come', () => {
    const { redaction, told } = holding();
    const [opened, closed] = [openEvent('a'), closeEvent('a')];
    const items = [opened, item(streamOf('a')('sent')), item(streamOf('a', 'RX')('received')), end('a'), end('a', 'RX'), closed];
    const shown = items.map((each) => redaction.push(each));
    assert.deepEqual(shown.map(texts), [['(open)'], [], [], ['sent'], ['received'], ['(close)']]);
    assert.deepEqual([shown[0]?.[0], shown[5]?.[0]], [opened, closed]);
    assert.deepEqual(told, [['push sent', 'end'], ['push received', 'end']]);
  });

  test('starts anew after an end', () => {
    const { redaction, told } = holding();
    const next = streamOf('a');
    redaction.push(item(next('one')));
    redaction.push(end('a'));
    redaction.push(item(next('two')));
    assert.deepEqual(told, [['push one', 'end'], ['push two']]);
  });

  test('an end without a stream is nothing', () => {
    const { redaction, told } = holding();
    assert.deepEqual(redaction.push(end('a')), []);
    assert.deepEqual(told, []);
  });

  test('holds no call back that has no connection', () => {
    const { redaction, told } = holding();
    const event = dataEvent('alone', { connectionId: undefined });
    assert.deepEqual(texts(redaction.push(item(event))), ['alone']);
    assert.deepEqual(texts(redaction.push(item(event))), ['alone']);
    assert.deepEqual(told, [['push alone', 'end'], ['push alone', 'end']]);
    assert.deepEqual(redaction.expire(1n), []);
  });

  test('lets every redactor expire', () => {
    const { redaction } = holding();
    redaction.push(item(dataEvent('old', { connectionId: 'a', timeUnixNanos: 10n })));
    redaction.push(item(dataEvent('young', { connectionId: 'b', timeUnixNanos: 20n })));
    redaction.push(item(dataEvent('old too', { connectionId: 'c', timeUnixNanos: 19n })));
    assert.deepEqual(texts(redaction.expire(10n)), []);
    assert.deepEqual(texts(redaction.expire(20n)), ['old', 'old too']);
    assert.deepEqual(texts(redaction.expire(21n)), ['young']);
    assert.deepEqual(texts(redaction.push(end('a'))), []);
  });
});

describe('the raw redactor', () => {
  test('shows every call at once and as it is', () => {
    const redaction = new Redaction(() => new RawRedactor());
    const event = dataEvent(Buffer.from([0, 0xff, 0x5c]));
    const [shown, ...rest] = redaction.push(item(event, 5));
    assert.deepEqual(rest, []);
    assert.ok(shown?.kind === 'data');
    assert.equal(shown.call, event.call);
    assert.deepEqual(shown.plaintext.bytes, Buffer.from([0, 0xff, 0x5c]));
    assert.deepEqual(redaction.expire(2n ** 62n), []);
    assert.deepEqual(redaction.push(end('abcdef-1')), []);
  });
});

test('the types accept as redacted only what redaction made', () => {
  const show = ({ bytes }: Redacted): number => bytes.length;
  // @ts-expect-error: bytes that have not been through redaction
  assert.equal(show({ bytes: Buffer.from('x') }), 1);
  // @ts-expect-error
  assert.throws(() => show(dataEvent('x').payload));
  assert.equal(show(new Redacted(Buffer.from('x'))), 1);
});
