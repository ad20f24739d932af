// SPDX-License-Identifier: Apache-2.0
import { parseListenAddress } from '../../config/listen-address.ts';
import type { Settings } from '../../config/schema.ts';
import { type ExitCode, exitCodes } from '../base/exit-code.ts';
import { StartError } from '../base/start-error.ts';
import { say } from './say.ts';

const PATIENCE_MILLIS = 5_000;
/** Who listens on all addresses is asked on this host's own. */
const OWN: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/**
 * Asks the service that runs whether it is ready, as a container's health check does: there may be no other program that
 * could. Rejects with a StartError when the settings don't say where.
 */
export async function askHealth({ ktls }: Settings): Promise<ExitCode> {
  const address = ktls.health_address === null ? undefined : parseListenAddress(ktls.health_address);
  if (address === undefined)
    throw new StartError(
      exitCodes.configuration.code,
      'KTLS_HEALTH_ADDRESS is not set: the service answers nowhere',
      'set it for the service and here',
    );
  const host = OWN[address.host] ?? address.host;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${address.port}/readyz`;
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MILLIS) });
    process.stdout.write(await answer.text());
    return answer.ok ? exitCodes.ok.code : exitCodes.failure.code;
  } catch {
    say(`no answer from ${url}`);
    return exitCodes.failure.code;
  }
}
