// SPDX-License-Identifier: Apache-2.0
import { formats } from './formats.ts';
import { otlpLogs } from './otlp-logs.ts';
import type { Settings } from './schema.ts';
import { shownValue, type Problem } from './settings-error.ts';

export interface Checked {
  readonly settings: Settings;
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
}

/** What each setting alone can't show: an unsupported protocol, half a key pair, a batch larger than its queue. */
export function checkTogether(settings: Settings): Checked {
  const problems = [...checkProtocol(settings), ...checkKeyPair(settings), ...checkConsole(settings)];
  const { blrp_max_export_batch_size: batchSize, blrp_max_queue_size: queueSize } = settings.otel;
  if (batchSize <= queueSize) return { settings, problems, warnings: [] };
  return {
    settings: { ...settings, otel: { ...settings.otel, blrp_max_export_batch_size: queueSize } },
    problems,
    warnings: [
      `OTEL_BLRP_MAX_EXPORT_BATCH_SIZE (${batchSize}) is more than OTEL_BLRP_MAX_QUEUE_SIZE (${queueSize}); ` +
        `${queueSize} is used for both`,
    ],
  };
}

function checkProtocol(settings: Settings): Problem[] {
  const { value, variable } = otlpLogs(settings, 'protocol');
  if (value === 'grpc') return [];
  return [{ name: variable, value: shownValue(value, false), allowed: formats.protocol.allowed({}) }];
}

function checkKeyPair(settings: Settings): Problem[] {
  const key = otlpLogs(settings, 'client_key');
  const certificate = otlpLogs(settings, 'client_certificate');
  if ((key.value === null) === (certificate.value === null)) return [];
  const [given, absent] = key.value === null ? [certificate, key] : [key, certificate];
  return [{ name: given.variable, allowed: `is set, so ${absent.variable} must be too` }];
}

/** Both would write to standard output, in two formats. */
function checkConsole({ ktls, otel }: Settings): Problem[] {
  if (ktls.console === 'none' || otel.logs_exporter !== 'console' || otel.sdk_disabled) return [];
  const allowed = 'none where OTEL_LOGS_EXPORTER is console: both write to standard output';
  return [{ name: 'KTLS_CONSOLE', value: shownValue(ktls.console, false), allowed }];
}
