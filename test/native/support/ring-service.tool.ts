// SPDX-License-Identifier: Apache-2.0
// The service as it is, over a ring that the process which started it fills: its maps are inherited descriptors.

import type { Settings } from '../../../config/schema.ts';
import type { ExitCode } from '../../../src/base/exit-code.ts';
import { BootClock, libcClock } from '../../../src/capture/boot-clock.ts';
import type { Capture } from '../../../src/capture/capture.ts';
import { CgroupLossReader } from '../../../src/capture/cgroup-losses.ts';
import { CounterReader } from '../../../src/capture/counters.ts';
import { FailureReader } from '../../../src/capture/failures.ts';
import { Ledger } from '../../../src/capture/ledger.ts';
import { LostCloses } from '../../../src/capture/lost-closes.ts';
import { Reader } from '../../../src/capture/reader.ts';
import { RingBuffer } from '../../../src/capture/ring-buffer.ts';
import { RingWait } from '../../../src/capture/ring-wait.ts';
import { type Host, runCommand } from '../../../src/commands/command.ts';
import { runProgram } from '../../../src/commands/program.ts';
import { openLibbpf } from '../../../src/ffi/libbpf.ts';
import { openLibc, pageBytes } from '../../../src/ffi/libc.ts';
import { LocalProcesses } from '../../../src/process/process-host.ts';
import type { CaptureSource } from '../../../src/run/capture-source.ts';
import type { ProgramSource } from '../../../src/run/program-source.ts';
import { keepMaps } from '../../../src/run/run-maps.ts';
import { CGROUP_LOSSES_FD, COUNTERS_FD, FAILURES_FD, LEDGER_FD, LOST_CLOSES_FD, RING_FD } from './descriptors.ts';

function ringCapture({ ktls }: Settings, kept: Disposable): Capture {
  const libc = openLibc();
  const ring = new RingBuffer(libc, RING_FD, ktls.ring_bytes, pageBytes());
  const wait = new RingWait(libc, RING_FD);
  const counters = new CounterReader(openLibbpf(), COUNTERS_FD);
  const cgroupLosses = new CgroupLossReader(CGROUP_LOSSES_FD);
  const failures = new FailureReader(FAILURES_FD);
  const lostCloses = new LostCloses(LOST_CLOSES_FD, ring);
  const counts = () => {
    const kernel = counters.read();
    return { ...kernel, missed: kernel.unentered };
  };
  return {
    reader: new Reader(ring, wait, new BootClock(libcClock()), ktls.connection_records),
    verifiedInstructions: new Map(),
    detach: () => {},
    tellContentEnd: () => {},
    lostCloses: () => lostCloses.next(),
    counts,
    cgroupLosses: () => cgroupLosses.read(),
    ledger: new Ledger(LEDGER_FD),
    failedCalls: () => failures.read(),
    [Symbol.dispose]() {
      wait[Symbol.dispose]();
      ring[Symbol.dispose]();
      kept[Symbol.dispose]();
    },
  };
}

const ringSource: CaptureSource = {
  processes: new LocalProcesses('/'),
  reportTo: () => {},
  tellState: () => {},
  isTlsLive: () => true,
  async start(settings, run) {
    const kept = await keepMaps({ counters: COUNTERS_FD, ledger: LEDGER_FD }, run);
    const capture = ringCapture(settings, kept);
    return { capture, how: 'the ring of a test', kept };
  },
  leave: () => {},
};

const noPrograms: ProgramSource = {
  requireHost: () => {},
  isTlsLive: () => true,
  start: async () => undefined,
};

async function run({ loaded, version }: Parameters<Host['run']>[0], overdue: AbortController): Promise<ExitCode> {
  const { settings, warnings, otelEnvironment } = loaded;
  Object.assign(process.env, otelEnvironment);
  const { runService } = await import('../../../src/run/service.ts');
  const onOverdue = (): void => overdue.abort();
  return runService({ settings, warnings, version, source: ringSource, signals: [process], onOverdue });
}

void runProgram(
  async () => (args, overdue) =>
    runCommand(args, { createSource: async () => noPrograms, run: (start) => run(start, overdue) }),
);
