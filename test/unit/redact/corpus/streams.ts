// SPDX-License-Identifier: Apache-2.0
import { type Carrier, client, type Message, server } from './case.ts';

const SWITCHING =
  'HTTP/1.1 101 Switching Protocols\r\nServer: teapots\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n';
const UPGRADE = 'GET /chat HTTP/1.1\r\nHost: shop.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n';
const MASK = Buffer.from([0x37, 0xfa, 0x21, 0x3d]);

/** A text frame (RFC 6455, 5.2). */
function webSocketFrame(text: string, isMasked: boolean): Buffer {
  const payload = Buffer.from(text, 'latin1');
  const length = Buffer.alloc(2);
  length.writeUInt16BE(payload.length);
  const bit = isMasked ? 0x80 : 0;
  const head =
    payload.length < 126
      ? Buffer.from([0x81, bit | payload.length])
      : Buffer.concat([Buffer.from([0x81, bit | 126]), length]);
  if (!isMasked) return Buffer.concat([head, payload]);
  return Buffer.concat([head, MASK, payload.map((byte, i) => byte ^ (MASK[i % 4] ?? 0))]);
}

/** Only one of the bodies has secrets; here it goes both ways. */
function bodyOf({ requestBody, responseBody }: Message): string {
  return requestBody === 'item=teapot' ? responseBody : requestBody;
}

const webSocket: Carrier = {
  name: 'WebSocket',
  carry(message, { place, onlyHttp, isFirst }) {
    if (place !== 'body' || onlyHttp || isFirst) return undefined;
    const text = bodyOf(message);
    const steps = [
      client(UPGRADE),
      server(SWITCHING),
      client(webSocketFrame(text, true)),
      server(webSocketFrame(text, false)),
    ];
    return { steps, visible: ['Host: shop.example', 'Server: teapots'] };
  },
};

function plain(name: string, isServerFirst: boolean): Carrier {
  return {
    name,
    carry(message, { place, onlyHttp, isFirst }) {
      if (place !== 'body' || onlyHttp || isFirst) return undefined;
      const text = bodyOf(message);
      const greeting = '* the teapot shop is ready\r\n';
      const [first, other] = isServerFirst ? [server, client] : [client, server];
      return {
        steps: [first(greeting), other('hello teapots\r\n'), first(text), other('done\r\n')],
        visible: ['* the teapot shop is ready'],
      };
    },
  };
}

/** The client's words are the first of the connection, but for a server's greeting. */
const protocol: Carrier = {
  name: 'a protocol of its own',
  carry({ stream }) {
    if (stream === undefined) return undefined;
    const { greeting, text } = stream;
    return {
      steps: [...(greeting === '' ? [] : [server(greeting)]), client(text), server('+OK\r\n')],
      visible: ['OK'],
    };
  },
};

export const STREAM_CARRIERS: readonly Carrier[] = [
  webSocket,
  plain('plain text', false),
  plain('plain text, server first', true),
  protocol,
];
