// SPDX-License-Identifier: Apache-2.0

import { callsOf, RAW, run, type TrueCall } from '../../support/workload.ts';
import { type Exchange, runFileExchanges, runNginxExchanges } from './nginx.ts';

/** Raw sockets, in both versions and families: what moves in each call is compared. */
const IN_BOTH = [
  'small',
  'writev',
  'big',
  'empty',
  'binary',
  'peek',
  'control',
  'eagain',
  'partial',
  'reset',
  'splice_receive',
];
/** Once: every other way, and who holds the connection. */
const ONCE = ['splice_send', 'more', 'uring', 'zerocopy', 'segments', 'random', 'tx_only', 'handover'];
const PAIRS = [
  { tls: '1.2', family: '4' },
  { tls: '1.3', family: '6' },
] as const;

export interface Run {
  name: string;
  truth: TrueCall[];
}

export interface Runs {
  raw: Run[];
  /** Of the kernel's own end of a connection, nbd's: by its ports, since any of its threads may call. */
  kernelEnd: TrueCall[];
  python: Run[];
  exchanges: Exchange[];
}

export interface Scope {
  canRekey: boolean;
  /** nbd's own, which run on any CPU: a forced fentry on a preemptible kernel may miss calls that meet on one. */
  withKernelThreads: boolean;
}

const optionsOf = ({ tls, family }: { tls: string; family: string }): string[] => ['--tls', tls, '--family', family];

/** Every workload, one after the other. `directory` holds the certificates. */
export async function runAll(directory: string, { canRekey, withKernelThreads }: Scope): Promise<Runs> {
  const raw: Run[] = [];
  const python: Run[] = [];
  const runRaw = async (scenario: string, pair: (typeof PAIRS)[number]): Promise<void> => {
    const truth = await callsOf(RAW, [...optionsOf(pair), scenario]);
    raw.push({ name: `raw ${scenario}, TLS ${pair.tls}, IPv${pair.family}`, truth });
  };
  for (const pair of PAIRS) {
    for (const scenario of IN_BOTH) await runRaw(scenario, pair);
    const truth = await callsOf('python3', [
      'test/workload/ssl_pair.py',
      '--certificate',
      directory,
      ...optionsOf(pair),
    ]);
    python.push({ name: `Python ssl, TLS ${pair.tls}, IPv${pair.family}`, truth });
  }
  const [, newer] = PAIRS;
  for (const scenario of [...ONCE, ...(canRekey ? ['rekey'] : [])]) await runRaw(scenario, newer);
  if (withKernelThreads) await run('modprobe', ['nbd']);
  const kernelEnd = withKernelThreads ? await callsOf(RAW, [...optionsOf(newer), 'kernel_memory']) : [];
  const exchanges = [...(await runNginxExchanges(directory)), ...(await runFileExchanges(directory))];
  return { raw, kernelEnd, python, exchanges };
}
