// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import {
  detectResources,
  envDetector,
  hostDetector,
  osDetector,
  type Resource,
  resourceFromAttributes,
  serviceInstanceIdDetector,
} from '@opentelemetry/resources';
import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from '@opentelemetry/semantic-conventions';
import { BOOT_ID } from './attribute-names.ts';

const OWN_NAME = 'ktls-otel';

/** What is true of every program of this host: host, operating system, boot, and OTEL_RESOURCE_ATTRIBUTES before those. */
export async function createHostResource(): Promise<Resource> {
  const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  // The later ones win: what the user has set goes before what was found.
  const detected = detectResources({ detectors: [hostDetector, osDetector, envDetector] });
  const resource = resourceFromAttributes({ [BOOT_ID]: bootId }).merge(detected);
  await resource.waitForAsyncAttributes?.();
  return resource;
}

/** The service itself. `serviceName` is what the user has named it, or null. */
export async function createResource(serviceName: string | null, serviceVersion: string): Promise<Resource> {
  const own = resourceFromAttributes({ [ATTR_SERVICE_VERSION]: serviceVersion });
  const instance = detectResources({ detectors: [serviceInstanceIdDetector] });
  const name = resourceFromAttributes({ [ATTR_SERVICE_NAME]: serviceName ?? OWN_NAME });
  const resource = own
    .merge(instance)
    .merge(await createHostResource())
    .merge(name);
  await resource.waitForAsyncAttributes?.();
  return resource;
}
