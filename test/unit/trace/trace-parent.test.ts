// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PropagatorName } from '../../../config/propagators.ts';
import type { HeaderFields } from '../../../src/http/exchange.ts';
import { traceParent } from '../../../src/trace/trace-parent.ts';

const TRACE = '80f198ee56343ba864fe8b2a57d3eff7';
const LOW = '64fe8b2a57d3eff7';
const PADDED = `${'0'.repeat(16)}${LOW}`;
const SPAN = 'e457b5a2e4d86bd1';
const OTHER = '05e3ac9a4f6e3b90';
const XRAY = `Root=1-${TRACE.slice(0, 8)}-${TRACE.slice(8)};Parent=${SPAN}`;

/** Ids, trace flags, and whether these are the sender's decision. */
function read(fields: HeaderFields, ...propagators: PropagatorName[]): string | undefined {
  const parent = traceParent(fields, propagators);
  if (parent === undefined) return undefined;
  assert.equal(parent.span.isRemote, true);
  return `${parent.span.traceId} ${parent.span.spanId} ${parent.span.traceFlags}${parent.isDecided ? '' : ' open'}`;
}

const multi = (...more: [string, string][]): HeaderFields => [['x-b3-traceid', TRACE], ['x-b3-spanid', SPAN], ...more];
const one =
  (name: string) =>
  (value: string): HeaderFields => [[name, value]];
const [b3, uber, amazon] = [one('b3'), one('uber-trace-id'), one('x-amzn-trace-id')];

const valid: [propagator: PropagatorName, fields: HeaderFields, parent: string][] = [
  ['tracecontext', [['traceparent', `00-${TRACE}-${SPAN}-01`]], `${TRACE} ${SPAN} 1`],
  ['tracecontext', [['traceparent', `00-${TRACE}-${SPAN}-00`]], `${TRACE} ${SPAN} 0`],
  ['b3', b3(`${TRACE}-${SPAN}-1`), `${TRACE} ${SPAN} 1`],
  ['b3', b3(`${TRACE}-${SPAN}-1-${OTHER}`), `${TRACE} ${SPAN} 1`],
  ['b3', b3(`${TRACE}-${SPAN}-d`), `${TRACE} ${SPAN} 1`],
  ['b3', b3(`${TRACE}-${SPAN}-0`), `${TRACE} ${SPAN} 0`],
  ['b3', b3(`${LOW}-${SPAN}`), `${PADDED} ${SPAN} 0 open`],
  ['b3multi', b3(`${TRACE}-${SPAN}-1`), `${TRACE} ${SPAN} 1`],
  ['b3', [...multi(['x-b3-sampled', '0']), ...b3(`${LOW}-${SPAN}-1`)], `${PADDED} ${SPAN} 1`],
  ['b3', [...multi(['x-b3-sampled', '0']), ...b3('0')], `${TRACE} ${SPAN} 0`],
  ['b3', multi(['x-b3-sampled', '1']), `${TRACE} ${SPAN} 1`],
  ['b3multi', multi(['x-b3-sampled', 'true'], ['x-b3-parentspanid', OTHER]), `${TRACE} ${SPAN} 1`],
  ['b3multi', multi(['x-b3-sampled', 'false']), `${TRACE} ${SPAN} 0`],
  ['b3multi', multi(['x-b3-flags', '1']), `${TRACE} ${SPAN} 1`],
  ['b3multi', multi(['x-b3-flags', '0'], ['x-b3-sampled', '0']), `${TRACE} ${SPAN} 0`],
  ['b3multi', multi(), `${TRACE} ${SPAN} 0 open`],
  ['jaeger', uber(`${TRACE}:${SPAN}:0:1`), `${TRACE} ${SPAN} 1`],
  ['jaeger', uber(`${TRACE}:${SPAN}:${OTHER}:0`), `${TRACE} ${SPAN} 0`],
  ['jaeger', uber(`${TRACE.toUpperCase()}%3A${SPAN}%3a0%3A03`), `${TRACE} ${SPAN} 1`],
  ['jaeger', uber('1a:b:0:2'), `${'1a'.padStart(32, '0')} ${'b'.padStart(16, '0')} 0`],
  ['xray', amazon(`${XRAY};Sampled=1`), `${TRACE} ${SPAN} 1`],
  ['xray', amazon(`Self=1-67891234-12456789abcdef012345678; Sampled=0 ; ${XRAY};Lineage=a:1`), `${TRACE} ${SPAN} 0`],
  ['xray', amazon(`${XRAY};Sampled=?`), `${TRACE} ${SPAN} 0 open`],
  ['xray', amazon(XRAY), `${TRACE} ${SPAN} 0 open`],
];

describe('the parent of a request', () => {
  for (const [propagator, fields, parent] of valid) {
    test(`${propagator}: ${JSON.stringify(fields)}`, () => assert.equal(read(fields, propagator), parent));
  }
});

const ZERO = '0'.repeat(32);
const wrong: [propagator: PropagatorName, fields: HeaderFields][] = [
  ['tracecontext', [['traceparent', `00-${TRACE}-${SPAN}`]]],
  ['baggage', [['baggage', `traceparent=00-${TRACE}-${SPAN}-01`]]],
  ...[
    '1',
    `${TRACE}-${SPAN}-2`,
    `${TRACE}-${SPAN}-1-`,
    `${TRACE.toUpperCase()}-${SPAN}-1`,
    `${TRACE.slice(1)}-${SPAN}-1`,
    `${ZERO}-${SPAN}-1`,
    `${TRACE}-${ZERO.slice(16)}-1`,
    ` ${TRACE}-${SPAN}-1`,
  ].map((value): [PropagatorName, HeaderFields] => ['b3', b3(value)]),
  ['b3', [...b3(`${TRACE}-${SPAN}-1`), ...b3(`${TRACE}-${SPAN}-1`)]],
  ['b3multi', [['x-b3-traceid', TRACE]]],
  ['b3multi', multi(['x-b3-spanid', SPAN])],
  ['b3multi', multi(['x-b3-sampled', 'd'])],
  ['b3multi', multi(['x-b3-sampled', 'toString'])],
  ['b3multi', multi(['x-b3-sampled', '1'], ['x-b3-sampled', '1'])],
  ...[
    `${TRACE}:${SPAN}:0`,
    `${TRACE}0:${SPAN}:0:1`,
    `${TRACE}:${SPAN}0:0:1`,
    `${TRACE}:${SPAN}::1`,
    `${TRACE}:${SPAN}:0:001`,
    `0:${SPAN}:0:1`,
    `${TRACE}:0:0:1`,
  ].map((value): [PropagatorName, HeaderFields] => ['jaeger', uber(value)]),
  ...[
    XRAY.replace(`;Parent=${SPAN}`, ''),
    XRAY.replace('Root=1', 'Root=2'),
    XRAY.replace(SPAN, SPAN.slice(1)),
    XRAY.replace(SPAN, ZERO.slice(16)),
    XRAY.replace('-', ''),
    `${XRAY};Sampled=2`,
  ].map((value): [PropagatorName, HeaderFields] => ['xray', amazon(value)]),
];

describe('what is malformed, or not asked for, is no parent', () => {
  for (const [propagator, fields] of wrong) {
    test(`${propagator}: ${JSON.stringify(fields)}`, () => assert.equal(read(fields, propagator), undefined));
  }

  test('each is read by its own name alone', () => {
    for (const [propagator, fields] of valid) {
      const own = propagator.startsWith('b3') ? ['b3', 'b3multi'] : [propagator];
      const others = (['tracecontext', 'baggage', 'b3', 'b3multi', 'jaeger', 'xray'] as const).filter(
        (name) => !own.includes(name),
      );
      assert.equal(read(fields, ...others), undefined);
    }
    assert.equal(read(b3(`${TRACE}-${SPAN}-1`)), undefined);
  });
});

test('of several the first in the order of the setting counts that is valid', () => {
  const fields = [...uber(`${TRACE}:${OTHER}:0:1`), ...b3(`${TRACE}-${SPAN}-1`), ...amazon('Root=1')];
  assert.equal(read(fields, 'b3', 'jaeger'), `${TRACE} ${SPAN} 1`);
  assert.equal(read(fields, 'xray', 'tracecontext', 'jaeger', 'b3'), `${TRACE} ${OTHER} 1`);
});
