// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { connectionLines, linesOf } from '../support/console-records.ts';
import { withNginx } from '../support/nginx.ts';
import { type RunningService, type ServiceEnd, startService } from '../support/service.ts';
import { type Ports, REAL_ENDS, RealPrograms, TLS_VERSIONS } from './support/real-ends.ts';

const SETTINGS = { OTEL_LOGS_EXPORTER: 'none', KTLS_CONSOLE: 'json', KTLS_CONNECTION_RECORDS: 'true' };

describe('the end of a connection between real programs', () => {
  const connections = new Map<string, Ports>();
  let directory: string;
  let programs: RealPrograms;
  let service: RunningService;
  let end: ServiceEnd;

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'ends-'));
    programs = new RealPrograms(directory);
    service = await startService(SETTINGS);
    await withNginx(directory, async () => {
      for (const tls of TLS_VERSIONS) {
        for (const { name, run } of REAL_ENDS) connections.set(`${tls} ${name}`, await run(programs, tls));
      }
    });
    end = await service.stop();
  });
  after(() => {
    programs?.kill();
    service?.process.kill('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  });

  /** Of one end: why each connection of it was closed. */
  function reasonsOf(local: number, peer: number): (string | undefined)[] {
    return connectionLines(linesOf(end.stdout))
      .filter((line) => line['network.local.port'] === local && line['network.peer.port'] === peer)
      .filter((line) => line['ktls.connection.state'] === 'close')
      .map((line) => line['ktls.connection.close_reason']);
  }

  for (const tls of TLS_VERSIONS) {
    for (const { name, reasons } of REAL_ENDS) {
      test(`TLS ${tls}, ${name}: ${reasons.server} to the server, ${reasons.client ?? 'nothing'} to the client`, () => {
        const { server, client } = connections.get(`${tls} ${name}`) ?? { server: 0, client: 0 };
        assert.deepEqual(reasonsOf(server, client), [reasons.server]);
        assert.deepEqual(reasonsOf(client, server), reasons.client === undefined ? [] : [reasons.client]);
      });
    }
  }

  test('misses and loses nothing', () => {
    const { missed, lost } = end.summary;
    assert.deepEqual({ code: end.code, missed, lost }, { code: 0, missed: 0, lost: 0 }, end.stderr);
  });
});
