// SPDX-License-Identifier: Apache-2.0
import { RandomNumbers } from '../../unit/redact/fuzz/random-numbers.ts';
import { HOSTILE } from './hostile.ts';

/** As much as a sample holds. */
export const CALL_BYTES = 16_384;
/** Of hostile text on one connection: more than a connection may spend on at once. */
const HOSTILE_BYTES = 4_194_304;
/** Of each text, so that neither a processor's caches nor its branch predictor know it by heart. */
const VARIANTS = 16;

/** Of the scanner, in CPU of a bare loop that reads each byte. */
const OF_ORDINARY = 10;
const OF_STRUCTURED = 18;

export interface BenchText {
  readonly name: string;
  /** Messages of its kind. */
  readonly messages: readonly Buffer[];
  /** The messages follow each other on one connection without framing, and so are one text. */
  readonly isStream: boolean;
  /** The most that scanning may cost: times the bare loop, or times everyday text. */
  readonly bound: { readonly ratio: number; readonly to: 'bare loop' | 'everyday text' };
}

const random = new RandomNumbers(12);
const WORDS =
  'the of and a to in is was it for on with as his they at be this from have or by one had not but what all were when we there can an your which their said if do will each about how up out them then she many some so these would other into has more her two like him see time could no make than first been its who now people my made over did down only way find use may water long little very after words called just where most know'.split(
    ' ',
  );
const NAMES = ['Ada Lovelace', 'Grace Hopper', 'Alan Turing', 'Edsger Dijkstra', 'Barbara Liskov', 'Donald Knuth'];

function words(count: number): string {
  return Array.from({ length: count }, () => random.pick(WORDS)).join(' ');
}

function sentence(): string {
  const text = words(random.between(6, 16));
  return `${text[0]?.toUpperCase()}${text.slice(1)}.`;
}

/** What `part` makes, again and again, to exactly so many bytes. */
function filled(bytes: number, part: () => string): string {
  let text = '';
  while (text.length < bytes) text += part();
  return text.slice(0, bytes);
}

const hexadecimal = (length: number): string => random.text('0123456789abcdef', length);
const twoDigits = (limit: number): string => String(random.below(limit)).padStart(2, '0');
const day = (): string => `2026-${twoDigits(9)}-${twoDigits(28)}`;

function item(): object {
  const id = random.between(1000, 99_999);
  return {
    id,
    sku: `${random.text('ABCDEFGH', 3)}-${random.below(10_000)}`,
    name: words(3),
    price: random.below(10_000) / 100,
    inStock: random.onceIn(2),
    url: `https://shop.example/items/${id}?page=${random.below(9)}&sort=name`,
    tags: [random.pick(WORDS), random.pick(WORDS)],
    createdAt: `${day()}T${twoDigits(24)}:${twoDigits(60)}:00Z`,
  };
}

export function json(bytes = 2048): string {
  const order = { order: hexadecimal(24), customer: { name: random.pick(NAMES), vip: false, since: null }, items: [] };
  const items: object[] = [];
  const text = (): string => JSON.stringify({ ...order, items });
  while (text().length < bytes) items.push(item());
  items.pop();
  return text();
}

export function html(bytes = 30 * 1024): string {
  const head =
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Teapots</title>\n' +
    '<link rel="stylesheet" href="/assets/site.css?v=20261127">\n' +
    '<style>.intro { margin: 0 auto; color: #1a2b3c; } @media (min-width: 40em) { .intro { width: 80%; } }</style>\n' +
    '<script>window.dataLayer = window.dataLayer || []; function go(a, b) { return a[b + 1] === undefined; }</script>\n' +
    '</head>\n<body class="page page--list">\n';
  const card = (): string =>
    `<div class="card" id="item-${random.below(10_000)}" data-index="${random.below(100)}">\n` +
    `  <a href="https://shop.example/items/${random.below(99_999)}?page=2&amp;sort=name" title="${words(2)}">\n` +
    `    <img src="/img/${hexadecimal(12)}.png" alt="${words(3)}" width="320" height="240" loading="lazy"></a>\n` +
    `  <p class="intro">${sentence()} ${sentence()} &mdash; <em>${words(2)}</em></p>\n` +
    `  <button type="button" onclick="add(${random.below(9999)}, 'cart')">Add to cart</button>\n</div>\n`;
  return head + filled(bytes - head.length, card);
}

export function binary(bytes = 16 * 1024): Buffer {
  return Buffer.from(Uint8Array.from({ length: bytes }, () => random.below(256)));
}

export function plain(bytes = 200): string {
  return filled(bytes, () => `${sentence()}${random.onceIn(4) ? '\n' : ' '}`);
}

export function form(): string {
  return new URLSearchParams({
    name: random.pick(NAMES),
    street: `${words(2)} ${random.below(200)}`,
    city: 'Zürich',
    quantity: String(random.below(20)),
    note: sentence(),
    'item[colour]': 'red',
    returnTo: `https://shop.example/cart?step=${random.below(4)}&lang=en`,
    newsletter: 'on',
  }).toString();
}

/** A browser's, with what redaction is for: a cookie and an authorization. */
export function requestFields(): [name: string, value: string][] {
  return [
    ['host', 'shop.example'],
    ['user-agent', 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0'],
    ['accept', 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8'],
    ['accept-language', 'en-US,en;q=0.5'],
    ['accept-encoding', 'gzip, deflate, br, zstd'],
    ['referer', `https://shop.example/items?page=${random.below(9)}&sort=name`],
    ['authorization', `Bearer ${hexadecimal(32)}`],
    ['cookie', `sid=${hexadecimal(32)}; theme=dark; lang=en`],
    ['sec-fetch-dest', 'document'],
    ['sec-fetch-mode', 'navigate'],
    ['x-request-id', hexadecimal(16)],
  ];
}

export function responseFields(): [name: string, value: string][] {
  return [
    ['date', 'Fri, 27 Nov 2026 10:20:30 GMT'],
    ['server', 'nginx/1.26.3'],
    ['content-type', 'text/html; charset=utf-8'],
    ['cache-control', 'public, max-age=3600, must-revalidate'],
    ['etag', `"${hexadecimal(16)}"`],
    ['last-modified', 'Thu, 26 Nov 2026 08:00:00 GMT'],
    ['vary', 'Accept-Encoding, Origin'],
    ['set-cookie', `sid=${hexadecimal(32)}; Path=/; HttpOnly; Secure; SameSite=Lax`],
    ['strict-transport-security', 'max-age=31536000; includeSubDomains'],
    ['content-security-policy', "default-src 'self'; img-src 'self' https://img.example; script-src 'self'"],
    ['x-content-type-options', 'nosniff'],
  ];
}

const lines = (fields: readonly (readonly [string, string])[]): string =>
  fields.map(([name, value]) => `${name}: ${value}\r\n`).join('');

export const path = (): string => `/items/${random.below(99_999)}?page=${random.below(9)}&sort=name`;

export function http1Head(isResponse: boolean, more: readonly (readonly [string, string])[] = []): string {
  const fields = [...(isResponse ? responseFields() : requestFields()), ...more];
  return `${isResponse ? 'HTTP/1.1 200 OK' : `GET ${path()} HTTP/1.1`}\r\n${lines(fields)}\r\n`;
}

/** As header blocks of HTTP/2 are shown. */
function http2Head(isResponse: boolean): string {
  if (isResponse) return lines([[':status', '200'], ...responseFields()]);
  return lines([[':method', 'GET'], [':scheme', 'https'], [':path', path()], ...requestFields()]);
}

/** A message of gRPC: 5 bytes before it, then fields of protobuf: numbers, texts and messages. */
export function grpc(): Buffer {
  const field = (number: number, text: string): Buffer =>
    Buffer.concat([Buffer.from([(number << 3) | 2, text.length]), Buffer.from(text, 'latin1')]);
  const entry = (): Buffer => {
    const inner = Buffer.concat([
      field(1, random.pick(NAMES)),
      Buffer.from([0x10, 0x80 | random.below(128), random.below(128)]),
      field(3, words(4)),
      Buffer.concat([Buffer.from([0x21]), binary(8)]),
      field(5, hexadecimal(16)),
    ]);
    return Buffer.concat([Buffer.from([0x0a, inner.length]), inner]);
  };
  const message = Buffer.concat(Array.from({ length: 6 }, entry));
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

function text(
  name: string,
  make: (index: number) => string | Buffer,
  bound: number,
  { isStream = false } = {},
): BenchText {
  const messages = Array.from({ length: VARIANTS }, (_, index) => {
    const made = make(index);
    return typeof made === 'string' ? Buffer.from(made, 'latin1') : made;
  });
  return { name, messages, isStream, bound: { ratio: bound, to: 'bare loop' } };
}

export const ORDINARY: readonly BenchText[] = [
  text('JSON of 2 KB', () => json(), OF_STRUCTURED),
  text('HTML of 30 KB', () => html(), OF_ORDINARY),
  text('binary of 16 KB', () => binary(), OF_ORDINARY),
  text('plain of 200 B', () => plain(), OF_ORDINARY, { isStream: true }),
  text('forms', form, OF_STRUCTURED),
  text('heads of HTTP/1', (index) => http1Head(index % 2 === 1), OF_STRUCTURED),
  text('heads of HTTP/2', (index) => http2Head(index % 2 === 1), OF_STRUCTURED),
  text('gRPC', grpc, OF_STRUCTURED, { isStream: true }),
];

/** What a connection carries of everything, as bytes of no HTTP. */
export const EVERYDAY = [
  'function next(list, index) { return list[index + 1] === undefined ? -1 : index + 1; }\n',
  'HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 5120\r\n\r\n',
  '<!doctype html>\n<p class="intro">It was a bright cold day in April, and the clocks were striking thirteen.</p>\n',
  '{"id":48213,"name":"Ada","tags":["a","b"],"href":"https://example.com/users/48213?page=2&sort=name"}\n',
].join('');

/** Beside which hostile text is held: everyday text in calls as long. */
export const EVERYDAY_TEXT = text('everyday text', () => Buffer.alloc(CALL_BYTES, EVERYDAY), OF_STRUCTURED, {
  isStream: true,
});

export const HOSTILE_TEXTS: readonly BenchText[] = Object.entries(HOSTILE).map(([name, unit]) => ({
  name: `hostile: ${name}`,
  messages: [Buffer.alloc(HOSTILE_BYTES, unit, 'latin1')],
  isStream: true,
  bound: { ratio: 3, to: 'everyday text' },
}));
