// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { Step } from './conversation.ts';
import { Observer, type Seeing } from './observe.ts';

const MAX_STREAMS = 4096;

/** The observer checks that parts add up, and that each exchange ends once. */
export function checkConversation(steps: readonly Step[], seeing: Seeing = {}): void {
  const observer = new Observer(seeing);
  steps.forEach((step, index) => {
    const lost = observer.http2.isLost(step.from);
    const shown = observer.seen.shown[step.from];
    observer.push(step, BigInt(index));
    assert.ok(observer.http2.openStreams <= MAX_STREAMS);
    if (lost && !seeing.areCalls)
      assert.match(
        observer.seen.shown[step.from].slice(shown.length),
        /^(<lost>|<(gap in|end of) stream \d+ (request|response)>)*$/,
      );
  });
  const { requests, exchanges } = observer.end();
  const ended = exchanges.filter(({ request }) => request !== undefined).map(({ key }) => key);
  assert.deepEqual(
    ended.toSorted((a, b) => a - b),
    requests.toSorted((a, b) => a - b),
  );
}
