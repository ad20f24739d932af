// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HeadReader } from '../../../../src/http/http1/head-reader.ts';
import { bytesInUse } from '../../bytes-in-use.ts';
import { checkEveryCut } from './check-every-cut.ts';
import { Conversation, client, close, server } from './conversation.ts';
import { cut, head, lost, show } from './expected-lines.ts';
import { summaryOf } from './transcript.ts';

const MAX_HEAD_BYTES = 65_536;
const MAX_FIELDS = 256;

const OK = 'HTTP/1.1 204 No Content\r\n\r\n';

describe('a request head', () => {
  for (const [name, bytes, line, fields] of [
    ['of an origin', 'GET /a?b=c HTTP/1.1\r\nHost: x\r\n\r\n', 'GET /a?b=c', [['host', 'x']]],
    [
      'with an absolute target',
      'GET http://x:1/a HTTP/1.1\r\nHost: x:1\r\n\r\n',
      'GET http://x:1/a',
      [['host', 'x:1']],
    ],
    ['of everything', 'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n', 'OPTIONS *', [['host', 'x']]],
    ['of a method of its own', 'x-M!~ / HTTP/1.1\r\nHost: x\r\n\r\n', 'x-M!~ /', [['host', 'x']]],
    [
      'with bytes that are not ASCII',
      'GET /\xe9 HTTP/1.1\r\nHost: x\r\nA: \xa0\xff\xa0\r\n\r\n',
      'GET /\xe9',
      [
        ['host', 'x'],
        ['a', '\xa0\xff\xa0'],
      ],
    ],
    [
      'with bare line feeds',
      'GET / HTTP/1.1\nHost: x\r\nA: b\n\n',
      'GET /',
      [
        ['host', 'x'],
        ['a', 'b'],
      ],
    ],
    [
      'with whitespace around a value',
      'GET / HTTP/1.1\r\nHOST:x\r\nA: \t b c\t \r\nB:\r\nC: \r\n\r\n',
      'GET /',
      [
        ['host', 'x'],
        ['a', 'b c'],
        ['b', ''],
        ['c', ''],
      ],
    ],
    [
      'with a folded value',
      'GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n \t c \r\n\td\r\n\r\n',
      'GET /',
      [
        ['host', 'x'],
        ['a', 'b c d'],
      ],
    ],
    [
      'with a field twice',
      'GET / HTTP/1.1\r\nHost: x\r\nA: 1\r\na: 2\r\n\r\n',
      'GET /',
      [
        ['host', 'x'],
        ['a', '1'],
        ['a', '2'],
      ],
    ],
  ] as const) {
    test(name, () => {
      const { contents } = checkEveryCut([client(bytes), server(OK), close], {
        client: head(0, 'request head 1', bytes),
        server: head(0, 'response head 1', OK),
        exchanges: [`0 1.1 ${line} 0 -> 204 0 @0-1 complete`],
      });
      assert.deepEqual(contents[0]?.request?.fields, fields);
      assert.equal(contents[0]?.request?.authority, fields[0][1]);
    });
  }

  test('without Host has no authority', () => {
    const { contents } = checkEveryCut([client('GET / HTTP/1.0\r\n\r\n'), server(OK), close], {
      exchanges: ['0 1.0 GET / 0 -> 204 0 @0-1 complete'],
    });
    assert.deepEqual(contents[0]?.request, { method: 'GET', target: '/', authority: undefined, fields: [] });
  });

  test('after empty lines starts behind them', () => {
    checkEveryCut(
      [client('\r\n\n\r\nGET / HTTP/1.1\r\n\r\n'), server(OK), client('\r\nGET /2 HTTP/1.1\r\n\r\n'), close],
      {
        client: [
          show('-', '\r\n\n\r\n'),
          ...head(5, 'request head 1', 'GET / HTTP/1.1\r\n\r\n'),
          show('-', '\r\n'),
          ...head(25, 'request head 2', 'GET /2 HTTP/1.1\r\n\r\n'),
        ],
        exchanges: ['5 1.1 GET / 0 -> 204 0 @0-1 complete', '25 1.1 GET /2 0 -> - 0 @2-2 closed'],
      },
    );
  });

  test('after a lone carriage return is no HTTP', () => {
    checkEveryCut([client('\r\n\rGET / HTTP/1.1\r\n\r\n'), close], {
      client: [show('-', '\r\n\r'), lost(18)],
      exchanges: [],
    });
  });
});

describe('a request head is malformed', () => {
  for (const [name, bad] of [
    ['whose line has no version', 'GET /\r\n\r\n'],
    ['of HTTP/1.2', 'GET / HTTP/1.2\r\n\r\n'],
    ['of HTTP/2', 'GET / HTTP/2.0\r\n\r\n'],
    ['of http/1.1', 'GET / http/1.1\r\n\r\n'],
    ['with two spaces', 'GET  / HTTP/1.1\r\n\r\n'],
    ['with a space in its target', 'GET /a b HTTP/1.1\r\n\r\n'],
    ['with a tab in its line', 'GET\t/ HTTP/1.1\r\n\r\n'],
    ['with a space before its line', ' GET / HTTP/1.1\r\n\r\n'],
    ['with a space after its line', 'GET / HTTP/1.1 \r\n\r\n'],
    ['with a method that is no token', 'G@T / HTTP/1.1\r\n\r\n'],
  ] as const) {
    test(name, () => {
      checkEveryCut([client(`${bad}GET / HTTP/1.1\r\n\r\n`), close], {
        client: [...head(0, 'request head 1', bad), lost(18)],
        exchanges: ['0 1.1 (no head) 0 -> - 0 @0-0 malformed'],
      });
    });
  }

  for (const [name, line] of [
    ['with whitespace before a colon', 'A : b\r\n'],
    ['with a tab before a colon', 'Content-Length\t: 5\r\n'],
    ['with a field without a colon', 'A\r\n'],
    ['with a field without a name', ': b\r\n'],
    ['with a name that is no token', 'A(: b\r\n'],
    ['with a carriage return in a value', 'A: b\rc\r\n'],
    ['with two carriage returns', 'A: b\r\r\n'],
    ['with a NUL in a value', 'A: b\0\r\n'],
    ['with a fold that has no field', ' b\r\n'],
    ['with a line of whitespace', 'A: b\r\n \r\n'],
    ['with a folded Content-Length', 'Content-Length: 1\r\n 0\r\n'],
    ['with a folded Transfer-Encoding', 'Transfer-Encoding:\r\n chunked\r\n'],
  ] as const) {
    test(name, () => {
      const start = `GET / HTTP/1.1\r\n${line}`;
      checkEveryCut([client(`${start}B: secret\r\n\r\n`), close], {
        client: [...cut('0 head request head 1', start), lost(13)],
        exchanges: ['0 1.1 (no head) 0 -> - 0 @0-0 malformed'],
      });
    });
  }
});

describe('a response head', () => {
  for (const [line, status] of [
    ['HTTP/1.1 200 OK', 200],
    ['HTTP/1.1 404 ', 404],
    ['HTTP/1.1 599', 599],
    ['HTTP/1.1 200 \xe9 a\tb', 200],
    ['HTTP/1.0 200 OK', 200],
  ] as const) {
    test(line, () => {
      const response = `${line}\r\nContent-Length: 0\r\n\r\n`;
      checkEveryCut([client('GET / HTTP/1.1\r\n\r\n'), server(response), close], {
        server: head(0, 'response head 1', response),
        exchanges: [`0 1.1 GET / 0 -> ${status} 0 @0-1 complete`],
      });
    });
  }

  for (const bad of ['HTTP/1.1 20 OK', 'HTTP/1.1 2000', 'HTTP/1.1 099 X', 'HTTP/1.1  200 OK']) {
    test(`is malformed: '${bad}'`, () => {
      const response = `${bad}\r\nContent-Length: 0\r\n\r\n`;
      checkEveryCut([client('GET / HTTP/1.1\r\n\r\n'), server(`${response}x`), close], {
        server: [...head(0, 'response head 1', response), lost(1)],
        exchanges: ['0 1.1 GET / 0 -> - 0 @0-1 malformed'],
      });
    });
  }

  for (const bad of ['HTTP/2 200 OK', 'ICY 200 OK', '', '":"secret"}']) {
    test(`is not shown where it begins with no version: '${bad}'`, () => {
      const conversation = new Conversation();
      conversation.run(client('GET / HTTP/1.1\r\n\r\n'), 0n);
      conversation.run(server(`${bad}\r\n\r\n`), 1n);
      assert.deepEqual(conversation.transcript('server'), [
        '0 head response head 1 gap',
        '0 head response head 1 end',
        lost(bad.length + 4),
      ]);
    });
  }
});

describe('the limits of a head', () => {
  const start = 'GET / HTTP/1.1\r\nA: ';

  for (const [length, end] of [
    [MAX_HEAD_BYTES - 1, 'complete'],
    [MAX_HEAD_BYTES, 'complete'],
    [MAX_HEAD_BYTES + 1, 'limit'],
    [MAX_HEAD_BYTES + 4, 'limit'],
  ] as const) {
    for (const piece of [length, 997]) {
      test(`${length} bytes, ${piece} at a time`, () => {
        const conversation = new Conversation();
        const bytes = Buffer.from(`${start}${'x'.repeat(length - start.length - 4)}\r\n\r\n`);
        for (let at = 0; at < length; at += piece)
          conversation.run({ kind: 'bytes', from: 'client', bytes: bytes.subarray(at, at + piece) }, 0n);
        conversation.run(server(OK), 1n);
        assert.deepEqual(
          conversation.ended.map(({ failure }) => failure ?? 'complete'),
          [end],
        );
        assert.equal(conversation.http.isLost('client'), end === 'limit');
        assert.equal(
          conversation.transcript('client').at(-1),
          end === 'limit' ? lost(length - MAX_HEAD_BYTES) : '0 head request head 1 end',
        );
        assert.ok(conversation.http.heldBytes <= MAX_HEAD_BYTES);
      });
    }
  }

  for (const [count, end] of [
    [MAX_FIELDS, '204 0 @0-1 complete'],
    [MAX_FIELDS + 1, '- 0 @0-0 limit'],
  ] as const) {
    test(`${count} fields`, () => {
      const conversation = new Conversation();
      conversation.run(client(`GET / HTTP/1.1\r\n${'A: b\r\n'.repeat(count)}\r\n`), 0n);
      conversation.run(server(OK), 1n);
      conversation.run(close, 2n);
      const line = count === MAX_FIELDS ? 'GET /' : '(no head)';
      assert.deepEqual(conversation.ended.map(summaryOf), [`0 1.1 ${line} 0 -> ${end}`]);
    });
  }
});

for (const [name, end] of [
  ['CRLF', '\r\n'],
  ['LF', '\n'],
] as const) {
  test(`the fields of a head with lines that end in ${name} keep nothing of what follows it`, () => {
    const head = ['POST / HTTP/1.1', 'Host: a-name-that-is-no-short-one.example', '', ''].join(end);
    const calls = Array.from({ length: 200 }, () => Buffer.from(head.padEnd(16_384, 'x'), 'latin1'));
    const before = bytesInUse();
    const fields = calls.map((call) => {
      const reader = new HeadReader('message');
      assert.equal(reader.read(call, 0), head.length);
      return reader.fields;
    });
    const grown = bytesInUse() - before;
    assert.equal(fields.length, calls.length);
    assert.ok(grown < 1_000_000, `${grown} bytes`);
  });
}
