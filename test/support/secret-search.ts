// SPDX-License-Identifier: Apache-2.0
import { type Leak, LeakFinder, type Secret } from '../unit/redact/corpus/leak-finder.ts';

const MARK = /\[redacted:[a-z0-9_]+\]/g;
/** What holds a number, a time or an id of ours, never a text of somebody else's. */
const OWN = new Set([
  'observedTimeUnixNano',
  'timeUnixNano',
  'startTimeUnixNano',
  'endTimeUnixNano',
  'time',
  'intValue',
  'doubleValue',
  'traceId',
  'spanId',
  'parentSpanId',
  'host.id',
  'service.instance.id',
  'container.id',
  'ktls.boot.id',
  'ktls.connection.id',
]);
const OWN_TEXT = /^[0-9a-f.:TZ+-]*$/;

/** The texts of lines of JSON, names and values, each once; without our own ids, in which chance hides anything. */
class Texts {
  readonly found = new Set<string>();

  addLine(line: string): void {
    this.#add(JSON.parse(line), '');
  }

  #add(value: unknown, name: string): void {
    if (typeof value === 'object' && value !== null) {
      const { key } = value as { key?: unknown };
      for (const [child, inner] of Object.entries(value)) {
        this.found.add(child);
        // An attribute of OTLP has its name beside its value.
        if (child === 'value' && typeof key === 'string') this.#addAttribute(inner, key);
        else this.#add(inner, Array.isArray(value) ? name : child);
      }
    } else if (typeof value === 'string' && !(OWN.has(name) && OWN_TEXT.test(value))) {
      this.found.add(value);
    }
  }

  #addAttribute(inner: unknown, key: string): void {
    for (const [child, value] of Object.entries(inner as object))
      this.#add(value, child === 'stringValue' ? key : child);
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
  readonly #finder: LeakFinder;

  constructor(secrets: readonly Secret[]) {
    this.#finder = new LeakFinder(secrets);
  }

  /** What came often is looked at once. In pieces: a string has a longest length. */
  find({ json, texts, streams }: Left): Leak[] {
    const held = new Texts();
    for (const line of json) held.addLine(line);
    const bare = streams.map((text) => text.replace(MARK, ''));
    const lines = [...new Set([...held.found, ...texts, ...streams, ...bare])];
    const leaks: Leak[] = [];
    for (let at = 0; at < lines.length; at += 1000)
      leaks.push(...this.#finder.find(Buffer.from(lines.slice(at, at + 1000).join('\n'))));
    return leaks;
  }
}
