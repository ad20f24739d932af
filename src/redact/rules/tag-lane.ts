// SPDX-License-Identifier: Apache-2.0
import { byteSet, isAlphanumeric, SPACE } from '../scan/byte-set.ts';
import type { Lane } from '../scan/lane.ts';
import type { Piece } from '../scan/piece.ts';
import { Spans } from '../scan/spans.ts';
import { ruleOfKey, ruleOfName } from './key-names.ts';
import { ElementValue } from './values/element-value.ts';

const LESS = 0x3c;
const GREATER = 0x3e;
const EQUALS = 0x3d;
const SLASH = 0x2f;
const BACKSLASH = 0x5c;
const isQuote = byteSet({ bytes: '"\'' });
const isBlank = byteSet({ bytes: ' \t\r\n' });
const isNameByte = byteSet({ ranges: 'a-zA-Z0-9', bytes: '_-.:' });
// Of frameworks too: [value], @click, (change).
const isAttributeByte = byteSet({ ranges: 'a-zA-Z0-9', bytes: '_-.:@#*[]()' });
const startsExpression = byteSet({ bytes: '{(<>`/' });
const nameAttributes = new Set(['name', 'id', 'key', 'property', 'itemprop']);
const valueAttributes = new Set(['value', 'content', 'val']);
/** Elements whose content is the value of their name. */
const holders = new Set(['property', 'entry', 'string', 'param', 'parameter', 'textarea', 'field', 'setting', 'arg']);
/** HTML's attribute for a key of the keyboard. */
const SHORTCUT = 'accesskey';
const MAX_NAME = 96;

/** Attributes of tags: `<user password="S">`, `<input name="csrf_token" value="S">`, `<entry key="password">S</entry>`. */
export class TagLane implements Lane {
  readonly spans = new Spans();
  #at: 'text' | 'less' | 'element' | 'between' | 'attribute' | 'equals' | 'value' = 'text';
  #element = '';
  #attribute = '';
  /** Of an attribute that gives a name. */
  #text = '';
  /** 0: the value is in no quotes. */
  #quote = 0;
  /** What the name in this tag says of its value. */
  #rule: string | undefined;
  #content: ElementValue | undefined;

  read({ bytes, from, base }: Piece): void {
    for (let index = from; index < bytes.length; index += 1) {
      const byte = bytes[index] ?? 0;
      if (this.#content !== undefined) {
        if (this.#content.take(byte, base + index)) continue;
        this.#content = undefined;
      }
      if (this.#at === 'text') {
        index = bytes.indexOf(LESS, index);
        if (index < 0) break;
        this.#at = 'less';
      } else this.#byte(byte, base + index);
    }
    this.spans.reached(base + bytes.length);
  }

  end(offset: number): void {
    this.#content?.end(offset);
    this.#content = undefined;
    this.spans.close(offset);
    this.#at = 'text';
    this.spans.reached(offset);
  }

  reset(offset: number): void {
    this.#content = undefined;
    this.#at = 'text';
    this.spans.reset(offset);
  }

  #byte(byte: number, offset: number): void {
    if (this.#at === 'value') this.#valueByte(byte, offset);
    else if (this.#at === 'less') this.#less(byte);
    else if (byte === GREATER) this.#greater(offset);
    else if (byte === LESS) this.#at = 'less';
    else if (this.#at === 'equals') this.#equals(byte, offset);
    else if (this.#at === 'element' && isNameByte[byte] === 1) this.#element = joined(this.#element, byte);
    else if (this.#at === 'element') this.#at = isBlank[byte] === 1 ? 'between' : 'text';
    else this.#attributeByte(byte);
  }

  #less(byte: number): void {
    const isLetter = isAlphanumeric[byte] === 1 && byte > 0x39;
    this.#at = isLetter ? 'element' : byte === LESS ? 'less' : 'text';
    this.#element = String.fromCharCode(byte);
    this.#attribute = '';
    this.#rule = undefined;
  }

  /** A name without a value is followed by the next one, and a blank may stand before the equals sign. */
  #attributeByte(byte: number): void {
    if (isAttributeByte[byte] === 1) {
      this.#attribute = this.#at === 'attribute' ? joined(this.#attribute, byte) : String.fromCharCode(byte);
      this.#at = 'attribute';
    } else if (byte === EQUALS) this.#at = 'equals';
    else this.#at = isBlank[byte] === 1 || byte === SLASH ? 'between' : 'text';
  }

  #equals(byte: number, offset: number): void {
    // The tag may stand in a string of JSON.
    if (isBlank[byte] === 1 || byte === BACKSLASH) return;
    this.#text = '';
    this.#quote = isQuote[byte] === 1 ? byte : 0;
    this.#at = this.#quote === 0 && startsExpression[byte] === 1 ? 'text' : 'value';
    if (this.#quote === 0 && this.#at === 'value') this.#valueByte(byte, offset);
  }

  #valueByte(byte: number, offset: number): void {
    const isEnd = this.#quote === 0 ? byte <= SPACE || byte === GREATER : byte === this.#quote;
    const attribute = this.#attribute.toLowerCase();
    if (!isEnd) {
      this.#text = joined(this.#text, byte);
      const rule = this.#ruleOf(attribute);
      if (rule !== undefined && !this.spans.isOpen) this.spans.open(offset, rule);
      return;
    }
    this.spans.close(offset);
    if (nameAttributes.has(attribute)) this.#rule ??= ruleOfName(this.#text.replace(/\\+$/, ''));
    if (valueAttributes.has(attribute)) this.#element = '';
    this.#at = 'between';
    this.#attribute = '';
    if (byte === GREATER) this.#greater(offset);
  }

  #ruleOf(attribute: string): string | undefined {
    if (valueAttributes.has(attribute)) return this.#rule;
    const isPlain = isAlphanumeric[attribute.charCodeAt(0)] === 1;
    return isPlain && this.#attribute !== SHORTCUT ? ruleOfKey(this.#attribute) : undefined;
  }

  #greater(offset: number): void {
    this.#at = 'text';
    const name = this.#element.slice(this.#element.indexOf(':') + 1).toLowerCase();
    if (this.#rule !== undefined && holders.has(name))
      this.#content = new ElementValue(this.spans, this.#rule, offset + 1, this.#element);
  }
}

/** A name that is too long is judged by its end. */
const joined = (text: string, byte: number): string => (text + String.fromCharCode(byte)).slice(-MAX_NAME);
