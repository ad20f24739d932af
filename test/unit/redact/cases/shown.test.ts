// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fromReversibleText } from '../../records/from-reversible-text.ts';
import { type Case, caseOf } from '../corpus/case.ts';
import { CARRIERS } from '../corpus/corpus.ts';
import { eventsOf, inCallsOf, whole } from '../corpus/deliveries.ts';
import { drive, streamTexts, written } from '../corpus/drive.ts';
import type { ShownRow } from './row.ts';
import { SHOWN } from './shown.ts';

/** Those whose bytes are masked whatever they are, or that a reader needs a decoder for. */
const READ = CARRIERS.filter(({ name }) => !/gzip|WebSocket|never/.test(name));
/** A text of theirs breaks off when its connection does: what may be a secret until its line ends is masked then. */
const BREAKS_OFF = /until it is closed|plain text/;
/** On their wire a text stands in pieces. */
const IN_PIECES = /chunks|DATA|at once/;

function isShown(one: Case, text: string | undefined, bytes?: number): boolean {
  const output = drive(eventsOf(bytes === undefined ? whole(one) : inCallsOf(one, bytes), 'client'));
  const shown = streamTexts(output).map((stream) => fromReversibleText(stream).toString('latin1'));
  const hasText = text === undefined || shown.some((stream) => stream.includes(text));
  return hasText && output.masked === 0 && !written(output).includes('[redacted:');
}

/** A field's name has small letters in HTTP/2. */
function textOf({ place, text }: ShownRow, carrier: string): string | undefined {
  if (IN_PIECES.test(carrier)) return undefined;
  if (!place.endsWith('lines') || !carrier.startsWith('HTTP/2')) return text;
  return text.replaceAll(/^[^:]+/gm, (name) => name.toLowerCase());
}

describe('what is no secret is shown by every carrier, in records and spans', () => {
  for (const carrier of READ) {
    test(carrier.name, () => {
      const hidden = SHOWN.flatMap((row, seed) => {
        const end = BREAKS_OFF.test(carrier.name) ? '\n\n' : '';
        const one = caseOf({ ...row, make: () => row.text + end }, carrier, seed);
        const text = textOf(row, carrier.name);
        return one && !(isShown(one, text) && isShown(one, text, 7)) ? [row.name] : [];
      });
      assert.deepEqual(hidden, []);
    });
  }
});
