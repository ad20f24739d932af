// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';

export interface ProcessUsage {
  userSeconds: number;
  systemSeconds: number;
  residentBytes: number;
}

/** What this process uses. */
export function readProcessUsage(): ProcessUsage {
  const { user, system } = process.cpuUsage();
  return { userSeconds: user / 1e6, systemSeconds: system / 1e6, residentBytes: process.memoryUsage.rss() };
}

/**
 * The counters of /proc/net/tls_stat by name: a line each, a name and a number (net/tls/tls_proc.c). Of the network
 * namespace of this process. There are none before the tls module is loaded.
 */
export function readTlsStat(path = '/proc/net/tls_stat'): Map<string, number> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return new Map();
  }
  return new Map(Array.from(text.matchAll(/^(\w+)\s+(\d+)\s*$/gm), ([, name = '', count]) => [name, Number(count)]));
}
