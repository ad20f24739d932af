// SPDX-License-Identifier: Apache-2.0
import { otlp, otlpEndpoint } from '../../config/otlp.ts';
import type { Settings } from '../../config/schema.ts';

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
