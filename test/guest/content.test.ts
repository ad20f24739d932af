// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { consoleRecords } from '../support/console-calls.ts';
import { PORT, withNginx } from '../support/nginx.ts';
import { type ServiceEnd, startService } from '../support/service.ts';

const MIB = 1024 * 1024;
const FILE_BYTES = Number(process.env.TEST_FILE_MIB ?? 16) * MIB;
const BYTES_PER_SECOND = Number(process.env.TEST_MIB_PER_SECOND ?? 2) * MIB;
const CAPTURE_BYTES = 32_768;
const PLAINTEXT_BYTES = 256;
const LINE = 'a pot of tea number ';
const HEAD_END = '\r\n\r\n';
const GAP = '[redacted:gap]';

/** Lines of 32 bytes: what stands where is known. */
const lineAt = (index: number): string => `${LINE}${String(index).padStart(11, '0')}\n`;
const FILE = Buffer.from(Array.from({ length: FILE_BYTES / 32 }, (_, index) => lineAt(index)).join(''));

interface Shown {
  streamOffset: number;
  length: number;
  plaintext: string;
}

interface Observed {
  records: Shown[];
  end: ServiceEnd;
}

/** What nginx sends of the file by sendfile(2), to a client that reads slowly. */
async function observe(directory: string, payload: 'raw' | 'redact'): Promise<Observed> {
  const service = await startService({
    KTLS_PAYLOAD: payload,
    KTLS_SPANS: 'true',
    KTLS_CONSOLE: 'json',
    KTLS_FILTER_COMM: 'nginx',
    KTLS_CAPTURE_BYTES: String(CAPTURE_BYTES),
    KTLS_PLAINTEXT_BYTES: String(PLAINTEXT_BYTES),
    OTEL_LOGS_EXPORTER: 'none',
    OTEL_TRACES_EXPORTER: 'none',
  });
  try {
    const args = [`${directory}/ca.pem`, String(PORT), '/sendfile/tea', String(BYTES_PER_SECOND)];
    const { stdout } = await promisify(execFile)('python3', ['test/workload/fetch_slowly.py', ...args]);
    assert.equal(stdout.trim(), createHash('sha256').update(FILE).digest('hex'));
    const end = await service.stop();
    const records = consoleRecords(end.stdout)
      .filter((record) => record['ktls.direction'] === 'TX' && record['ktls.record_type'] === 'application_data')
      .map((record) => ({
        streamOffset: Number(record['ktls.stream.offset']),
        length: Number(record['ktls.length']),
        plaintext: String(record['ktls.plaintext']),
      }));
    return { records, end };
  } finally {
    service.process.kill('SIGKILL');
  }
}

for (const payload of ['raw', 'redact'] as const) {
  describe(`of a long file that nginx sends by sendfile, with KTLS_PAYLOAD=${payload},`, () => {
    const directory = mkdtempSync(join(tmpdir(), 'content-'));
    let observed: Observed;

    before(async () => {
      cpSync('dist/certificates', directory, { recursive: true });
      mkdirSync(join(directory, 'www/sendfile'), { recursive: true });
      writeFileSync(join(directory, 'www/sendfile/tea'), FILE);
      observed = await withNginx(directory, () => observe(directory, payload));
    });

    after(() => rmSync(directory, { recursive: true, force: true }));

    test('each call is shown as if all of it had been copied', () => {
      const { records, end } = observed;
      assert.equal(end.code, 0, end.stderr);
      const [head, ...contents] = records as [Shown, ...Shown[]];
      assert.match(head.plaintext, /^HTTP\/1\.1 200 OK\r\n/);
      const start = head.streamOffset + head.plaintext.indexOf(HEAD_END) + HEAD_END.length;
      // Before the kernel is told, it copies 32 KiB of each call and not its end.
      let gaps = 0;
      let next = head.streamOffset + head.length;
      for (const { streamOffset, length, plaintext } of contents) {
        assert.equal(streamOffset, next);
        const at = streamOffset - start;
        const all = FILE.toString('latin1', at, at + Math.min(PLAINTEXT_BYTES, length));
        if (plaintext.startsWith(GAP)) gaps++;
        else assert.equal(plaintext, all, `at ${at}`);
        next += length;
      }
      assert.equal(next, start + FILE_BYTES);
      assert.ok(payload === 'raw' ? gaps === 0 : gaps < contents.length / 2, `${gaps} of ${contents.length}`);
    });

    test('much less is copied than would be, had the service not told where the content ends', () => {
      const { end, records } = observed;
      const copied = end.summary.copied_bytes ?? 0;
      const sizes = records.map(({ length }) => length);
      const mean = Math.round(FILE_BYTES / records.length);
      console.log(
        `${release()}, ${payload}: ${copied} of ${FILE_BYTES} bytes copied, ${((100 * copied) / FILE_BYTES).toFixed(2)} %, in ` +
          `${records.length} calls of ${Math.min(...sizes)} to ${Math.max(...sizes)} bytes, ${mean} on average`,
      );
      assert.ok(copied > 0);
      assert.ok(copied <= 0.75 * sizes.reduce((sum, size) => sum + Math.min(size, CAPTURE_BYTES), 0), `${copied}`);
    });
  });
}
