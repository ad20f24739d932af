// SPDX-License-Identifier: Apache-2.0
import type { CreateScanner } from '../../../../src/redact/scanner.ts';
import { type Run, scan } from './scan.ts';

/** Bytes that the one scanner masks and the other shows. */
export interface Difference {
  /** Of the scanner that masks them. */
  readonly rule: string;
  readonly from: number;
  readonly to: number;
  /** latin1: what stands before them, they themselves, and what follows. */
  readonly before: string;
  readonly bytes: string;
  readonly after: string;
  /** All that was masked with them. */
  readonly whole: string;
}

const CONTEXT_BYTES = 200;

const endsWith =
  (pattern: RegExp) =>
  (difference: Difference): boolean =>
    pattern.test(difference.before + difference.bytes);

/** What only the old scanner masks, by the line of "must be shown" that asks for it. */
const EXCEPTIONS: Readonly<Record<string, (difference: Difference) => boolean>> = {
  'signs around a value': ({ bytes }) => /^[\s"'`\\,;:&<>()[\]{}]+$/.test(bytes),
  'encoded signs around a value': ({ bytes }) =>
    /^(%(20|22|27|2C|3A|3B|3D|5B|5D|7B|7D|0A|0D|3C|3E|2F|5C|26|28|29)|\+)+$/i.test(bytes),
  'what follows a value within an encoded one': ({ bytes }) => /^%(20|22|27|2C|3B|5D|7D|0A|0D|3C|26|29)/i.test(bytes),
  'prefixes of tokens': ({ rule, bytes }) => rule === 'token' && /^[\w.-]{1,10}[_.-]$/.test(bytes),
  'keys and structure below a secret word': ({ whole }) => /^\s*[[{]\s*[[{"\\\]}]/.test(whole),
  'schemas and descriptions': ({ after, bytes }) =>
    /^\s*\{\s*\\?"(type|description|\$ref|format)\\?"/.test(bytes + after),
  CORS: endsWith(/access-control-(allow|expose)-[a-z]+["']?\s*:[^\r\n]*$/i),
  'counts of tokens': endsWith(/(tokens?(_ids|_count|s_details)?|ratelimit[-a-z]*)["']?\s*[:=]\s*["']?[\d.,[\] -]+$/i),
  'lengths of sessions': endsWith(
    /(duration|expires|max-?age|ttl|timeout|expiry)[a-z_-]*["']?\s*[:=]\s*["']?[\w .:-]*$/i,
  ),
  'numbers behind words': endsWith(
    /(pass|passed|secrets?|tokens?|sessions?|credentials?)\\?["']?\s*[:=]\s*-?\d+(\.\d+)?$/i,
  ),
  'flags and words': ({ bytes }) =>
    /^["']?(read|write|none|admin|true|false|null|yes|no|on|off|optional|required|any)["']?$/i.test(bytes),
  'labels with the word of their key': ({ before, whole }) => {
    const key = /([a-z]+)[^a-z]*$/i.exec(before)?.[1]?.toLowerCase();
    return key !== undefined && key.length > 3 && whole.toLowerCase().includes(key);
  },
  'state and code alone': endsWith(/[?&"](state|code)["']?[=:]\s*["']?[\w-]{0,12}$/),
  'tokens of pages': endsWith(
    /(next|prev|previous|page|client|continuation)_?-?(page)?_?-?token["']?\s*[:=]\s*["']?[^\s"']*$/i,
  ),
  'numbers that are no cards': ({ rule, before }) =>
    rule === 'card' && /\b(id|ean|iban|gtin|isbn|order|number|no)\b[^\d]*$/i.test(before),
};

/** Name of the first exception that explains it; undefined: none does. */
export function exceptionOf(difference: Difference): string | undefined {
  return Object.entries(EXCEPTIONS).find(([, applies]) => applies(difference))?.[0];
}

/** What `old` masks of the text and `next` shows. */
export function differences(text: Buffer, old: CreateScanner, next: CreateScanner): Difference[] {
  const delivery = { cuts: [], giveUps: [], gap: undefined, length: text.length };
  const shown = scan(text, delivery, next).filter(({ rule }) => rule === undefined);
  return scan(text, delivery, old).flatMap((run) =>
    run.rule === undefined ? [] : overlaps(text, run, run.rule, shown),
  );
}

function overlaps(text: Buffer, run: Run, rule: string, shown: readonly Run[]): Difference[] {
  return shown
    .filter(({ from, to }) => from < run.to && to > run.from)
    .map((other) => {
      const [from, to] = [Math.max(other.from, run.from), Math.min(other.to, run.to)];
      return {
        rule,
        from,
        to,
        before: text.toString('latin1', Math.max(0, from - CONTEXT_BYTES), from),
        bytes: text.toString('latin1', from, to),
        after: text.toString('latin1', to, to + CONTEXT_BYTES),
        whole: text.toString('latin1', run.from, run.to),
      };
    });
}
