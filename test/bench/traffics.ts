// SPDX-License-Identifier: Apache-2.0
import { Traffic } from '../unit/run/traffic.ts';
import { CONNECTIONS } from './redaction/connections.ts';
import { json } from './redaction/texts.ts';

const EXCHANGES = 50;
const RESPONSE_BYTES = 1024;

const REQUEST =
  'GET /api/v1/orders?customer=1234&page=2 HTTP/1.1\r\nHost: shop.example\r\n' +
  'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36\r\nAccept: application/json, text/plain, */*\r\n' +
  'Accept-Language: en-US,en;q=0.9\r\nReferer: https://shop.example/orders\r\nConnection: keep-alive\r\n\r\n';

/** A request of 300 bytes and a response of 1 KB. */
export function keepAliveExchange(): { request: string; response: string } {
  const body = json().slice(0, RESPONSE_BYTES);
  const response =
    'HTTP/1.1 200 OK\r\nServer: nginx/1.26.3\r\nDate: Fri, 27 Nov 2026 10:20:30 GMT\r\n' +
    `Content-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: keep-alive\r\n\r\n${body}`;
  return { request: REQUEST, response };
}

/** Such exchanges, one after the other. */
function keepAlive(): Traffic {
  const traffic = new Traffic();
  const { request, response } = keepAliveExchange();
  for (let exchange = 0; exchange < EXCHANGES; exchange += 1) traffic.send('client', request).send('server', response);
  return traffic.close();
}

function known(name: string): Traffic {
  const found = CONNECTIONS.find((connection) => connection.name === name);
  if (found === undefined) throw new Error(`no connection ${name}`);
  return found.traffic;
}

/** What connections carry, again and again. */
export const TRAFFICS: Readonly<Record<string, Traffic>> = {
  'plain, 200 B': known('plain of 200 B'),
  'HTTP/1 keep-alive': keepAlive(),
  'HTTP/2': known('heads of HTTP/2'),
  'pages of 30 KB': known('HTML of 30 KB'),
};
