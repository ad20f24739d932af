// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Direction } from '../../../src/capture/event.ts';
import type { FramedItem } from '../../../src/http/framed.ts';
import { HttpStage } from '../../../src/http/http-stage.ts';
import { Masked } from '../../../src/http/masked.ts';
import { Plain } from '../../../src/http/plain.ts';
import type { Bytes, Parsed, Protocol, Sender } from '../../../src/http/protocol.ts';
import type { Gap, StreamData } from '../../../src/streams/stream-item.ts';
import { type CallFields, dataEvent, endOf } from '../capture/events.ts';

/** Takes lines of the server only once the client has sent as many; writes down what it is told. */
class Turns extends Plain implements Protocol {
  readonly told: string[];
  readonly #lines: Record<Sender, number> = { client: 0, server: 0 };

  constructor(told: string[]) {
    super();
    this.told = told;
  }

  override push(from: Sender, { bytes, ...place }: Bytes): Parsed {
    let consumed = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, consumed)) {
      if (from === 'server' && this.#lines.server >= this.#lines.client) break;
      this.#lines[from]++;
      consumed = end + 1;
    }
    if (from === 'client') consumed = bytes.length;
    if (consumed > 0) this.told.push(`${from} ${place.offset} ${bytes.subarray(0, consumed)}`.replace(/\n/g, '.'));
    if (consumed === 0) return { parts: [], consumed };
    return super.push(from, { ...place, bytes: bytes.subarray(0, consumed) });
  }

  override gap(from: Sender, bytes?: number | 'unknown') {
    this.told.push(`${from} gap ${bytes}`);
    if (bytes === 'unknown') this.#lines.client = Number.POSITIVE_INFINITY;
    return super.gap(from);
  }

  override end(from: Sender) {
    this.told.push(`${from} end`);
    return super.end(from);
  }

  override close(): void {
    this.told.push('close');
  }
}

function stageOf() {
  const told: string[] = [];
  const make = (name: string, protocol: Protocol) => {
    told.push(name);
    return protocol;
  };
  const stage = new HttpStage({
    http1: (client) => make(`http1 ${client}`, new Turns(told)),
    http2: (client) => make(`http2 ${client}`, new Turns(told)),
    oneWay: (protocol, seen) => make(`${protocol} of the ${seen}`, new Turns(told)),
    plain: (isAmid) => make(isAmid ? 'amid' : 'plain', new Plain(isAmid)),
    masked: () => make('masked', new Masked()),
  });
  const offsets: Record<Direction, number> = { TX: 0, RX: 0 };
  const push = (direction: Direction, text: string, call: CallFields = {}, gap: Gap = 0): string[] => {
    const streamOffset = offsets[direction];
    offsets[direction] += text.length;
    const data: StreamData = {
      kind: 'data',
      event: dataEvent(text, { connectionId: 'a', direction, streamOffset, ...call }),
      gap,
    };
    return shown(stage.push(data));
  };
  return { stage, told, push };
}

/** Plaintext of samples, and the lengths of their parts. */
const shown = (items: FramedItem[]): string[] =>
  items.map((item) =>
    item.kind === 'data'
      ? `${item.event.payload.reveal()}=${item.parts.map(({ length }) => length)}`.replace(/\n/g, '.')
      : item.kind,
  );

describe('the protocol of a connection', () => {
  test('is known by the request, whichever direction carries it', () => {
    for (const direction of ['TX', 'RX'] as const) {
      const { told, push } = stageOf();
      assert.deepEqual(push(direction, 'GET /'), []);
      assert.deepEqual(push(direction, ' HTTP/1.1\n'), ['GET /=5', ' HTTP/1.1.=10']);
      assert.deepEqual(told, [`http1 ${direction}`, 'client 0 GET /', 'client 5  HTTP/1.1.']);
    }
  });

  test('a server that speaks first is waited for only where it can be one of HTTP', () => {
    const { told, push } = stageOf();
    assert.deepEqual(push('TX', '220 ready\n'), ['220 ready.=10']);
    assert.deepEqual(told, ['plain']);
    const second = stageOf();
    assert.deepEqual(second.push('TX', 'HTTP/1.1 200 OK\n'), []);
    assert.deepEqual(second.push('RX', 'GET / HTTP/1.1\n'), ['GET / HTTP/1.1.=15', 'HTTP/1.1 200 OK.=16']);
  });

  test('is not known when the start is missing, until a call begins with a request', () => {
    const partial = stageOf();
    assert.deepEqual(partial.push('TX', 'lo\n', { connectionPartial: true }), ['lo.=0,3']);
    partial.push('RX', 'GET / HTTP/1.1\n');
    const gap = stageOf();
    gap.push('TX', 'GET / HTTP/1.1\n', {}, 3);
    const alone = stageOf();
    alone.push('TX', 'GET / HTTP/1.1\n', { connectionId: undefined });
    assert.deepEqual(
      [partial.told, gap.told, alone.told],
      [['amid', 'http1 RX', 'client 0 GET / HTTP/1.1.'], ['amid', 'http1 TX', 'client 0 GET / HTTP/1.1.'], ['masked']],
    );
  });

  test('is not known when only some readers would take it for HTTP', () => {
    const { told, push } = stageOf();
    assert.deepEqual(push('TX', 'GET  / HTTP/1.1\n'), ['GET  / HTTP/1.1.=16']);
    assert.deepEqual(told, ['masked']);
  });

  test('is looked for in the first 16 KiB, however they come', () => {
    const { told, push } = stageOf();
    const line = `\nGET /${'a'.repeat(16 * 1024 - 7)}`;
    assert.deepEqual(push('TX', line), []);
    assert.equal(push('TX', 'aa').length, 2);
    assert.deepEqual(told, ['masked']);
  });

  test('is given up after a wait, or when too much waits', () => {
    const { stage, told, push } = stageOf();
    push('TX', 'HELLO', { bootNanos: 10n });
    assert.deepEqual(shown(stage.expire('a', 10n)), []);
    assert.deepEqual(shown(stage.expire('a', 11n)), ['HELLO=5']);
    const full = stageOf();
    assert.deepEqual(full.push('TX', `HTTP/1.1 ${'x'.repeat(256 * 1024 - 9)}`), []);
    assert.equal(full.push('TX', 'x').length, 2);
    const many = stageOf();
    for (let i = 0; i < 1024; i++) assert.deepEqual(many.push('TX', i === 0 ? 'GET /' : 'a'), []);
    assert.equal(many.push('TX', 'a').length, 1025);
    assert.deepEqual([told, full.told, many.told], [['masked'], ['masked'], ['masked']]);
  });
});

describe('what can not be read yet', () => {
  test('waits for the other direction, in order', () => {
    const { told, push } = stageOf();
    push('TX', 'GET / HTTP/1.1\n');
    assert.deepEqual(push('RX', 'one\ntwo\n'), []);
    assert.deepEqual(push('RX', 'three\n'), []);
    assert.deepEqual(push('TX', 'next\n'), ['next.=5', 'one.two.=4,4']);
    assert.deepEqual(push('TX', 'last\n'), ['last.=5', 'three.=6']);
    assert.deepEqual(told.slice(2), [
      'server 0 one.',
      'client 15 next.',
      'server 4 two.',
      'client 20 last.',
      'server 8 three.',
    ]);
  });

  test('is lost after a wait, and at the end', () => {
    const { stage, told, push } = stageOf();
    push('TX', 'GET / HTTP/1.1\n');
    push('RX', 'one\ntwo\n', { bootNanos: 10n });
    assert.deepEqual(shown(stage.expire('a', 11n)), ['one.two.=4,0,4']);
    assert.deepEqual(told.slice(2), ['server 0 one.', 'server gap unknown', 'server 4 two.']);
  });
});

test('what can not be read is lost as soon as too much of it waits', () => {
  const { told, push } = stageOf();
  push('TX', 'GET / HTTP/1.1\n');
  assert.deepEqual(push('RX', 'one\ntwo\n'), []);
  const rest = `${'x'.repeat(256 * 1024 - 9)}\n`;
  assert.deepEqual(push('RX', rest), []);
  assert.deepEqual(
    push('RX', 'y\n').map((line) => line.replace(/x+/, 'x')),
    ['one.two.=4,0,4', `x.=${rest.length}`, 'y.=2'],
  );
  assert.deepEqual(told.slice(2, 5), ['server 0 one.', 'server gap unknown', 'server 4 two.']);
});

describe('missing bytes', () => {
  test('are told of before what follows them, and move it', () => {
    const { told, push } = stageOf();
    push('TX', 'GET / HTTP/1.1\n');
    push('TX', 'after\n', {}, 100);
    push('TX', 'later\n', {}, 'unknown');
    assert.deepEqual(told.slice(2), ['client gap 100', 'client 115 after.', 'client gap unknown', 'client 121 later.']);
  });

  test('at the end of a call are told of at once, and not again', () => {
    const { told, push } = stageOf();
    push('TX', 'GET / HTTP/1.1\n');
    assert.deepEqual(push('TX', 'cut\n', { length: 10, isLast: true }), ['cut.=4,0']);
    assert.deepEqual(told.slice(2), ['client 15 cut.', 'client gap 6']);
    push('TX', 'a\n', {}, 6);
    push('TX', 'b\n', { length: 10, isLast: true });
    push('TX', 'c\n', {}, 9);
    assert.deepEqual(told.slice(4), ['client 25 a.', 'client 27 b.', 'client gap 8', 'client gap 1', 'client 38 c.']);
  });
});

test('alerts are shown, handshake messages are not, and neither is part of the text', () => {
  const { stage, told, push } = stageOf();
  push('TX', 'GET / HTTP/1.1\n');
  const control = (recordType: string, text: string) =>
    stage.push({ kind: 'data', event: dataEvent(text, { connectionId: 'a', direction: 'TX', recordType }), gap: 0 });
  const kinds = [
    control('handshake', 'ticket'),
    control('alert', '\x01\x00'),
    control('alert', 'xyz'),
    control('handshake', ''),
  ].map(([item]) =>
    item?.kind === 'data' ? item.parts.map(({ content, length }) => `${content.kind} ${length}`) : undefined,
  );
  assert.deepEqual(kinds, [['mask 6'], ['show 2'], ['mask 3'], []]);
  push('TX', 'more\n');
  assert.deepEqual(told.slice(2), ['client 15 more.']);
});

test('the end of both directions closes the connection once', () => {
  const { stage, told, push } = stageOf();
  push('TX', 'GET / HTTP/1.1\n');
  push('RX', 'one\n');
  const ends = (['TX', 'RX'] as const).flatMap((direction) => stage.push(endOf(direction)));
  assert.deepEqual(shown(ends), ['parts', 'end', 'parts', 'end']);
  assert.deepEqual(told.slice(3), ['client end', 'server end', 'close']);
});
