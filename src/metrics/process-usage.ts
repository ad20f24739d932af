// SPDX-License-Identifier: Apache-2.0

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
