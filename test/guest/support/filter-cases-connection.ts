// SPDX-License-Identifier: Apache-2.0
import { statSync } from 'node:fs';
import type { TrueCall } from '../../support/workload.ts';
import {
  all,
  byArguments,
  type FilterCase,
  isClient,
  isSent,
  isServer,
  type Judge,
  LAST_PORT,
  NEXT_PORT,
  nothing,
  on,
  PORT,
  SMALL,
  unless,
} from './filter-case.ts';

const inode = (pid: number | undefined): number => statSync(`/proc/${pid}/ns/net`).ino;
const inNetworks = (name: string, filters: FilterCase['filters'], here: Judge, there: Judge): FilterCase => ({
  name,
  filters,
  parts: [
    { args: SMALL, judge: here },
    { args: SMALL, options: { hasOwnNetwork: true }, judge: there },
  ],
});
const networks = [
  inNetworks('a network by its path', ([, pid]) => ({ filter_netns: `/proc/${pid}/ns/net` }), all('netns'), nothing),
  inNetworks('a network by its number', ([pid]) => ({ filter_netns: inode(pid) }), nothing, all('netns')),
  inNetworks('other networks', ([, pid]) => ({ filter_netns: `!net:[${inode(pid)}]` }), nothing, all('netns')),
  inNetworks('two networks', ([here, there]) => ({ filter_netns: `${inode(here)},${inode(there)}` }), nothing, nothing),
];

const ports = [
  byArguments(
    'a local port',
    { filter_local_port: PORT },
    [SMALL, unless('local_port', isServer)],
    [on(NEXT_PORT), all('local_port')],
  ),
  byArguments(
    'other local ports',
    { filter_local_port: `!${PORT}` },
    [SMALL, unless('local_port', isClient)],
    [on(NEXT_PORT), nothing],
  ),
  byArguments(
    'local ports and a range',
    { filter_local_port: `7,20000-${PORT},${LAST_PORT}` },
    [SMALL, unless('local_port', isServer)],
    [on(LAST_PORT), unless('local_port', isServer)],
    [on(NEXT_PORT), all('local_port')],
  ),
  byArguments(
    'a peer port',
    { filter_peer_port: PORT },
    [SMALL, unless('peer_port', isClient)],
    [on(NEXT_PORT), all('peer_port')],
  ),
  byArguments(
    'other peer ports',
    { filter_peer_port: `!${PORT}` },
    [SMALL, unless('peer_port', isServer)],
    [on(NEXT_PORT), nothing],
  ),
  byArguments(
    'a range of peer ports without one',
    { filter_peer_port: `20000-${LAST_PORT},!${NEXT_PORT}` },
    [SMALL, unless('peer_port', isClient)],
    [on(LAST_PORT), unless('peer_port', isClient)],
    [on(NEXT_PORT), all('peer_port')],
  ),
];

const V6 = on(PORT, '--family', '6');
/** The client of a server on another loopback address has 127.0.0.1 all the same. */
const ELSEWHERE = on(PORT, '--address', '127.0.0.2');
const MAPPED = on(PORT, '--family', '6', '--address', '::ffff:127.0.0.2');
const addresses = [
  byArguments(
    'a local address',
    { filter_local_address: '127.0.0.2' },
    [ELSEWHERE, unless('local_address', isServer)],
    [MAPPED, unless('local_address', isServer)],
    [SMALL, all('local_address')],
    [V6, all('local_address')],
  ),
  byArguments(
    'a local network of IPv4',
    { filter_local_address: '127.0.0.0/31' },
    [ELSEWHERE, unless('local_address', isClient)],
    [MAPPED, unless('local_address', isClient)],
    [SMALL, nothing],
    [V6, all('local_address')],
  ),
  byArguments(
    'other local addresses',
    { filter_local_address: '!127.0.0.2,!::1' },
    [ELSEWHERE, unless('local_address', isClient)],
    [SMALL, nothing],
    [V6, all('local_address')],
  ),
  byArguments(
    'a peer address',
    { filter_peer_address: '127.0.0.2' },
    [ELSEWHERE, unless('peer_address', isClient)],
    [MAPPED, unless('peer_address', isClient)],
    [SMALL, all('peer_address')],
  ),
  byArguments(
    'a peer address of IPv6',
    { filter_peer_address: '::1' },
    [V6, nothing],
    [SMALL, all('peer_address')],
    [MAPPED, all('peer_address')],
  ),
  byArguments(
    'all of IPv4',
    { filter_peer_address: '0.0.0.0/0' },
    [V6, all('peer_address')],
    [SMALL, nothing],
    [MAPPED, nothing],
  ),
  byArguments(
    'networks without one of their parts',
    { filter_peer_address: '127.0.0.0/8,::/127,!127.0.0.2/31' },
    [ELSEWHERE, unless('peer_address', isServer)],
    [SMALL, nothing],
    [V6, nothing],
  ),
];

const isData = ({ recordType }: TrueCall): boolean => recordType === 'application_data';
const isAlert = ({ recordType }: TrueCall): boolean => recordType === 'alert';
const calls = [
  byArguments('what is sent', { filter_direction: 'TX' }, [['big'], unless('direction', isSent)]),
  byArguments('what is not sent', { filter_direction: '!TX' }, [['big'], unless('direction', (call) => !isSent(call))]),
  byArguments('both directions', { filter_direction: 'TX,RX' }, [SMALL, nothing]),
  byArguments('data', { filter_record_type: 'application_data' }, [['control'], unless('record_type', isData)]),
  byArguments('no data', { filter_record_type: '!23' }, [['control'], unless('record_type', (call) => !isData(call))]),
  byArguments('data and alerts', { filter_record_type: '23,alert' }, [
    ['control'],
    unless('record_type', (call) => isData(call) || isAlert(call)),
  ]),
];

/** Filters of connections and calls. */
export const CONNECTION_CASES: readonly FilterCase[] = [...networks, ...ports, ...addresses, ...calls];
