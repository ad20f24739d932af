// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { IDLE, IDLE_BOUND_BYTES, idleBytes } from './idle-bytes.ts';

/** What the heap gains otherwise is so little then that it does not show. */
const CONNECTIONS = 8000;

describe(`redaction keeps at most ${IDLE_BOUND_BYTES} bytes of an idle direction`, () => {
  for (const [name, traffic] of Object.entries(IDLE)) {
    test(name, () => {
      const bytes = idleBytes(traffic(), CONNECTIONS);
      assert.ok(bytes <= IDLE_BOUND_BYTES, `${bytes.toFixed(0)} bytes`);
    });
  }
});
