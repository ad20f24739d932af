// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROOT_CONTEXT, SpanKind, TraceFlags, trace } from '@opentelemetry/api';
import { SamplingDecision } from '@opentelemetry/sdk-trace-base';
import { loadSettings } from '../../../config/load.ts';
import { samplerFromSettings } from '../../../src/trace/sampler.ts';

const TRACES = 1000;

/** Of 1,000 traces, how many are taken: without a parent, with one that is not sampled, with one that is. */
function taken(env: Record<string, string>): number[] {
  const sampler = samplerFromSettings(loadSettings({ env }).settings);
  return [undefined, TraceFlags.NONE, TraceFlags.SAMPLED].map((traceFlags) => {
    let count = 0;
    for (let index = 0; index < TRACES; index++) {
      // The ratio looks at the ids' bits: these are spread evenly.
      const traceId = `${Math.floor((index * 2 ** 32) / TRACES)
        .toString(16)
        .padStart(8, '0')}${'0'.repeat(23)}1`;
      const parent = { traceId, spanId: 'b7ad6b7169203331', traceFlags: traceFlags ?? TraceFlags.NONE, isRemote: true };
      const context = traceFlags === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent);
      const { decision } = sampler.shouldSample(context, traceId, 'GET', SpanKind.SERVER, {}, []);
      if (decision === SamplingDecision.RECORD_AND_SAMPLED) count += 1;
    }
    return count;
  });
}

const cases: [sampler: string, argument: string, expected: number[]][] = [
  ['', '', [1000, 0, 1000]],
  ['nonsense', '', [1000, 0, 1000]],
  ['always_on', '0', [1000, 1000, 1000]],
  ['always_off', '1', [0, 0, 0]],
  ['traceidratio', '0.25', [250, 250, 250]],
  ['traceidratio', '', [1000, 1000, 1000]],
  ['parentbased_always_on', '0', [1000, 0, 1000]],
  ['parentbased_always_off', '1', [0, 0, 1000]],
  ['parentbased_traceidratio', '0.25', [250, 0, 1000]],
  ['parentbased_traceidratio', '2', [1000, 0, 1000]],
];

for (const [sampler, argument, expected] of cases) {
  test(`OTEL_TRACES_SAMPLER=${sampler} with the argument "${argument}" takes ${expected.join(', ')} of 1,000 traces`, () => {
    assert.deepEqual(taken({ OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: argument }), expected);
  });
}
