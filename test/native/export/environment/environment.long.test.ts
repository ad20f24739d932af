// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { makeCertificates } from '../../../support/certificates.ts';
import { readmeTable } from '../../../unit/config/readme-tables.ts';
import { freePort } from '../../../unit/export/free-port.ts';
import type { Case, Check } from './case.ts';
import { type Arrived, readArrived, startTlsCollector } from './collector.ts';
import { otherCases } from './other-cases.ts';
import { otlpCases } from './otlp-cases.ts';
import { proxyCases } from './proxy-cases.ts';
import { wireCases } from './wire-cases.ts';

const CASES: Record<string, Case> = { ...otherCases, ...otlpCases, ...wireCases };
const variables = readmeTable('Settings')
  .map(([name = '']) => name.replaceAll('`', ''))
  .filter((name) => name.startsWith('OTEL_'));

describe('each of the variables of OpenTelemetry that README.md lists', () => {
  const directory = mkdtempSync(join(tmpdir(), 'ktls-otel-environment-'));
  after(() => rmSync(directory, { recursive: true }));
  const checks = new Map<string, Check>();
  let arrivedOf: (run: string) => Arrived;

  // All runs first: what has arrived is certain only when the Collector has ended.
  before(async () => {
    makeCertificates(directory);
    const collector = await startTlsCollector(directory);
    const place = { ports: collector.ports, directory, closed: `http://127.0.0.1:${await freePort()}` };
    try {
      for (const [name, run] of Object.entries({ ...CASES, ...proxyCases })) {
        checks.set(
          name,
          await run(place).catch((error: unknown) => () => {
            throw error;
          }),
        );
      }
    } finally {
      await collector.stop();
    }
    arrivedOf = readArrived(directory);
  });

  test('has a case here, and no other variable has', () => {
    assert.deepEqual(Object.keys(CASES).toSorted(), variables.toSorted());
  });

  const checked = (title: string, name: string): void =>
    void test(title, () => {
      const check = checks.get(name);
      assert.ok(check);
      check(arrivedOf);
    });
  for (const variable of variables) checked(`${variable} changes what is exported`, variable);
  for (const name of Object.keys(proxyCases)) checked(name, name);
});
