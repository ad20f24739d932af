// SPDX-License-Identifier: Apache-2.0
import { all, byArguments, type FilterCase, isSent, isServer, nothing, on, PORT, SMALL } from './filter-case.ts';
import { CONNECTION_CASES } from './filter-cases-connection.ts';
import { PROCESS_CASES } from './filter-cases-process.ts';

const together = byArguments(
  'filters of three sorts',
  { filter_peer_port: PORT, filter_direction: 'TX', filter_comm: '!worker' },
  [SMALL, (call) => (isServer(call) ? 'peer_port' : isSent(call) ? undefined : 'direction')],
  [on(PORT, '--comm', 'worker'), (call) => (isServer(call) ? 'peer_port' : isSent(call) ? 'comm' : 'direction')],
);

const shares = [
  byArguments('no connection', { sample_ratio: 0 }, [SMALL, all('sample')]),
  byArguments('all connections', { sample_ratio: 1 }, [SMALL, nothing]),
];

/** In their order: the first one's filters are in effect when the service starts. */
export const FILTER_CASES: readonly FilterCase[] = [...PROCESS_CASES, ...CONNECTION_CASES, together, ...shares];
