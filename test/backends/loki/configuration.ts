// SPDX-License-Identifier: Apache-2.0
export interface LokiPorts {
  http: number;
  grpc: number;
}

/** Loki's default. */
export const MAX_ENTRIES_A_QUERY = 5000;

/**
 * The configuration of a Loki that keeps everything in `directory` and listens on loopback only. JSON is YAML. All limits are
 * Loki's own: 64 KB of structured metadata a line and 4 MiB a message between its parts, into which records and requests
 * have to fit, and 4 MB/s, beyond which it answers 429 and the Collector sends again.
 */
export function lokiConfiguration(directory: string, ports: LokiPorts): string {
  const loopback = '127.0.0.1';
  return JSON.stringify({
    auth_enabled: false,
    analytics: { reporting_enabled: false },
    server: {
      http_listen_address: loopback,
      http_listen_port: ports.http,
      grpc_listen_address: loopback,
      grpc_listen_port: ports.grpc,
      log_level: 'warn',
    },
    common: {
      instance_addr: loopback,
      path_prefix: directory,
      replication_factor: 1,
      storage: { filesystem: { chunks_directory: `${directory}/chunks`, rules_directory: `${directory}/rules` } },
      ring: { instance_addr: loopback, kvstore: { store: 'inmemory' } },
    },
    // An address in place of a ring, which takes 10 s to know the only scheduler.
    frontend: { scheduler_address: `${loopback}:${ports.grpc}` },
    frontend_worker: { scheduler_address: `${loopback}:${ports.grpc}` },
    ingester: { lifecycler: { min_ready_duration: '0s', final_sleep: '0s' } },
    schema_config: {
      configs: [
        {
          from: '2024-01-01',
          store: 'tsdb',
          object_store: 'filesystem',
          schema: 'v13',
          index: { prefix: 'index_', period: '24h' },
        },
      ],
    },
    limits_config: {
      allow_structured_metadata: true,
      max_entries_limit_per_query: MAX_ENTRIES_A_QUERY,
    },
  });
}
