// SPDX-License-Identifier: Apache-2.0
import { escapeInText } from '../base/steering.ts';
import type { Verdict } from './judge.ts';
import type { Caller, Endpoint, Listed } from './listing.ts';
import type { Owner } from './owners.ts';

const HEAD = ['LOCAL', 'PEER', 'STATE', 'NETNS', 'TLS', 'CIPHER', 'TX', 'RX', 'PROCESS', 'CAPTURED TX', 'CAPTURED RX'];

/** A row for each socket, and one more for each further process that has it, with what is different. */
export function socketTable(sockets: readonly Listed[]): string {
  const rows = [HEAD, ...sockets.flatMap(socketRows)];
  // Not as arguments of Math.max(): a function takes fewer of them than a host may have sockets.
  const widths = HEAD.map((_, column) =>
    rows.reduce((widest, row) => Math.max(widest, [...(row[column] ?? '')].length), 0),
  );
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, i) => padded(cell, widths[i] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

const padded = (cell: string, width: number): string => cell + ' '.repeat(width - [...cell].length);

function socketRows({ local, peer, state, networkNamespace, version, cipher, tx, rx, callers }: Listed): string[][] {
  const tls = [version ?? '-', cipher ?? '-', tx, rx];
  const socket = [endpoint(local), endpoint(peer), state, String(networkNamespace), ...tls];
  return callers.map((caller, index) => [...(index === 0 ? socket : socket.map(() => '')), ...callerCells(caller)]);
}

const callerCells = ({ owner, tx, rx }: Caller): string[] => [processName(owner), verdict(tx), verdict(rx)];

const endpoint = ({ address, port }: Endpoint): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;

/** A program gives itself the name that it likes: it cannot steer the terminal. */
function processName(owner: Owner | undefined): string {
  if (owner === undefined) return '-';
  const comm = escapeInText(owner.comm.toString('utf8'));
  return `${comm}[${owner.pid}]`;
}

function verdict(said: Verdict): string {
  if ('filter' in said) return `${said.captured}: ${settingName(said.filter)}`;
  if (said.captured === 'nothing') return '-';
  return said.captured === 'not hooked' ? 'no: not hooked' : said.captured;
}

const settingName = (filter: string): string =>
  filter === 'sample' ? 'KTLS_SAMPLE_RATIO' : `KTLS_FILTER_${filter.toUpperCase()}`;
