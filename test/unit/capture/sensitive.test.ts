// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { Console } from 'node:console';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { format, inspect } from 'node:util';
import { decodeSample } from '../../../src/capture/decode.ts';
import { CallOrigins } from '../../../src/capture/decode-origin.ts';
import { Sensitive } from '../../../src/capture/sensitive.ts';
import { encodeSample } from './sample.ts';

const SECRET = 'a secret';
const clock = { wallNanos: (boot: bigint) => boot, nowNanos: () => 0n };
const sensitive = new Sensitive(Buffer.from(SECRET));
const event = decodeSample(encodeSample({}, Buffer.from(SECRET)), clock, new CallOrigins());
const containing = { event, list: [sensitive], map: new Map([['key', sensitive]]) };

/** A secret may show as text, in hex, in base64 or as decimal bytes. */
function assertNoSecret(text: string): void {
  const bytes = Buffer.from(SECRET);
  for (const form of [
    SECRET,
    bytes.toString('hex'),
    bytes.toString('base64'),
    [...bytes].join(','),
    [...bytes].join(', '),
  ]) {
    assert.ok(!text.includes(form), text);
  }
  assert.ok(
    !inspect(bytes)
      .split(' ')
      .slice(1, 4)
      .every((byte) => text.includes(byte)),
    text,
  );
}

const replacer = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

for (const [way, print] of [
  ['util.inspect', () => inspect(containing, { depth: null, showHidden: true, getters: true })],
  [
    'util.inspect that ignores custom inspection',
    () => inspect(containing, { depth: null, showHidden: true, customInspect: false }),
  ],
  ['util.format', () => format('%s %o %O %j', sensitive, containing, containing, sensitive)],
  ['JSON', () => JSON.stringify(containing, replacer)],
  ['a template', () => `${sensitive}`],
  // biome-ignore lint/style/useTemplate: addition is what is tested.
  ['addition', () => 'x' + (sensitive as unknown as string)],
  ['String', () => String(sensitive)],
  ['join', () => [sensitive, sensitive].join()],
  ['toLocaleString', () => sensitive.toLocaleString()],
  ['an error', () => inspect(new Error('failed', { cause: containing }))],
  ['its keys', () => Object.entries({ ...sensitive }).join() + Reflect.ownKeys(sensitive).join()],
] satisfies [string, () => string][]) {
  test(`${way} does not show it`, () => assertNoSecret(print()));
}

test('the console does not show an object that holds it', () => {
  const output = new PassThrough();
  const console = new Console(output);
  console.log(containing, sensitive);
  console.dir(containing, { depth: null });
  console.table([sensitive]);
  const text = String(output.read());
  assertNoSecret(text);
  assert.match(text, /\[sensitive\]/);
});

test('its mask is the same for every content', () => {
  assert.equal(String(sensitive), '[sensitive]');
  assert.equal(String(Sensitive.EMPTY), '[sensitive]');
});

test('the bytes are there for who asks for them', () => {
  assert.equal(sensitive.length, 8);
  assert.equal(sensitive.reveal().toString(), SECRET);
  assert.equal(Sensitive.EMPTY.length, 0);
  assert.equal(Sensitive.EMPTY.reveal().length, 0);
});
