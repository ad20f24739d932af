// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkEveryCut } from './check-every-cut.ts';
import { Conversation, client, close, end, gap, server } from './conversation.ts';
import { content, head, lost } from './expected-lines.ts';
import { summaryOf } from './transcript.ts';

const get = (path: string, fields = ''): string => `GET ${path} HTTP/1.1\r\n${fields}\r\n`;
const GET = get('/');
const POST = 'POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n';
const NO_CONTENT = 'HTTP/1.1 204 No Content\r\n\r\n';
const HELLO = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';

describe('a body that is longer than its head says', () => {
  for (const rest of ['secret', 'Secret', '":"secret"}', '42 HTTP/1.1']) {
    test(`is not shown as a request: ${rest}`, () => {
      const conversation = new Conversation();
      conversation.run(client(`${POST}hello${rest}\r\n\r\n`), 0n);
      const key = POST.length + 5;
      assert.deepEqual(conversation.transcript('client').slice(-3), [
        `${key} head request head 2 gap`,
        `${key} head request head 2 end`,
        lost(rest.length + 4),
      ]);
    });
  }
});

test('nor is the start of such a rest whose line has not ended, in small letters', () => {
  const conversation = new Conversation();
  conversation.run(client(`${POST}hello`), 0n);
  conversation.run(client('horse battery'), 1n);
  assert.deepEqual(conversation.transcript('client').at(-1), lost('horse battery'.length));
});

describe('responses', () => {
  test('belong to the oldest request', () => {
    checkEveryCut(
      [client(get('/1') + get('/22')), client(get('/333')), server(HELLO + NO_CONTENT), server(HELLO), close],
      {
        exchanges: [
          '0 1.1 GET /1 0 -> 200 5 @0-2 complete',
          '19 1.1 GET /22 0 -> 204 0 @0-2 complete',
          '39 1.1 GET /333 0 -> 200 5 @1-3 complete',
        ],
      },
    );
  });

  test('wait for the head of their request', () => {
    const conversation = new Conversation();
    conversation.run(server(NO_CONTENT), 1n);
    assert.equal(conversation.waiting('server'), NO_CONTENT.length);
    conversation.run(client(GET.slice(0, -1)), 2n);
    assert.equal(conversation.waiting('server'), NO_CONTENT.length);
    conversation.run(client(GET.slice(-1)), 3n);
    assert.equal(conversation.waiting('server'), 0);
    assert.deepEqual(conversation.ended.map(summaryOf), ['0 1.1 GET / 0 -> 204 0 @2-2 complete']);
  });

  test('are lost when their request does not come', () => {
    checkEveryCut([server(NO_CONTENT), gap('server', 'unknown'), client(GET), close], {
      server: [lost(NO_CONTENT.length)],
      exchanges: ['0 1.1 GET / 0 -> - 0 @2-2 lost'],
    });
  });

  test('without a request after its direction ended are lost', () => {
    checkEveryCut([client(GET), end('client'), server(NO_CONTENT + NO_CONTENT), close], {
      server: [...head(0, 'response head 1', NO_CONTENT), lost(NO_CONTENT.length)],
      exchanges: ['0 1.1 GET / 0 -> 204 0 @0-2 complete'],
    });
  });

  test('that are interim come before the final one', () => {
    const interim = 'HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n';
    const goOn = 'HTTP/1.1 100 Continue\r\n\r\n';
    const request = `POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n`;
    checkEveryCut([client(request), server(goOn), client('hello'), server(interim + HELLO), close], {
      client: [...head(0, 'request head 1', request), ...content(0, 'request content 1', 'hello')],
      server: [
        ...head(0, 'response head 1', goOn),
        ...head(0, 'response head 2', interim),
        ...head(0, 'response head 3', HELLO.slice(0, -5)),
        ...content(0, 'response content 1', 'hello'),
      ],
      exchanges: ['0 1.1 POST / 5 -> 200 5 @0-3 complete'],
    });
  });

  test('before the end of their request: the exchange ends with them', () => {
    checkEveryCut([client(`${POST}he`), server(NO_CONTENT), client(`llo${GET}`), server(NO_CONTENT), close], {
      exchanges: ['0 1.1 POST / 5 -> 204 0 @0-1 complete', '43 1.1 GET / 0 -> 204 0 @2-3 complete'],
    });
  });

  test('before the end of their request, which does not come', () => {
    checkEveryCut([client(`${POST}he`), server(NO_CONTENT), close], {
      exchanges: ['0 1.1 POST / 2 -> 204 0 @0-1 complete'],
    });
  });

  test('that are malformed in the middle of a request: it is read to its end', () => {
    checkEveryCut([client(`${POST}he`), server('X\r\n\r\n'), client('llo'), close], {
      exchanges: ['0 1.1 POST / 5 -> - 0 @0-2 malformed'],
    });
  });

  test('that are malformed in the middle of a request that does not end', () => {
    checkEveryCut([client(`${POST}he`), server('X\r\n\r\n'), close], {
      exchanges: ['0 1.1 POST / 2 -> - 0 @0-1 malformed'],
    });
  });

  test('do not wait for a request that will not come', () => {
    const conversation = new Conversation();
    for (const step of [client(GET), end('client'), server(NO_CONTENT + NO_CONTENT)]) conversation.run(step, 0n);
    assert.deepEqual([conversation.waiting('server'), conversation.http.isLost('server')], [0, true]);
  });
});

describe('the answer to a malformed request', () => {
  const BAD_LINE = 'GET /a b HTTP/1.1\r\n\r\n';
  const BAD_FIELD = 'GET / HTTP/1.1\r\nA\r\n';
  const BAD_FRAMING = get('/', 'Content-Length: +2\r\n');
  const BAD_CHUNK = `POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nx`;
  const answer = (status: number): string =>
    `HTTP/1.1 ${status} X\r\nConnection: close\r\nContent-Length: 5\r\n\r\nsorry`;

  for (const status of [400, 408, 413, 414, 431, 501, 505]) {
    for (const [bad, line] of [
      [BAD_LINE, '(no head)'],
      [BAD_FIELD, '(no head)'],
      [BAD_FRAMING, 'GET /'],
      [BAD_CHUNK, 'POST /'],
    ] as const) {
      test(`is put to it: ${status} to ${JSON.stringify(bad)}`, () => {
        checkEveryCut([client(bad), server(answer(status)), close], {
          server: [
            ...head(0, 'response head 1', answer(status).slice(0, -5)),
            ...content(0, 'response content 1', 'sorry'),
          ],
          exchanges: [`0 1.1 ${line} 0 -> ${status} 5 @0-1 malformed`],
        });
      });
    }
  }

  test('comes behind those to the requests before it, and behind interim ones', () => {
    const goOn = 'HTTP/1.1 100 Continue\r\n\r\n';
    checkEveryCut([client(GET + BAD_FIELD), server(NO_CONTENT), server(goOn + answer(400)), close], {
      exchanges: ['0 1.1 GET / 0 -> 204 0 @0-1 complete', '18 1.1 (no head) 0 -> 400 5 @0-2 malformed'],
    });
  });

  test('that breaks off has its status', () => {
    checkEveryCut([client(BAD_LINE), server(answer(400).slice(0, -1)), close], {
      exchanges: ['0 1.1 (no head) 0 -> 400 4 @0-1 malformed'],
    });
  });

  test('that was under way before it was malformed is of any status', () => {
    const start = BAD_CHUNK.slice(0, -1);
    checkEveryCut([client(start), server(answer(200).slice(0, -1)), client('x'), server('y'), close], {
      exchanges: ['0 1.1 POST / 0 -> 200 5 @0-3 malformed'],
    });
  });

  test('is none with another status: it may be to something else', () => {
    for (const status of [101, 200, 404, 500]) {
      const conversation = new Conversation();
      conversation.run(client(BAD_FRAMING), 0n);
      conversation.run(server(answer(status)), 1n);
      assert.deepEqual(conversation.transcript('server').at(-1), lost(answer(status).length));
      assert.deepEqual(conversation.ended.map(summaryOf), ['0 1.1 GET / 0 -> - 0 @0-1 malformed']);
    }
  });

  test('is none with another status, though the line ends in a later call', () => {
    for (const [reason, cut] of [
      ['X', 10],
      ['X'.repeat(40), 40],
    ] as const) {
      const conversation = new Conversation();
      const line = `HTTP/1.1 200 ${reason}\r\n\r\n`;
      conversation.run(client(BAD_FRAMING), 0n);
      conversation.run(server(line.slice(0, cut)), 1n);
      assert.deepEqual(conversation.ended, []);
      conversation.run(server(line.slice(cut)), 2n);
      assert.deepEqual(conversation.ended.map(summaryOf), ['0 1.1 GET / 0 -> - 0 @0-2 malformed']);
    }
  });

  test('that is no HTTP changes nothing of who was first', () => {
    const conversation = new Conversation();
    conversation.run(client(BAD_LINE), 0n);
    conversation.run(server('X\r\n\r\n'), 1n);
    assert.deepEqual(
      conversation.ended.map(({ failure, failedBy }) => [failure, failedBy]),
      [['malformed', 'client']],
    );
  });

  test('that does not come leaves it without a status, and holds nothing behind the end', () => {
    const conversation = new Conversation();
    conversation.run(client(BAD_FRAMING), 0n);
    assert.deepEqual(conversation.ended, []);
    conversation.run(end('server'), 1n);
    assert.deepEqual(conversation.ended.map(summaryOf), ['0 1.1 GET / 0 -> - 0 @0-0 malformed']);
    assert.deepEqual([conversation.http.heldBytes, conversation.http.canRejoin], [0, true]);
  });
});

describe('the end', () => {
  test('closes what is open, the oldest first', () => {
    checkEveryCut([client(`${GET}${GET}${POST}he`), server(HELLO.slice(0, -1)), close, client('x'), server('y')], {
      exchanges: [
        '0 1.1 GET / 0 -> 200 4 @0-1 closed',
        '18 1.1 GET / 0 -> - 0 @0-0 closed',
        '36 1.1 POST / 2 -> - 0 @0-0 closed',
      ],
    });
  });

  test('of requests in the middle of one', () => {
    checkEveryCut([client(`${GET}${POST}he`), end('client'), server(NO_CONTENT), close], {
      exchanges: ['18 1.1 POST / 2 -> - 0 @0-0 closed', '0 1.1 GET / 0 -> 204 0 @0-2 complete'],
    });
  });

  test('of responses by what the server said closes later requests, even if it sends on', () => {
    const last = 'HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n';
    checkEveryCut([client(GET), server(last + NO_CONTENT), gap('server', 'unknown'), client(GET), close], {
      server: [...head(0, 'response head 1', last), lost(NO_CONTENT.length)],
      exchanges: ['0 1.1 GET / 0 -> 204 0 @0-1 complete', '18 1.1 GET / 0 -> - 0 @3-3 closed'],
    });
  });

  test('of responses closes those that wait', () => {
    checkEveryCut([client(`${GET}${POST}he`), end('server'), client('llo'), close], {
      exchanges: ['0 1.1 GET / 0 -> - 0 @0-0 closed', '18 1.1 POST / 5 -> - 0 @0-2 closed'],
    });
  });

  test('of nothing', () => {
    checkEveryCut([end('client'), end('server'), close, close], { client: [], server: [], exchanges: [] });
  });
});

describe('a response that is the last', () => {
  const plain = (line: string, fields = ''): string => `HTTP/${line}\r\nContent-Length: 5\r\n${fields}\r\nhello`;

  for (const [name, request, response, isLast] of [
    ['the server closes', GET, plain('1.1 200 OK', 'Connection: x, Close\r\n'), true],
    ['the client closes', get('/', 'Connection: close\r\n'), plain('1.1 200 OK'), true],
    ['the server speaks 1.0', GET, plain('1.0 200 OK'), true],
    ['the server speaks 1.0 and keeps alive', GET, plain('1.0 200 OK', 'Connection: Keep-Alive\r\n'), false],
    ['the client speaks 1.0', 'GET / HTTP/1.0\r\n\r\n', plain('1.1 200 OK'), true],
    [
      'the client speaks 1.0 and keeps alive',
      'GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n',
      plain('1.1 200 OK'),
      false,
    ],
    ['neither closes', GET, plain('1.1 200 OK'), false],
  ] as const) {
    test(`${isLast ? 'is' : 'is not'} when ${name}`, () => {
      const version = request.includes('1.0') ? '1.0' : '1.1';
      const { server: lines } = checkEveryCut([client(request + GET), server(response + NO_CONTENT), close], {
        exchanges: [
          `0 ${version} GET / 0 -> 200 5 @0-1 complete`,
          `${request.length} 1.1 GET / 0 -> ${isLast ? '- 0 @0-0 closed' : '204 0 @0-1 complete'}`,
        ],
      });
      assert.equal(lines.at(-1), isLast ? lost(NO_CONTENT.length) : `${request.length} head response head 2 end`);
    });
  }

  test('is, though the request is not complete', () => {
    checkEveryCut(
      [
        client(`${POST}he`),
        server('HTTP/1.1 413 X\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'),
        end('server'),
        client('llo'),
        close,
      ],
      {
        exchanges: ['0 1.1 POST / 5 -> 413 0 @0-1 complete'],
      },
    );
  });
});

describe('open exchanges are bounded', () => {
  const MAX_AWAITING = 256;
  const MAX_HELD_BYTES = 262_144;

  for (const [count, awaiting] of [
    [MAX_AWAITING, MAX_AWAITING],
    [MAX_AWAITING + 1, MAX_AWAITING],
    [MAX_AWAITING + 5, MAX_AWAITING],
  ] as const) {
    test(`${count} requests`, () => {
      const conversation = new Conversation();
      conversation.run(client(GET.repeat(count)), 0n);
      conversation.run(server(NO_CONTENT.repeat(awaiting)), 1n);
      const limited = count > MAX_AWAITING ? [`${MAX_AWAITING * GET.length} 1.1 (no head) 0 -> - 0 @0-0 limit`] : [];
      const complete = Array.from(
        { length: awaiting },
        (_, index) => `${index * GET.length} 1.1 GET / 0 -> 204 0 @0-1 complete`,
      );
      assert.deepEqual(conversation.ended.map(summaryOf), [...limited, ...complete]);
      assert.equal(conversation.http.isLost('client'), count > MAX_AWAITING);
      assert.equal(conversation.http.heldBytes, 0);
    });
  }

  test('by the size of their heads too', () => {
    const conversation = new Conversation();
    const field = `A: ${'x'.repeat(60_000)}\r\n`;
    conversation.run(client(get('/', field).repeat(10)), 0n);
    assert.ok(conversation.http.heldBytes >= MAX_HELD_BYTES);
    assert.ok(conversation.http.heldBytes < MAX_HELD_BYTES + 60_002);
    assert.deepEqual(conversation.ended.map(summaryOf), [
      `${5 * get('/', field).length} 1.1 (no head) 0 -> - 0 @0-0 limit`,
    ]);
    conversation.run(server(NO_CONTENT.repeat(5)), 1n);
    assert.equal(conversation.http.heldBytes, 0);
    assert.equal(conversation.ended.length, 6);
  });
});
