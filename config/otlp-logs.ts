// SPDX-License-Identifier: Apache-2.0
import { schema, type Settings } from './schema.ts';

type Otel = Settings['otel'];
type LogsKey = Extract<keyof Otel, `exporter_otlp_logs_${string}`>;
export type OtlpName = LogsKey extends `exporter_otlp_logs_${infer Name}` ? Name : never;

/**
 * The OTLP setting that is in effect for logs, and the variable that decides it (the one to change). The header
 * variables are merged rather than chosen by the exporter: there this names only the more specific one.
 */
export function otlpLogs<Name extends OtlpName>(
  { otel }: Settings,
  name: Name,
): { readonly value: Otel[`exporter_otlp_${Name}`]; readonly variable: string } {
  const specific = otel[`exporter_otlp_logs_${name}`];
  const key = specific === null ? (`exporter_otlp_${name}` as const) : (`exporter_otlp_logs_${name}` as const);
  return { value: otel[key] as Otel[`exporter_otlp_${Name}`], variable: schema.otel[key].env };
}
