// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { join } from 'node:path';
import {
  all,
  arrives,
  type Case,
  type Check,
  type Env,
  otlpVariable,
  type Place,
  SIGNALS,
  type SignalName,
} from './case.ts';
import type { Arrived } from './collector.ts';

type Scope = SignalName | undefined;

/** Of the signals of the scope one each arrived, and of the others none. */
function only(scope: Scope): (arrived: Arrived) => void {
  return (arrived) => {
    const counts = SIGNALS.map((signal) => [signal, arrived[signal]]);
    assert.deepEqual(
      counts,
      SIGNALS.map((signal) => [signal, scope === undefined || scope === signal ? 1 : 0]),
    );
  };
}

function nothing(arrived: Arrived): void {
  assert.deepEqual([arrived.logs, arrived.traces, arrived.metrics], [0, 0, 0]);
}

const endpoint = (address: string, protocol = 'grpc'): Env => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: address,
  OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
});

async function inTurn(...runs: (() => Promise<Check>)[]): Promise<Check> {
  const checks: Check[] = [];
  for (const run of runs) checks.push(await run());
  return all(checks);
}

/** The same over gRPC and over HTTP, with the URLs of their receivers. */
function overBoth(grpc: number, http: number, run: (env: Env) => Promise<Check>): Promise<Check> {
  const over = (port: number, protocol: string) => () => run(endpoint(`https://127.0.0.1:${port}`, protocol));
  return inTurn(over(grpc, 'grpc'), over(http, 'http/protobuf'), over(http, 'http/json'));
}

// Over HTTP the SDK's exporters retry for so long what has no chance.
const SHORT: Env = { OTEL_EXPORTER_OTLP_TIMEOUT: '1500' };

function endpointCase(scope: Scope): Case {
  const variable = otlpVariable(scope, 'ENDPOINT');
  return ({ ports, closed }) =>
    inTurn(
      () => arrives({ ...endpoint(closed), [variable]: `http://127.0.0.1:${ports.grpc}` }, only(scope)),
      () =>
        arrives({ ...endpoint(`http://127.0.0.1:${ports.grpc}`), [variable]: closed }, (arrived) => {
          for (const signal of SIGNALS)
            assert.equal(arrived[signal], scope === undefined || scope === signal ? 0 : 1, signal);
        }),
      // For all signals a path is added, for one it is the whole URL.
      () =>
        arrives(
          {
            ...endpoint(closed, 'http/protobuf'),
            [variable]: `http://127.0.0.1:${ports.http}${scope === undefined ? '' : `/v1/${scope}`}`,
          },
          only(scope),
        ),
    );
}

function protocolCase(scope: Scope): Case {
  const variable = otlpVariable(scope, 'PROTOCOL');
  // What is still spoken by gRPC gets no answer there that it understands.
  return ({ ports }) =>
    inTurn(
      ...['http/protobuf', 'http/json'].map(
        (protocol) => () =>
          arrives({ ...endpoint(`http://127.0.0.1:${ports.http}`), [variable]: protocol }, only(scope)),
      ),
    );
}

function insecureCase(scope: Scope): Case {
  const variable = otlpVariable(scope, 'INSECURE');
  return ({ ports }) =>
    inTurn(
      () => arrives({ ...endpoint(`127.0.0.1:${ports.grpc}`), [variable]: 'true' }, only(scope)),
      () => arrives({ ...endpoint(`127.0.0.1:${ports.grpc}`), [variable]: 'false' }, nothing),
    );
}

function certificateCase(scope: Scope): Case {
  const variable = otlpVariable(scope, 'CERTIFICATE');
  return ({ ports, directory }) =>
    overBoth(ports.tlsGrpc, ports.tlsHttp, (env) =>
      arrives({ ...env, ...SHORT, [variable]: join(directory, 'ca.pem') }, only(scope)),
    );
}

/** The client's key and certificate, which need each other; without them the Collector takes nothing. */
function clientCase(scope: Scope): Case {
  let done: Promise<Check> | undefined;
  const run = ({ ports, directory }: Place): Promise<Check> => {
    const authority = { OTEL_EXPORTER_OTLP_CERTIFICATE: join(directory, 'ca.pem') };
    const client = {
      [otlpVariable(scope, 'CLIENT_KEY')]: join(directory, 'client.key'),
      [otlpVariable(scope, 'CLIENT_CERTIFICATE')]: join(directory, 'client.pem'),
    };
    return inTurn(
      () =>
        overBoth(ports.mutualGrpc, ports.mutualHttp, (env) =>
          arrives({ ...env, ...SHORT, ...authority, ...client }, only(scope)),
        ),
      () => arrives({ ...endpoint(`https://127.0.0.1:${ports.mutualGrpc}`), ...authority }, nothing),
    );
  };
  // The case of both variables.
  return (place) => (done ??= run(place));
}

const pairOf = (scope: Scope, both: Case): [string, Case][] =>
  ['CLIENT_KEY', 'CLIENT_CERTIFICATE'].map((name) => [otlpVariable(scope, name), both]);

/** OTEL_EXPORTER_OTLP_*, of all signals and of each, as far as the Collector itself shows what they do. */
export const otlpCases: Record<string, Case> = Object.fromEntries(
  [undefined, ...SIGNALS].flatMap((scope): [string, Case][] => [
    [otlpVariable(scope, 'ENDPOINT'), endpointCase(scope)],
    [otlpVariable(scope, 'PROTOCOL'), protocolCase(scope)],
    [otlpVariable(scope, 'INSECURE'), insecureCase(scope)],
    [otlpVariable(scope, 'CERTIFICATE'), certificateCase(scope)],
    ...pairOf(scope, clientCase(scope)),
  ]),
);
