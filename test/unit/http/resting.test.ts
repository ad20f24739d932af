// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Direction } from '../../../src/capture/event.ts';
import type { Exchange } from '../../../src/http/exchange.ts';
import { HttpStage } from '../../../src/http/http-stage.ts';
import { Http1 } from '../../../src/http/http1/http1.ts';
import { Http2 } from '../../../src/http/http2/http2.ts';
import { Masked } from '../../../src/http/masked.ts';
import { Plain } from '../../../src/http/plain.ts';
import type { Gap } from '../../../src/streams/stream-item.ts';
import { type CallFields, dataEvent, endOf } from '../capture/events.ts';

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
    http2: () => new Http2(events),
    oneWay: (_, sees) => new Http1(events, true, sees),
    plain: () => new Plain(),
    masked: () => new Masked(),
  });
  const offsets = { TX: 0, RX: 0 };
  const push = (direction: Direction, text: string, call: CallFields = {}, gap: Gap = 0): void => {
    const event = dataEvent(text, { connectionId: 'a', direction, streamOffset: offsets[direction], ...call });
    offsets[direction] += event.call.length;
    for (const item of stage.push({ kind: 'data', event, gap })) {
      if (item.kind === 'data')
        seen.push(item.parts.map(({ length, role, content }) => [length, role, content.kind].join()));
    }
    if (rests) stage.rest('a');
  };
  const end = (direction: Direction): void => {
    stage.push(endOf(direction));
    if (rests) stage.rest('a');
  };
  return { stage, push, end, seen };
}

type Call = [direction: Direction, text: string, call?: CallFields, gap?: Gap];

const GET = 'GET /a HTTP/1.1\r\nHost: a.example\r\n\r\n';
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nround';

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

describe('a connection that rests after each call says the same as one that does not', () => {
  for (const [name, calls] of Object.entries(conversations)) {
    test(name, () => {
      const [resting, awake] = [connection(true), connection(false)].map(({ push, end, seen }) => {
        for (const call of calls) push(...call);
        end('RX');
        end('TX');
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

test('a connection of HTTP/2, or of no HTTP, does not rest', () => {
  for (const start of ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0', '220 ready\r\n']) {
    const told: string[] = [];
    const protocol = (name: string) => {
      told.push(name);
      return name === 'http2' ? new Http2({ requestHead: () => {}, ended: () => {} }) : new Plain();
    };
    const stage = new HttpStage({
      http1: () => protocol('http1'),
      http2: () => protocol('http2'),
      oneWay: (name) => protocol(name),
      plain: () => protocol('plain'),
      masked: () => protocol('masked'),
    });
    for (const text of [start, '\0\0\0\x04\x01\0\0\0\0']) {
      stage.push({ kind: 'data', event: dataEvent(text, { connectionId: 'a', direction: 'TX' }), gap: 0 });
      stage.rest('a');
    }
    assert.equal(told.length, 1, start);
  }
});
