// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { Exchange } from '../../../../src/http/exchange.ts';
import type { Part, Text } from '../../../../src/http/part.ts';

interface Line {
  /** Parts of the same kind are one line. */
  key: string;
  length: number;
  bytes: string;
  part: Part;
}

/** Parts of a direction as text, so that where pushes were cut does not show: neighbours of one kind are one line. */
export class Transcript {
  readonly #lines: Line[] = [];
  readonly #texts = new Map<Text, string>();
  readonly #names = new Map<string, number>();

  add(part: Part): void {
    const { content, role, exchange, length } = part;
    const key = `${exchange?.key ?? '-'} ${role} ${this.#name(part)}`;
    const last = this.#lines.at(-1);
    const bytes = bytesOf(part);
    if (content.kind === 'text') assert.equal(length, bytes.length);
    if (last?.key === key && (content.kind === 'text' || content.kind === 'show' || content.kind === 'mask')) {
      last.length += length;
      last.bytes += bytes;
    } else {
      this.#lines.push({ key, length, bytes, part });
    }
  }

  lines(): string[] {
    return this.#lines.map(({ key, length, bytes, part }) => {
      switch (part.content.kind) {
        case 'mask':
          return `${key} ${length}`;
        case 'show':
          return `${key} ${JSON.stringify(bytes)}${length === bytes.length ? '' : ` for ${length}`}`;
        case 'text':
          return `${key} ${JSON.stringify(bytes)}`;
        default:
          assert.equal(length, 0);
          return key;
      }
    });
  }

  #name({ content }: Part): string {
    switch (content.kind) {
      case 'mask':
        return `mask ${content.reason}`;
      case 'text':
        return this.#nameOf(content.text);
      case 'text-end':
        return `${this.#nameOf(content.text)} end`;
      case 'text-gap':
        return `${this.#nameOf(content.text)} gap`;
      default:
        return content.kind;
    }
  }

  /** Texts of one name are counted. */
  #nameOf(text: Text): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    const count = (this.#names.get(text.name) ?? 0) + 1;
    const name = `${text.name} ${count}`;
    this.#names.set(text.name, count);
    this.#texts.set(text, name);
    return name;
  }
}

function bytesOf({ content }: Part): string {
  if (content.kind === 'text') return content.bytes.reveal().toString('latin1');
  return content.kind === 'show' ? content.bytes.toString('latin1') : '';
}

/** `key version METHOD target -> status, request and response bytes, time, failure`. */
export function summaryOf(exchange: Exchange): string {
  const { key, version, request, response, requestBodyBytes, responseBodyBytes, failure } = exchange;
  const line = request ? `${request.method} ${request.target}` : '(no head)';
  const times = `${exchange.startBootNanos}-${exchange.endBootNanos}`;
  const end = failure ?? 'complete';
  return `${key} ${version} ${line} ${requestBodyBytes} -> ${response?.status ?? '-'} ${responseBodyBytes} @${times} ${end}`;
}
