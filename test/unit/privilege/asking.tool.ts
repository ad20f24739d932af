// SPDX-License-Identifier: Apache-2.0
// A launcher that answers, and a worker that asks: each is a process, for who asks waits.
import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { socketPair } from '../../../src/ffi/pass-descriptors.ts';
import { answerWorker } from '../../../src/privilege/answer-worker.ts';
import { AskLauncher } from '../../../src/privilege/ask-launcher.ts';
import { NO_FACTS } from '../../../src/process/proc-files.ts';

const SOCKET = 3;

function ask(): void {
  const launcher = new AskLauncher(SOCKET);
  const facts = launcher.facts({ pid: 7, executableName: 'python3.11', bootNanos: 1n });
  const control = launcher.control(new Map());
  const missed = [control.missedReturns()];
  control.detach();
  missed.push(control.missedReturns());
  control.detach();
  missed.push(control.missedReturns());
  const said = { facts, users: [...launcher.userNames()], library: launcher.tlsLibrary(7), missed };
  process.stdout.write(JSON.stringify(said));
}

function answer(): void {
  const [own, others] = socketPair();
  let missed = 3;
  const answers = answerWorker(own, {
    processes: {
      facts: () => ({ ...NO_FACTS, comm: 'api', serviceName: 'shop' }),
      userNames: () => new Map([[0, 'root']]),
      tlsLibrary: () => 'libssl.so.3',
    },
    isTlsLive: () => true,
    programs: () => ({
      detach: () => {
        missed = 5;
      },
      missedReturns: () => missed,
    }),
  });
  const asking = spawn(process.execPath, [__filename, 'ask'], { stdio: ['ignore', 'inherit', 'inherit', others] });
  closeSync(others);
  asking.once('exit', () => answers[Symbol.dispose]());
}

if (process.argv[2] === 'ask') ask();
else answer();
