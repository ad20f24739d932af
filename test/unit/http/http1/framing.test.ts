// SPDX-License-Identifier: Apache-2.0
import { describe, test } from 'node:test';
import { checkEveryCut } from './check-every-cut.ts';
import { client, close, end, server } from './conversation.ts';
import { content, head, lost } from './expected-lines.ts';

const CONTENT = '5\r\nhello\r\n0\r\n\r\n';
const GET = 'GET / HTTP/1.1\r\n\r\n';

const AMBIGUOUS = [
  ['Transfer-Encoding and Content-Length', 'Transfer-Encoding: chunked\r\nContent-Length: 5\r\n'],
  ['Content-Length and Transfer-Encoding', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n'],
  ['lengths that differ', 'Content-Length: 5\r\nContent-Length: 15\r\n'],
  ['lengths that differ in one field', 'Content-Length: 5, 15\r\n'],
  ['lengths that differ in their digits', 'Content-Length: 5\r\nContent-Length: 05\r\n'],
  ['an empty length', 'Content-Length:\r\n'],
  ['an empty length beside one', 'Content-Length: 5,\r\n'],
  ['a length with a sign', 'Content-Length: +5\r\n'],
  ['a negative length', 'Content-Length: -5\r\n'],
  ['a length that is no number', 'Content-Length: 5x\r\n'],
  ['a hexadecimal length', 'Content-Length: 0x5\r\n'],
  ['a length with a space', 'Content-Length: 1 5\r\n'],
  ['a length of 16 digits', 'Content-Length: 0000000000000005\r\n'],
  ['an empty coding', 'Transfer-Encoding:\r\n'],
  ['an unknown coding', 'Transfer-Encoding: xchunked\r\n'],
  ['an unknown coding before chunked', 'Transfer-Encoding: x, chunked\r\n'],
  ['the coding identity', 'Transfer-Encoding: identity\r\n'],
  ['chunked with a vertical tab', 'Transfer-Encoding: \x0bchunked\r\n'],
  ['chunked with a parameter', 'Transfer-Encoding: chunked;a=b\r\n'],
  ['chunked in quotes', 'Transfer-Encoding: "chunked"\r\n'],
  ['chunked twice', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n'],
  ['chunked before another', 'Transfer-Encoding: chunked, gzip\r\n'],
  ['an empty element beside chunked', 'Transfer-Encoding: chunked,\r\n'],
] as const;

describe('a message whose content could be read in two ways stops its direction', () => {
  for (const [name, fields] of AMBIGUOUS) {
    test(`request: ${name}`, () => {
      const request = `POST / HTTP/1.1\r\n${fields}\r\n`;
      checkEveryCut([client(request + CONTENT + GET), close], {
        client: [...head(0, 'request head 1', request), lost(CONTENT.length + GET.length)],
        exchanges: ['0 1.1 POST / 0 -> - 0 @0-0 malformed'],
      });
    });

    test(`response: ${name}`, () => {
      const response = `HTTP/1.1 200 OK\r\n${fields}\r\n`;
      checkEveryCut([client(GET + GET), server(response + CONTENT), end('server'), close], {
        server: [...head(0, 'response head 1', response), lost(CONTENT.length)],
        exchanges: ['0 1.1 GET / 0 -> 200 0 @0-1 malformed', '18 1.1 GET / 0 -> - 0 @0-0 lost'],
      });
    });
  }

  test('request: codings without chunked', () => {
    const request = 'POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n';
    checkEveryCut([client(request + CONTENT), close], {
      client: [...head(0, 'request head 1', request), lost(CONTENT.length)],
      exchanges: ['0 1.1 POST / 0 -> - 0 @0-0 malformed'],
    });
  });

  for (const [direction, version, steps] of [
    ['request', '1.0', [client(`POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n${CONTENT}`)]],
    ['response', '1.1', [client(GET), server(`HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${CONTENT}`)]],
  ] as const) {
    test(`${direction}: chunked in HTTP/1.0`, () => {
      const line = direction === 'request' ? 'POST / 0 -> - 0 @0-0' : 'GET / 0 -> 200 0 @0-1';
      checkEveryCut([...steps, close], { exchanges: [`0 ${version} ${line} malformed`] });
    });
  }
});

describe('a message whose content can be read in one way', () => {
  for (const fields of [
    'Content-Length: 5\r\ncontent-length: 5\r\n',
    'Content-Length: 5, 5\r\n',
    'Content-Length: 000000000000005\r\n',
  ]) {
    test(JSON.stringify(fields), () => {
      const request = `POST / HTTP/1.1\r\n${fields}\r\n`;
      checkEveryCut([client(`${request}hello${GET}`), close], {
        client: [
          ...head(0, 'request head 1', request),
          ...content(0, 'request content 1', 'hello'),
          ...head(request.length + 5, 'request head 2', GET),
        ],
        exchanges: ['0 1.1 POST / 5 -> - 0 @0-0 closed', `${request.length + 5} 1.1 GET / 0 -> - 0 @0-0 closed`],
      });
    });
  }

  test('a response in codings without chunked lasts until the end', () => {
    const response = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n';
    checkEveryCut([client(GET), server(response + CONTENT), end('server'), close], {
      server: [...head(0, 'response head 1', response), `0 content mask encoded ${CONTENT.length}`],
      exchanges: [`0 1.1 GET / 0 -> 200 ${CONTENT.length} @0-1 complete`],
    });
  });
});
