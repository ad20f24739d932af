// SPDX-License-Identifier: Apache-2.0
import type { AttributeValue } from '../backends/collector/otlp-attributes.ts';
import type { CollectedLog } from '../backends/collector/read-logs.ts';
import { type CapturedCall, toCalls } from './captured-calls.ts';

type Line = Record<string, AttributeValue>;

function linesOf(stdout: string): Line[] {
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as Line);
}

const isLoss = (line: Line): boolean => 'ktls.loss.reason' in line;

/** The attributes of the records of what was captured that KTLS_CONSOLE=json has printed, in its order. */
export const consoleRecords = (stdout: string): Line[] => linesOf(stdout).filter((line) => !isLoss(line));

/** Those of what was lost. */
export const consoleLosses = (stdout: string): Line[] => linesOf(stdout).filter(isLoss);

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
