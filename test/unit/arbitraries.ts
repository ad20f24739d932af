// SPDX-License-Identifier: Apache-2.0
import fc, { type Arbitrary } from 'fast-check';

/** Of any length from one to the other: without a size fast-check makes few of more than 10 elements. */
export function list<T>(element: Arbitrary<T>, minLength: number, maxLength: number): Arbitrary<T[]> {
  return fc.array(element, { minLength, maxLength, size: 'max' });
}

/** Likewise. */
export function bytes(minLength: number, maxLength: number): Arbitrary<Buffer> {
  return fc.uint8Array({ minLength, maxLength, size: 'max' }).map((array) => Buffer.from(array));
}

/** The same for the same seed: where one value of a kind is enough. */
export function sampleOf<T>(values: Arbitrary<T>, seed: number): T {
  return fc.sample(values, { seed, numRuns: 1, unbiased: true })[0] as T;
}

/** So many bytes that look random; a million of them in no time. */
export function sampleBytes(length: number, seed: number): Buffer {
  const words = Math.ceil(length / 4);
  const array = sampleOf(fc.uint32Array({ minLength: words, maxLength: words, size: 'max' }), seed);
  return Buffer.from(array.buffer, array.byteOffset, length);
}

export const byte: Arbitrary<number> = fc.nat(255);

/** A value once in so many times, else undefined, to which it shrinks. */
export function rarely<T>(times: number, value: Arbitrary<T>): Arbitrary<T | undefined> {
  return fc.oneof(
    { withCrossShrink: true },
    { arbitrary: fc.constant(undefined), weight: times - 1 },
    { arbitrary: value, weight: 1 },
  );
}

export const onceIn = (times: number): Arbitrary<boolean> => rarely(times, fc.constant(true)).map(Boolean);

/** Gives the values one after the other, and begins anew after the last. */
export function cycle<T>(values: readonly T[]): () => T {
  let at = 0;
  return () => values[at++ % values.length] as T;
}

/** In pieces of the lengths that come next. */
export function cut(whole: Buffer, nextLength: () => number): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at < whole.length; ) {
    const length = nextLength();
    pieces.push(whole.subarray(at, at + length));
    at += length;
  }
  return pieces;
}
