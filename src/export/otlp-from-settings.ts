// SPDX-License-Identifier: Apache-2.0
import { parseKeyPairsIntoRecord } from '@opentelemetry/core';
import { otlp, otlpEndpoint } from '../../config/otlp.ts';
import type { SignalName } from '../../config/otlp-settings.ts';
import type { Settings } from '../../config/schema.ts';
import type { OtlpSettings } from './otlp-client.ts';

/** How a signal goes to the Collector. */
export function otlpSettings(settings: Settings, signal: SignalName): OtlpSettings {
  const { otel } = settings;
  return {
    protocol: otlp(settings, signal, 'protocol').value,
    endpoint: otlpEndpoint(settings, signal).value,
    insecure: otlp(settings, signal, 'insecure').value,
    headers: {
      ...parseKeyPairsIntoRecord(otel.exporter_otlp_headers ?? undefined),
      ...parseKeyPairsIntoRecord(otel[`exporter_otlp_${signal}_headers`] ?? undefined),
    },
    timeoutMillis: otlp(settings, signal, 'timeout').value || Number.POSITIVE_INFINITY,
    compression: otlp(settings, signal, 'compression').value,
    certificateFile: otlp(settings, signal, 'certificate').value ?? undefined,
    clientKeyFile: otlp(settings, signal, 'client_key').value ?? undefined,
    clientCertificateFile: otlp(settings, signal, 'client_certificate').value ?? undefined,
  };
}
