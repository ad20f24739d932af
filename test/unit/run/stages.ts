// SPDX-License-Identifier: Apache-2.0
import { AlwaysOnSampler } from '@opentelemetry/sdk-trace-base';
import { otelSettings } from '../../../config/otel-settings.ts';
import { parseTokens } from '../../../config/token-list.ts';
import { HttpStage } from '../../../src/http/http-stage.ts';
import { Masked } from '../../../src/http/masked.ts';
import { Plain } from '../../../src/http/plain.ts';
import type { Scanner } from '../../../src/redact/scanner.ts';
import type { Failure } from '../../../src/run/connection-guard.ts';
import { Memory } from '../../../src/run/memory.ts';
import type { PipelineStages } from '../../../src/run/pipeline.ts';
import { createStages, type Stages, type StagesOptions } from '../../../src/run/stages.ts';
import { Routes } from '../../../src/trace/routes.ts';

/** By default. */
export const KNOWN_METHODS = parseTokens(otelSettings.instrumentation_http_known_methods.default);

/** The stages that change nothing, or what `options` asks for. */
export function stages(options: Partial<StagesOptions> = {}): Stages {
  return createStages({
    mode: 'raw',
    plaintextBytes: 1 << 20,
    spans: false,
    createScanner: (): Scanner => {
      throw new Error('nothing is scanned in this test');
    },
    sampler: new AlwaysOnSampler(),
    toUnixNanos: (bootNanos) => bootNanos,
    knownMethods: KNOWN_METHODS,
    writeSpan: () => {},
    onMasked: () => {},
    routes: new Routes('none'),
    headers: { request: [], response: [] },
    propagators: ['tracecontext', 'baggage'],
    onExchange: () => {},
    ...options,
  });
}

/** For a pipeline of which no stage is to throw. */
export function noFailure({ error }: Failure): void {
  throw error;
}

/** Takes every connection for one of no known protocol, at once. */
export function plainHttp(): HttpStage {
  const plain = () => new Plain();
  return new HttpStage({ http1: plain, http2: plain, oneWay: plain, plain, masked: () => new Masked(), fixed: plain });
}

/** Takes all steps at once. */
export function takeAll(steps: Iterable<void>): void {
  for (const _ of steps);
}

/** Room for all that comes. */
export const ROOM: PipelineStages['room'] = { hasRoom: () => true, onRoom: () => {} };

/** Room for all that is kept of connections, and for all that comes. */
export function unlimited(): { memory: Memory; onLimit: () => never; room: PipelineStages['room'] } {
  return {
    room: ROOM,
    memory: new Memory(Infinity),
    onLimit: () => {
      throw new Error('a connection was limited');
    },
  };
}
