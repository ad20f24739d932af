// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createScannerFactory } from '../../src/redact/engine.ts';
import { fetchAll } from '../support/fetch-nginx.ts';
import { type RunResult, runService } from '../support/secret-run.ts';
import { freePort } from '../unit/export/free-port.ts';
import { fromReversibleText } from '../unit/records/from-reversible-text.ts';
import type { HarmlessFile } from '../unit/redact/harmless/sources.ts';
import { unmaskedFiles } from '../unit/redact/harmless/unmasked.ts';
import { startRingService } from './support/ring-service.ts';
import { Wire } from './support/wire.ts';

const LEAST_BYTES = 10_000_000;
const SOURCE_BYTES = 600_000;
const MARK = /\[redacted:[a-z_]+\]/g;
const MEBIBYTE = 1024 * 1024;
const RECORD = 16_384;
const SIZES = { KTLS_CAPTURE_BYTES: String(MEBIBYTE), KTLS_PLAINTEXT_BYTES: String(MEBIBYTE) };

describe('real traffic without a secret in it', () => {
  const directory = mkdtempSync(join(tmpdir(), 'harmless-'));
  let files: HarmlessFile[];
  let responses: Buffer[];
  let requests: Buffer[];
  let result: RunResult;

  before(async () => {
    cpSync('dist/certificates', directory, { recursive: true });
    files = unmaskedFiles(createScannerFactory([]), SOURCE_BYTES);
    // By turns with sendfile and without.
    const names = files.map((_, i) => (i % 2 === 0 ? `sendfile/${i}` : `file-${i}`));
    mkdirSync(join(directory, 'www/sendfile'), { recursive: true });
    for (const [i, { bytes }] of files.entries()) writeFileSync(join(directory, 'www', names[i] ?? ''), bytes);
    requests = names.map((name) =>
      Buffer.from(`GET /${name} HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n`),
    );
    responses = await fetchAll(directory, requests, await freePort());
    result = await runService(startRingService, SIZES, async ({ ring }) => {
      const wire = new Wire(ring, { captureBytes: Number(SIZES.KTLS_CAPTURE_BYTES) });
      for (const [i, request] of requests.entries()) {
        const pair = wire.connect();
        pair.move('client', request);
        // nginx writes a TLS record by a call, and sends a file by one.
        pair.move('server', responses[i] ?? Buffer.alloc(0), {
          send: i % 2 === 0 ? MEBIBYTE : RECORD,
          receive: RECORD,
        });
        pair.close();
      }
    });
  });

  after(() => rmSync(directory, { recursive: true }));

  test('is at least 10 MB, and arrived as the files are', () => {
    const total = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
    console.log(`harmless: ${files.length} files, ${total} bytes`);
    assert.ok(total >= LEAST_BYTES, `${total} bytes`);
    assert.equal(responses.length, files.length);
    for (const [i, { path, bytes }] of files.entries()) {
      const response = responses[i] ?? Buffer.alloc(0);
      assert.ok(response.subarray(response.indexOf('\r\n\r\n') + 4).equals(bytes), path);
    }
  });

  test('was captured whole: nothing is missed, lost or dropped', () => {
    const { missed, filtered, lost, dropped, unshown, produced = 0, exported } = result.end.summary;
    assert.deepEqual(
      { missed, filtered, lost, dropped, unshown },
      { missed: 0, filtered: 0, lost: 0, dropped: 0, unshown: 0 },
    );
    assert.equal(exported, produced);
    assert.equal(result.end.code, 0);
  });

  test('is in the Collector, put together, unchanged to the byte, as either end saw it', () => {
    assert.deepEqual(
      result.applicationStreams.flatMap((text) => text.match(MARK) ?? []),
      [],
    );
    const unseen = new Map<string, number>();
    const count = (bytes: Buffer, more: number): number => {
      const key = bytes.toString('latin1');
      const now = (unseen.get(key) ?? 0) + more;
      unseen.set(key, now);
      return now;
    };
    for (const text of result.applicationStreams) count(fromReversibleText(text), 1);
    for (const [i, response] of responses.entries()) {
      // Sent by nginx and received by Python, each a stream of its own.
      assert.ok(count(response, -2) >= 0, `${files[i]?.path}: the response`);
      assert.ok(count(requests[i] ?? Buffer.alloc(0), -2) >= 0, `${files[i]?.path}: the request`);
    }
    assert.equal(result.applicationStreams.length, 4 * files.length);
  });
});
