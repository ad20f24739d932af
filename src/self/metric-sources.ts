// SPDX-License-Identifier: Apache-2.0

import { readFileSync } from 'node:fs';
import { otlp, otlpEndpoint } from '../../config/otlp.ts';
import type { Settings } from '../../config/schema.ts';
import type { CaptureCounts } from '../capture/capture.ts';
import type { FailedCalls } from '../capture/failures.ts';
import type { OtlpCounts, RecordExport, SpoolCounts } from '../export/queued-exporter.ts';
import type { Standing } from '../http/http-connection.ts';
import type { AlertCounts, ExchangeCounts, RedactionCounts } from './counts.ts';

/** Of what is captured. */
export type Signal = 'logs' | 'traces';

/** Of an export by OTLP. */
export interface OtlpSource {
  readonly component: OtlpComponent;
  counts(): OtlpCounts;
}

/** An export. What logs have dropped is with the samples that were dropped before: malformed or unread ones. */
export interface ExportSource extends Pick<RecordExport<never>, 'counters' | 'depth'> {
  readonly otlp?: OtlpSource | undefined;
  /** undefined: it has no spool. */
  readonly spool?: () => SpoolCounts | undefined;
}

/** Where the metrics come from. Each is asked once for each collection, the last time when the SDK shuts down. */
export interface MetricSources {
  captureCounts(): CaptureCounts;
  failedCalls(): readonly FailedCalls[];
  ringPendingBytes(): number;
  ringBytes: number;
  /** Samples that make no record. */
  unshown(): number;
  /** Records that KTLS_CONSOLE has left out; undefined: it prints none. */
  consoleDropped(): number | undefined;
  /** Of the signals that are exported. */
  exports: Readonly<Partial<Record<Signal, ExportSource>>>;
  /** Of what the service says of itself: those that send it. */
  self: Readonly<Partial<Record<'logs' | 'metrics', Pick<ExportSource, 'counters'>>>>;
  redactions: RedactionCounts;
  exchanges: ExchangeCounts;
  /** How many connections are followed, by what can be seen of them. */
  standings(): ReadonlyMap<Standing, number>;
  alerts: AlertCounts;
  /** What is kept of connections, in bytes, and how many were followed no further for want of room. */
  memory: { readonly total: number; readonly limited: number };
  tlsStat(): ReadonlyMap<string, number>;
  processUsage(): ProcessUsage;
}

export interface ProcessUsage {
  userSeconds: number;
  systemSeconds: number;
  residentBytes: number;
}

/** What this process uses. */
export function readProcessUsage(): ProcessUsage {
  const { user, system } = process.cpuUsage();
  return { userSeconds: user / 1e6, systemSeconds: system / 1e6, residentBytes: process.memoryUsage.rss() };
}

/**
 * The counters of /proc/net/tls_stat by name: a line each, a name and a number (net/tls/tls_proc.c). Of the network
 * namespace of this process. There are none before the tls module is loaded.
 */
export function readTlsStat(path = '/proc/net/tls_stat'): Map<string, number> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return new Map();
  }
  return new Map(Array.from(text.matchAll(/^(\w+)\s+(\d+)\s*$/gm), ([, name = '', count]) => [name, Number(count)]));
}

type ComponentAttributes = Readonly<Record<'otel.component.name' | 'otel.component.type', string>>;

/** What the semantic conventions call the two parts of an export by OTLP: the queue, and what sends its batches. */
export interface OtlpComponent {
  readonly processor: ComponentAttributes;
  readonly exporter: ComponentAttributes & { readonly 'server.address': string; readonly 'server.port'?: number };
}

const NOUN = { logs: 'log', traces: 'span' } as const;
/** otel.component.type, by what of OTLP it speaks. */
const EXPORTER = { grpc: 'otlp_grpc', 'http/protobuf': 'otlp_http', 'http/json': 'otlp_http_json' } as const;
const PORT = { 'http:': 80, 'https:': 443 } as const;

export function otlpComponent(settings: Settings, signal: 'logs' | 'traces'): OtlpComponent {
  const noun = NOUN[signal];
  const protocol = EXPORTER[otlp(settings, signal, 'protocol').value];
  return {
    processor: named(`batching_${noun}_processor`),
    exporter: { ...named(`${protocol}_${noun}_exporter`), ...serverOf(otlpEndpoint(settings, signal).value) },
  };
}

/** The SDK's own have a number in place of the word. */
function named(type: string): ComponentAttributes {
  return { 'otel.component.name': `${type}/captured`, 'otel.component.type': type };
}

/** The path is the address of a socket of Unix's (semantic conventions, server.address). */
function serverOf(endpoint: string): { 'server.address': string; 'server.port'?: number } {
  const [, path] = /^unix:\/\/(.*)$/.exec(endpoint) ?? [];
  if (path !== undefined) return { 'server.address': path };
  const { protocol, hostname, port } = new URL(endpoint.includes('://') ? endpoint : `https://${endpoint}`);
  return {
    'server.address': hostname.replace(/^\[(.*)\]$/, '$1'),
    'server.port': port === '' ? PORT[protocol as keyof typeof PORT] : Number(port),
  };
}
