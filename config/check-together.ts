// SPDX-License-Identifier: Apache-2.0
import { GRPC_ENDPOINT, HTTP_ENDPOINT, isGrpcEndpoint, isHttpEndpoint } from './endpoint.ts';
import { isReadableByAll } from './file-rights.ts';
import { otlp, otlpSignals } from './otlp.ts';
import type { SignalName } from './otlp-settings.ts';
import type { Settings } from './schema.ts';
import { type Problem, shownValue } from './settings-error.ts';

export interface Checked {
  readonly settings: Settings;
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
}

/** What each setting alone can't show: an endpoint of another protocol, half a key pair, a batch larger than its queue. */
export function checkTogether(settings: Settings): Checked {
  const problems = [
    ...otlpSignals(settings).flatMap((signal) => [
      ...checkEndpoint(settings, signal),
      ...checkKeyPair(settings, signal),
    ]),
    ...checkConsole(settings),
  ];
  const batches = (['blrp', 'bsp'] as const).flatMap((prefix) => checkBatch(settings, prefix));
  const otel = Object.assign({}, settings.otel, ...batches.map(({ change }) => change)) as Settings['otel'];
  return {
    settings: { ...settings, otel },
    // A variable that is for all signals is wrong once.
    problems: problems.filter(({ name }, index) => problems.findIndex((problem) => problem.name === name) === index),
    warnings: [
      ...batches.map(({ warning }) => warning),
      ...new Set(otlpSignals(settings).flatMap((signal) => checkKeyFile(settings, signal))),
    ],
  };
}

function checkEndpoint(settings: Settings, signal: SignalName): Problem[] {
  const protocol = otlp(settings, signal, 'protocol').value;
  const { value, variable } = otlp(settings, signal, 'endpoint');
  const isRight = protocol === 'grpc' ? isGrpcEndpoint : isHttpEndpoint;
  if (value === null || isRight(value)) return [];
  const allowed = `with ${protocol}: ${protocol === 'grpc' ? GRPC_ENDPOINT : HTTP_ENDPOINT}`;
  return [{ name: variable, value: shownValue(value, false), allowed }];
}

function checkKeyPair(settings: Settings, signal: SignalName): Problem[] {
  const key = otlp(settings, signal, 'client_key');
  const certificate = otlp(settings, signal, 'client_certificate');
  if ((key.value === null) === (certificate.value === null)) return [];
  const [given, absent] = key.value === null ? [certificate, key] : [key, certificate];
  return [{ name: given.variable, allowed: `is set, so ${absent.variable} must be too` }];
}

/** Kubernetes mounts links to files that all may read: no more than a warning. */
function checkKeyFile(settings: Settings, signal: SignalName): string[] {
  const { value: file, variable } = otlp(settings, signal, 'client_key');
  if (file === null || !isReadableByAll(file)) return [];
  return [`${variable}: all users may read the private key ${file}: chmod o= it`];
}

/** Both would write to standard output, in two formats. */
function checkConsole({ ktls, otel }: Settings): Problem[] {
  if (ktls.console === 'none' || otel.sdk_disabled) return [];
  const signal = (['logs', 'traces', 'metrics'] as const).find((name) => otel[`${name}_exporter`] === 'console');
  if (signal === undefined) return [];
  const variable = `OTEL_${signal.toUpperCase()}_EXPORTER`;
  const allowed = `none where ${variable} is console: both write to standard output`;
  return [{ name: 'KTLS_CONSOLE', value: shownValue(ktls.console, false), allowed }];
}

function checkBatch({ otel }: Settings, prefix: 'blrp' | 'bsp'): { change: object; warning: string }[] {
  const [batchKey, queueKey] = [`${prefix}_max_export_batch_size`, `${prefix}_max_queue_size`] as const;
  const [batchSize, queueSize] = [otel[batchKey], otel[queueKey]];
  if (queueSize === null || batchSize <= queueSize) return [];
  const [batchName, queueName] = [batchKey, queueKey].map((key) => `OTEL_${key.toUpperCase()}`);
  const warning = `${batchName} (${batchSize}) is more than ${queueName} (${queueSize}); ${queueSize} is used for both`;
  return [{ change: { [batchKey]: queueSize }, warning }];
}
