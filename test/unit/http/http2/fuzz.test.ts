// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc, { type Arbitrary } from 'fast-check';
import { FrameType } from '../../../../src/http/http2/frame.ts';
import { byte, bytes, cycle, list, rarely } from '../../arbitraries.ts';
import { checkConversation } from './check-conversation.ts';
import { Conversation, GET, type Step } from './conversation.ts';
import { data, END_HEADERS, END_STREAM, frame, headers, PADDED, padded, rst, uint32 } from './frames.ts';
import { observe, type Seeing } from './observe.ts';

/** A conversation with everything in it. */
function valid(): Step[] {
  const conversation = new Conversation().open();
  const promised = Buffer.concat([uint32(2), conversation.server.block(...GET)]);
  conversation
    .request(1, [...GET, ['authorization', 'x', true]])
    .get(3)
    .respond(1, 103)
    .respond(1, 200, [['content-type', 'text/html']])
    .send('client', data(1, padded(Buffer.from('content'), 9), PADDED), frame(FrameType.ping, 0, 0, '12345678'))
    .send('server', data(1, 'answer'), frame(FrameType.windowUpdate, 0, 1, uint32(9)), data(1, 'ends', END_STREAM))
    .send('server', frame(FrameType.pushPromise, END_HEADERS, 3, promised))
    .respond(3, 404, [], END_STREAM)
    .respond(2, 200)
    .send('client', headers(1, conversation.client.block(['x-trailer', '1']), END_STREAM));
  for (let id = 5; id < 25; id += 2) conversation.request(id, [...GET, ['x-id', String(id)]]).respond(id, 200);
  conversation
    .send('server', rst(5, 0), rst(7, 8), data(2, 'pushed', END_STREAM))
    .send('client', rst(9, 8), data(11, 'last', END_STREAM));
  return conversation.send('server', data(11, 'last', END_STREAM), frame(FrameType.goaway, 0, 0, uint32(25, 0))).steps;
}

/** What most types of frames have as their length; blocks of one indexed field. */
const LENGTHS: Readonly<Record<number, number>> = { 1: 1, 2: 5, 3: 4, 4: 12, 5: 5, 6: 8, 7: 8, 8: 4, 9: 1 };

const OF_CONNECTION: readonly number[] = [FrameType.settings, FrameType.ping, FrameType.goaway];

/** A frame of this type, most often one that could come. */
function frameOf(type: number): Arbitrary<Buffer> {
  const length = LENGTHS[type];
  const isOfConnection = OF_CONNECTION.includes(type);
  const hasBlock = type === FrameType.headers || type === FrameType.pushPromise;
  return fc
    .record({
      payload: bytes(length ?? 0, length ?? 99),
      flag: fc.nat(1),
      stream: fc.nat(11),
      field: fc.nat(7),
      odd: rarely(40, fc.record({ payload: bytes(1, 30), flags: byte, toStream: fc.nat(1) })),
      statedLength: rarely(100, fc.nat(0xffffff)),
    })
    .map(({ payload, flag, stream, field, odd, statedLength }) => {
      const content = Buffer.from(odd?.payload ?? payload);
      if (hasBlock) content.fill(0x82 + field, content.length - 1);
      const usualFlags = type === FrameType.settings ? 0 : END_HEADERS | flag;
      const id = (isOfConnection ? 0 : 1 + 2 * stream) + (odd?.toStream ?? 0);
      const whole = frame(type, odd?.flags ?? usualFlags, id, content);
      if (statedLength !== undefined) whole.writeUIntBE(statedLength, 0, 3);
      return whole;
    });
}

/** Half of them have headers or data. */
const anyFrame = fc.oneof(
  ...[FrameType.data, FrameType.headers].map((type) => ({ arbitrary: frameOf(type), weight: 9 })),
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8].map((type) => ({ arbitrary: frameOf(type), weight: 2 })),
  { arbitrary: frameOf(FrameType.continuation), weight: 2 },
);

type Change =
  | { kind: 'byte'; at: number; to: number }
  | { kind: 'followed' | 'preceded'; by: Buffer }
  | { kind: 'hole'; between: [number, number]; told: 'unknown' | 0 | 1 }
  | { kind: 'left out' };

const place = fc.nat(5000);
const change: Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant('byte' as const), at: place, to: byte }),
  fc.record({ kind: fc.constant('followed' as const), by: anyFrame }),
  fc.record({ kind: fc.constant('preceded' as const), by: anyFrame }),
  fc.record({
    kind: fc.constant('hole' as const),
    between: fc.tuple(place, place),
    told: fc.oneof(
      { arbitrary: fc.constantFrom(0 as const, 1 as const), weight: 3 },
      { arbitrary: fc.constant('unknown' as const), weight: 1 },
    ),
  }),
  fc.constant({ kind: 'left out' as const }),
);

/** Places are counted from the start again behind the end. */
function changed({ from, bytes: whole }: Step, one: Change | undefined): Step[] {
  switch (one?.kind) {
    case undefined:
      return [{ from, bytes: whole }];
    case 'byte': {
      const copy = Buffer.from(whole);
      copy[one.at % copy.length] = one.to;
      return [{ from, bytes: copy }];
    }
    case 'followed':
      return [{ from, bytes: Buffer.concat([whole, one.by]) }];
    case 'preceded':
      return [
        { from: from === 'client' ? 'server' : 'client', bytes: one.by },
        { from, bytes: whole },
      ];
    case 'hole': {
      const places = one.between.map((at) => at % whole.length);
      const [start, end] = [Math.min(...places), Math.max(...places)];
      return [
        { from, bytes: whole.subarray(0, start) },
        { from, bytes: whole.subarray(end), gap: one.told === 'unknown' ? 'unknown' : end - start + one.told },
      ];
    }
    case 'left out':
      return [];
  }
}

/** For each step, whether it comes in two calls, and where it is cut. */
const cuts = list(rarely(2, place), 1, 100);

function cutInTwo(steps: readonly Step[], nextCut: () => number | undefined): Step[] {
  return steps.flatMap(({ from, bytes: whole, gap = 0 }): Step[] => {
    const cut = nextCut();
    if (cut === undefined || whole.length < 2) return [{ from, bytes: whole, gap }];
    const at = 1 + (cut % (whole.length - 1));
    return [
      { from, bytes: whole.subarray(0, at), gap },
      { from, bytes: whole.subarray(at) },
    ];
  });
}

test('conversations that were tampered with', () => {
  const steps = valid();
  checkConversation(steps);
  const changes = list(rarely(20, change), steps.length, steps.length);
  const holds = fc.property(changes, cuts, (ofSteps, places) => {
    const all = steps.flatMap((step, index) => changed(step, ofSteps[index]));
    checkConversation(cutInTwo(all, cycle(places)));
  });
  fc.assert(holds, { seed: 1, numRuns: 4000 });
});

test('random frames after a start that is valid', () => {
  const { steps: start } = new Conversation().open();
  const frames = list(fc.record({ isFromServer: fc.boolean(), bytes: anyFrame }), 30, 30);
  const holds = fc.property(frames, cuts, (all, places) => {
    const steps = all.map(({ isFromServer, bytes: whole }): Step => {
      return { from: whole[3] === FrameType.pushPromise || isFromServer ? 'server' : 'client', bytes: whole };
    });
    checkConversation(cutInTwo([...start, ...steps], cycle(places)));
  });
  fc.assert(holds, { seed: 1, numRuns: 3000 });
});

test('calls of conversations that were tampered with, from the start or amid', () => {
  const steps = valid();
  const changes = list(rarely(10, change), steps.length, steps.length);
  const holds = fc.property(changes, cuts, fc.nat(steps.length), fc.boolean(), (ofSteps, places, from, isAmid) => {
    const all = steps.flatMap((step, index) => changed(step, ofSteps[index])).slice(isAmid ? from : 0);
    checkConversation(cutInTwo(all, cycle(places)), { isAmid, areCalls: true });
  });
  fc.assert(holds, { seed: 1, numRuns: 4000 });
});

test('from any call on, fields are shown as they are from the start, or not', () => {
  const linesOf = (steps: readonly Step[], seeing: Seeing): string[] => {
    const { client, server } = observe(steps, seeing).shown;
    return [...client.split('\n'), ...server.split('\n')].filter((line) => /^:?[a-z-]+: /.test(line));
  };
  const steps = valid();
  const whole = new Set(linesOf(steps, {}));
  let shown = 0;
  for (let from = 0; from < steps.length; from += 1) {
    const lines = linesOf(steps.slice(from), { isAmid: true, areCalls: true });
    for (const line of lines) assert.ok(whole.has(line), `${from}: ${line}`);
    shown += lines.length;
  }
  assert.ok(shown > 10 * whole.size);
});
