// SPDX-License-Identifier: Apache-2.0
import { ExportPipeline } from '../../unit/run/export-pipeline.ts';
import type { Traffic } from '../../unit/run/traffic.ts';
import { type BenchConnection, EVERYDAY_CONNECTION, type HostileConnection } from './connections.ts';
import { measurerOf, median } from './cpu.ts';

const ROUNDS = 9;
const EFFORT = { warmUpNanos: 2000e6, measureNanos: 40e6 };
/** Redaction's part of hostile header blocks beside that of everyday text, in CPU a byte. */
const HOSTILE_BOUND = 3;

export interface PipelineRow {
  readonly name: string;
  readonly rawNanos: number;
  readonly redactNanos: number;
  readonly ratio: number;
  readonly bound: number;
}

/** Nanoseconds of CPU a connection, each time on new ones. */
function nanosOf(pipeline: ExportPipeline, traffic: Traffic): () => number {
  return measurerOf(() => pipeline.push(traffic.onNewConnection()), EFFORT);
}

/** Rounds in which each is measured once, so that all see the same machine. */
function byTurns<Name extends string>(measures: Record<Name, () => number>): Record<Name, number>[] {
  return Array.from({ length: ROUNDS }, () => {
    const round = Object.entries<() => number>(measures).map(([name, measure]) => [name, measure()]);
    return Object.fromEntries(round) as Record<Name, number>;
  });
}

/** CPU a record in redact mode beside raw mode, both with spans. */
export function measurePipeline({ name, traffic, bound }: BenchConnection): PipelineRow {
  const rounds = byTurns({
    raw: nanosOf(new ExportPipeline('raw'), traffic),
    redact: nanosOf(new ExportPipeline('redact'), traffic),
  });
  return {
    name,
    rawNanos: median(rounds.map(({ raw }) => raw)) / traffic.calls,
    redactNanos: median(rounds.map(({ redact }) => redact)) / traffic.calls,
    ratio: median(rounds.map(({ raw, redact }) => redact / raw)),
    bound,
  };
}

export interface HostileRow {
  readonly name: string;
  /** A byte of what is decoded. */
  readonly nanosPerByte: number;
  /** To a byte of everyday text. */
  readonly ratio: number;
  readonly bound: number;
}

/** What redact mode costs more than raw mode, a byte of what is decoded, beside a byte of everyday text. */
export function measureHostile({ name, traffic, shownBytes }: HostileConnection): HostileRow {
  const [raw, redact] = [new ExportPipeline('raw'), new ExportPipeline('redact')];
  const rounds = byTurns({
    usualRaw: nanosOf(raw, EVERYDAY_CONNECTION.traffic),
    usualRedact: nanosOf(redact, EVERYDAY_CONNECTION.traffic),
    hostileRaw: nanosOf(raw, traffic),
    hostileRedact: nanosOf(redact, traffic),
  }).map(({ usualRaw, usualRedact, hostileRaw, hostileRedact }) => ({
    usual: (usualRedact - usualRaw) / EVERYDAY_CONNECTION.shownBytes,
    hostile: (hostileRedact - hostileRaw) / shownBytes,
  }));
  return {
    name: `hostile: ${name}`,
    nanosPerByte: median(rounds.map(({ hostile }) => hostile)),
    ratio: median(rounds.map(({ usual, hostile }) => hostile / usual)),
    bound: HOSTILE_BOUND,
  };
}
