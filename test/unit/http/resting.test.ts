// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Direction } from '../../../src/capture/event.ts';
import type { Exchange } from '../../../src/http/exchange.ts';
import { HttpStage } from '../../../src/http/http-stage.ts';
import { Http1 } from '../../../src/http/http1/http1.ts';
import { Http2 } from '../../../src/http/http2/http2.ts';
import { Masked } from '../../../src/http/masked.ts';
import type { Part } from '../../../src/http/part.ts';
import { Plain } from '../../../src/http/plain.ts';
import type { Gap } from '../../../src/streams/stream-item.ts';
import { type CallFields, dataEvent, endOf } from '../capture/events.ts';
import { Deflater } from './http2/deflater.ts';
import { data, END_STREAM, frame, headers, PREFACE, settings, uint32 } from './http2/frames.ts';

/** A connection that may rest after each call; what comes of its calls, and its exchanges. */
function connection(rests: boolean) {
  const seen: unknown[] = [];
  const ended = ({ key, request, response, failure }: Exchange): void =>
    void seen.push({ key, target: request?.target, status: response?.status, failure });
  const events = { requestHead: () => {}, ended };
  const stage = new HttpStage({
    http1: (client, _, isFirst) => {
      seen.push(client, ...(rests ? [] : [isFirst]));
      return new Http1(events, isFirst);
    },
    http2: (client, _, isFirst, atRest) => {
      seen.push(client, ...(rests ? [] : [isFirst]));
      return new Http2(events, { atRest });
    },
    oneWay: (_, sees) => new Http1(events, true, sees),
    plain: (isAmid, atRest) => new Plain(isAmid, atRest),
    masked: () => new Masked(),
  });
  const offsets = { TX: 0, RX: 0 };
  /** Texts, as far as redaction can tell them apart. */
  const texts = new Map<unknown, number>();
  const shown = ({ length, role, content }: Part): unknown[] => [
    length,
    role,
    content.kind,
    ...(content.kind === 'show' ? [content.bytes.toString('latin1')] : []),
    ...(content.kind === 'fields' ? [content.fields] : []),
    ...('text' in content ? [texts.get(content.text) ?? texts.set(content.text, texts.size).size] : []),
  ];
  const push = (direction: Direction, text: string | Buffer, call: CallFields = {}, gap: Gap = 0): void => {
    const event = dataEvent(text, { connectionId: 'a', direction, streamOffset: offsets[direction], ...call });
    offsets[direction] += event.call.length;
    for (const item of stage.push({ kind: 'data', event, gap })) {
      if (item.kind === 'data' || item.kind === 'parts') seen.push(item.parts.map(shown));
    }
    if (rests) stage.rest('a');
  };
  const end = (direction: Direction): void => {
    for (const item of stage.push(endOf(direction)))
      if (item.kind === 'parts' && item.parts.length > 0) seen.push(item.parts.map(shown));
    if (rests) stage.rest('a');
  };
  return { stage, push, end, seen };
}

type Call = [direction: Direction, text: string | Buffer, call?: CallFields, gap?: Gap];

const GET = 'GET /a HTTP/1.1\r\nHost: a.example\r\n\r\n';
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nround';

/** Two exchanges of HTTP/2, of which the second head of each side stands for the first one's fields. */
function http2(change: (calls: Call[]) => Call[] = (calls) => calls): readonly Call[] {
  const [asks, answers] = [new Deflater(), new Deflater()];
  const request = (): Buffer =>
    asks.block([':method', 'GET'], [':scheme', 'https'], [':path', '/a'], [':authority', 'a.example'], ['x-of', 'one']);
  const response = (): Buffer => answers.block([':status', '200'], ['server', 'teapots'], ['x-of', 'two']);
  const exchange = (id: number, text: string): Call[] => [
    ['RX', headers(id, request(), END_STREAM)],
    ['TX', Buffer.concat([headers(id, response()), data(id, text, END_STREAM)])],
  ];
  return change([
    ['RX', Buffer.concat([PREFACE, settings([3, 100])])],
    ['TX', settings()],
    ...exchange(1, 'round'),
    ...exchange(3, 'a line\n'),
    ...exchange(5, ''),
  ]);
}

const inBytes = (calls: Call[]): Call[] =>
  calls.flatMap(([direction, text]) => Array.from(Buffer.from(text), (byte): Call => [direction, Buffer.of(byte)]));

const conversations: Record<string, readonly Call[]> = {
  'one after the other': [
    ['RX', GET],
    ['TX', OK],
    ['RX', GET],
    ['TX', OK],
  ],
  'in pieces': [GET, OK, GET, OK].flatMap((text, index): Call[] =>
    [text.slice(0, 9), text.slice(9, 40), text.slice(40)].map((piece) => [index % 2 === 0 ? 'RX' : 'TX', piece]),
  ),
  pipelined: [
    ['RX', GET + GET],
    ['TX', OK],
    ['RX', GET],
    ['TX', OK + OK],
  ],
  'a response before its request': [
    ['RX', GET],
    ['TX', OK],
    ['TX', OK],
    ['RX', GET],
  ],
  'the last of the server': [
    ['RX', GET],
    ['TX', 'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nround'],
    ['RX', GET],
  ],
  'what is no method': [
    ['RX', GET],
    ['TX', OK],
    ['RX', 'nothing of HTTP\r\n\r\n'],
  ],
  'another protocol': [
    ['RX', 'GET /a HTTP/1.1\r\nHost: a.example\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'],
    ['TX', 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'],
    ['RX', 'whatever'],
    ['TX', 'whatever'],
  ],
  'a gap between two exchanges': [
    ['RX', GET],
    ['TX', OK],
    ['RX', GET, {}, 10],
    ['TX', OK],
  ],
  'an end that was not copied': [
    ['RX', GET],
    ['TX', OK.slice(0, -5), { length: OK.length }],
    ['RX', GET],
    ['TX', OK, {}, 5],
  ],
  'alerts at the end': [
    ['RX', GET],
    ['TX', OK],
    ['TX', '\x01\x00', { recordType: 'alert' }],
    ['RX', '\x01\x00', { recordType: 'alert' }],
  ],
  'empty lines between messages': [
    ['RX', `${GET}\r`],
    ['TX', OK],
    ['RX', `\n${GET}`],
    ['TX', OK],
  ],
};

const others: Record<string, readonly Call[]> = {
  'HTTP/2': http2(),
  'HTTP/2, byte by byte': http2(inBytes),
  'HTTP/2 whose server goes away': http2((calls) => calls.toSpliced(4, 0, ['TX', frame(7, 0, 0, uint32(1, 0))])),
  'HTTP/2 with lost bytes': http2((calls) =>
    calls.map((call, index): Call => (index === 5 ? [call[0], call[1], {}, 7] : call)),
  ),
  'HTTP/2 whose table changes its size': http2((calls) =>
    calls.toSpliced(4, 0, ['RX', headers(9, Buffer.of(0x20, 0x3f, 0xe1, 0x1f, 0x82, 0x87, 0x84), END_STREAM)]),
  ),
  'no HTTP': [
    ['TX', '220 ready\r\n'],
    ['RX', 'EHLO a.example\r\n'],
    ['TX', '250 password: \r\n'],
    ['RX', 'sour'],
    ['RX', 'dough\r\n'],
  ],
  'no HTTP, one direction alone': [
    ['TX', '220 ready\r\n', { isOneWay: true }],
    ['TX', '250 well done\r\n', { isOneWay: true }],
  ],
  'no HTTP with lost bytes': [
    ['TX', '220 ready\r\n'],
    ['RX', 'EHLO a.example\r\n'],
    ['TX', 'password: ', {}, 9],
    ['RX', 'sourdough\r\n'],
    ['TX', '235 well done\r\n', {}, 9],
    ['RX', 'QUIT\r\n', {}, 3],
  ],
  'the commands of Redis': [
    ['RX', '*1\r\n$4\r\nPING\r\n'],
    ['TX', '+PONG\r\n'],
    ['RX', '*1\r\n$4\r\nPING\r\n', {}, 3],
    ['TX', '+PONG\r\n', {}, 3],
  ],
};

describe('a connection that rests after each call says the same as one that does not', () => {
  for (const [name, calls] of Object.entries({ ...conversations, ...others })) {
    test(name, () => {
      const [resting, awake] = [connection(true), connection(false)].map(({ stage, push, end, seen }) => {
        for (const call of calls) push(...call);
        seen.push([...stage.standings].filter(([, count]) => count !== 0));
        end('RX');
        end('TX');
        seen.push([...stage.standings].filter(([, count]) => count !== 0));
        return seen.filter((item) => typeof item === 'object');
      });
      assert.ok(awake?.length);
      assert.deepEqual(resting, awake);
    });
  }
});

test('it is made anew with the call that wakes it, as one that has had its first request', () => {
  const { push, seen, stage } = connection(false);
  push('RX', GET);
  stage.rest('a');
  assert.ok(stage.heldBytes('a') > 0, 'amid an exchange it does not rest');
  push('TX', OK);
  stage.rest('a');
  assert.equal(stage.heldBytes('a'), 0);
  push('RX', GET);
  assert.deepEqual(
    seen.filter((item) => typeof item !== 'object'),
    ['RX', true, 'RX', false],
  );
});

test('a connection of HTTP/2 rests when no stream is open, and keeps its tables', () => {
  const { push, seen, stage } = connection(false);
  const [[, preface], , [, request], [, response], [, next]] = http2() as [Call, Call, Call, Call, Call];
  push('RX', preface);
  push('RX', request);
  stage.rest('a');
  const busyBytes = stage.heldBytes('a');
  push('TX', response);
  const idleBytes = stage.heldBytes('a');
  assert.ok(idleBytes > 0 && idleBytes < busyBytes);
  stage.rest('a');
  assert.equal(stage.heldBytes('a'), idleBytes);
  push('RX', next);
  assert.deepEqual(
    seen.filter((item) => typeof item !== 'object'),
    ['RX', true, 'RX', false],
  );
});

test('one that takes too much is masked from there on, though it rests', () => {
  const { push, seen, stage } = connection(false);
  const calls = http2();
  for (const call of calls.slice(0, 4)) push(...call);
  stage.rest('a');
  assert.deepEqual(stage.limit('a'), []);
  assert.equal(stage.heldBytes('a'), 0);
  push(...(calls[4] as Call));
  const [[, role, kind] = []] = seen.at(-1) as unknown[][];
  assert.deepEqual([role, kind], ['other', 'mask']);
});
