// SPDX-License-Identifier: Apache-2.0
import { escapeInText } from '../base/steering.ts';
import { type CapturedRecord, LOSS_EVENT, type RecordAttributes } from './captured-record.ts';

/** Of these, calls were lost: nobody knows how many records they would have made. */
const OF_CALLS = new Set(['missed', 'cgroup_rate']);
const NANOS_PER_SECOND = 1e9;

/** A cgroup; `path` as far as it is known. */
interface LossCgroup {
  readonly id: bigint;
  readonly path: string | undefined;
}

/** What was lost for one reason, in a span of time. */
export interface Loss {
  readonly reason: string;
  readonly count: number;
  /** What these stood for; undefined: not known. */
  readonly bytes?: number | undefined;
  /** Perhaps it was less. */
  readonly isAtMost?: boolean | undefined;
  readonly cgroup?: LossCgroup | undefined;
  readonly startUnixNanos: bigint;
  readonly endUnixNanos: bigint;
}

/** The record of a loss. It stands for no captured event, and so changes nothing of the account. */
export function lossRecord(loss: Loss): CapturedRecord {
  const { reason, count, bytes, isAtMost, cgroup, endUnixNanos } = loss;
  const attributes: RecordAttributes = {
    'ktls.loss.reason': reason,
    'ktls.loss.count': count,
    'ktls.loss.duration': secondsOf(loss),
  };
  if (bytes !== undefined) attributes['ktls.loss.bytes'] = bytes;
  if (isAtMost) attributes['ktls.loss.at_most'] = true;
  if (cgroup !== undefined) attributes['ktls.cgroup.id'] = String(cgroup.id);
  if (cgroup?.path !== undefined) attributes['ktls.cgroup.path'] = escapeInText(cgroup.path);
  return {
    eventName: LOSS_EVENT,
    severity: 'WARN',
    timeUnixNanos: endUnixNanos,
    observedTimeUnixNanos: endUnixNanos,
    body: lossLine(loss),
    attributes,
    span: undefined,
    events: 0,
  };
}

/** The clock may have been set back meanwhile. */
function secondsOf({ startUnixNanos, endUnixNanos }: Loss): number {
  return Math.max(Number(endUnixNanos - startUnixNanos) / NANOS_PER_SECOND, 0);
}

/**
 * The readable body of a loss:
 * `LOSS cgroup 12 records, 3400 B, 60.012 s, /system.slice/noisy.service`
 * `LOSS missed 3 calls, 10.000 s`
 * `LOSS killed at most 512 records, 75.120 s`
 */
function lossLine(loss: Loss): string {
  const { reason, count, bytes, isAtMost, cgroup } = loss;
  const unit = OF_CALLS.has(reason) ? 'calls' : 'records';
  const facts = [
    `${isAtMost ? 'at most ' : ''}${count} ${unit}`,
    ...(bytes === undefined ? [] : [`${bytes} B`]),
    `${secondsOf(loss).toFixed(3)} s`,
    ...(cgroup === undefined ? [] : [cgroup.path === undefined ? `cgroup ${cgroup.id}` : escapeInText(cgroup.path)]),
  ];
  return `LOSS ${reason} ${facts.join(', ')}`;
}
