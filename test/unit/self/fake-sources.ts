// SPDX-License-Identifier: Apache-2.0
import { AlertCounts, ExchangeCounts, RedactionCounts } from '../../../src/self/counts.ts';
import type { MetricSources } from '../../../src/self/metric-sources.ts';
import { countsOf } from '../counts.ts';

/** Sources that have counted nothing, but for those given. */
export function sourcesOf(given: Partial<MetricSources> = {}): MetricSources {
  return {
    captureCounts: () => countsOf(),
    failedCalls: () => [],
    ringPendingBytes: () => 0,
    ringBytes: 65_536,
    unshown: () => 0,
    consoleDropped: () => undefined,
    exports: {},
    self: {},
    redactions: new RedactionCounts(),
    exchanges: new ExchangeCounts(),
    alerts: new AlertCounts(),
    standings: () => new Map(),
    memory: { total: 0, limited: 0 },
    tlsStat: () => new Map(),
    processUsage: () => ({ userSeconds: 0, systemSeconds: 0, residentBytes: 1 }),
    ...given,
  };
}
