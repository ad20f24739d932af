// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { caseOf } from '../corpus/case.ts';
import { CARRIERS } from '../corpus/corpus.ts';
import { inCallsOf, whole } from '../corpus/deliveries.ts';
import { readableTexts, written } from '../corpus/drive.ts';
import { LeakCheck } from '../corpus/leak-check.ts';
import { seedOf } from '../corpus/random.ts';
import { MASKED } from './kinds.ts';

/** Rows whose secrets stand in a request's target, so that its span may have them in `url.path`, `url.query` and `url.full`. */
const ROWS = Object.values(MASKED)
  .flat()
  .filter(({ place }) => place === 'target');

describe('no secret of a target is shown in records, spans or consoles', () => {
  for (const name of ['HTTP/1.1', 'HTTP/2 plain literals', 'HTTP/2 Huffman']) {
    const cases = ROWS.flatMap((row) =>
      CARRIERS.flatMap((one) => (one.name === name ? [caseOf(row, one, seedOf(row.name))] : [])),
    );
    const carried = cases.filter((one) => one !== undefined);
    const check = new LeakCheck(carried);

    test(name, () => {
      assert.equal(carried.length, ROWS.length);
      const leaks = carried.flatMap((one) =>
        [whole(one), inCallsOf(one, 7)].flatMap((delivery) => {
          const output = check.drive(one, delivery);
          assert.equal(output.spans.length, 1, one.shape);
          return check.find([...readableTexts(output), written(output).toString()]);
        }),
      );
      assert.deepEqual(leaks, []);
    });
  }
});
