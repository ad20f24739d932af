// SPDX-License-Identifier: Apache-2.0

type InstrumentKind = 'Counter' | 'UpDownCounter' | 'Histogram';

export interface InstrumentDefinition {
  readonly kind: InstrumentKind;
  /** By UCUM: what is counted stands in braces. */
  readonly unit: string;
  readonly attributes: readonly string[];
  readonly description: string;
}

/** What metrics of the semantic conventions say of an exchange; of a client its server, too. */
const OF_HTTP = [
  'service.name',
  'http.request.method',
  'http.response.status_code',
  'error.type',
  'url.scheme',
  'network.protocol.name',
  'network.protocol.version',
  'ktls.http.route.guessed',
] as const;
const OF_HTTP_SERVER = [...OF_HTTP, 'http.route'] as const;
const OF_HTTP_CLIENT = [...OF_HTTP, 'url.template', 'server.address', 'server.port'] as const;
const OF_RPC_SERVER = [
  'service.name',
  'rpc.system.name',
  'rpc.method',
  'rpc.response.status_code',
  'error.type',
] as const;
const OF_RPC_CLIENT = [...OF_RPC_SERVER, 'server.address', 'server.port'] as const;

/** Of parts of the SDK by the semantic conventions; ours do the work of these. */
const OF_EXPORTER = ['otel.component.name', 'otel.component.type', 'server.address', 'server.port'] as const;
const OF_PROCESSOR = ['otel.component.name', 'otel.component.type'] as const;

const sdkOf = <
  const Kind extends 'Counter' | 'UpDownCounter',
  const Unit extends string,
  const Names extends readonly string[],
>(
  kind: Kind,
  unit: Unit,
  attributes: Names,
  description: string,
) => ({ kind, unit, attributes, description }) as const;

const histogramOf = <const Names extends readonly string[]>(unit: string, attributes: Names, description: string) =>
  ({ kind: 'Histogram', unit, attributes, description }) as const;

/** Every metric of the service; README's section Metrics is this list. */
export const INSTRUMENTS = {
  'ktls.calls': {
    kind: 'Counter',
    unit: '{call}',
    attributes: ['ktls.call.outcome', 'ktls.filter.reason'],
    description: 'Calls that moved bytes: captured, missed, or filtered and then by reason.',
  },
  'ktls.failed_calls': {
    kind: 'Counter',
    unit: '{call}',
    attributes: ['network.io.direction', 'ktls.operation', 'error.type'],
    description:
      'Calls of any process on this host, filtered or not, that ended with an error, by its name. EAGAIN, EINTR and restarts are none, nor is a control record (close_notify) where data was asked for.',
  },
  'ktls.plaintext.copied': {
    kind: 'Counter',
    unit: 'By',
    attributes: [],
    description: 'Plaintext that the kernel copied, of captured calls.',
  },
  'ktls.plaintext.lost': {
    kind: 'Counter',
    unit: 'By',
    attributes: [],
    description: 'Bytes that the lost records stood for.',
  },
  'ktls.records.produced': {
    kind: 'Counter',
    unit: '{record}',
    attributes: [],
    description: 'Records that the kernel made.',
  },
  'ktls.records.lost': {
    kind: 'Counter',
    unit: '{record}',
    attributes: ['ktls.loss.reason'],
    description:
      'Of these, the ring had no room: it was full, or their cgroup had its share of what is left from half on.',
  },
  'ktls.records.unshown': {
    kind: 'Counter',
    unit: '{record}',
    attributes: [],
    description: 'Of these, the rest of a call that had been shown as far as is asked for.',
  },
  'ktls.ring.usage': {
    kind: 'UpDownCounter',
    unit: 'By',
    attributes: [],
    description: 'What waits in the ring to be read.',
  },
  'ktls.ring.limit': {
    kind: 'UpDownCounter',
    unit: 'By',
    attributes: [],
    description: 'The size of the ring.',
  },
  'ktls.console.dropped': {
    kind: 'Counter',
    unit: '{record}',
    attributes: [],
    description: 'Records that KTLS_CONSOLE left out, since the reader of standard output was behind.',
  },
  'ktls.export.exported': {
    kind: 'Counter',
    unit: '{item}',
    attributes: ['ktls.signal'],
    description: 'Records (logs) or spans (traces) that the Collector acknowledged.',
  },
  'ktls.export.dropped': {
    kind: 'Counter',
    unit: '{item}',
    attributes: ['ktls.signal', 'ktls.drop.reason'],
    description: 'Records or spans that the service gave up.',
  },
  'ktls.export.in_flight': {
    kind: 'UpDownCounter',
    unit: '{item}',
    attributes: ['ktls.signal'],
    description: 'Records or spans that are queued, spooled or sent, and neither acknowledged nor dropped.',
  },
  'ktls.export.queue.length': {
    kind: 'UpDownCounter',
    unit: '{record}',
    attributes: ['ktls.signal'],
    description: 'What those in memory are as log records or spans of OTLP, of which a long one may need several.',
  },
  'ktls.export.queue.usage': {
    kind: 'UpDownCounter',
    unit: 'By',
    attributes: ['ktls.signal'],
    description: 'What these take, encoded.',
  },
  'ktls.spool.taken_over': {
    kind: 'Counter',
    unit: '{item}',
    attributes: ['ktls.signal'],
    description: 'Records or spans that another run had left in KTLS_SPOOL_DIR, those that can not be read included.',
  },
  'ktls.spool.in_flight': {
    kind: 'UpDownCounter',
    unit: '{item}',
    attributes: ['ktls.signal'],
    description: 'Of those in flight, records or spans that are on disk, whether they are in memory too or not.',
  },
  'ktls.spool.usage': {
    kind: 'UpDownCounter',
    unit: 'By',
    attributes: ['ktls.signal'],
    description: 'What the files of the spool take.',
  },
  'ktls.spool.limit': {
    kind: 'UpDownCounter',
    unit: 'By',
    attributes: ['ktls.signal'],
    description: 'What they may take: KTLS_SPOOL_BYTES.',
  },
  'ktls.spool.errors': {
    kind: 'Counter',
    unit: '{error}',
    attributes: ['ktls.signal', 'error.type'],
    description: 'Reads and writes of the spool that failed, by the name of their error.',
  },
  'ktls.export.duration': {
    kind: 'Histogram',
    unit: 's',
    attributes: ['ktls.signal'],
    description: 'How long requests to the Collector took, of those that it acknowledged.',
  },
  'otel.sdk.processor.log.processed': sdkOf(
    'Counter',
    '{log_record}',
    [...OF_PROCESSOR, 'error.type'],
    'Log records of what is captured that were handed to their exporter; came too late for that (already_shutdown); or, of spans, found the queue full (queue_full).',
  ),
  'otel.sdk.processor.span.processed': sdkOf('Counter', '{span}', [...OF_PROCESSOR, 'error.type'], 'Spans, likewise.'),
  'otel.sdk.processor.log.queue.size': sdkOf(
    'UpDownCounter',
    '{log_record}',
    OF_PROCESSOR,
    'Log records that wait to be handed to their exporter.',
  ),
  'otel.sdk.processor.span.queue.size': sdkOf('UpDownCounter', '{span}', OF_PROCESSOR, 'Spans, likewise.'),
  'otel.sdk.processor.log.queue.capacity': sdkOf(
    'UpDownCounter',
    '{log_record}',
    OF_PROCESSOR,
    'How many log records may wait, where OTEL_BLRP_MAX_QUEUE_SIZE is set.',
  ),
  'otel.sdk.processor.span.queue.capacity': sdkOf(
    'UpDownCounter',
    '{span}',
    OF_PROCESSOR,
    'How many spans may wait, where OTEL_BSP_MAX_QUEUE_SIZE is set.',
  ),
  'otel.sdk.exporter.log.inflight': sdkOf(
    'UpDownCounter',
    '{log_record}',
    OF_EXPORTER,
    'Log records that were handed to their exporter, and are neither acknowledged nor dropped.',
  ),
  'otel.sdk.exporter.span.inflight': sdkOf('UpDownCounter', '{span}', OF_EXPORTER, 'Spans, likewise.'),
  'otel.sdk.exporter.log.exported': sdkOf(
    'Counter',
    '{log_record}',
    [...OF_EXPORTER, 'error.type'],
    'Log records whose export has ended. Those that were not acknowledged have the reason in error.type.',
  ),
  'otel.sdk.exporter.span.exported': sdkOf('Counter', '{span}', [...OF_EXPORTER, 'error.type'], 'Spans, likewise.'),
  'ktls.self.exported': {
    kind: 'Counter',
    unit: '{item}',
    attributes: ['ktls.signal'],
    description:
      "Records of the service's own log (logs) or collections of its metrics (metrics) that were exported by OTLP.",
  },
  'ktls.self.dropped': {
    kind: 'Counter',
    unit: '{item}',
    attributes: ['ktls.signal', 'ktls.drop.reason'],
    description: 'Of these, the service gave up.',
  },
  'ktls.redactions': {
    kind: 'Counter',
    unit: '{redaction}',
    attributes: ['ktls.redaction.rule'],
    description: 'What was masked, by the rule that its mark names.',
  },
  'ktls.http.exchanges': {
    kind: 'Counter',
    unit: '{exchange}',
    attributes: ['ktls.http.role', 'http.response.status_code', 'error.type', 'ktls.http.unseen'],
    description:
      'HTTP requests that ended, by the role of the traced end (client, server) and the status of their response. Those that failed have the reason in error.type, calls of gRPC that are an error their status; those that were not seen to their end have the reason in ktls.http.unseen.',
  },
  'http.server.request.duration': histogramOf(
    's',
    OF_HTTP_SERVER,
    'How long requests took that traced servers answered.',
  ),
  'http.client.request.duration': histogramOf('s', OF_HTTP_CLIENT, 'How long requests of traced clients took.'),
  'http.server.request.body.size': histogramOf(
    'By',
    OF_HTTP_SERVER,
    'Content of requests to traced servers, as it was sent.',
  ),
  'http.client.request.body.size': histogramOf(
    'By',
    OF_HTTP_CLIENT,
    'Content of requests of traced clients, as it was sent.',
  ),
  'http.server.response.body.size': histogramOf(
    'By',
    OF_HTTP_SERVER,
    'Content of responses of traced servers, as it was sent.',
  ),
  'http.client.response.body.size': histogramOf(
    'By',
    OF_HTTP_CLIENT,
    'Content of responses to traced clients, as it was sent.',
  ),
  'rpc.server.call.duration': histogramOf(
    's',
    OF_RPC_SERVER,
    'How long calls of gRPC took that traced servers answered.',
  ),
  'rpc.client.call.duration': histogramOf('s', OF_RPC_CLIENT, 'How long calls of gRPC of traced clients took.'),
  'ktls.connections': {
    kind: 'UpDownCounter',
    unit: '{connection}',
    attributes: ['ktls.connection.content', 'network.io.direction'],
    description:
      'Connections that are followed, by how they are read: http, text, undecided, or not (lost, limit). Those of which one direction alone goes through the kernel have that direction.',
  },
  'ktls.memory.usage': {
    kind: 'UpDownCounter',
    unit: 'By',
    attributes: [],
    description: 'What is kept of all connections: heads, header tables, open texts, waiting calls.',
  },
  'ktls.memory.limited': {
    kind: 'Counter',
    unit: '{connection}',
    attributes: [],
    description: 'Connections that were masked from there on because KTLS_MEMORY_BYTES was used up.',
  },
  'ktls.alerts': {
    kind: 'Counter',
    unit: '{alert}',
    attributes: ['network.io.direction', 'ktls.alert.level', 'ktls.alert.description'],
    description: 'TLS alerts of captured calls, by the names of TLS 1.2 and 1.3.',
  },
  'ktls.kernel.tls_stat': {
    kind: 'Counter',
    unit: '{event}',
    attributes: ['ktls.tls_stat.name'],
    description: "The counters of /proc/net/tls_stat, of the service's network namespace.",
  },
  'ktls.kernel.connections': {
    kind: 'UpDownCounter',
    unit: '{connection}',
    attributes: ['ktls.tls_stat.name'],
    description: 'Connections that use kTLS now: TlsCurr* of the same file.',
  },
  'process.cpu.time': {
    kind: 'Counter',
    unit: 's',
    attributes: ['cpu.mode'],
    description: 'CPU time of the worker, the process that reads and exports.',
  },
  'process.memory.usage': {
    kind: 'UpDownCounter',
    unit: 'By',
    attributes: [],
    description: 'Physical memory of the worker, the process that reads and exports.',
  },
} as const satisfies Record<string, InstrumentDefinition>;

export type InstrumentName = keyof typeof INSTRUMENTS;

type NameOf<Kind extends InstrumentKind> = {
  [Name in InstrumentName]: (typeof INSTRUMENTS)[Name]['kind'] extends Kind ? Name : never;
}[InstrumentName];

/** Those that are asked for their value. */
export type ObservedName = NameOf<'Counter' | 'UpDownCounter'>;

type AttributeName<Name extends InstrumentName> = (typeof INSTRUMENTS)[Name]['attributes'][number];

/** A value of an instrument, with attributes that its definition names. */
export type Measurement = {
  [Name in ObservedName]: {
    name: Name;
    value: number;
    attributes: { readonly [Attribute in AttributeName<Name>]?: string | number };
  };
}[ObservedName];
