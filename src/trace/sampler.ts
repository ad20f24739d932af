// SPDX-License-Identifier: Apache-2.0
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import type { Settings } from '../../config/schema.ts';

/** OTEL_TRACES_SAMPLER, OTEL_TRACES_SAMPLER_ARG */
export function samplerFromSettings({ otel }: Settings): Sampler {
  const [parentBased, name] = otel.traces_sampler.startsWith('parentbased_')
    ? [true, otel.traces_sampler.slice('parentbased_'.length)]
    : [false, otel.traces_sampler];
  const root = rootSampler(name, otel.traces_sampler_arg);
  return parentBased ? new ParentBasedSampler({ root }) : root;
}

function rootSampler(name: string, ratio: number): Sampler {
  switch (name) {
    case 'always_off':
      return new AlwaysOffSampler();
    case 'traceidratio':
      return new TraceIdRatioBasedSampler(ratio);
    default:
      return new AlwaysOnSampler();
  }
}
