// SPDX-License-Identifier: Apache-2.0
import type { MaskReason } from '../part.ts';
import { isPlainContent } from '../plain-content.ts';
import type { Sender } from '../protocol.ts';
import type { Owner, PartWriter } from './part-writer.ts';
import type { Payload } from './payload.ts';
import type { Stream } from './stream.ts';

/** Of DATA: content of a stream. */
export class DataPayload implements Payload {
  readonly #from: Sender;
  readonly #stream: Stream | undefined;
  readonly #unknown: MaskReason;
  readonly #out: PartWriter;
  readonly #owner: Owner;

  /** @param unknown why content of a stream that is not followed is masked */
  constructor(from: Sender, stream: Stream | undefined, unknown: MaskReason, out: PartWriter) {
    this.#from = from;
    this.#stream = stream;
    this.#unknown = unknown;
    this.#out = out;
    this.#owner = { role: 'content', exchange: stream?.exchange };
  }

  read(bytes: Buffer, isLast: boolean): void {
    const stream = this.#open();
    stream?.count(this.#from, bytes.length);
    const mask = stream === undefined ? this.#unknown : stream.halves[this.#from].mask;
    if (stream === undefined || mask !== undefined) this.#out.mask(this.#owner, bytes.length, mask ?? this.#unknown);
    else this.#show(stream, bytes, isLast);
  }

  #show(stream: Stream, bytes: Buffer, isLast: boolean): void {
    const half = stream.halves[this.#from];
    if (half.isUnsure && !isPlainContent(bytes, isLast)) {
      half.mask = 'lost';
      return this.#out.mask(this.#owner, bytes.length, 'lost');
    }
    half.isUnsure = false;
    if (half.isTail) half.gzip.skip();
    const encoded = half.gzip.read(bytes);
    if (half.gzip.isGzip) half.mask = 'encoded';
    this.#out.mask(this.#owner, encoded, 'encoded');
    if (encoded === bytes.length) return;
    const isStart = half.text === undefined;
    const text = stream.textOf(this.#from);
    if (isStart && half.isTail) this.#out.textGap(this.#owner, text);
    this.#out.text(this.#owner, text, bytes.subarray(encoded));
  }

  skip(bytes: number): void {
    const stream = this.#open();
    stream?.count(this.#from, bytes);
    if (stream === undefined || stream.halves[this.#from].mask !== undefined) return;
    stream.halves[this.#from].gzip.skip();
    this.#out.textGap(this.#owner, stream.textOf(this.#from));
  }

  /** The other side may reset the stream amid the frame. */
  #open(): Stream | undefined {
    return this.#stream?.halves[this.#from].isOver ? undefined : this.#stream;
  }
}
