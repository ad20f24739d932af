// SPDX-License-Identifier: Apache-2.0
import { describe, test } from 'node:test';
import { checkEveryCut } from './check-every-cut.ts';
import { client, close, end, gap, server } from './conversation.ts';
import { content, cut, head, lost, show } from './expected-lines.ts';

const GET = 'GET / HTTP/1.1\r\n\r\n';
const POST = 'POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\n';
const SIZED = 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n';
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
const NO_CONTENT = 'HTTP/1.1 204 No Content\r\n\r\n';
const TEXT = '0 content response content 1';

describe('a gap that is content by its length', () => {
  test('in the middle', () => {
    checkEveryCut([client(GET), server(`${SIZED}ab`), gap('server', 5), server('cde'), close], {
      server: [
        ...head(0, 'response head 1', SIZED),
        `${TEXT} "ab"`,
        `${TEXT} gap`,
        ...content(0, 'response content 1', 'cde'),
      ],
      exchanges: ['0 1.1 GET / 0 -> 200 10 @0-3 complete'],
    });
  });

  test('up to the end: the next message is read', () => {
    checkEveryCut([client(POST), gap('client', 10), client(GET), server(NO_CONTENT + NO_CONTENT), close], {
      client: [
        ...head(0, 'request head 1', POST),
        '0 content request content 1 gap',
        '0 content request content 1 end',
        ...head(POST.length + 10, 'request head 2', GET),
      ],
      exchanges: ['0 1.1 POST / 10 -> 204 0 @0-3 complete', `${POST.length + 10} 1.1 GET / 0 -> 204 0 @2-3 complete`],
    });
  });

  test('of gzip: what follows it is masked too', () => {
    const response = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n';
    checkEveryCut([client(GET), server(`${response}\x1f\x8b`), gap('server', 2), server('ab'), close], {
      server: [...head(0, 'response head 1', response), '0 content mask encoded 4'],
      exchanges: ['0 1.1 GET / 0 -> 200 6 @0-3 complete'],
    });
  });

  test('twice, with the end of the connection', () => {
    const response = 'HTTP/1.1 200 OK\r\n\r\n';
    checkEveryCut(
      [
        client(GET),
        server(`${response}a`),
        gap('server', 5_000_000_000),
        gap('server', 1),
        server('b'),
        end('server'),
        close,
      ],
      {
        server: [
          ...head(0, 'response head 1', response),
          `${TEXT} "a"`,
          `${TEXT} gap`,
          `${TEXT} gap`,
          ...cut(TEXT, 'b'),
        ],
        exchanges: ['0 1.1 GET / 0 -> 200 5000000003 @0-4 complete'],
      },
    );
  });

  test('in a chunk, and up to the end of one', () => {
    checkEveryCut(
      [
        client(GET),
        server(`${CHUNKED}5\r\na`),
        gap('server', 3),
        server('b\r\n5\r\nc'),
        gap('server', 4),
        server('\r\n0\r\n\r\n'),
        close,
      ],
      {
        server: [
          ...head(0, 'response head 1', CHUNKED),
          show(0, '5\r\n'),
          `${TEXT} "a"`,
          `${TEXT} gap`,
          `${TEXT} "b"`,
          show(0, '\r\n5\r\n'),
          `${TEXT} "c"`,
          `${TEXT} gap`,
          show(0, '\r\n0\r\n'),
          `${TEXT} end`,
          show(0, '\r\n'),
        ],
        exchanges: ['0 1.1 GET / 0 -> 200 10 @0-5 complete'],
      },
    );
  });

  test('in encoded content', () => {
    const response = 'HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 10\r\n\r\n';
    checkEveryCut([client(GET), server(`${response}ab`), gap('server', 8), close], {
      server: [...head(0, 'response head 1', response), '0 content mask encoded 2'],
      exchanges: ['0 1.1 GET / 0 -> 200 10 @0-1 complete'],
    });
  });
});

describe('after any other gap a direction is lost', () => {
  for (const [name, before, bytes, lines, outcome] of [
    ['one byte longer than the content', `${SIZED}ab`, 9, cut(TEXT, 'ab'), '200 2 @0-1 lost'],
    ['of unknown length in content', `${SIZED}ab`, 'unknown', cut(TEXT, 'ab'), '200 2 @0-1 lost'],
    ['at the start', '', 1, [], '- 0 @0-0 lost'],
    ['before content, longer than it', SIZED, 11, [], '200 0 @0-1 lost'],
  ] as const) {
    test(name, () => {
      const start = before === '' ? [] : head(0, 'response head 1', SIZED);
      checkEveryCut([client(GET), server(before), gap('server', bytes), server(NO_CONTENT), close], {
        server: [...start, ...lines, lost(NO_CONTENT.length)],
        exchanges: [`0 1.1 GET / 0 -> ${outcome}`],
      });
    });
  }

  test('in a head', () => {
    checkEveryCut([client(GET), server('HTTP/1.1 200'), gap('server', 1), server('OK\r\n\r\n'), close], {
      server: [...cut('0 head response head 1', 'HTTP/1.1 200'), lost(6)],
      exchanges: ['0 1.1 GET / 0 -> - 0 @0-1 lost'],
    });
  });

  for (const [name, before, bytes, lines] of [
    ['longer than its chunk', '5\r\nab', 4, [show(0, '5\r\n'), ...cut(TEXT, 'ab')]],
    ['in the size of a chunk', '5', 1, ['0 other show "" for 1']],
    ['in an extension', '5;a', 1, [show(0, '5'), '0 other mask framing 2']],
    ['between chunks', '1\r\na', 1, [show(0, '1\r\n'), ...cut(TEXT, 'a')]],
    ['in trailers', '0\r\nA', 1, [show(0, '0\r\n'), ...cut('0 head response trailers 1', 'A')]],
    ['before trailers', '0\r\n', 1, [show(0, '0\r\n')]],
  ] as const) {
    test(name, () => {
      checkEveryCut([client(GET), server(CHUNKED + before), gap('server', bytes), server('x'), end('server'), close], {
        server: [...head(0, 'response head 1', CHUNKED), ...lines, lost(1)],
        exchanges: [`0 1.1 GET / 0 -> 200 ${before.endsWith('ab') ? 2 : before.endsWith('\na') ? 1 : 0} @0-1 lost`],
      });
    });
  }

  test('of unknown length in content that lasts until the end', () => {
    checkEveryCut(
      [client(GET), server('HTTP/1.1 200 OK\r\n\r\nab'), gap('server', 'unknown'), server('x'), end('server'), close],
      {
        server: [...head(0, 'response head 1', 'HTTP/1.1 200 OK\r\n\r\n'), ...cut(TEXT, 'ab'), lost(1)],
        exchanges: ['0 1.1 GET / 0 -> 200 2 @0-1 lost'],
      },
    );
  });

  test('but not after none', () => {
    checkEveryCut(
      [gap('client', 0), client('GET / HT'), gap('client', 0), client('TP/1.1\r\n\r\n'), server(NO_CONTENT), close],
      {
        exchanges: ['0 1.1 GET / 0 -> 204 0 @1-4 complete'],
      },
    );
  });
});

describe('a lost direction', () => {
  test('of responses: requests are read, and their exchanges end as lost when they are complete', () => {
    checkEveryCut(
      [
        client(GET),
        server('HTTP/1.1 2'),
        gap('server', 'unknown'),
        client(POST),
        client('0123456789'),
        server(NO_CONTENT),
        close,
      ],
      {
        client: [
          ...head(0, 'request head 1', GET),
          ...head(18, 'request head 2', POST),
          ...content(18, 'request content 1', '0123456789'),
        ],
        exchanges: ['0 1.1 GET / 0 -> - 0 @0-1 lost', '18 1.1 POST / 10 -> - 0 @3-4 lost'],
      },
    );
  });

  test('of responses, in the middle of a request: it is read to its end', () => {
    checkEveryCut([client(`${POST}01234`), server(SIZED), gap('server', 'unknown'), client('56789'), close], {
      client: [...head(0, 'request head 1', POST), ...content(0, 'request content 1', '0123456789')],
      exchanges: ['0 1.1 POST / 10 -> 200 0 @0-1 lost'],
    });
  });

  test('of requests: those that are complete get their responses', () => {
    checkEveryCut(
      [
        client(`${GET}${GET}GET /lost`),
        gap('client', 1),
        client('x'),
        server(`${SIZED}0123456789`),
        server(NO_CONTENT),
        server(NO_CONTENT),
        close,
      ],
      {
        client: [
          ...head(0, 'request head 1', GET),
          ...head(18, 'request head 2', GET),
          ...cut('36 head request head 3', 'GET /lost'),
          lost(1),
        ],
        server: [
          ...head(0, 'response head 1', SIZED),
          ...content(0, 'response content 1', '0123456789'),
          ...head(18, 'response head 2', NO_CONTENT),
          lost(NO_CONTENT.length),
        ],
        exchanges: [
          '36 1.1 (no head) 0 -> - 0 @0-0 lost',
          '0 1.1 GET / 0 -> 200 10 @0-3 complete',
          '18 1.1 GET / 0 -> 204 0 @0-4 complete',
        ],
      },
    );
  });

  test('of requests, in content whose response is under way: that is read on without its exchange', () => {
    checkEveryCut(
      [client(`${POST}01`), server(`${SIZED}ab`), gap('client', 'unknown'), server('cdefghij'), server('x'), close],
      {
        server: [
          ...head(0, 'response head 1', SIZED),
          `${TEXT} "ab"`,
          '- content response content 1 "cdefghij"',
          '- content response content 1 end',
          lost(1),
        ],
        exchanges: ['0 1.1 POST / 2 -> 200 2 @0-1 lost'],
      },
    );
  });

  test('of requests, in content whose response has started: its head is not read', () => {
    checkEveryCut(
      [client(`${POST}01`), server('HTTP/1.1 2'), gap('client', 'unknown'), server('00 OK\r\n\r\nx'), close],
      {
        server: [
          '0 head response head 1 "HTTP/1.1 2"',
          '- head response head 1 "00 OK\\r\\n\\r\\n"',
          '- head response head 1 end',
          lost(1),
        ],
        exchanges: ['0 1.1 POST / 2 -> - 0 @0-1 lost'],
      },
    );
  });
});
