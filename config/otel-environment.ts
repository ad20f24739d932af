// SPDX-License-Identifier: Apache-2.0
import type { EnvironmentValues } from './environment.ts';
import { allSettings, type Settings } from './schema.ts';
import { MAX_TIMER_MILLIS } from './setting.ts';

export function makeOtelEnvironment(
  { otel }: Settings,
  { values, ignored }: Pick<EnvironmentValues, 'values' | 'ignored'>,
  file: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const result: Record<string, string> = otel.service_name === null ? {} : { OTEL_SERVICE_NAME: otel.service_name };
  for (const { group, key, setting } of allSettings) {
    if (group !== 'otel') continue;
    if (values.has(setting.env) || Object.hasOwn(file, key)) {
      const value = otel[key as keyof typeof otel];
      // OpenTelemetry's JavaScript exporter refuses 0, which the specification reads as "no limit".
      result[setting.env] = String(value === 0 && key.endsWith('_timeout') ? MAX_TIMER_MILLIS : value);
    } else if (ignored.includes(setting.env)) {
      result[setting.env] = '';
    }
  }
  return result;
}
