// SPDX-License-Identifier: Apache-2.0
import { median } from '../redaction/cpu.ts';
import { HeldConnections } from './held-connections.ts';
import type { CostRow } from './result.ts';
import { RingLane } from './ring-lane.ts';

/** Of a measurement, and before the first. */
const EXCHANGES = 10_000;
const WARM_UP_EXCHANGES = 20_000;
const RECORDS_PER_EXCHANGE = 2;
/** Connections that carry the exchanges where their number is not what grows. */
const FEW = 64;

/** What a service is measured with. */
interface Load {
  readonly connections: number;
  readonly settings?: Record<string, string>;
  /** Exchanges before it is measured, besides the warm-up. */
  readonly exchanges?: number;
}

function rules(count: number): Load {
  const list = Array.from({ length: count }, (_, index) => ({
    name: `customer_${index}`,
    pattern: `customer-${index}-[0-9]{6,10}`,
  }));
  return { connections: FEW, settings: { KTLS_REDACTION_RULES: count === 0 ? '' : JSON.stringify(list) } };
}

/** By what grows: the first is what the others are held beside. */
const GROWING: Readonly<Record<string, Readonly<Record<number, Load>>>> = {
  connections: Object.fromEntries([1, 1_024, 16_384, 131_072].map((connections) => [connections, { connections }])),
  'rules of KTLS_REDACTION_RULES': { 0: rules(0), 8: rules(8), 64: rules(64) },
  'exchanges before': { 0: { connections: FEW }, 1000000: { connections: FEW, exchanges: 1_000_000 } },
};

async function measureGroup(
  grows: string,
  loads: Readonly<Record<number, Load>>,
  rounds: number,
  port: number,
): Promise<CostRow[]> {
  const lanes: { count: number; lane: RingLane; held: HeldConnections; costs: number[] }[] = [];
  try {
    for (const [count, { connections, settings = {}, exchanges = 0 }] of Object.entries(loads)) {
      const lane = await RingLane.start(port, settings);
      const held = new HeldConnections(connections);
      lanes.push({ count: Number(count), lane, held, costs: [] });
      await lane.put(held.open());
      await lane.put(held.exchange(Math.max(connections, WARM_UP_EXCHANGES) + exchanges));
    }
    for (let round = 0; round < rounds; round += 1)
      for (const { lane, held, costs } of lanes)
        costs.push((await lane.put(held.exchange(EXCHANGES))) / (RECORDS_PER_EXCHANGE * EXCHANGES));
    for (const { lane } of lanes) await lane.stop();
  } finally {
    for (const { lane } of lanes) lane.kill();
  }
  const first = lanes[0]?.costs ?? [];
  return lanes.map(({ count, costs }) => ({
    grows,
    count,
    cpuMicrosPerRecord: median(costs),
    ratio: median(costs.map((cost, round) => cost / (first[round] ?? Number.NaN))),
  }));
}

/** CPU a record in the default mode, the services of a group in turns. `port`: the Collector's. */
export async function measureCosts(has: (name: string) => boolean, rounds: number, port: number): Promise<CostRow[]> {
  const rows: CostRow[] = [];
  for (const [grows, loads] of Object.entries(GROWING))
    if (has(grows)) rows.push(...(await measureGroup(grows, loads, rounds, port)));
  return rows;
}
