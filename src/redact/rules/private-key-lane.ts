// SPDX-License-Identifier: Apache-2.0
import { byteSet } from '../scan/byte-set.ts';
import type { Lane } from '../scan/lane.ts';
import { Literals } from '../scan/literals.ts';
import type { Piece } from '../scan/piece.ts';
import { Spans } from '../scan/spans.ts';

const marks = new Literals(['-----BEGIN', '---- BEGIN', '-----END', '---- END']);
const LAST_BEGIN = 2;
const DASH = 0x2d;
const MAX_LABEL = 64;
const isLabel = byteSet({ ranges: 'A-Z0-9', bytes: ' +%' });
// Spaces are + or %20 in a form.
const isPrivateKey = (label: string): boolean => /PRIVATE(?: |\+|%20)KEY/.test(label);

/**
 * Private keys in armour (PEM, OpenSSH, PGP, SSH2), with line breaks of any sort or escaped ones. Nothing is held: the
 * first line is shown, and what follows is masked with the last line, or to the end of the text.
 */
export class PrivateKeyLane implements Lane {
  readonly spans = new Spans();
  #state = 0;
  #at: 'text' | 'label' | 'key' | 'last-label' | 'last-dashes' = 'text';
  #label = '';

  read({ bytes, from, base }: Piece): void {
    for (let index = from; index < bytes.length; index += 1) {
      const byte = bytes[index] ?? 0;
      // Far the most bytes change nothing.
      if (this.#state === 0 && byte !== DASH && (this.#at === 'text' || this.#at === 'key')) continue;
      this.#byte(byte, base + index);
    }
    this.spans.reached(base + bytes.length);
  }

  end(offset: number): void {
    this.spans.reached(offset);
    this.spans.close(offset);
  }

  reset(offset: number): void {
    this.#state = 0;
    this.#at = 'text';
    this.spans.reset(offset);
  }

  #byte(byte: number, offset: number): void {
    this.#state = marks.next[256 * this.#state + byte] ?? 0;
    const mark = marks.found[this.#state] ?? 0;
    if (this.#at === 'label') this.#labelByte(byte, offset);
    else if (this.#at === 'last-label' && byte === DASH) this.#at = 'last-dashes';
    else if (this.#at === 'last-dashes' && byte !== DASH) {
      this.#at = 'text';
      this.spans.close(offset);
    }
    if (mark > LAST_BEGIN && this.#at === 'key') this.#at = 'last-label';
    if (mark > 0 && mark <= LAST_BEGIN && this.#at === 'text') {
      this.#at = 'label';
      this.#label = '';
    }
  }

  #labelByte(byte: number, offset: number): void {
    if (isLabel[byte] === 1 && this.#label.length < MAX_LABEL) {
      this.#label += String.fromCharCode(byte);
    } else if (byte === DASH && isPrivateKey(this.#label)) {
      this.#at = 'key';
      this.spans.open(offset + 1, 'private_key');
    } else {
      this.#at = 'text';
    }
  }
}
