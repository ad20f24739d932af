// SPDX-License-Identifier: Apache-2.0
import { installedOptions } from '../../support/installed-options.ts';
import { type RunningService, startService } from '../../support/service.ts';
import { Filler } from '../ring/filler.ts';

/** The real service over a ring of this process. */
export interface RingService extends RunningService {
  readonly ring: Filler;
}

const MEBIBYTE = 1024 * 1024;
const DEFAULT_RING_BYTES = 16 * MEBIBYTE;
/** One process, and the two that are installed. */
const TOOLS = {
  one: 'dist/test/native/support/ring-service.tool.cjs',
  two: 'dist/test/native/support/launched-ring.tool.cjs',
};

/**
 * Resolves once it reads. `env`: its settings; of the ring's size in bytes, 16 MiB when it is not among them. `within`: a
 * command that runs it.
 */
export async function startRingService(
  env: Record<string, string>,
  until?: string,
  within: readonly string[] = [],
  processes: keyof typeof TOOLS = 'one',
): Promise<RingService> {
  const ring = new Filler(Number(env.KTLS_RING_BYTES ?? DEFAULT_RING_BYTES));
  const settings = { KTLS_RING_BYTES: String(ring.ringBytes), ...env };
  // A test's own come in its environment, before which these would go.
  const options = env.NODE_OPTIONS === undefined ? installedOptions() : [];
  const [command = '', ...args] = [...within, process.execPath, ...options, TOOLS[processes]];
  const service = await startService(settings, until, {
    command,
    args,
    inherited: [ring.ringFd, ring.countersFd, ring.failuresFd, ring.lostClosesFd, ring.cgroupLossesFd, ring.ledgerFd],
  });
  void service.ended.then(() => ring[Symbol.dispose]());
  return { ...service, ring };
}
