// SPDX-License-Identifier: Apache-2.0
// The service as it is, of two processes, over a ring that the process which started it fills: where the launcher would load
// programs, it has maps by inherited descriptors.

import { join } from 'node:path';
import { type Host, runCommand } from '../../../src/commands/command.ts';
import { runProgram } from '../../../src/commands/program.ts';
import { openLibbpf } from '../../../src/ffi/libbpf.ts';
import { checkNegative, NULL } from '../../../src/ffi/native.ts';
import { launch } from '../../../src/run/launcher.ts';
import type { ProgramSource } from '../../../src/run/program-source.ts';
import { CGROUP_LOSSES_FD, COUNTERS_FD, FAILURES_FD, LEDGER_FD, LOST_CLOSES_FD, RING_FD } from './descriptors.ts';

const BPF_MAP_TYPE_LRU_HASH = 9;

/** As the object defines it. */
function contentEnds(): number {
  const fd = openLibbpf().bpf_map_create(BPF_MAP_TYPE_LRU_HASH, 'content_ends', 16, 8, 64, NULL);
  return checkNegative('bpf_map_create', fd);
}

/** What the launcher does with programs is told to who looks at standard error. */
const say = (text: string): void => void process.stderr.write(`programs: ${text}\n`);

const source: ProgramSource = {
  requireHost: () => {},
  isTlsLive: () => true,
  start: async (_settings, { selfPid }) => {
    say(`started, without calls of ${selfPid}`);
    let missed = 3;
    const programs = {
      descriptors: {
        ring: RING_FD,
        counters: COUNTERS_FD,
        failures: FAILURES_FD,
        content_ends: contentEnds(),
        lost_closes: LOST_CLOSES_FD,
        cgroup_losses: CGROUP_LOSSES_FD,
        ledger: LEDGER_FD,
      },
      verifiedInstructions: new Map([['fexit_tls_sw_sendmsg', 77]]),
      detach() {
        missed = 5;
        say('detached');
      },
      missedReturns: () => missed,
      applyFilters: ({ peerPort }: { peerPort: { include: unknown } }) => say(JSON.stringify(peerPort.include)),
      [Symbol.dispose]: () => say('gone'),
    };
    return { programs, how: 'the ring of a test' };
  },
};

const dist = join(__dirname, '../../..');
const scripts = { stage: join(dist, 'worker-stage.cjs'), worker: join(dist, 'worker.cjs') };
const host: Host = {
  createSource: async () => source,
  run: (start) => launch({ ...start, source, scripts }),
};

void runProgram(async () => (args) => runCommand(args, host));
