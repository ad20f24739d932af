// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Direction } from '../../../src/capture/event.ts';
import type { Exchange } from '../../../src/http/exchange.ts';
import type { FramedData } from '../../../src/http/framed.ts';
import { type CallFields, dataEvent, endOf } from '../capture/events.ts';
import { stages } from '../run/stages.ts';

const GET = 'GET /tea HTTP/1.1\r\nHost: a\r\n\r\n';
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';
const NOT_FOUND = 'HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone';
const HEAD_END = OK.indexOf('hello');
const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const SETTINGS = '\0\0\0\x04\0\0\0\0\0';

interface Seen {
  /** Of each part with bytes: what of them is read, and of which message. */
  parts: string[];
  ended: Exchange[];
}

/** What is made of calls on one connection. */
function connection(origin: CallFields = {}) {
  const seen: Seen = { parts: [], ended: [] };
  const { http } = stages({ spans: true, onExchange: (_, exchange) => seen.ended.push(exchange) });
  const offsets = { TX: 0, RX: 0 };
  return {
    seen,
    /** How the connection is read. */
    standings: () =>
      [...http.standings].filter(([, count]) => count > 0).map(([{ content, only }, count]) => [content, only, count]),
    end: (...directions: Direction[]) => {
      for (const direction of directions) http.push(endOf(direction));
    },
    push(direction: Direction, text: string, fields: CallFields = {}, gap: number | 'unknown' = 0): string[] {
      const call = { connectionId: 'a', direction, streamOffset: offsets[direction], ...origin, ...fields };
      const event = dataEvent(Buffer.from(text, 'latin1'), call);
      offsets[direction] += text.length;
      const framed = http.push({ kind: 'data', event, gap }).filter((item) => item.kind === 'data');
      const told = framed.flatMap(({ parts }) => parts.filter(({ length }) => length > 0).map(named));
      seen.parts.push(...told);
      return told;
    },
  };
}

function named({ role, exchange, content }: FramedData['parts'][number]): string {
  const facts = [exchange?.request?.method, exchange?.response?.status, exchange?.isHalf === true ? 'half' : undefined];
  const what = content.kind === 'mask' ? content.reason : role;
  return [what, ...facts.filter((fact) => fact !== undefined)].join(' ');
}

describe('of a connection of which one direction is seen', () => {
  test('responses are read, with their status, and are no exchanges', () => {
    const { push, seen } = connection({ isOneWay: true });
    assert.deepEqual(push('TX', OK), ['head 200 half', 'content 200 half']);
    assert.deepEqual(push('TX', NOT_FOUND.slice(0, 30)), ['head half']);
    assert.deepEqual(push('TX', NOT_FOUND.slice(30)), ['head 404 half', 'content 404 half']);
    assert.deepEqual(push('TX', 'HTTP/1.1 204 No Content\r\n\r\n'), ['head 204 half']);
    assert.deepEqual(push('TX', `HTTP/1.1 100 Continue\r\n\r\n${OK}`), [
      'head 200 half',
      'head 200 half',
      'content 200 half',
    ]);
    assert.deepEqual(seen.ended, []);
  });

  test('a response to HEAD has no content when the next call begins with the next one', () => {
    const { push } = connection({ isOneWay: true });
    push('TX', OK.slice(0, HEAD_END));
    assert.deepEqual(push('TX', OK), ['head 200 half', 'content 200 half']);
    // A call that goes on with content is content, whatever it looks like amid it.
    push('TX', 'HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nx');
    assert.deepEqual(push('TX', 'HTTP/1.1 404 Not Found\r\n\r\n'), ['content 200 half']);
  });

  test('in chunks, until the end of the connection, and what an upgrade leads to', () => {
    const { push } = connection({ isOneWay: true });
    const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n';
    assert.ok(push('TX', chunked).includes('content 200 half'));
    assert.deepEqual(push('TX', `HTTP/1.1 101 Switching Protocols\r\n\r\nframes`), ['head 101 half', 'tunnel']);
  });

  test('requests are read, with their method, and are no exchanges', () => {
    const { push, seen } = connection({ isOneWay: true });
    for (let count = 0; count < 300; count += 1) assert.deepEqual(push('TX', GET), ['head GET half']);
    assert.deepEqual(push('TX', 'POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi'), [
      'head POST half',
      'content POST half',
    ]);
    assert.deepEqual(seen.ended, []);
  });

  test('what does not go on as HTTP is masked, and read again from the next message on', () => {
    for (const [start, wrong, next] of [
      [OK, 'hello again', OK],
      [GET, 'hello again', GET],
    ] as const) {
      const { push } = connection({ isOneWay: true });
      push('TX', start);
      assert.deepEqual(push('TX', wrong), ['lost']);
      assert.match(push('TX', next)[0] ?? '', /^head (?:200|GET) half$/);
    }
  });

  test('HTTP/2 is read of either side', () => {
    const client = connection({ isOneWay: true });
    const headers = '\0\0\x03\x01\x05\0\0\0\x01\x82\x87\x84';
    assert.deepEqual(client.push('TX', `${PREFACE}${SETTINGS}${headers}`).slice(-2), [
      'head GET half',
      'head GET half',
    ]);
    const server = connection({ isOneWay: true });
    const answer = '\0\0\x01\x01\x04\0\0\0\x01\x88';
    const data = '\0\0\x05\0\x01\0\0\0\x01hello';
    assert.deepEqual(server.push('TX', `${SETTINGS}${answer}${data}`).slice(-2), [
      'other 200 half',
      'content 200 half',
    ]);
    assert.deepEqual([...client.seen.ended, ...server.seen.ended], []);
  });

  test('anything else is one text', () => {
    const { push } = connection({ isOneWay: true });
    assert.deepEqual(push('RX', '*1\r\n$4\r\nPING\r\n'), ['other']);
  });
});

describe('a connection is joined', () => {
  const PARTIAL: CallFields = { connectionPartial: true };

  test('that was open before, by the first call that begins with a request', () => {
    const { push, seen } = connection(PARTIAL);
    assert.deepEqual(push('TX', 'lo'), ['other']);
    assert.deepEqual(push('RX', GET), ['head GET']);
    assert.deepEqual(push('TX', OK), ['head GET 200', 'content GET 200']);
    assert.deepEqual(
      seen.ended.map(({ failure, response }) => [response?.status, failure]),
      [[200, undefined]],
    );
  });

  test('at once where that is the first call', () => {
    const { push } = connection(PARTIAL);
    assert.deepEqual(push('RX', GET), ['head GET']);
  });

  test('not amid a call, nor where the client has just sent something else', () => {
    const { push } = connection(PARTIAL);
    assert.deepEqual(push('RX', GET, { callOffset: 5, length: 100 }), ['lost']);
    assert.deepEqual(push('RX', 'lo'), ['other']);
    assert.deepEqual(push('RX', GET), ['lost']);
    assert.deepEqual(push('TX', OK), ['lost']);
    assert.deepEqual(push('RX', GET), ['head GET']);
  });

  const H2_REQUEST = '\0\0\x03\x01\x05\0\0\0\x05\x82\x87\x84';
  const H2_ANSWER = '\0\0\x01\x01\x04\0\0\0\x05\x88';
  const H2_DATA = '\0\0\x05\0\x01\0\0\0\x05hello';
  const H2_OLD_DATA = '\0\0\x05\0\0\0\0\0\x03hello';

  test('by the first call of HTTP/2 that has a head, from whichever side, and by the other side at its next frames', () => {
    for (const [first, client] of [
      [H2_REQUEST, 'RX'],
      [H2_ANSWER, 'TX'],
    ] as const) {
      const server = client === 'RX' ? 'TX' : 'RX';
      const { push, seen, standings } = connection(PARTIAL);
      assert.deepEqual(push('RX', H2_OLD_DATA), ['lost']);
      assert.ok(push('RX', first).every((part) => part.startsWith('head')));
      assert.deepEqual(standings(), [['lost', undefined, 1]]);
      const [direction, next] = client === 'RX' ? (['TX', H2_ANSWER] as const) : (['TX', H2_REQUEST] as const);
      assert.deepEqual(push(direction, 'amid a frame'), ['lost']);
      assert.deepEqual(push(direction, H2_OLD_DATA), ['other', 'lost']);
      assert.ok(push(direction, next).every((part) => part.startsWith('head')));
      assert.deepEqual(standings(), [['http', undefined, 1]]);
      push(client, H2_REQUEST.replace('\x05\x82', '\x07\x82'));
      push(server, `${H2_ANSWER}${H2_DATA}`.replaceAll('\0\0\0\x05', '\0\0\0\x07'));
      const { key, failure, response } = seen.ended.at(-1) ?? {};
      assert.deepEqual([key, failure, response?.status], [7, undefined, 200]);
    }
  });

  test('by a call of HTTP/2 where one direction is seen', () => {
    for (const [first, told] of [
      [H2_REQUEST, 'head GET half'],
      [H2_ANSWER, 'head 200 half'],
    ] as const) {
      const { push, standings } = connection({ ...PARTIAL, isOneWay: true });
      assert.deepEqual(push('TX', H2_OLD_DATA), ['lost']);
      assert.equal(push('TX', first).at(-1), told);
      assert.deepEqual(standings(), [['http', 'TX', 1]]);
    }
  });

  test('by no call that only begins like frames', () => {
    const { push } = connection(PARTIAL);
    assert.deepEqual(push('TX', `${H2_REQUEST}x`), ['lost']);
    assert.deepEqual(push('TX', H2_REQUEST, { callOffset: 5, length: 100 }), ['lost']);
    assert.deepEqual(push('TX', H2_REQUEST, { length: 100 }), ['lost']);
  });

  test('that was malformed, where nothing else is open', () => {
    const { push, seen } = connection();
    push('RX', 'GET / HTTP/1.1\r\nContent-Length: +2\r\n\r\n');
    assert.deepEqual(push('TX', OK), ['lost']);
    assert.deepEqual(push('RX', GET), ['head GET']);
    push('TX', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nno colon\r\n\r\nhi');
    assert.deepEqual(push('RX', GET), ['head GET']);
    push('TX', OK);
    assert.deepEqual(
      seen.ended.map(({ failure, response }) => [response?.status, failure]),
      [
        [undefined, 'malformed'],
        [undefined, 'malformed'],
        [200, undefined],
      ],
    );
  });

  test('that has lost bytes, with those that come next', () => {
    const { push, seen } = connection();
    push('RX', GET);
    push('TX', OK.slice(0, 20));
    assert.deepEqual(push('TX', OK.slice(25), {}, 'unknown'), ['lost']);
    assert.deepEqual(push('RX', GET, {}, 'unknown'), ['head GET']);
    push('TX', NOT_FOUND);
    assert.deepEqual(
      seen.ended.map(({ failure, response }) => [response?.status, failure]),
      [
        [undefined, 'lost'],
        [404, undefined],
      ],
    );
  });

  test('that speaks another protocol after an upgrade is not', () => {
    const { push } = connection();
    push('RX', 'GET / HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n');
    push('TX', 'HTTP/1.1 101 Switching Protocols\r\n\r\n');
    assert.deepEqual(push('RX', GET), ['tunnel']);
  });
});

describe('a connection is counted by how it is read', () => {
  test('as HTTP, as text, or not, and not any more when it is over', () => {
    for (const [text, fields, expected] of [
      [GET, {}, ['http', undefined, 1]],
      [GET, { isOneWay: true }, ['http', 'RX', 1]],
      ['*1\r\n$4\r\nPING\r\n', {}, ['text', undefined, 1]],
      ['lo', { connectionPartial: true }, ['lost', undefined, 1]],
      ['G', {}, ['undecided', undefined, 1]],
    ] as const) {
      const { push, standings, end } = connection(fields);
      push('RX', text);
      assert.deepEqual(standings(), [expected]);
      end('RX', 'TX');
      assert.deepEqual(standings(), []);
    }
  });

  test('anew when it is joined, when it is lost, and when the other direction turns up', () => {
    const { push, standings } = connection({ connectionPartial: true });
    push('TX', 'lo', { isOneWay: true });
    assert.deepEqual(standings(), [['lost', 'TX', 1]]);
    push('RX', GET);
    assert.deepEqual(standings(), [['http', undefined, 1]]);
    push('TX', 'no HTTP');
    assert.deepEqual(standings(), [['lost', undefined, 1]]);
  });
});
