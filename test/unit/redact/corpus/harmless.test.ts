// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fromReversibleText } from '../../telemetry/from-reversible-text.ts';
import { type Case, client, type Step, server } from './case.ts';
import { eventsOf, inCallsOf } from './deliveries.ts';
import { drive, streamTexts } from './drive.ts';
import { EXCEPTIONS, harmlessFiles } from './harmless-files.ts';

const CALL_BYTES = 16_384;

/** A server that sends this body, in whatever way. */
const WAYS: Record<string, (body: Buffer) => Step[]> = {
  'HTTP/1.1': (body) => {
    const head = `HTTP/1.1 200 OK\r\nServer: teapots\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n`;
    const request = 'GET /file HTTP/1.1\r\nHost: shop.example\r\n\r\n';
    return [client(request), server(Buffer.concat([Buffer.from(head), body]))];
  },
  'plain text': (body) => [client('* ready\r\n'), server(Buffer.concat([Buffer.from('* file\r\n'), body]))],
};

function isUnchanged(steps: Step[]): boolean {
  const delivery = inCallsOf({ shape: 'file', secrets: [], visible: [], steps } satisfies Case, CALL_BYTES);
  const output = drive(eventsOf(delivery, 'server'));
  const shown = streamTexts(output).map((text) => fromReversibleText(text).toString('latin1'));
  return steps.every(({ bytes }) => shown.includes(bytes.toString('latin1'))) && output.masked === 0;
}

describe('real files without a secret in them come through unchanged', () => {
  for (const [name, stepsOf] of Object.entries(WAYS)) {
    test(name, () => {
      const changed: string[] = [];
      let total = 0;
      for (const { path, bytes } of harmlessFiles()) {
        if (!isUnchanged(stepsOf(bytes))) changed.push(path);
        total += bytes.length;
      }
      console.log(`harmless, ${name}: ${total} bytes`);
      assert.deepEqual(changed, []);
      assert.ok(total >= 10_000_000, `${total} bytes`);
    });
  }

  test('but for those that are known not to', () => {
    for (const path of EXCEPTIONS)
      assert.equal(isUnchanged(WAYS['plain text']?.(readFileSync(path)) ?? []), false, path);
  });
});
