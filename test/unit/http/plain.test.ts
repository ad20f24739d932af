// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Direction } from '../../../src/capture/event.ts';
import type { FramedItem } from '../../../src/http/framed.ts';
import type { Text } from '../../../src/http/part.ts';
import { Plain } from '../../../src/http/plain.ts';
import type { Gap } from '../../../src/streams/stream-item.ts';
import { type CallFields, dataEvent } from '../capture/events.ts';
import { stages } from '../run/stages.ts';

const PING = '*1\r\n$4\r\nPING\r\n';
const GET = '*2\r\n$3\r\nGET\r\n$1\r\nk\r\n';
const PONG = '+PONG\r\n';
const REQUEST = 'GET /tea HTTP/1.1\r\nHost: a\r\n\r\n';
const LONG = 'a'.repeat(1024);
const BINARY = 'p\0\0\0\x0dhunter22\0';

/** Calls on one connection, and what is made of each: text by its number, `|` for a gap, `.` for the end of a text. */
function connection(origin: CallFields = { connectionPartial: true }) {
  const { http } = stages({ spans: true });
  const texts: Text[] = [];
  const offsets = { TX: 0, RX: 0 };
  const numberOf = (text: Text): number => {
    if (!texts.includes(text)) texts.push(text);
    return texts.indexOf(text);
  };
  const told = (item: FramedItem): string => {
    if (item.kind !== 'data' && item.kind !== 'parts') return item.kind;
    const parts = item.parts.map(({ content, role }) => {
      switch (content.kind) {
        case 'text':
          return role === 'head' ? 'head' : `text ${numberOf(content.text)}`;
        case 'text-gap':
          return `| ${numberOf(content.text)}`;
        case 'text-end':
          return role === 'head' ? '.' : `. ${numberOf(content.text)}`;
        default:
          return content.kind === 'mask' ? content.reason : content.kind;
      }
    });
    return `${item.kind === 'parts' ? `${item.direction}: ` : ''}${parts.join(', ')}`;
  };
  return {
    content: (): string[] =>
      [...http.standings].flatMap(([{ content }, count]) => (count > 0 ? [`${content} ${count}`] : [])),
    push(direction: Direction, text: string, fields: CallFields = {}, gap: Gap = 0): string[] {
      const call = { connectionId: 'a', direction, streamOffset: offsets[direction], ...origin, ...fields };
      offsets[direction] += text.length;
      return http.push({ kind: 'data', event: dataEvent(Buffer.from(text, 'latin1'), call), gap }).map(told);
    },
  };
}

describe('a connection that is seen from amid', () => {
  test('begins as behind missing bytes, and is lost until a line has ended', () => {
    const { push, content } = connection();
    assert.deepEqual(push('TX', 'lo'), ['| 0, text 0']);
    assert.deepEqual(content(), ['lost 1']);
    assert.deepEqual(push('TX', 'ng\n'), ['text 0']);
    assert.deepEqual(content(), ['text 1']);
    assert.deepEqual(push('RX', 'answer'), ['| 1, text 1']);
    assert.deepEqual(content(), ['lost 1']);
    assert.deepEqual(push('RX', ' \n'), ['text 1']);
    assert.deepEqual(content(), ['text 1']);
  });

  test('or until 1 KiB of it has come', () => {
    const { push, content } = connection();
    push('TX', LONG.slice(1));
    assert.deepEqual(content(), ['lost 1']);
    push('TX', 'a');
    assert.deepEqual(content(), ['text 1']);
  });

  test('is masked where a call is no text, to the end of the call, and is text behind that as behind a gap', () => {
    const { push, content } = connection();
    assert.deepEqual(push('TX', BINARY), ['lost']);
    assert.deepEqual(push('TX', 'one\n'), ['| 0, text 0']);
    assert.deepEqual(content(), ['text 1']);
    assert.deepEqual(push('TX', BINARY, { length: 100, isLast: false }), ['| 0, lost']);
    assert.deepEqual(content(), ['lost 1']);
    assert.deepEqual(push('TX', 'more of it\n', { length: 100, callOffset: BINARY.length }), ['lost']);
    assert.deepEqual(push('TX', 'two\n'), ['text 0']);
    assert.deepEqual(push('TX', 'a text\n', { length: 20, isLast: false }), ['text 0']);
    assert.deepEqual(push('TX', `${BINARY}`, { length: 20, callOffset: 7 }), ['| 0, lost']);
    assert.deepEqual(content(), ['lost 1']);
  });

  test('is masked amid the first call', () => {
    const { push } = connection();
    assert.deepEqual(push('TX', 'more\n', { length: 100, callOffset: 5 }), ['lost']);
    assert.deepEqual(push('TX', 'one\n'), ['| 0, text 0']);
  });

  test('is Redis from a command on, and from the answer behind it', () => {
    const { push, content } = connection();
    assert.deepEqual(push('RX', '$3\r\ntea\r\n'), ['| 0, text 0']);
    assert.deepEqual(push('TX', GET), ['text 1']);
    assert.deepEqual(push('RX', '$3\r\n\0\x01\x02\r\n'), ['| 0, . 0, text 2']);
    assert.deepEqual(push('RX', '\0'), ['text 2']);
    assert.deepEqual(push('TX', 'any\0thing'), ['text 1']);
    assert.deepEqual(content(), ['text 1']);
  });

  test('is Redis at once where the first call is a command, and is no HTTP later', () => {
    const { push, content } = connection();
    assert.deepEqual(push('TX', PING), ['text 0']);
    assert.deepEqual(content(), ['text 1']);
    assert.deepEqual(push('RX', PONG), ['text 1']);
    assert.deepEqual(push('TX', REQUEST), ['text 0']);
  });

  test('is no answer of Redis that follows no command, or another answer', () => {
    const { push } = connection();
    push('TX', PING);
    push('TX', 'more\r\n');
    assert.deepEqual(push('RX', PONG), ['| 1, text 1']);
    push('TX', PING);
    assert.deepEqual(push('RX', 'a tail\r\n'), ['text 1']);
    assert.deepEqual(push('RX', PONG), ['text 1']);
    push('TX', PING);
    assert.deepEqual(push('RX', PONG), ['| 1, . 1, text 2']);
  });

  test('is masked once a call looks like HTTP that can not be joined', () => {
    for (const start of ['HTTP/1.1 200 OK\r\n\r\n', 'GET  / HTTP/1.1\r\n']) {
      const { push, content } = connection();
      assert.deepEqual(push('TX', 'tail\n'), ['| 0, text 0']);
      assert.deepEqual(push('RX', start), ['lost']);
      assert.deepEqual(push('TX', 'more\n'), ['| 0, lost']);
      assert.deepEqual(push('RX', 'text\n'), ['lost']);
      assert.deepEqual(content(), ['lost 1']);
    }
  });

  test('is joined as HTTP, and its texts end', () => {
    const { push, content } = connection();
    push('TX', 'tail\n');
    push('RX', 'other\n');
    push('TX', 'tail\n');
    assert.deepEqual(push('RX', REQUEST), ['TX: | 0, . 0', 'RX: | 1, . 1', 'head, .']);
    assert.deepEqual(content(), ['http 1']);
  });

  test('has a call masked that may be a secret alone, and the line is left out of the text', () => {
    const { push } = connection();
    push('TX', 'a line\n');
    for (const question of ['334 UGFz\r\n', '+ \r\n', '+\r\n', '331 your password\r\n', 'Password: ']) {
      push('RX', question);
      assert.deepEqual(push('TX', 'hunter2\r\n'), ['lost']);
      assert.deepEqual(push('TX', 'next\r\n'), ['text 0']);
    }
    // Both sides ask.
    push('TX', '+\r\n');
    assert.deepEqual(push('RX', '+\r\n'), ['lost']);
    assert.deepEqual(push('TX', 'hunter2\r\n'), ['lost']);
    assert.deepEqual(push('TX', 'next\r\n'), ['text 0']);
    push('RX', 'Pass');
    push('RX', 'word: ');
    assert.deepEqual(push('TX', 'hunter2\r\n'), ['lost']);
    push('RX', '\r\n');
    assert.deepEqual(push('TX', 'next\r\n'), ['text 0']);
    push('RX', 'a long call, Password', { length: 100, isLast: false });
    push('RX', ': ', { length: 100, callOffset: 98 });
    assert.deepEqual(push('TX', 'hunter2\r\n'), ['lost']);
    push('RX', 'Pass');
    push('RX', 'word: ', {}, 5);
    assert.deepEqual(push('TX', 'next\r\n'), ['text 0']);
    push('RX', '334 \r\n');
    push('RX', 'more\r\n');
    assert.deepEqual(push('TX', 'hun'), ['| 0, lost']);
    assert.deepEqual(push('TX', 'ter2\r\n'), ['lost']);
    assert.deepEqual(push('TX', 'next\r\n'), ['text 0']);
  });
});

describe('a connection that is seen from its start', () => {
  test('is one text a direction, whatever its bytes are, and goes on behind missing ones', () => {
    const { push, content } = connection({});
    assert.deepEqual(push('TX', BINARY), ['text 0']);
    assert.deepEqual(push('RX', '334 \r\n'), ['text 1']);
    assert.deepEqual(push('TX', BINARY), ['text 0']);
    assert.deepEqual(push('TX', BINARY, {}, 5), ['| 0, text 0']);
    assert.deepEqual(content(), ['text 1']);
  });

  test('has a call masked that may be a secret alone, behind missing bytes', () => {
    const { push } = connection({});
    push('TX', 'a line\n');
    push('RX', 'ready\r\n');
    assert.deepEqual(push('TX', 'more\n', {}, 5), ['| 0, text 0']);
    push('RX', '331 your password\r\n');
    assert.deepEqual(push('TX', 'hunter2\r\n'), ['lost']);
    assert.deepEqual(push('TX', 'next\r\n'), ['text 0']);
  });

  test('of Redis begins anew behind missing bytes', () => {
    const { push } = connection({});
    push('TX', PING);
    push('RX', PONG);
    assert.deepEqual(push('TX', GET, {}, 5), ['| 0, . 0, text 2']);
    assert.deepEqual(push('RX', '$3\r\ntea\r\n'), ['text 1']);
    assert.deepEqual(push('RX', '$3\r\ntea\r\n', {}, 'unknown'), ['| 1, text 1']);
    push('TX', GET);
    // The answer to a command that was lost, or the rest of one.
    assert.deepEqual(push('RX', '$3\r\ntea\r\n', {}, 7), ['| 1, text 1']);
    push('TX', GET);
    assert.deepEqual(push('RX', '$3\r\ntea\r\n'), ['| 1, . 1, text 3']);
  });
});

test('a direction ends in a gap, once', () => {
  const plain = new Plain(true);
  assert.deepEqual(plain.end('client'), []);
  assert.deepEqual(plain.gap('client'), []);
  assert.equal(plain.push('client', { bytes: Buffer.from('a'), offset: 0, bootNanos: 0n, callBytes: 1 }).consumed, 1);
  assert.deepEqual(
    [...plain.gap('client'), ...plain.gap('client'), ...plain.end('client'), ...plain.end('client')].map(
      ({ content }) => content.kind,
    ),
    ['text-gap', 'text-end'],
  );
});
