// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { arrivesAlone, type Case, type Env, type Place } from './case.ts';

/** Wherever programs look for a proxy; Node's own clients do when NODE_USE_ENV_PROXY is set. */
const VARIABLES = ['grpc_proxy', 'http_proxy', 'https_proxy', 'all_proxy'];

function proxyVariables(url: string): Env {
  const both = VARIABLES.flatMap((name) => [name, name.toUpperCase()]);
  return { NODE_USE_ENV_PROXY: '1', ...Object.fromEntries(both.map((name) => [name, url])) };
}

/** Exports beside a proxy that the environment names: everything arrives, and nobody asks the proxy. */
function directly(env: (place: Place) => Env): Case {
  return async (place) => {
    let asked = 0;
    const proxy = createServer((socket) => {
      asked += 1;
      socket.destroy();
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const { port } = proxy.address() as AddressInfo;
    try {
      const variables = { ...env(place), ...proxyVariables(`http://127.0.0.1:${port}`) };
      return await arrivesAlone(variables, ({ logs, traces, metrics, own }) => {
        assert.deepEqual({ logs, traces, metrics, own, asked }, { logs: 1, traces: 1, metrics: 1, own: 3, asked: 0 });
      });
    } finally {
      proxy.close();
    }
  };
}

const over = (protocol: string, plain: 'grpc' | 'http', tls: 'tlsGrpc' | 'tlsHttp'): [string, Case][] => [
  [
    `${protocol} asks no proxy that the environment names`,
    directly(({ ports }) => ({
      OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${ports[plain]}`,
    })),
  ],
  [
    `${protocol} over TLS asks no proxy that the environment names`,
    directly(({ ports, directory }) => ({
      OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
      OTEL_EXPORTER_OTLP_ENDPOINT: `https://127.0.0.1:${ports[tls]}`,
      OTEL_EXPORTER_OTLP_CERTIFICATE: join(directory, 'ca.pem'),
    })),
  ],
];

/** By what they show. */
export const proxyCases: Record<string, Case> = Object.fromEntries([
  ...over('grpc', 'grpc', 'tlsGrpc'),
  ...over('http/protobuf', 'http', 'tlsHttp'),
  ...over('http/json', 'http', 'tlsHttp'),
]);
