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

/** Who the records come from: service, host, operating system, boot, and OTEL_RESOURCE_ATTRIBUTES before those. */
export async function createResource(serviceName: string, serviceVersion: string): Promise<Resource> {
  const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  const own = resourceFromAttributes({ [ATTR_SERVICE_VERSION]: serviceVersion, [BOOT_ID]: bootId });
  // The later ones win: what the user has set goes before what was found.
  const detected = detectResources({ detectors: [serviceInstanceIdDetector, hostDetector, osDetector, envDetector] });
  const resource = own.merge(detected).merge(resourceFromAttributes({ [ATTR_SERVICE_NAME]: serviceName }));
  await resource.waitForAsyncAttributes?.();
  return resource;
}
