// SPDX-License-Identifier: Apache-2.0
import type { AnyValueMap } from '@opentelemetry/api-logs';
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';
import {
  ATTR_CONTAINER_ID,
  ATTR_PROCESS_EXECUTABLE_NAME,
  ATTR_PROCESS_PID,
} from '@opentelemetry/semantic-conventions/incubating';
import type { LRUCache } from 'lru-cache';
import { lruCache } from '../base/lru-cache.ts';
import type { Origin } from '../capture/event.ts';

/** Programs of which a resource, and its encoded form, are kept: about 1 KB each. A client may live for 10 ms. */
const REMEMBERED = 4096;
const SHORT_CONTAINER_ID = 12;

/** A resource, the SDK's or ours. */
export interface PlainResource {
  readonly attributes: AnyValueMap;
  readonly schemaUrl?: string | undefined;
}

type Program = Pick<Origin, 'pid' | 'comm' | 'executableName' | 'containerId'>;

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
  #last: { program: Program; resource: PlainResource } | undefined;

  constructor(options: ProgramResourcesOptions, remembered = REMEMBERED) {
    this.#options = options;
    this.#resources = lruCache(remembered);
  }

  of(origin: Program): PlainResource {
    if (this.#options.isNamed) return this.#options.own;
    const { pid, comm, executableName, containerId } = origin;
    // Calls of one program come in a row.
    const last = this.#last;
    if (last !== undefined && isSame(last.program, origin)) return last.resource;
    const name = serviceName(origin);
    const key = `${pid} ${containerId} ${executableName === undefined} ${name}`;
    let resource = this.#resources.get(key);
    if (resource === undefined) {
      resource = this.#create(name, origin);
      this.#resources.set(key, resource);
    }
    this.#last = { program: { pid, comm, executableName, containerId }, resource };
    return resource;
  }

  #create(name: string, { pid, executableName, containerId }: Program): PlainResource {
    const { attributes, schemaUrl } = this.#options.host;
    return {
      attributes: {
        ...attributes,
        [ATTR_SERVICE_NAME]: name,
        [ATTR_PROCESS_PID]: pid,
        ...(executableName === undefined ? {} : { [ATTR_PROCESS_EXECUTABLE_NAME]: executableName }),
        ...(containerId === undefined ? {} : { [ATTR_CONTAINER_ID]: containerId }),
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
  return executableName ?? containerId?.slice(0, SHORT_CONTAINER_ID) ?? comm;
}
