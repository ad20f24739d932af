// SPDX-License-Identifier: Apache-2.0
import { type Leak, LeakFinder, type Secret } from '../../redact/corpus/leak-finder.ts';

const MARK = /\[redacted:[a-z0-9_]+\]/g;
/** Digits, hexadecimal and separators alone: our own numbers and ids look the same. */
const NUMBER_LIKE = /[0-9a-f -]{6}/i;
/** What holds a number or an id of ours, never a text of somebody else's. */
const OWN = /^(?:(?:observedT|t)imeUnixNano|(?:start|end)TimeUnixNano|intValue|doubleValue|traceId|spanId|parentSpanId|time)$/;
const OWN_IDS = new Set(['host.id', 'service.instance.id', 'container.id', 'ktls.boot.id', 'ktls.connection.id']);
const ID = /^[0-9a-f-]+$/;

/** The texts of lines of JSON, each once: names, values, and by themselves our own numbers and ids. */
class Texts {
  readonly others = new Set<string>();
  readonly own = new Set<string>();

  addLine(line: string): void {
    this.#add(JSON.parse(line), '');
  }

  #add(value: unknown, name: string): void {
    if (typeof value === 'object' && value !== null) {
      const { key } = value as { key?: unknown };
      for (const [child, inner] of Object.entries(value)) {
        this.others.add(child);
        // An attribute of OTLP has its name beside its value.
        if (child === 'value' && typeof key === 'string') this.#addAttribute(inner, key);
        else this.#add(inner, Array.isArray(value) ? name : child);
      }
    } else {
      const text = String(value);
      const isOwn = typeof value !== 'string' || OWN.test(name) || (OWN_IDS.has(name) && ID.test(text));
      (isOwn ? this.own : this.others).add(text);
    }
  }

  #addAttribute(inner: unknown, key: string): void {
    for (const [child, value] of Object.entries(inner as object)) this.#add(value, child === 'stringValue' ? key : child);
  }
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

  constructor(secrets: readonly Secret[]) {
    this.#all = new LeakFinder(secrets);
    this.#words = new LeakFinder(secrets.filter(({ text }) => !NUMBER_LIKE.test(text)));
  }

  /** Everything everywhere, but in our own numbers what could not be one of them. What came often is looked at once. */
  find({ json, texts, streams }: Left): Leak[] {
    const found = new Texts();
    for (const line of json) found.addLine(line);
    const bare = streams.map((text) => text.replace(MARK, ''));
    return [
      ...this.#find(this.#words, found.own),
      ...this.#find(this.#all, new Set([...found.others, ...texts, ...streams, ...bare])),
    ];
  }

  /** In pieces: a string has a longest length. */
  #find(finder: LeakFinder, texts: ReadonlySet<string>): Leak[] {
    const lines = [...texts];
    const leaks: Leak[] = [];
    for (let at = 0; at < lines.length; at += 1000) leaks.push(...finder.find(Buffer.from(lines.slice(at, at + 1000).join('\n'))));
    return leaks;
  }
}
