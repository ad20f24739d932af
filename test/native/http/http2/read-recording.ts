// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { Step as Recorded } from '../../../unit/http/http1/conversation.ts';
import type { Step } from '../../../unit/http/http2/conversation.ts';
import { type Observed, observe, observeCut } from '../../../unit/http/http2/observe.ts';

/** A request and its response as the programs at both ends could have seen them. Contents are latin1. */
export interface SeenExchange {
  method: string;
  path: string;
  status: number;
  request: string;
  response: string;
}

export interface Reading extends Observed {
  seen: SeenExchange[];
}

/** No frame ends with another where it is cut so often. */
const CUT_BYTES = 257;

/** Reads a connection as it went by and in other pieces, which must be the same; no exchange has failed. */
export function readRecording(recorded: readonly Recorded[]): Reading {
  const steps: Step[] = recorded.flatMap((step) =>
    step.kind === 'bytes' ? [{ from: step.from, bytes: step.bytes }] : [],
  );
  const observed = observe(steps);
  const { exchanges, texts } = observed;
  assert.deepEqual(
    observeCut(steps, (offset) => offset % CUT_BYTES === 0),
    observed,
  );
  assert.deepEqual(observed.lost, []);
  const seen = exchanges.map(({ key, request, response, failure, requestBodyBytes, responseBodyBytes }) => {
    assert.equal(failure, undefined);
    const contents = { request: texts[`stream ${key} request`] ?? '', response: texts[`stream ${key} response`] ?? '' };
    assert.deepEqual([requestBodyBytes, responseBodyBytes], [contents.request.length, contents.response.length]);
    return { method: request?.method ?? '', path: request?.target ?? '', status: response?.status ?? 0, ...contents };
  });
  return { ...observed, seen };
}

/** Responses come in any order. */
export function byPath(exchanges: readonly SeenExchange[]): SeenExchange[] {
  return exchanges.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}
