// SPDX-License-Identifier: Apache-2.0
import { type Leak, LeakFinder, type Secret } from '../../redact/corpus/leak-finder.ts';

const MARK = /\[redacted:[a-z0-9_]+\]/g;
/** Digits, hexadecimal and separators alone: our own numbers and ids look the same. */
const NUMBER_LIKE = /[0-9a-f -]{6}/i;
/** What holds a number or an id of ours, never a text of somebody else's. */
const OWN = /^(?:(?:observedT|t)imeUnixNano|(?:start|end)TimeUnixNano|intValue|doubleValue|traceId|spanId|parentSpanId|time)$/;
const OWN_IDS = new Set(['host.id', 'service.instance.id', 'container.id', 'ktls.boot.id', 'ktls.connection.id']);
const ID = /^[0-9a-f-]+$/;

/** The texts of a JSON line, without our own numbers and ids. */
function* textsOf(value: unknown, name: string): Generator<string> {
  if (typeof value === 'string') {
    if (!OWN.test(name) && !(OWN_IDS.has(name) && ID.test(value))) yield value;
  } else if (typeof value === 'object' && value !== null) {
    const { key } = value as { key?: unknown };
    for (const [child, inner] of Object.entries(value)) {
      // An attribute of OTLP has its name beside its value.
      if (child === 'value' && typeof key === 'string') yield* attributeTexts(inner, key);
      else yield* textsOf(inner, Array.isArray(value) ? name : child);
    }
  }
}

function* attributeTexts(value: unknown, key: string): Generator<string> {
  for (const [child, inner] of Object.entries(value as object)) yield* textsOf(inner, child === 'stringValue' ? key : child);
}

/** All that one run of the service left: nothing of a secret may be in it. */
export interface Left {
  /** The lines of JSON, of the Collector or the console. */
  json: string[];
  /** Anything else: standard error, the table. */
  texts: string[];
  /** The plaintext of each direction of each connection, record after record. */
  streams: string[];
}

export class SecretSearch {
  readonly #all: LeakFinder;
  readonly #words: LeakFinder;
  readonly #numbers: LeakFinder;

  constructor(secrets: readonly Secret[]) {
    const isNumberLike = ({ text }: Secret): boolean => NUMBER_LIKE.test(text);
    this.#all = new LeakFinder(secrets);
    this.#words = new LeakFinder(secrets.filter((secret) => !isNumberLike(secret)));
    this.#numbers = new LeakFinder(secrets.filter(isNumberLike));
  }

  /** Words everywhere; what could be a number of ours where none of those stands. */
  find({ json, texts, streams }: Left): Leak[] {
    const held = json.map((line) => [...textsOf(JSON.parse(line), '')].join('\n'));
    const bare = streams.map((text) => text.replace(MARK, ''));
    return [
      ...this.#find(this.#words, [...json, ...texts]),
      ...this.#find(this.#numbers, [...held, ...texts]),
      ...this.#find(this.#all, [...streams, ...bare]),
    ];
  }

  /** In pieces: a string has a longest length. */
  #find(finder: LeakFinder, lines: readonly string[]): Leak[] {
    const leaks: Leak[] = [];
    for (let at = 0; at < lines.length; at += 1000) leaks.push(...finder.find(Buffer.from(lines.slice(at, at + 1000).join('\n'))));
    return leaks;
  }
}
