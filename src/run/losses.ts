// SPDX-License-Identifier: Apache-2.0
import type { Capture, CaptureCounts } from '../capture/capture.ts';
import type { CgroupLosses } from '../capture/cgroup-losses.ts';
import { lossesOf } from '../capture/counters.ts';
import { NativeError } from '../ffi/native.ts';
import type { Loss } from '../records/event-records.ts';

/** Of each reason, the first loss is told at once, and then at most one in this time. */
const INTERVAL_MILLIS = 60_000;
/** Of one reason at a time, so many cgroups are told by themselves, those that lost most; whoever may make cgroups may make
 * many. */
const MOST_CGROUPS = 16;
/** Whoever sets OTEL_LOGS_EXPORTER to none has nobody to tell it to. */
const ASKED_FOR = 'exporter_none';

/** What was lost for one reason since the start; bytes as far as they are known. */
interface Total {
  readonly count: number;
  readonly bytes?: number | undefined;
}

const NOTHING: Total = { count: 0 };

/** How much of a reason was told. */
interface Told {
  total: Total;
  atMillis: number | undefined;
  /** When it was looked for the last time and nothing was untold. */
  sinceUnixNanos: bigint;
  /** Of those that the kernel remembers. */
  ofCgroups: ReadonlyMap<bigint, Total>;
}

export interface LossesOptions {
  readonly capture: Pick<Capture, 'counts' | 'cgroupLosses'>;
  /** Given up by the service, by reason. */
  readonly dropped: () => Readonly<Record<string, number>>;
  readonly cgroupPath: (id: bigint) => string | undefined;
  readonly tell: (loss: Loss) => void;
  /** Unix time in milliseconds. */
  readonly now?: () => number;
  /** Milliseconds by a clock that nobody sets. */
  readonly steadyMillis?: () => number;
}

/** Where a cgroup's part of a reason stands. */
const OF_CGROUPS: Readonly<Record<string, (losses: CgroupLosses) => Total>> = {
  cgroup: ({ records, bytes }) => ({ count: records, bytes }),
  cgroup_rate: ({ held }) => ({ count: held }),
};

/** Tells what was lost, each of it once: the sum of what is told of a reason is all that was lost for it. */
export class Losses {
  readonly #options: Required<LossesOptions>;
  readonly #told = new Map<string, Told>();
  readonly #startUnixNanos: bigint;

  constructor(options: LossesOptions) {
    this.#options = { now: Date.now, steadyMillis: () => performance.now(), ...options };
    this.#startUnixNanos = this.#unixNanos();
  }

  /** Tells what is due; with `isLast` all that is untold. */
  look(counts: CaptureCounts, isLast = false): void {
    const [nowMillis, nowUnixNanos] = [this.#options.steadyMillis(), this.#unixNanos()];
    for (const [reason, total] of this.#totals(counts)) {
      const told = this.#toldOf(reason);
      if (total.count <= told.total.count) {
        told.sinceUnixNanos = nowUnixNanos;
        continue;
      }
      const isDue = told.atMillis === undefined || nowMillis - told.atMillis >= INTERVAL_MILLIS;
      if (!isDue && !isLast) continue;
      this.#tell(reason, told, nowUnixNanos);
      told.atMillis = nowMillis;
      told.sinceUnixNanos = nowUnixNanos;
    }
  }

  #unixNanos(): bigint {
    return BigInt(this.#options.now()) * 1_000_000n;
  }

  #toldOf(reason: string): Told {
    let told = this.#told.get(reason);
    if (told === undefined) {
      const sinceUnixNanos = this.#startUnixNanos;
      told = { total: NOTHING, atMillis: undefined, sinceUnixNanos, ofCgroups: new Map() };
      this.#told.set(reason, told);
    }
    return told;
  }

  #totals(counts: CaptureCounts): [reason: string, total: Total][] {
    const { lostBytes, lostShareBytes, missed, filtered } = counts;
    const { ring, cgroup } = lossesOf(counts);
    const dropped = Object.entries(this.#options.dropped()).filter(([reason]) => reason !== ASKED_FOR);
    return [
      ['ring', { count: ring, bytes: Math.max(lostBytes - lostShareBytes, 0) }],
      ['cgroup', { count: cgroup, bytes: lostShareBytes }],
      ['missed', { count: missed }],
      ['cgroup_rate', { count: filtered.cgroup_rate }],
      ...dropped.map(([reason, count]): [string, Total] => [reason, { count }]),
    ];
  }

  #tell(reason: string, told: Told, endUnixNanos: bigint): void {
    const span = { startUnixNanos: told.sinceUnixNanos, endUnixNanos };
    const { tell } = this.#options;
    const ofCgroup = OF_CGROUPS[reason];
    // By cgroup first: the kernel counts these last, and so there is no more of them than of all.
    const ofCgroups = ofCgroup && this.#ofCgroups(ofCgroup);
    const total = new Map(this.#totals(this.#options.capture.counts())).get(reason) ?? told.total;
    let rest = minus(total, told.total);
    for (const [id, lost] of mostLost(ofCgroups, told.ofCgroups)) {
      if (lost.count > rest.count) continue;
      rest = minus(rest, lost);
      tell({ reason, ...lost, cgroup: { id, path: this.#options.cgroupPath(id) }, ...span });
    }
    if (rest.count > 0) tell({ reason, ...rest, ...span });
    told.total = total;
    if (ofCgroups !== undefined) told.ofCgroups = ofCgroups;
  }

  /** undefined: the kernel does not say, and all is told without a cgroup. */
  #ofCgroups(of: (losses: CgroupLosses) => Total): Map<bigint, Total> | undefined {
    try {
      return mapValues(this.#options.capture.cgroupLosses(), of);
    } catch (error) {
      if (error instanceof NativeError) return undefined;
      throw error;
    }
  }
}

/** Counters are read one after the other, while they grow. */
function minus(all: Total, part: Total): Total {
  const bytes = all.bytes === undefined ? undefined : Math.max(all.bytes - (part.bytes ?? 0), 0);
  return { count: all.count - part.count, bytes };
}

/** What cgroups have lost since; one that was forgotten and is there again has lost what it has now. */
function mostLost(
  now: ReadonlyMap<bigint, Total> = new Map(),
  before: ReadonlyMap<bigint, Total>,
): [id: bigint, lost: Total][] {
  const increases = Array.from(now, ([id, total]): [bigint, Total] => {
    const known = before.get(id) ?? NOTHING;
    return [id, known.count > total.count ? total : minus(total, known)];
  });
  const lost = increases.filter(([, { count }]) => count > 0);
  return lost.toSorted(([, one], [, other]) => other.count - one.count).slice(0, MOST_CGROUPS);
}

function mapValues<Value, Result>(map: ReadonlyMap<bigint, Value>, of: (value: Value) => Result): Map<bigint, Result> {
  return new Map(Array.from(map, ([key, value]) => [key, of(value)]));
}
