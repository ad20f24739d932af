// SPDX-License-Identifier: Apache-2.0
import { byteSet } from '../scan/byte-set.ts';
import type { Lane } from '../scan/lane.ts';
import type { Piece } from '../scan/piece.ts';
import { Spans } from '../scan/spans.ts';
import { isKnownHeader, ruleOfName } from './key-names.ts';
import { AfterKey } from './values/after-key.ts';
import { ListValue } from './values/list-value.ts';
import type { Value } from './values/value.ts';

const NAME_KEY = /^(?:name|key|id|label|field|header|parameter_?(?:name|key))$/i;
const VALUE_KEY = /^(?:values?|val|content|parameter_?value)$/i;
const AFTER_NAME_KEY = /^\s*:\s*$/;
const NAME = /^[\w.\-[\]$@/:]+(?: [\w.-]+)?$/;
// Longer texts between quotes are no names.
const MAX_NAME = 96;
const BACKSLASH = 0x5c;
const isQuote = byteSet({ bytes: '"\'' });
const isTrigger = byteSet({ bytes: '"\'{}' });
const OPENING = 0x7b;

/** Values whose name is a value itself: `{"name":"password","value":"S"}`, `["cookie","S"]`. */
export class NamedLane implements Lane {
  readonly spans = new Spans();
  #value: Value | undefined;
  /** Where the last quote was, and the texts between the last three. */
  #quoteAt = -1;
  #before = '';
  #beforeThat = '';
  /** Of the object's name; and how many objects were opened in this one. */
  #rule: string | undefined;
  #depth = 0;
  /** The quotes around the name, with backslashes before them, and whether such ones are open: a brace means nothing in them. */
  #mark = 0;
  #level = 0;
  #isInString = false;

  read(piece: Piece): void {
    const { bytes, from, base } = piece;
    for (let index = from; index < bytes.length; index += 1) {
      const byte = bytes[index] ?? 0;
      if (this.#value !== undefined) {
        if (this.#value.take(byte, base + index)) continue;
        this.#value = undefined;
      }
      if (isTrigger[byte] === 0) continue;
      if (isQuote[byte] === 1) this.#quote(bytes, index, base);
      else if (this.#rule !== undefined) this.#brace(byte);
    }
    this.spans.reached(base + bytes.length);
  }

  end(offset: number): void {
    this.#value?.end(offset);
    this.#value = undefined;
    this.spans.reached(offset);
  }

  reset(offset: number): void {
    this.#value = undefined;
    this.#rule = undefined;
    this.#quoteAt = -1;
    this.#before = '';
    this.#beforeThat = '';
    this.spans.reset(offset);
  }

  #quote(bytes: Buffer, index: number, base: number): void {
    let end = index;
    while (bytes[end - 1] === BACKSLASH && index - end < MAX_NAME) end -= 1;
    const start = Math.max(0, index - MAX_NAME, this.#quoteAt + 1 - base);
    const text = bytes.toString('latin1', start, Math.max(start, end));
    const level = index - end;
    const isMark = bytes[index] === this.#mark && (level - this.#level) % (2 * this.#level + 2) === 0;
    if (isMark) this.#isInString = !this.#isInString;
    if (NAME_KEY.test(this.#beforeThat) && AFTER_NAME_KEY.test(this.#before))
      this.#name(text, bytes[index] ?? 0, level);
    else if (this.#rule !== undefined && VALUE_KEY.test(text)) {
      this.#value = new AfterKey(this.spans, { rule: this.#rule, level });
      this.#rule = undefined;
    } else this.#list(text, level);
    this.#quoteAt = base + index;
    this.#beforeThat = this.#before;
    this.#before = text;
  }

  #name(text: string, mark: number, level: number): void {
    if (this.#rule !== undefined || !NAME.test(text)) return;
    this.#rule = ruleOfName(text);
    this.#depth = 0;
    this.#mark = mark;
    this.#level = level;
    this.#isInString = false;
  }

  /** Any secret's name that begins a list, and between others that of a header. */
  #list(text: string, level: number): void {
    const opening = this.#before.trimEnd().at(-1);
    if ((opening !== '[' && !(opening === ',' && isKnownHeader(text))) || !NAME.test(text)) return;
    const rule = ruleOfName(text);
    if (rule !== undefined) this.#value = new ListValue(this.spans, rule, level);
  }

  #brace(byte: number): void {
    if (this.#isInString) return;
    this.#depth += byte === OPENING ? 1 : -1;
    if (this.#depth < 0) this.#rule = undefined;
  }
}
