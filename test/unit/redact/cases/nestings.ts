// SPDX-License-Identifier: Apache-2.0
import type { Place } from '../corpus/spot.ts';

/** A way to say a text: as it is, or one level deeper. latin1 in and out. */
export interface Nesting {
  name: string;
  /** All that a scanner reads of a message that has this text there. */
  wrap(text: string, place: Place): string;
  /** How a part of the text looks in it. */
  encode(part: string): string;
  /** What comes after it. */
  end?: string;
  isPercent?: true;
}

const identity = (text: string): string => text;
const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);
const percent = (text: string): string =>
  text.replaceAll(/[^A-Za-z0-9_.~!*'()-]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
const inForm = (text: string): string => percent(text).replaceAll('%20', '+');

/** What stands in another text in place of a target: its URL. */
const said = (text: string, place: Place): string => (place === 'target' ? `https://shop.example${text}` : text);

const plain: Nesting = {
  name: 'plain',
  wrap(text, place) {
    switch (place) {
      case 'target':
        return `GET ${text} HTTP/1.1\r\nHost: shop.example\r\n\r\n`;
      case 'request-lines':
        return `POST /teapots?page=2 HTTP/1.1\r\nHost: shop.example\r\n${text}\r\nContent-Length: 11\r\n\r\n`;
      case 'response-lines':
        return `HTTP/1.1 200 OK\r\nServer: teapots\r\n${text}\r\nContent-Length: 11\r\n\r\n`;
      default:
        return text;
    }
  },
  encode: identity,
};

export const NESTINGS: readonly Nesting[] = [
  plain,
  {
    name: 'JSON',
    wrap: (text, place) => `{"message":"${inJson(said(text, place))}","n":1}`,
    encode: inJson,
    end: '"n":1}',
  },
  {
    name: 'form',
    wrap: (text, place) => `item=${inForm(said(text, place))}&n=1`,
    encode: inForm,
    end: '&n=1',
    isPercent: true,
  },
  {
    name: 'query',
    wrap: (text, place) => `GET /search?q=${percent(said(text, place))}&n=1 HTTP/1.1\r\nHost: shop.example\r\n\r\n`,
    encode: percent,
    end: '&n=1',
    isPercent: true,
  },
];
