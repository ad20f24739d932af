// SPDX-License-Identifier: Apache-2.0
import type { TrueCall } from '../../support/workload.ts';
import type { Pair, PairOptions, Wire } from './wire.ts';

/** Moves conversations (see the head of test/workload/scenario_replay.c) over a wire; every call. */
export function replay(wire: Wire, conversations: readonly string[], options: PairOptions = {}): TrueCall[] {
  const calls: TrueCall[] = [];
  let pair: Pair | undefined;
  for (const line of conversations.join('').split('\n')) {
    if (line === '') continue;
    if (line === 'open') {
      pair?.close();
      pair = wire.connect(options);
      continue;
    }
    const [from = '', send = '', receive = '', hex = ''] = line.split(' ');
    if (pair === undefined || (from !== 'client' && from !== 'server')) throw new Error(`no line of a replay: ${line}`);
    const sizes = { send: Number(send), receive: Number(receive) };
    calls.push(...pair.move(from, Buffer.from(hex, 'hex'), sizes));
  }
  pair?.close();
  return calls;
}
