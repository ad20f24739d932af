// SPDX-License-Identifier: Apache-2.0
import { describe, test } from 'node:test';
import { checkEveryCut } from './check-every-cut.ts';
import { client, close, end, server } from './conversation.ts';
import { content, cut, head } from './expected-lines.ts';

const GET = 'GET / HTTP/1.1\r\n\r\n';
const NO_CONTENT = 'HTTP/1.1 204 No Content\r\n\r\n';

describe('content', () => {
  test('of a known length, in both directions', () => {
    const request = 'POST / HTTP/1.1\r\nContent-Length: 6\r\n\r\n';
    const response = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n';
    checkEveryCut([client(`${request}a\0\xff\r\nb`), server(`${response}hello`), close], {
      client: [...head(0, 'request head 1', request), ...content(0, 'request content 1', 'a\0\xff\r\nb')],
      server: [...head(0, 'response head 1', response), ...content(0, 'response content 1', 'hello')],
      exchanges: ['0 1.1 POST / 6 -> 200 5 @0-1 complete'],
    });
  });

  for (const [range, isTail] of [
    ['bytes 0-4/9', false],
    ['bytes 4-8/9', true],
  ] as const) {
    test(`of the range ${range} begins ${isTail ? 'after a gap' : 'at its start'}`, () => {
      const response = `HTTP/1.1 206 Partial Content\r\nContent-Length: 5\r\nContent-Range: ${range}\r\n\r\n`;
      const gap = isTail ? ['0 content response content 1 gap'] : [];
      checkEveryCut([client(GET), server(`${response}hello`), close], {
        server: [...head(0, 'response head 1', response), ...gap, ...content(0, 'response content 1', 'hello')],
        exchanges: ['0 1.1 GET / 0 -> 206 5 @0-1 complete'],
      });
    });
  }

  test('of length 0 is no text', () => {
    const response = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';
    checkEveryCut([client(GET), server(response), close], {
      server: head(0, 'response head 1', response),
      exchanges: ['0 1.1 GET / 0 -> 200 0 @0-1 complete'],
    });
  });

  test('without a length lasts until the end', () => {
    const response = 'HTTP/1.1 200 OK\r\n\r\n';
    checkEveryCut([client(GET), server(`${response}hel`), server('lo'), end('server'), close], {
      server: [...head(0, 'response head 1', response), ...cut('0 content response content 1', 'hello')],
      exchanges: ['0 1.1 GET / 0 -> 200 5 @0-2 complete'],
    });
  });

  test('without a length and without bytes', () => {
    const response = 'HTTP/1.1 200 OK\r\n\r\n';
    checkEveryCut([client(GET), server(response), end('server'), close], {
      server: head(0, 'response head 1', response),
      exchanges: ['0 1.1 GET / 0 -> 200 0 @0-1 complete'],
    });
  });

  test('that ends too early breaks off', () => {
    const response = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n';
    checkEveryCut([client(GET), server(`${response}hello`), end('server'), close], {
      server: [...head(0, 'response head 1', response), ...cut('0 content response content 1', 'hello')],
      exchanges: ['0 1.1 GET / 0 -> 200 5 @0-1 closed'],
    });
  });

  for (const [method, status, field] of [
    ['HEAD', 200, 'Content-Length: 5'],
    ['HEAD', 200, 'Transfer-Encoding: chunked'],
    ['HEAD', 200, 'A: b'],
    ['GET', 204, 'A: b'],
    ['GET', 304, 'Content-Length: 5'],
  ] as const) {
    test(`is none for ${method}, status ${status}, ${field}`, () => {
      const response = `HTTP/1.1 ${status} X\r\n${field}\r\n\r\n`;
      const request = `${method} / HTTP/1.1\r\n\r\n`;
      checkEveryCut([client(request + GET), server(response + NO_CONTENT), close], {
        server: [...head(0, 'response head 1', response), ...head(request.length, 'response head 2', NO_CONTENT)],
        exchanges: [
          `0 1.1 ${method} / 0 -> ${status} 0 @0-1 complete`,
          `${request.length} 1.1 GET / 0 -> 204 0 @0-1 complete`,
        ],
      });
    });
  }

  for (const [field, isEncoded] of [
    ['Content-Encoding: gzip', true],
    ['Content-Encoding: br', true],
    ['Content-Encoding: zstd', true],
    ['Content-Encoding: of-its-own', true],
    ['Content-Encoding: identity, GZIP', true],
    ['Content-Encoding: identity\r\nContent-Encoding: deflate', true],
    ['Content-Encoding: Identity', false],
    ['Content-Encoding:', false],
  ] as const) {
    test(`${isEncoded ? 'masked' : 'shown'}: ${JSON.stringify(field)}`, () => {
      const response = `HTTP/1.1 200 OK\r\nContent-Length: 5\r\n${field}\r\n\r\n`;
      checkEveryCut([client(GET), server(`${response}hello`), close], {
        server: [
          ...head(0, 'response head 1', response),
          ...(isEncoded ? ['0 content mask encoded 5'] : content(0, 'response content 1', 'hello')),
        ],
        exchanges: ['0 1.1 GET / 0 -> 200 5 @0-1 complete'],
      });
    });
  }

  for (const [name, body, lines] of [
    ['is gzip by its first two bytes', '\x1f\x8bab', ['0 content mask encoded 4']],
    ['is gzip of no more than these', '\x1f\x8b', ['0 content mask encoded 2']],
    [
      'is text behind a first byte of gzip',
      '\x1fhello',
      ['0 content mask encoded 1', ...content(0, 'response content 1', 'hello')],
    ],
    [
      'is text where gzip begins later',
      '\x1f\x1f\x8b',
      ['0 content mask encoded 1', ...content(0, 'response content 1', '\x1f\x8b')],
    ],
    ['is text that ends with gzip', 'a\x1f\x8b', content(0, 'response content 1', 'a\x1f\x8b')],
  ] as const) {
    test(`${name}, whatever no field says of it`, () => {
      const response = `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`;
      checkEveryCut([client(GET), server(`${response}${body}`), close], {
        server: [...head(0, 'response head 1', response), ...lines],
        exchanges: [`0 1.1 GET / 0 -> 200 ${body.length} @0-1 complete`],
      });
    });
  }

  test('is no gzip where its start is missing', () => {
    const response = 'HTTP/1.1 206 Partial Content\r\nContent-Length: 2\r\nContent-Range: bytes 4-5/9\r\n\r\n';
    checkEveryCut([client(GET), server(`${response}\x1f\x8b`), close], {
      server: [
        ...head(0, 'response head 1', response),
        '0 content response content 1 gap',
        ...content(0, 'response content 1', '\x1f\x8b'),
      ],
      exchanges: ['0 1.1 GET / 0 -> 206 2 @0-1 complete'],
    });
  });
});
