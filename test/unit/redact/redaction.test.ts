// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DataEvent } from '../../../src/capture/event.ts';
import type { FramedData, FramedItem } from '../../../src/http/framed.ts';
import { Text } from '../../../src/http/part.ts';
import { createScannerFactory } from '../../../src/redact/engine.ts';
import { Lines } from '../../../src/redact/lines.ts';
import { Redacted, type Shown } from '../../../src/redact/redacted.ts';
import { Redaction } from '../../../src/redact/redaction.ts';
import { Scanners } from '../../../src/redact/scanner.ts';
import type { StreamEnd } from '../../../src/streams/stream-item.ts';
import { closeEvent, dataEvent, endOf, openEvent, streamOf } from '../capture/events.ts';
import { client, type Step, server } from './corpus/case.ts';
import { eventsOf } from './corpus/deliveries.ts';
import { drive, streamTexts } from './corpus/drive.ts';
import { HoldingScanner } from './holding-scanner.ts';

/** Plaintext of data; what else comes out of redaction by its kind. */
const texts = (shown: Shown[]): string[] =>
  shown.map((item) =>
    item.kind === 'data' ? item.runs.map(({ plaintext }) => plaintext.bytes.toString()).join('|') : `(${item.kind})`,
  );
const end = (connectionId: string, direction: StreamEnd['direction'] = 'TX'): StreamEnd =>
  endOf(direction, { connectionId });

/** The stage over holding scanners, and what the scanners were told, by the order of their making. */
function holding() {
  const told: string[][] = [];
  const masked: string[] = [];
  const streams = new Map<string, Text>();
  const scanners = new Scanners(() => {
    const list: string[] = [];
    told.push(list);
    return new HoldingScanner(list);
  });
  const redaction = new Redaction({
    mode: 'redact',
    plaintextBytes: 256,
    onMasked: (rule) => masked.push(rule),
    scanners,
    lines: new Lines(scanners),
  });
  /** A sample that is all text, of one text for each stream. */
  const framed = (event: DataEvent, hasGap = false): FramedData => {
    const key = `${event.call.origin.connectionId} ${event.call.origin.direction}`;
    const text = streams.get(key) ?? new Text(key);
    streams.set(key, text);
    const base = { role: 'other', exchange: undefined } as const;
    const gap = { ...base, length: 0, content: { kind: 'text-gap', text } } as const;
    const whole = {
      ...base,
      length: event.payload.length,
      content: { kind: 'text', text, bytes: event.payload },
    } as const;
    return { kind: 'data', event, parts: hasGap ? [gap, whole] : [whole] };
  };
  return { redaction, told, masked, framed };
}

describe('the redaction stage', () => {
  test('gives back held calls in order', () => {
    const { redaction, told, framed } = holding();
    const next = streamOf('a');
    assert.deepEqual(texts(redaction.push(framed(next('one')))), []);
    assert.deepEqual(texts(redaction.push(framed(next('two')))), ['one']);
    assert.deepEqual(texts(redaction.push(framed(next('three')))), ['two']);
    assert.deepEqual(texts(redaction.push(end('a'))), ['[redacted:gap]'], 'it may go on where nobody sees it');
    assert.deepEqual(told, [['push one', 'push two', 'push three', 'gap', 'end', 'reset']]);
  });

  test('keeps of an idle connection what waits', () => {
    const { redaction, told, framed } = holding();
    const next = streamOf('a');
    redaction.push(framed(next('one')));
    redaction.rest('a');
    assert.deepEqual(texts(redaction.push(framed(next('two')))), ['one']);
    assert.deepEqual(told, [['push one', 'push two']]);
    redaction.rest('of no connection');
  });

  test('and what a text has that may go on', () => {
    const scanners = new Scanners(createScannerFactory([]));
    const lines = new Lines(scanners);
    const options = {
      mode: 'redact',
      plaintextBytes: 256,
      onMasked: () => {},
      scanners,
      lines,
    } as const;
    const redaction = new Redaction(options);
    const next = streamOf('a');
    const text = new Text('a');
    const push = (bytes: string): Shown[] => {
      const event = next(bytes);
      const part = { role: 'other', exchange: undefined, length: bytes.length } as const;
      const content = { kind: 'text', text, bytes: event.payload } as const;
      const shown = redaction.push({ kind: 'data', event, parts: [{ ...part, content }] });
      redaction.rest('a');
      return shown;
    };
    const pieces = ['{"n":1,"shape":"round","password', '":"hun', 'ter2","n":2}\n', '{"pot":"tea"}\n'];
    const shown = texts([...pieces.flatMap(push), ...redaction.push(end('a'))]).join('');
    // In each call that has some of it.
    const mark = '[redacted:password][redacted:password]';
    assert.equal(shown, `{"n":1,"shape":"round","password":"${mark}","n":2}\n{"pot":"tea"}\n`);
    assert.equal(redaction.heldBytes('a'), 0);
  });

  test('tells of a gap before the bytes that follow it, and marks and counts what is masked', () => {
    const { redaction, told, masked, framed } = holding();
    const next = streamOf('a');
    redaction.push(framed(next('one')));
    assert.deepEqual(texts(redaction.push(framed(next('two'), true))), ['[redacted:gap]']);
    assert.deepEqual([told, masked], [[['push one', 'gap', 'push two']], ['gap']]);
  });

  test('keeps connections and directions apart', () => {
    const { redaction, told, framed } = holding();
    for (const event of [
      streamOf('a', 'TX')('a sent'),
      streamOf('a', 'RX')('a received'),
      streamOf('b', 'TX')('b sent'),
    ]) {
      assert.deepEqual(redaction.push(framed(event)), []);
    }
    assert.deepEqual(texts(redaction.push(end('a', 'RX'))), ['[redacted:gap]']);
    assert.deepEqual(texts(redaction.push(end('b'))), ['[redacted:gap]']);
    assert.deepEqual(told, [
      ['push a sent'],
      ['push a received', 'gap', 'end', 'reset'],
      ['push b sent', 'gap', 'end', 'reset'],
    ]);
  });

  test('lets the start of a connection and its end through as they come', () => {
    const { redaction, framed } = holding();
    const [opened, closed] = [openEvent('a'), closeEvent('a')];
    const data = [framed(streamOf('a')('sent')), framed(streamOf('a', 'RX')('received'))];
    const items: FramedItem[] = [opened, ...data, end('a'), end('a', 'RX'), closed];
    const shown = items.map((each) => redaction.push(each));
    assert.deepEqual(shown.map(texts), [['(open)'], [], [], ['[redacted:gap]'], ['[redacted:gap]'], ['(close)']]);
    assert.deepEqual([shown[0]?.[0], shown[5]?.[0]], [opened, closed]);
  });

  test('judges as it stands what was held back of a text that is complete', () => {
    const { redaction, told, framed } = holding();
    const one = framed(streamOf('a')('one'));
    redaction.push(one);
    const [part] = one.parts;
    assert.ok(part?.content.kind === 'text');
    const parts = [{ ...part, length: 0, content: { kind: 'text-end', text: part.content.text } as const }];
    assert.deepEqual(texts(redaction.push({ kind: 'parts', connectionId: 'a', direction: 'TX', parts })), ['one']);
    assert.deepEqual(texts(redaction.push(end('a'))), []);
    assert.deepEqual(told, [['push one', 'end', 'reset']]);
  });

  test('an end without a stream is nothing', () => {
    const { redaction, told } = holding();
    assert.deepEqual(redaction.push(end('a')), []);
    assert.deepEqual(told, []);
  });

  test('holds no call back that has no connection', () => {
    const { redaction, told, framed } = holding();
    const event = dataEvent('alone', { connectionId: undefined });
    assert.deepEqual(texts(redaction.push(framed(event))), ['[redacted:gap]']);
    assert.deepEqual(texts(redaction.push(framed(event))), ['[redacted:gap]']);
    assert.deepEqual(told, [['push alone', 'gap', 'end', 'reset', 'push alone', 'gap', 'end', 'reset']]);
    assert.deepEqual(redaction.expire('a', 1n), []);
  });

  test('masks what waits for too long, by when its call returned', () => {
    const { redaction, framed } = holding();
    const at = (text: string, connectionId: string, timeUnixNanos: bigint) =>
      redaction.push(framed(dataEvent(text, { connectionId, timeUnixNanos })));
    at('old', 'a', 10n);
    at('young', 'b', 20n);
    at('old too', 'c', 19n);
    const late = (time: bigint): string[][] => ['a', 'b', 'c'].map((id) => texts(redaction.expire(id, time)));
    assert.deepEqual(late(10n), [[], [], []]);
    assert.deepEqual(late(20n), [['[redacted:late]'], [], ['[redacted:late]']]);
    assert.deepEqual(late(21n), [[], ['[redacted:late]'], []]);
    assert.deepEqual(texts(redaction.push(end('a'))), []);
  });
});

describe('a text that ends amid what may be a secret', () => {
  const half = 'tea\nftp://bob:hunter2';
  const get = client('GET / HTTP/1.0\r\n\r\n');
  const ways: Readonly<Record<string, Step[]>> = {
    'of no protocol': [client('* ready\r\n'), server(half)],
    'as long as the connection': [get, server(`HTTP/1.0 200 OK\r\n\r\n${half}`)],
    'of which more should come': [get, server(`HTTP/1.0 200 OK\r\nContent-Length: 99\r\n\r\n${half}`)],
    'in a chunk': [
      client('GET / HTTP/1.1\r\n\r\n'),
      server(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n63\r\n${half}`),
    ],
  };
  for (const [name, steps] of Object.entries(ways)) {
    test(`is masked from there on: ${name}`, () => {
      for (const isClosed of [true, false]) {
        const events = eventsOf({ pieces: steps }, 'client');
        const shown = streamTexts(drive(isClosed ? events : events.slice(0, -1))).join('');
        assert.ok(shown.endsWith('tea\nftp://[redacted:gap]'), shown);
      }
    });
  }

  test('and shown where it is complete, and none', () => {
    const url = 'tea\nhttp://tea.example';
    const shown = (length: number): string => {
      const steps = [get, server(`HTTP/1.0 200 OK\r\nContent-Length: ${length}\r\n\r\n${url}`)];
      return streamTexts(drive(eventsOf({ pieces: steps }, 'client'))).join('');
    };
    assert.ok(shown(url.length).endsWith(url));
    assert.ok(shown(url.length + 1).endsWith('tea\nhttp://[redacted:gap]'));
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
