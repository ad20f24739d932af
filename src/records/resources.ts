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
} from '@opentelemetry/semantic-conventions/incubating';
import type { LRUCache } from 'lru-cache';
import { lruCache } from '../base/lru-cache.ts';
import { escapeInText } from '../base/steering.ts';
import type { Origin } from '../capture/event.ts';
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
const SHORT_CONTAINER_ID = 12;
/** Each is a stream of Loki's, and a service in Jaeger's list. */
const MOST_SERVICES = 512;
const OTHER_SERVICE = 'other';
/** Files that are several programs, by the name that they are called by: comm has it. */
const MULTI_CALL: ReadonlySet<string> = new Set([
  // Debian's redis-tools and valkey-tools: the server is a link to it.
  'redis-check-rdb',
  'valkey-check-rdb',
  'busybox',
  'toybox',
  'coreutils',
]);

/** A resource, the SDK's or ours. */
export interface PlainResource {
  readonly attributes: AnyValueMap;
  readonly schemaUrl?: string | undefined;
}

type Program = Pick<Origin, 'pid' | 'comm' | 'executableName' | 'containerId' | 'podUid'>;

export interface ProgramResourcesOptions {
  /** Of the service itself. */
  readonly own: PlainResource;
  /** Of the host. */
  readonly host: PlainResource;
  /** Whether the user has named a service: then all that is captured is its, too. */
  readonly isNamed: boolean;
}

/**
 * The resource of each traced program, the same object as long as it is remembered. It has no service.instance.id: Loki
 * makes an index label of that, and with it a stream of every process that ever was. service.version is not ours to tell.
 */
export class ProgramResources {
  readonly #options: ProgramResourcesOptions;
  readonly #resources: LRUCache<string, PlainResource>;
  readonly #names = new Set<string>();
  #last: { program: Program; resource: PlainResource } | undefined;

  constructor(options: ProgramResourcesOptions, remembered = REMEMBERED) {
    this.#options = options;
    this.#resources = lruCache(remembered);
  }

  of(origin: Program): PlainResource {
    if (this.#options.isNamed) return this.#options.own;
    const { pid, comm, executableName, containerId, podUid } = origin;
    // Calls of one program come in a row.
    const last = this.#last;
    if (last !== undefined && isSame(last.program, origin)) return last.resource;
    const name = this.#bounded(serviceName(origin));
    const key = `${pid} ${containerId} ${podUid} ${executableName} ${name}`;
    let resource = this.#resources.get(key);
    if (resource === undefined) {
      resource = this.#create(name, origin);
      this.#resources.set(key, resource);
    }
    this.#last = { program: { pid, comm, executableName, containerId, podUid }, resource };
    return resource;
  }

  /** Names are of programs, and whoever may run programs may make up names: those beyond the bound are one service. */
  #bounded(name: string): string {
    if (this.#names.has(name)) return name;
    if (this.#names.size >= MOST_SERVICES) return OTHER_SERVICE;
    this.#names.add(name);
    return name;
  }

  #create(name: string, { pid, executableName, containerId, podUid }: Program): PlainResource {
    const { attributes, schemaUrl } = this.#options.host;
    return {
      attributes: {
        ...attributes,
        [ATTR_SERVICE_NAME]: name,
        [ATTR_PROCESS_PID]: pid,
        ...(executableName === undefined ? {} : { [ATTR_PROCESS_EXECUTABLE_NAME]: executableName }),
        ...(containerId === undefined ? {} : { [ATTR_CONTAINER_ID]: containerId }),
        ...(podUid === undefined ? {} : { [ATTR_K8S_POD_UID]: podUid }),
      },
      schemaUrl,
    };
  }
}

function isSame(a: Program, b: Program): boolean {
  const { pid, comm, executableName, containerId } = b;
  return a.pid === pid && a.comm === comm && a.executableName === executableName && a.containerId === containerId;
}

function serviceName({ comm, executableName, containerId }: Program): string {
  const program = executableName !== undefined && MULTI_CALL.has(executableName) ? comm : executableName;
  return escapeInText(program ?? containerId?.slice(0, SHORT_CONTAINER_ID) ?? comm);
}
