// SPDX-License-Identifier: Apache-2.0
import { Text } from '../part.ts';
import type { Framing } from './framing.ts';
import type { PartWriter } from './part-writer.ts';

/** The content of a message without its framing: one text, or masked where it is encoded. No byte is kept. */
export class Content {
  /** In bytes so far; those that were skipped count. */
  length = 0;
  readonly #name: string;
  readonly #isEncoded: boolean;
  readonly #canSkip: boolean;
  #text: Text | undefined;

  constructor(name: string, { length, isEncoded, isMultipart }: Framing) {
    this.#name = name;
    this.#isEncoded = isEncoded;
    this.#canSkip = typeof length === 'number' && !isMultipart;
  }

  write(bytes: Buffer, out: PartWriter): void {
    this.length += bytes.length;
    if (this.#isEncoded) out.mask('content', 'encoded', bytes.length);
    else out.text('content', this.#openText(), bytes);
  }

  skip(bytes: number, out: PartWriter): void {
    this.length += bytes;
    if (!this.#isEncoded) out.textGap('content', this.#openText());
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
