// SPDX-License-Identifier: Apache-2.0
import type { OtlpName, SignalName } from './otlp-settings.ts';
import { type Settings, schema } from './schema.ts';

type Otel = Settings['otel'];

/** A setting that is in effect, and the variable that decides it: the one to change. */
export interface Decided<Value> {
  readonly value: Value;
  readonly variable: string;
}

/**
 * The OTLP setting that is in effect for a signal. The header variables are merged rather than chosen by the exporter:
 * there this names only the more specific one.
 */
export function otlp<Name extends OtlpName>(
  { otel }: Settings,
  signal: SignalName,
  name: Name,
): Decided<Otel[`exporter_otlp_${Name}`]> {
  const specific = `exporter_otlp_${signal}_${name}` as const;
  const key = otel[specific] === null ? (`exporter_otlp_${name}` as const) : specific;
  return { value: otel[key] as Otel[`exporter_otlp_${Name}`], variable: schema.otel[key].env };
}

/** Where a signal goes: over HTTP the whole URL. */
export function otlpEndpoint(settings: Settings, signal: SignalName): Decided<string> {
  const isGrpc = otlp(settings, signal, 'protocol').value === 'grpc';
  const { value, variable } = otlp(settings, signal, 'endpoint');
  const endpoint = value ?? `http://localhost:${isGrpc ? 4317 : 4318}`;
  if (isGrpc || settings.otel[`exporter_otlp_${signal}_endpoint`] !== null) return { value: endpoint, variable };
  return { value: `${endpoint.replace(/\/+$/, '')}/v1/${signal}`, variable };
}

/** The signals that go to a Collector. */
export function otlpSignals({ otel }: Settings): SignalName[] {
  if (otel.sdk_disabled) return [];
  return (['logs', 'traces', 'metrics'] as const).filter((signal) => otel[`${signal}_exporter`] === 'otlp');
}
