// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkEveryCut } from './check-every-cut.ts';
import { Conversation, client, close, end, gap, server } from './conversation.ts';
import { content, head, lost } from './expected-lines.ts';

const GET = 'GET / HTTP/1.1\r\n\r\n';
const UPGRADE = 'GET / HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n';
const CONNECT = 'CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n';
const SWITCHING = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n';
const ESTABLISHED = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n';
const NO_CONTENT = 'HTTP/1.1 204 No Content\r\n\r\n';
const REFUSED = 'HTTP/1.1 403 X\r\nContent-Length: 2\r\n\r\n';
const tunnel = (length: number): string => `- other mask tunnel ${length}`;

describe('a change of protocol', () => {
  for (const [name, request, response, line] of [
    ['101', UPGRADE, SWITCHING, 'GET / 0 -> 101'],
    ['2xx to CONNECT', CONNECT, ESTABLISHED, 'CONNECT a:443 0 -> 200'],
  ] as const) {
    test(`by ${name} ends the exchange: everything after it is masked`, () => {
      checkEveryCut(
        [
          client(request),
          server(`${response}secret`),
          client('secret'),
          gap('client', 7),
          client(GET),
          gap('server', 'unknown'),
          server('more'),
          end('client'),
          end('server'),
          close,
        ],
        {
          client: [...head(0, 'request head 1', request), tunnel(24)],
          server: [...head(0, 'response head 1', response), tunnel(10)],
          exchanges: [`0 1.1 ${line} 0 @0-1 complete`],
        },
      );
    });

    test(`by ${name}: what is missing before its first byte is of the other protocol`, () => {
      checkEveryCut(
        [
          client(request),
          server(response),
          gap('client', 7),
          gap('server', 'unknown'),
          client('secret'),
          server('more'),
          close,
        ],
        {
          client: [...head(0, 'request head 1', request), tunnel(6)],
          server: [...head(0, 'response head 1', response), tunnel(4)],
          exchanges: [`0 1.1 ${line} 0 @0-1 complete`],
        },
      );
    });

    test(`by ${name}: what the client sent before it waits for it`, () => {
      const conversation = new Conversation();
      conversation.run(client(`${request}secret`), 0n);
      assert.equal(conversation.waiting('client'), 6);
      conversation.run(server(response), 1n);
      assert.equal(conversation.waiting('client'), 0);
      assert.deepEqual(conversation.transcript('client'), [...head(0, 'request head 1', request), tunnel(6)]);
      assert.deepEqual([conversation.http.isLost('client'), conversation.http.isLost('server')], [false, false]);
    });

    test(`by ${name}: what the client sent before it and waits too long is lost`, () => {
      checkEveryCut([client(`${request}secret`), gap('client', 'unknown'), server(`${response}secret`), close], {
        client: [...head(0, 'request head 1', request), lost(6)],
        server: [...head(0, 'response head 1', response), tunnel(6)],
        exchanges: [`0 1.1 ${line} 0 @0-2 complete`],
      });
    });

    test(`that ${name} would make does not come: what waits is HTTP`, () => {
      checkEveryCut(
        [client(request + GET), server('HTTP/1.1 100 Continue\r\n\r\n'), server(`${REFUSED}no${NO_CONTENT}`), close],
        {
          client: [...head(0, 'request head 1', request), ...head(request.length, 'request head 2', GET)],
          exchanges: [
            `0 1.1 ${line.replace(/\d+$/, '403')} 2 @0-2 complete`,
            `${request.length} 1.1 GET / 0 -> 204 0 @0-2 complete`,
          ],
        },
      );
    });

    test(`that ${name} would make can't be known: nothing after it is read`, () => {
      checkEveryCut([client(request), gap('server', 1), client(GET), close], {
        client: [...head(0, 'request head 1', request), lost(GET.length)],
        exchanges: [`0 1.1 ${line.replace(/\d+$/, '-')} 0 @0-0 lost`],
      });
      const conversation = new Conversation();
      for (const step of [client(request), gap('server', 1), client(GET)]) conversation.run(step, 0n);
      assert.deepEqual([conversation.waiting('client'), conversation.http.isLost('client')], [0, true]);
    });
  }

  test('after a request with content: that is HTTP to its end', () => {
    const request = 'POST / HTTP/1.1\r\nUpgrade: x\r\nContent-Length: 5\r\n\r\n';
    checkEveryCut([client(`${request}he`), server(`${SWITCHING}secret`), client('llosecret'), close], {
      client: [...head(0, 'request head 1', request), ...content(0, 'request content 1', 'hello'), tunnel(6)],
      server: [...head(0, 'response head 1', SWITCHING), tunnel(6)],
      exchanges: ['0 1.1 POST / 5 -> 101 0 @0-1 complete'],
    });
  });

  test('after a request with content: bytes of that may be missing', () => {
    const request = 'POST / HTTP/1.1\r\nUpgrade: x\r\nContent-Length: 5\r\n\r\n';
    const lines = [
      '0 content request content 1 "he"',
      '0 content request content 1 gap',
      '0 content request content 1 "o"',
    ];
    checkEveryCut([client(`${request}he`), server(SWITCHING), gap('client', 2), client('osecret'), close], {
      client: [...head(0, 'request head 1', request), ...lines, '0 content request content 1 end', tunnel(6)],
      exchanges: ['0 1.1 POST / 5 -> 101 0 @0-1 complete'],
    });
  });

  test('behind other requests', () => {
    checkEveryCut([client(GET + UPGRADE), server(NO_CONTENT), server(SWITCHING), client('secret'), close], {
      client: [...head(0, 'request head 1', GET), ...head(18, 'request head 2', UPGRADE), tunnel(6)],
      exchanges: ['0 1.1 GET / 0 -> 204 0 @0-1 complete', '18 1.1 GET / 0 -> 101 0 @0-2 complete'],
    });
  });

  test('that nobody asked for is malformed', () => {
    checkEveryCut([client(GET), server(`${SWITCHING}secret`), close], {
      server: [...head(0, 'response head 1', SWITCHING), lost(6)],
      exchanges: ['0 1.1 GET / 0 -> 101 0 @0-1 malformed'],
    });
  });

  test('that HTTP/1.0 asked for is malformed', () => {
    checkEveryCut([client('GET / HTTP/1.0\r\nUpgrade: x\r\n\r\n'), server(`${SWITCHING}secret`), close], {
      server: [...head(0, 'response head 1', SWITCHING), lost(6)],
      exchanges: ['0 1.0 GET / 0 -> 101 0 @0-1 malformed'],
    });
  });
});
