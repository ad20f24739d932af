// SPDX-License-Identifier: Apache-2.0
import { choice, flag, MAX_TIMER_MILLIS, milliseconds, text } from './setting.ts';

export type SignalName = 'logs' | 'traces' | 'metrics';

const compressions = ['none', 'gzip'] as const;
const protocols = ['grpc', 'http/protobuf', 'http/json'] as const;

/** OTEL_EXPORTER_OTLP_*, for all signals. */
export const otlpSettings = {
  exporter_otlp_endpoint: text('endpoint', {
    env: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    default: null,
    doc: 'The Collector; http://localhost:4317 where it is not set, over HTTP http://localhost:4318. Over HTTP, /v1/logs, /v1/traces and /v1/metrics are added to its path.',
  }),
  exporter_otlp_protocol: choice({
    env: 'OTEL_EXPORTER_OTLP_PROTOCOL',
    default: 'grpc',
    values: protocols,
    doc: 'How the Collector is spoken to.',
  }),
  exporter_otlp_headers: text('headers', {
    env: 'OTEL_EXPORTER_OTLP_HEADERS',
    default: null,
    sensitive: true,
    doc: 'Sent with every export.',
  }),
  exporter_otlp_timeout: milliseconds({
    env: 'OTEL_EXPORTER_OTLP_TIMEOUT',
    default: 10_000,
    min: 0,
    max: MAX_TIMER_MILLIS,
    lenient: true,
    doc: 'How long one attempt to export may take. 0 is no limit.',
  }),
  exporter_otlp_compression: choice({
    env: 'OTEL_EXPORTER_OTLP_COMPRESSION',
    default: 'none',
    values: compressions,
    lenient: true,
    doc: 'How a batch is compressed.',
  }),
  exporter_otlp_insecure: flag({
    env: 'OTEL_EXPORTER_OTLP_INSECURE',
    default: false,
    lenient: true,
    doc: 'true sends plain text to an endpoint that has no scheme; http:// and https:// say it themselves. For gRPC alone.',
  }),
  exporter_otlp_certificate: text('file', {
    env: 'OTEL_EXPORTER_OTLP_CERTIFICATE',
    default: null,
    doc: "PEM file of the authority that signed the Collector's certificate.",
  }),
  exporter_otlp_client_key: text('file', {
    env: 'OTEL_EXPORTER_OTLP_CLIENT_KEY',
    default: null,
    doc: "PEM file of the client's private key, for mutual TLS.",
  }),
  exporter_otlp_client_certificate: text('file', {
    env: 'OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE',
    default: null,
    doc: "PEM file of the client's certificate, for mutual TLS.",
  }),
};

function settingsOf(signal: SignalName) {
  const env = (name: string): string => `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_${name}`;
  const before = (name: string): string => `For ${signal}, goes before OTEL_EXPORTER_OTLP_${name}.`;
  return {
    endpoint: text('endpoint', {
      env: env('ENDPOINT'),
      default: null,
      doc: `${before('ENDPOINT')} Over HTTP it is the whole URL, and nothing is added.`,
    }),
    protocol: choice({ env: env('PROTOCOL'), default: null, values: protocols, doc: before('PROTOCOL') }),
    headers: text('headers', {
      env: env('HEADERS'),
      default: null,
      sensitive: true,
      doc: `For ${signal}, added to OTEL_EXPORTER_OTLP_HEADERS.`,
    }),
    timeout: milliseconds({
      env: env('TIMEOUT'),
      default: null,
      min: 0,
      max: MAX_TIMER_MILLIS,
      lenient: true,
      doc: before('TIMEOUT'),
    }),
    compression: choice({
      env: env('COMPRESSION'),
      default: null,
      values: compressions,
      lenient: true,
      doc: before('COMPRESSION'),
    }),
    insecure: flag({ env: env('INSECURE'), default: null, lenient: true, doc: before('INSECURE') }),
    certificate: text('file', { env: env('CERTIFICATE'), default: null, doc: before('CERTIFICATE') }),
    client_key: text('file', { env: env('CLIENT_KEY'), default: null, doc: before('CLIENT_KEY') }),
    client_certificate: text('file', {
      env: env('CLIENT_CERTIFICATE'),
      default: null,
      doc: before('CLIENT_CERTIFICATE'),
    }),
  };
}

type SignalSettings = ReturnType<typeof settingsOf>;
/** Names of OTLP settings, without what says of which signal. */
export type OtlpName = keyof SignalSettings;
type Prefixed<Signal extends SignalName> = {
  [Name in OtlpName as `exporter_otlp_${Signal}_${Name}`]: SignalSettings[Name];
};

/** OTEL_EXPORTER_OTLP_SIGNAL_* */
export function otlpSettingsOf<Signal extends SignalName>(signal: Signal): Prefixed<Signal> {
  const named = Object.entries(settingsOf(signal)).map(([name, setting]) => [
    `exporter_otlp_${signal}_${name}`,
    setting,
  ]);
  return Object.fromEntries(named) as Prefixed<Signal>;
}
