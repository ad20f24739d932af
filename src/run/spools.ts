// SPDX-License-Identifier: Apache-2.0
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { otlp, otlpSignals } from '../../config/otlp.ts';
import type { Settings } from '../../config/schema.ts';
import { exitCodes } from '../base/exit-code.ts';
import { RateLimitedWarnings } from '../base/rate-limited-warnings.ts';
import { StartError } from '../base/start-error.ts';
import { type CheckResult, missing, ok } from '../check/check-result.ts';
import { findUser } from '../check/worker-user.ts';
import { LOGS, SPANS } from '../export/create-export.ts';
import { segmentNumber } from '../export/spool/segment.ts';
import { Spool } from '../export/spool/spool.ts';
import { lookAtFolder, SpoolFolder } from '../export/spool/spool-folder.ts';
import type { Signal } from '../self/metric-sources.ts';

/** What is counted. */
export const NOUNS = { logs: LOGS.noun, traces: SPANS.noun } as const;
/** As many segments make a full spool: the oldest is what is dropped at a time. */
const SEGMENTS = 16;
const MAX_SEGMENT_BYTES = 8 * 1024 * 1024;

/** The spools of the signals that go to a Collector; none without KTLS_SPOOL_DIR. */
export type Spools = Readonly<Partial<Record<Signal, Spool>>>;

/** Opens them, and takes over what another run has left. Rejects with a StartError. */
export async function openSpools(settings: Settings, onWarning: (message: string) => void): Promise<Spools> {
  const { spool_dir: path, spool_bytes: maxBytes } = settings.ktls;
  const signals = spooledSignals(settings);
  if (path === null || signals.length === 0) return {};
  const folder = SpoolFolder.open(path);
  const spools: Partial<Record<Signal, Spool>> = {};
  for (const signal of signals) {
    const name = folderName(settings, signal);
    spools[signal] = await openSpool(folder.within(name), maxBytes, NOUNS[signal], onWarning);
  }
  for (const name of foldersOfOthers(settings)) {
    if (hasSegments(join(path, name)))
      onWarning(`${join(path, name)} has what another run left in another encoding: see OTEL_EXPORTER_OTLP_PROTOCOL`);
  }
  return spools;
}

async function openSpool(
  folder: string,
  maxBytes: number,
  noun: string,
  onWarning: (message: string) => void,
): Promise<Spool> {
  const segmentBytes = Math.min(Math.floor(maxBytes / SEGMENTS), MAX_SEGMENT_BYTES);
  const warnings = new RateLimitedWarnings(onWarning);
  try {
    return await Spool.open({ folder, maxBytes, segmentBytes, noun, warnings });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const message = `KTLS_SPOOL_DIR: ${folder}: what another run left can't be read: ${code}`;
    throw new StartError(exitCodes.configuration.code, message, 'see why, or name another folder');
  }
}

const spooledSignals = (settings: Settings): Signal[] =>
  otlpSignals(settings).filter((signal): signal is Signal => signal !== 'metrics');

/** What is encoded for one protocol can't be sent by another, but for the two that are protobuf. */
function folderName(settings: Settings, signal: Signal): string {
  const isJson = otlp(settings, signal, 'protocol').value === 'http/json';
  return isJson ? `${signal}-json` : signal;
}

/** Of these signals in the other encoding, and of signals that are not exported. */
function foldersOfOthers(settings: Settings): string[] {
  const used = spooledSignals(settings).map((signal) => folderName(settings, signal));
  return ['logs', 'logs-json', 'traces', 'traces-json'].filter((name) => !used.includes(name));
}

function hasSegments(path: string): boolean {
  try {
    return readdirSync(path).some((name) => segmentNumber(name) !== undefined);
  } catch {
    return false;
  }
}

/** What --check says of the folder; changes nothing. */
export function checkSpool({ ktls }: Settings): CheckResult[] {
  const { spool_dir: path } = ktls;
  if (path === null) return [];
  try {
    const user = ktls.user === null ? undefined : findUser('/', ktls.user);
    const state = lookAtFolder(path, user?.uid);
    const says = {
      free: path,
      'in use': `${path}, in use by a running ktls-otel`,
      missing: `${path}, made at the start`,
    };
    return [ok('spool', says[state])];
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    return [missing('spool', error.message, exitCodes.configuration, error.whatToDo)];
  }
}
