// SPDX-License-Identifier: Apache-2.0
import { parseListenAddress } from '../../config/listen-address.ts';
import type { Settings } from '../../config/schema.ts';
import { HealthServer, type WhyNotReady } from './health-server.ts';

/** The server that KTLS_HEALTH_ADDRESS asks for, if it does. Rejects with a StartError. */
export async function healthFromSettings(
  { ktls }: Settings,
  whyNotReady: WhyNotReady,
): Promise<HealthServer | undefined> {
  const address = ktls.health_address === null ? undefined : parseListenAddress(ktls.health_address);
  return address && HealthServer.start(address, whyNotReady);
}
