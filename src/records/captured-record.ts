// SPDX-License-Identifier: Apache-2.0

import type { SpanContext } from '@opentelemetry/api';
import type { LogAttributes } from '@opentelemetry/api-logs';
import type * as conventions from '@opentelemetry/semantic-conventions/incubating';
import type { CallOrigin, Origin, Times } from '../capture/event.ts';
import type * as ours from './attribute-names.ts';

/** A log record of what was captured, or of what was not, before it is encoded. */
export interface CapturedRecord extends Times {
  readonly eventName: string;
  /** undefined: INFO. */
  readonly severity?: 'WARN' | undefined;
  readonly body: string;
  readonly attributes: RecordAttributes;
  /** How many attributes a limit has left out; undefined: none. */
  readonly droppedAttributes?: number;
  /** Of the exchange that its bytes belong to; it is valid. */
  readonly span: SpanContext | undefined;
  /**
   * How many captured events it completes: a long one becomes several records, of which only the last counts 1; a loss
   * completes none.
   */
  readonly events: number;
}

// The log records' event_name.

/** A call that moved plaintext. */
export const DATA_EVENT = 'ktls.data';
/** The start or the end of a connection. */
export const CONNECTION_EVENT = 'ktls.connection';
/** What was lost in a span of time, for one reason. */
export const LOSS_EVENT = 'ktls.loss';

type OurName = (typeof ours)[keyof typeof ours];
type ConventionKey = Extract<keyof typeof conventions, `ATTR_${string}`>;
type ConventionName = Extract<(typeof conventions)[ConventionKey], string>;

/** Attributes by name; a name that neither the semantic conventions nor attribute-names.ts has does not compile. */
export type RecordAttributes = { [Name in OurName | ConventionName]?: LogAttributes[string] };

/** Who, and on which connection: what all records have in common. What is not known is left out. */
export function originAttributes(origin: Origin): RecordAttributes {
  const attributes: RecordAttributes = {
    'process.pid': origin.pid,
    'thread.id': origin.tid,
    'ktls.comm': origin.comm,
    'process.user.id': origin.uid,
    'ktls.netns.id': String(origin.networkNamespace),
    'tls.protocol.name': 'tls',
    'network.transport': 'tcp',
  };
  if (origin.executableName !== undefined) attributes['process.executable.name'] = origin.executableName;
  if (origin.executablePath !== undefined) attributes['process.executable.path'] = origin.executablePath;
  if (origin.owner !== undefined) attributes['process.owner'] = origin.owner;
  if (origin.containerId !== undefined) attributes['container.id'] = origin.containerId;
  if (origin.connectionId !== undefined) {
    attributes['ktls.connection.id'] = origin.connectionId;
    attributes['ktls.connection.partial'] = origin.connectionPartial;
  }
  if (origin.cipher !== undefined) attributes['ktls.cipher'] = origin.cipher;
  if (origin.cipherSuite !== undefined) attributes['tls.cipher'] = origin.cipherSuite;
  if (origin.tlsVersion !== undefined) attributes['tls.protocol.version'] = origin.tlsVersion;
  if (origin.networkType !== undefined) {
    attributes['network.type'] = origin.networkType;
    attributes['network.local.address'] = origin.localAddress;
    attributes['network.local.port'] = origin.localPort;
    attributes['network.peer.address'] = origin.peerAddress;
    attributes['network.peer.port'] = origin.peerPort;
  }
  return attributes;
}

/** And which calls: what never changes on a connection and direction. */
export function callOriginAttributes(origin: CallOrigin): RecordAttributes {
  const attributes = originAttributes(origin);
  attributes['ktls.direction'] = origin.direction;
  attributes['network.io.direction'] = origin.direction === 'TX' ? 'transmit' : 'receive';
  attributes['ktls.record_type'] = origin.recordType;
  attributes['ktls.operation'] = origin.operation;
  attributes['ktls.offload'] = origin.offload;
  return attributes;
}
