// SPDX-License-Identifier: Apache-2.0
import { GzipStart } from '../gzip-start.ts';
import { Text } from '../part.ts';
import type { Framing } from './framing.ts';
import type { PartWriter } from './part-writer.ts';

/** The content of a message without its framing: one text, or masked where it is encoded. No byte is kept. */
export class Content {
  /** In bytes so far; those that were skipped count. */
  length = 0;
  readonly #name: string;
  readonly #isEncoded: boolean;
  /** Whether the start of a call may be enough to read: its length is known, and it is one text. */
  readonly #canSkip: boolean;
  /** And whether it is without looking for a place at its end. */
  readonly canLeaveOut: boolean;
  readonly #gzip = new GzipStart();
  #text: Text | undefined;

  constructor(name: string, { length, isEncoded, isMultipart, isForm }: Framing) {
    this.#name = name;
    this.#isEncoded = isEncoded;
    this.#canSkip = typeof length === 'number' && !isMultipart;
    this.canLeaveOut = this.#canSkip && !isForm;
  }

  write(bytes: Buffer, out: PartWriter): void {
    this.length += bytes.length;
    const encoded = this.#isEncoded ? bytes.length : this.#gzip.read(bytes);
    if (encoded > 0) out.mask('content', 'encoded', encoded);
    if (encoded < bytes.length) out.text('content', this.#openText(), bytes.subarray(encoded));
  }

  skip(bytes: number, out: PartWriter): void {
    this.length += bytes;
    this.#gzip.skip();
    if (!this.#isEncoded && !this.#gzip.isGzip) out.textGap('content', this.#openText());
  }

  end(out: PartWriter): void {
    if (this.#text) out.textEnd('content', this.#text);
    this.#text = undefined;
  }

  cut(out: PartWriter): void {
    if (this.#text) out.cut('content', this.#text);
    this.#text = undefined;
  }

  #openText(): Text {
    this.#text ??= new Text(this.#name, { canSkip: this.#canSkip });
    return this.#text;
  }
}
