// SPDX-License-Identifier: Apache-2.0
import type { AttributeValue } from '../backends/collector/otlp-attributes.ts';
import type { CollectedLog } from '../backends/collector/read-logs.ts';
import { type CapturedCall, toCalls } from './captured-calls.ts';

/** The attributes of the records that KTLS_CONSOLE=json has printed, in its order. */
export function consoleRecords(stdout: string): Record<string, AttributeValue>[] {
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as Record<string, AttributeValue>);
}

/** The calls of these records; see toCalls. */
export function consoleCalls(records: readonly Record<string, AttributeValue>[]): CapturedCall[] {
  const times = { timeUnixNano: 0n, observedTimeUnixNano: 0n };
  const rest = {
    severityNumber: 9,
    severityText: 'INFO',
    eventName: 'ktls.data',
    body: '',
    resource: {},
    traceId: '',
    spanId: '',
    scopeName: '',
  };
  const logs = records.map((attributes): CollectedLog => ({ ...times, ...rest, attributes }));
  return toCalls(logs);
}
