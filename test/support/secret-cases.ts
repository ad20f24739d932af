// SPDX-License-Identifier: Apache-2.0
import { type Case, longest } from '../unit/redact/corpus/case.ts';
import { CASES } from '../unit/redact/corpus/cases.ts';
import { CARRIERS } from '../unit/redact/corpus/corpus.ts';

/** Of each carrier a short case, each of another spot. */
export const OF_EACH_CARRIER = CARRIERS.reduce<Case[]>((chosen, { name }) => {
  const taken = new Set(chosen.map(spotOf));
  const [shortest] = CASES.filter((one) => one.shape.endsWith(`, ${name}`) && !taken.has(spotOf(one))).sort(
    (a, b) => longest(a) - longest(b),
  );
  return chosen.concat(shortest ?? []);
}, []);

const SHORT_BYTES = 170;

/** In these every place is cut. */
export const CUT_EVERYWHERE = OF_EACH_CARRIER.filter((one) => longest(one) <= SHORT_BYTES);

function spotOf({ shape }: Case): string {
  return shape.split(', ')[0] ?? '';
}

/**
 * What is shown of a connection that is seen from amid: nothing; frames of HTTP/2 from a call on that is made of them; a
 * request from its second byte on and its answer, from the first case, which is cut behind the first byte of each; or what
 * a text goes on with behind its first line, which is a form here.
 */
export const LOST_OR_JOINED = new RegExp(
  [
    /^(?:\[redacted:(?:lost|gap)\])?$/,
    /^\[[A-Z_]+ (?:stream=\d+ )?length=\d+/,
    /^OST \/teapots\?page=2 HTTP\/1\.1\r\n|^H$|^TTP\/1\.1 200 OK\r\n/,
    /^(?:user=alice&otp=)?\[redacted:secret\](?:&x=(?:1|\[redacted:gap\]))?$/,
  ]
    .map(({ source }) => source)
    .join('|'),
);
