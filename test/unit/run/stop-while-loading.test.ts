// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { loadSettings } from '../../../config/load.ts';
import { LocalProcesses } from '../../../src/process/process-host.ts';
import type { CaptureSource } from '../../../src/run/capture-source.ts';
import { runService } from '../../../src/run/service.ts';

const NOWHERE = { OTEL_LOGS_EXPORTER: 'none', OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' };

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal} while the programs are loaded ends the service with a word and 0`, async (context) => {
    const { settings, warnings } = loadSettings({ env: NOWHERE });
    const [lines, left]: [string[], number[]] = [[], []];
    context.mock.method(process.stderr, 'write', (line: string) => lines.push(line) > 0);
    let stopped: AbortSignal | undefined;
    const source: CaptureSource = {
      processes: new LocalProcesses('/'),
      reportTo: () => {},
      tellState: () => {},
      isTlsLive: () => true,
      start(_settings, _run, signalled) {
        stopped = signalled;
        return new Promise(() => {});
      },
      leave: (code) => left.push(code),
    };
    const ended = runService({ settings, warnings, version: '1', source, signals: [process], onOverdue: () => {} });
    while (stopped === undefined) await nextTurn();
    process.emit(signal, signal);
    assert.equal(await ended, 0);
    context.mock.restoreAll();
    assert.equal(stopped.aborted, true);
    assert.deepEqual(left, [0]);
    assert.deepEqual(
      lines.filter((line) => line !== ''),
      [
        'ktls-otel: info: loading the BPF programs\n',
        'ktls-otel: info: asked to end before the BPF programs were loaded: nothing was captured\n',
      ],
    );
  });
}
