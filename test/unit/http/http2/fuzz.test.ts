// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FrameType } from '../../../../src/http/http2/frame.ts';
import { openNghttp2 } from '../../../../src/http/http2/nghttp2.ts';
import { Conversation, GET, type Step } from './conversation.ts';
import { Deflater } from './deflater.ts';
import { data, END_HEADERS, END_STREAM, frame, headers, PADDED, padded, rst, uint32 } from './frames.ts';
import { Observer } from './observe.ts';

const MAX_STREAMS = 4096;

/** Numbers that look random, the same for the same seed (mulberry32): below `limit`. */
function generator(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

type Random = ReturnType<typeof generator>;

const randomBytes = (random: Random, length: number): Buffer => Buffer.from(Array.from({ length }, () => random(256)));

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

/** Any frame, most often one that could come. */
function randomFrame(random: Random): Buffer {
  const type = random(20) === 0 ? FrameType.continuation : random(2) === 0 ? random(2) : random(9);
  const ofConnection = [FrameType.settings, FrameType.ping, FrameType.goaway].includes(type as never);
  const isOdd = random(40) === 0;
  const payload = randomBytes(random, isOdd ? 1 + random(30) : (LENGTHS[type] ?? random(100)));
  if (type === FrameType.headers || type === FrameType.pushPromise) payload.fill(0x82 + random(8), payload.length - 1);
  const flags = isOdd ? random(256) : type === FrameType.settings ? 0 : END_HEADERS | random(2);
  const bytes = frame(
    type,
    flags,
    (ofConnection ? 0 : 1) + (isOdd ? random(2) : 0) + (ofConnection ? 0 : 2 * random(12)),
    payload,
  );
  if (random(100) === 0) bytes.writeUIntBE(random(1 << 24), 0, 3);
  return bytes;
}

function mutate(random: Random, { from, bytes }: Step): Step[] {
  const copy = Buffer.from(bytes);
  switch (random(100)) {
    case 0:
      copy[random(copy.length)] = random(256);
      return [{ from, bytes: copy }];
    case 1:
      return [{ from, bytes: Buffer.concat([copy, randomFrame(random)]) }];
    case 2: {
      const [start, end] = [random(copy.length), random(copy.length)].sort((a, b) => a - b) as [number, number];
      return [
        { from, bytes: copy.subarray(0, start) },
        { from, bytes: copy.subarray(end), gap: random(4) === 0 ? 'unknown' : end - start + random(2) },
      ];
    }
    case 3:
      return [
        { from: from === 'client' ? 'server' : 'client', bytes: randomFrame(random) },
        { from, bytes },
      ];
    case 4:
      return [];
    default:
      return [{ from, bytes }];
  }
}

function cutAtRandom(random: Random, { from, bytes, gap = 0 }: Step): Step[] {
  if (random(2) === 0 || bytes.length < 2) return [{ from, bytes, gap }];
  const at = 1 + random(bytes.length - 1);
  return [
    { from, bytes: bytes.subarray(0, at), gap },
    { from, bytes: bytes.subarray(at) },
  ];
}

/** The observer checks that parts add up, and that each exchange ends once. */
function run(steps: readonly Step[], seed: number): void {
  const observer = new Observer();
  steps.forEach((step, index) => {
    const lost = observer.http2.isLost(step.from);
    const shown = observer.seen.shown[step.from];
    observer.push(step, BigInt(index));
    assert.ok(observer.http2.openStreams <= MAX_STREAMS);
    if (lost)
      assert.match(
        observer.seen.shown[step.from].slice(shown.length),
        /^(<lost>|<(gap in|end of) stream \d+ (request|response)>)*$/,
        `seed ${seed}`,
      );
  });
  const { requests, exchanges } = observer.end();
  const ended = exchanges.filter(({ request }) => request !== undefined).map(({ key }) => key);
  assert.deepEqual(
    ended.toSorted((a, b) => a - b),
    requests.toSorted((a, b) => a - b),
    `seed ${seed}`,
  );
}

test('conversations that were tampered with', () => {
  const steps = valid();
  run(steps, 0);
  for (let seed = 1; seed <= 4000; seed++) {
    const random = generator(seed);
    run(
      steps.flatMap((step) => mutate(random, step)).flatMap((step) => cutAtRandom(random, step)),
      seed,
    );
  }
});

test('random frames after a start that is valid', () => {
  for (let seed = 1; seed <= 3000; seed++) {
    const random = generator(seed);
    const frames = Array.from({ length: 30 }, (): Step => {
      const bytes = randomFrame(random);
      return { from: bytes[3] === FrameType.pushPromise || random(2) === 0 ? 'server' : 'client', bytes };
    });
    run(
      [...new Conversation().open().steps, ...frames].flatMap((step) => cutAtRandom(random, step)),
      seed,
    );
  }
});

/** Bytes of no meaning, or a valid block in which some have another value. */
function randomBlock(random: Random, valids: readonly Buffer[]): Buffer {
  if (random(2) === 0) return randomBytes(random, 1 + random(24));
  const block = Buffer.from(valids[random(valids.length)] ?? []);
  for (let i = random(3); i > 0; i--) block[random(block.length)] = random(256);
  return block;
}

test('200,000 random header blocks: nothing crashes, and a good part of them can be decoded', () => {
  const create = openNghttp2();
  assert.ok(create);
  const random = generator(1);
  const deflater = new Deflater(0);
  const valids = Array.from({ length: 50 }, (_, i) =>
    deflater.block(...GET, ['x-id', 'v'.repeat(i)], ['cookie', 'a=b'], [`x-${i}`, String(i)]),
  );
  let inflater = create();
  let decoded = 0;
  for (let i = 0; i < 200_000; i++) {
    const block = randomBlock(random, valids);
    const fields = inflater.inflate(block);
    if (typeof fields !== 'string') {
      decoded++;
      assert.ok(fields.length <= block.length);
      continue;
    }
    inflater[Symbol.dispose]();
    inflater = create();
  }
  inflater[Symbol.dispose]();
  assert.ok(decoded > 50_000, `${decoded}`);
});
