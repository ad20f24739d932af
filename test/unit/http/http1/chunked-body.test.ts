// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkEveryCut } from './check-every-cut.ts';
import { client, close, server } from './conversation.ts';
import { cut, head, lost, show } from './expected-lines.ts';

const GET = 'GET / HTTP/1.1\r\n\r\n';
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';

describe('chunked content', () => {
  test('is one text, its framing is not', () => {
    const request = 'POST / HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n';
    checkEveryCut([client(`${request}2\r\nab\r\n00A\r\n0123456789\r\n0\r\n\r\n${GET}`), close], {
      client: [
        ...head(0, 'request head 1', request),
        show(0, '2\r\n'),
        '0 content request content 1 "ab"',
        show(0, '\r\n00A\r\n'),
        '0 content request content 1 "0123456789"',
        show(0, '\r\n0\r\n'),
        '0 content request content 1 end',
        show(0, '\r\n'),
        ...head(76, 'request head 2', GET),
      ],
      exchanges: ['0 1.1 POST / 12 -> - 0 @0-0 closed', '76 1.1 GET / 0 -> - 0 @0-0 closed'],
    });
  });

  test('without chunks is no text', () => {
    checkEveryCut([client(GET), server(`${CHUNKED}0\r\n\r\n`), close], {
      server: [...head(0, 'response head 1', CHUNKED), show(0, '0\r\n\r\n')],
      exchanges: ['0 1.1 GET / 0 -> 200 0 @0-1 complete'],
    });
  });

  test('has trailers, which are a text of their own', () => {
    const { contents } = checkEveryCut(
      [client(GET), server(`${CHUNKED}1\r\nx\r\n0\r\nSet-Cookie: a\nB: c\r\n d\r\n\r\n`), close],
      {
        server: [
          ...head(0, 'response head 1', CHUNKED),
          show(0, '1\r\n'),
          '0 content response content 1 "x"',
          show(0, '\r\n0\r\n'),
          '0 content response content 1 end',
          ...head(0, 'response trailers 1', 'Set-Cookie: a\nB: c\r\n d\r\n\r\n'),
        ],
        exchanges: ['0 1.1 GET / 0 -> 200 1 @0-1 complete'],
      },
    );
    assert.deepEqual(contents[0]?.responseTrailers, [
      ['set-cookie', 'a'],
      ['b', 'c d'],
    ]);
  });

  test('has extensions, which are masked', () => {
    checkEveryCut([client(GET), server(`${CHUNKED}1;token="secret"\r\nx\r\n1 \t;a\r\ny\r\n0  \r\n\r\n`), close], {
      server: [
        ...head(0, 'response head 1', CHUNKED),
        show(0, '1'),
        '0 other mask framing 15',
        show(0, '\r\n'),
        '0 content response content 1 "x"',
        show(0, '\r\n1'),
        '0 other mask framing 4',
        show(0, '\r\n'),
        '0 content response content 1 "y"',
        show(0, '\r\n0'),
        '0 other mask framing 2',
        show(0, '\r\n'),
        '0 content response content 1 end',
        show(0, '\r\n'),
      ],
      exchanges: ['0 1.1 GET / 0 -> 200 2 @0-1 complete'],
    });
  });

  test('that is encoded is masked', () => {
    const response = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n';
    checkEveryCut([client(GET), server(`${response}1\r\nx\r\n0\r\n\r\n`), close], {
      server: [
        ...head(0, 'response head 1', response),
        show(0, '1\r\n'),
        '0 content mask encoded 1',
        show(0, '\r\n0\r\n\r\n'),
      ],
      exchanges: ['0 1.1 GET / 0 -> 200 1 @0-1 complete'],
    });
  });

  test('that is gzip is masked, though no field says so', () => {
    const response = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
    checkEveryCut([client(GET), server(`${response}1\r\n\x1f\r\n2\r\n\x8bx\r\n0\r\n\r\n`), close], {
      server: [
        ...head(0, 'response head 1', response),
        show(0, '1\r\n'),
        '0 content mask encoded 1',
        show(0, '\r\n2\r\n'),
        '0 content mask encoded 2',
        show(0, '\r\n0\r\n\r\n'),
      ],
      exchanges: ['0 1.1 GET / 0 -> 200 3 @0-1 complete'],
    });
  });

  for (const [name, sent, lines, failure] of [
    ['a size without digits', '\r\n', [lost(2)], 'malformed'],
    ['a size that is none', 'x\r\n', [lost(3)], 'malformed'],
    ['a sign', '-1\r\n', [lost(4)], 'malformed'],
    ['digits with something behind them: not shown', '12345678x', ['0 other show "" for 8', lost(1)], 'malformed'],
    ['a size in another base', '0x5\r\n', ['0 other show "" for 1', lost(4)], 'malformed'],
    ['a size beyond 32 bits: not shown', '4111111111111111\r\n', ['0 other show "" for 8', lost(10)], 'limit'],
    ['a bare line feed after a size', '5\nhello', ['0 other show "" for 1', lost(6)], 'malformed'],
    ['something after the carriage return', '1\rx', [show(0, '1\r'), lost(1)], 'malformed'],
    ['something after a space', '1 1\r\n', [show(0, '1'), '0 other mask framing 1', lost(3)], 'malformed'],
    ['a bare line feed in an extension', '1;a\nx', [show(0, '1'), '0 other mask framing 2', lost(2)], 'malformed'],
    [
      'a carriage return in an extension',
      '1;a\rb\r\n',
      [show(0, '1'), '0 other mask framing 2', show(0, '\r'), lost(3)],
      'malformed',
    ],
    ['a bare line feed at the end', '0\r\n\nx', [show(0, '0\r\n'), lost(2)], 'malformed'],
    ['a carriage return alone at the end', '0\r\n\rx', [show(0, '0\r\n\r'), lost(1)], 'malformed'],
    [
      'a trailer that is no field',
      '0\r\nx\r\ny',
      [show(0, '0\r\n'), ...cut('0 head response trailers 1', 'x\r\n'), lost(1)],
      'malformed',
    ],
  ] as const) {
    test(`stops at ${name}`, () => {
      checkEveryCut([client(GET), server(CHUNKED + sent), close], {
        server: [...head(0, 'response head 1', CHUNKED), ...lines],
        exchanges: [`0 1.1 GET / 0 -> 200 0 @0-1 ${failure}`],
      });
    });
  }

  for (const [name, after] of [
    ['a bare line feed', '\n'],
    ['a carriage return alone', '\rx'],
    ['more than its size', 'x\r\n'],
  ] as const) {
    test(`stops when a chunk is followed by ${name}`, () => {
      const shown = after.startsWith('\r') ? [show(0, '\r')] : [];
      checkEveryCut([client(GET), server(`${CHUNKED}1\r\na${after}secret`), close], {
        server: [
          ...head(0, 'response head 1', CHUNKED),
          show(0, '1\r\n'),
          '0 content response content 1 "a"',
          ...shown,
          '0 content response content 1 gap',
          '0 content response content 1 end',
          lost(after.length + 6 - shown.length),
        ],
        exchanges: ['0 1.1 GET / 0 -> 200 1 @0-1 malformed'],
      });
    });
  }

  for (const [digits, failure] of [
    ['0000000000000005', 'complete'],
    ['00000000000000005', 'limit'],
    ['ffffffff', 'closed'],
    ['100000000', 'limit'],
  ] as const) {
    test(`a size of ${digits}: ${failure}`, () => {
      checkEveryCut([client(GET), server(`${CHUNKED}${digits}\r\nhello\r\n0\r\n\r\n`), close], {
        exchanges: [`0 1.1 GET / 0 -> 200 ${{ complete: 5, limit: 0, closed: 12 }[failure]} @0-1 ${failure}`],
      });
    });
  }
});
