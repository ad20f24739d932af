// SPDX-License-Identifier: Apache-2.0

import { readFileSync } from 'node:fs';
import type { AnyValueMap } from '@opentelemetry/api-logs';
import { SDK_INFO } from '@opentelemetry/core';
import {
  detectResources,
  envDetector,
  hostDetector,
  osDetector,
  type Resource,
  resourceFromAttributes,
  serviceInstanceIdDetector,
} from '@opentelemetry/resources';
import {
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_VERSION,
  ATTR_TELEMETRY_SDK_LANGUAGE,
  ATTR_TELEMETRY_SDK_NAME,
  ATTR_TELEMETRY_SDK_VERSION,
} from '@opentelemetry/semantic-conventions';
import {
  ATTR_CONTAINER_ID,
  ATTR_K8S_POD_UID,
  ATTR_PROCESS_EXECUTABLE_NAME,
  ATTR_PROCESS_PID,
  ATTR_SERVICE_NAMESPACE,
} from '@opentelemetry/semantic-conventions/incubating';
import type { LRUCache } from 'lru-cache';
import { lruCache } from '../base/lru-cache.ts';
import { escapeInText } from '../base/steering.ts';
import type { Origin, Service } from '../capture/event.ts';
import { BOOT_ID } from './attribute-names.ts';

const OWN_NAME = 'ktls-otel';

/** As the SDK's own resource tells it. */
const TELEMETRY_SDK = {
  [ATTR_TELEMETRY_SDK_NAME]: SDK_INFO[ATTR_TELEMETRY_SDK_NAME],
  [ATTR_TELEMETRY_SDK_LANGUAGE]: SDK_INFO[ATTR_TELEMETRY_SDK_LANGUAGE],
  [ATTR_TELEMETRY_SDK_VERSION]: SDK_INFO[ATTR_TELEMETRY_SDK_VERSION],
};

/**
 * What is true of every program of this host: host, operating system, boot, the SDK that tells it, and
 * OTEL_RESOURCE_ATTRIBUTES before those.
 */
export async function createHostResource(): Promise<Resource> {
  const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  // The later ones win: what the user has set goes before what was found.
  const detected = detectResources({ detectors: [hostDetector, osDetector, envDetector] });
  const resource = resourceFromAttributes({ [BOOT_ID]: bootId, ...TELEMETRY_SDK }).merge(detected);
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

/** Programs of which a resource, and its encoded form, are kept: about 1 KB each. A client may live for 10 ms. */
const REMEMBERED = 4096;
/** Each is a stream of Loki's, and a service in Jaeger's list. */
const MOST_SERVICES = 512;
const OTHER_SERVICE: Service = { name: 'other', namespace: undefined, by: 'process' };
/** A resource, the SDK's or ours. */
export interface PlainResource {
  readonly attributes: AnyValueMap;
  readonly schemaUrl?: string | undefined;
}

/** What a resource tells of. */
type Program = Pick<
  Origin,
  'pid' | 'comm' | 'executableName' | 'containerId' | 'podUid' | 'service' | 'isKernelSocket'
>;

export interface ProgramResourcesOptions {
  /** Of the service itself. */
  readonly own: PlainResource;
  /** Of the host. */
  readonly host: PlainResource;
  /** Whether the user has named a service: then all that is captured is its, too, but for what a rule says. */
  readonly isNamed: boolean;
}

/**
 * The resource of each traced program, the same object as long as it is remembered. It has no service.instance.id: Loki
 * makes an index label of that, and with it a stream of every process that ever was. service.version is not ours to tell.
 */
export class ProgramResources {
  readonly #options: ProgramResourcesOptions;
  readonly #resources: LRUCache<string, PlainResource>;
  readonly #services = new Set<string>();
  #last: { program: Program; resource: PlainResource } | undefined;

  constructor(options: ProgramResourcesOptions, remembered = REMEMBERED) {
    this.#options = options;
    this.#resources = lruCache(remembered);
  }

  of(origin: Program): PlainResource {
    // Calls of one program come in a row.
    const last = this.#last;
    if (last !== undefined && isSame(last.program, origin)) return last.resource;
    const service = this.#bounded(origin.service ?? unplaced(origin));
    if (this.#options.isNamed && service.by !== 'rule') return this.#options.own;
    const { pid, comm, executableName, containerId, podUid, isKernelSocket } = origin;
    const key = JSON.stringify([service, isKernelSocket || [pid, containerId, podUid, executableName]]);
    let resource = this.#resources.get(key);
    if (resource === undefined) {
      resource = this.#create(service, origin);
      this.#resources.set(key, resource);
    }
    const program = { pid, comm, executableName, containerId, podUid, service: origin.service, isKernelSocket };
    this.#last = { program, resource };
    return resource;
  }

  /** Whoever may run programs may make up names: those beyond the bound are one service. Others are few. */
  #bounded(service: Service): Service {
    if (service.by !== 'process') return service;
    const key = JSON.stringify([service.name, service.namespace]);
    if (this.#services.has(key)) return service;
    if (this.#services.size >= MOST_SERVICES) return OTHER_SERVICE;
    this.#services.add(key);
    return service;
  }

  #create({ name, namespace }: Service, origin: Program): PlainResource {
    const { attributes, schemaUrl } = this.#options.host;
    return {
      attributes: {
        ...attributes,
        [ATTR_SERVICE_NAME]: name,
        ...(namespace === undefined ? {} : { [ATTR_SERVICE_NAMESPACE]: namespace }),
        // A socket of the kernel has no process: any may run when it is used.
        ...(origin.isKernelSocket ? {} : processAttributes(origin)),
      },
      schemaUrl,
    };
  }
}

function processAttributes({ pid, executableName, containerId, podUid }: Program): AnyValueMap {
  return {
    [ATTR_PROCESS_PID]: pid,
    ...(executableName === undefined ? {} : { [ATTR_PROCESS_EXECUTABLE_NAME]: executableName }),
    ...(containerId === undefined ? {} : { [ATTR_CONTAINER_ID]: containerId }),
    ...(podUid === undefined ? {} : { [ATTR_K8S_POD_UID]: podUid }),
  };
}

/** Of what src/process/ has not seen, its thread is known. */
const unplaced = ({ comm }: Program): Service => ({ name: escapeInText(comm), namespace: undefined, by: 'process' });

function isSame(a: Program, b: Program): boolean {
  return (
    a.pid === b.pid &&
    a.executableName === b.executableName &&
    a.containerId === b.containerId &&
    a.isKernelSocket === b.isKernelSocket &&
    a.service?.name === b.service?.name &&
    a.service?.namespace === b.service?.namespace &&
    a.service?.by === b.service?.by &&
    (b.service !== undefined || a.comm === b.comm)
  );
}
