// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Text } from '../../../../src/http/part.ts';
import { Credit, OF_A_BYTE, OF_A_CALL, OF_A_LINE, work } from '../../../../src/redact/credit.ts';
import { createScannerFactory } from '../../../../src/redact/engine.ts';
import { Lines } from '../../../../src/redact/lines.ts';
import { Redaction } from '../../../../src/redact/redaction.ts';
import { Scanners } from '../../../../src/redact/scanner.ts';
import { dataEvent } from '../../capture/events.ts';
import { nearMatches } from './near-matches.ts';
import { render, shown } from './verdicts.ts';

const CALL_BYTES = 16_384;
const CALLS = 64;
/** By so much one look may overdraw a credit. */
const ONE_LOOK = 16_384;
const SECRET = 'Vq7rT2mXw9';
const KEY = '"password":';

const create = createScannerFactory([]);

/** A text of so many bytes, in calls. */
function callsOf(unit: string, bytes: number): Buffer[] {
  const text = Buffer.alloc(bytes, unit, 'latin1');
  return Array.from({ length: Math.ceil(bytes / CALL_BYTES) }, (_, index) =>
    text.subarray(index * CALL_BYTES, (index + 1) * CALL_BYTES),
  );
}

describe('around the hits of a text no more work is done than its bytes and calls earn', () => {
  for (const [name, unit] of Object.entries(nearMatches)) {
    test(name, () => {
      const scanner = create();
      const before = work.done;
      for (const call of callsOf(unit, CALLS * CALL_BYTES)) scanner.push(call);
      const earned = Credit.most + CALLS * (OF_A_CALL + CALL_BYTES * OF_A_BYTE);
      assert.ok(work.done - before <= earned + ONE_LOOK, `${work.done - before} of ${earned}`);
    });
  }
});

test('what there is no credit for is masked, a secret in it too', () => {
  const calls = callsOf(KEY, CALLS * CALL_BYTES);
  const [last] = callsOf(KEY, CALL_BYTES - 100);
  assert.ok(last);
  const text = shown([...calls, Buffer.concat([last, Buffer.from(`"${SECRET}", `)])]);
  assert.match(text, /\[limit\]/);
  assert.ok(!text.includes(SECRET.slice(0, 4)));
});

test('calls without a hit earn it again', () => {
  const scanner = create();
  for (const call of callsOf(KEY, CALLS * CALL_BYTES)) scanner.push(call);
  const calm = Buffer.from('the water under old bridges is cold\n\n');
  const verdicts = callsOf(calm.toString(), 4 * CALL_BYTES).flatMap((call) => scanner.push(call));
  assert.equal(verdicts.at(-1)?.rule, undefined);
  const end = Buffer.from(`"password":"${SECRET}" is masked`);
  assert.equal(render(end, [...scanner.push(end), ...scanner.end()].slice(-3)), '"password":"[password]" is masked');
});

test('small answers that say VALUE are shown, however many they are', () => {
  const calls = Array.from({ length: 1000 }, (_, index) => Buffer.from(`VALUE tea${index} 0 5\r\ngreen\r\nEND\r\n`));
  const before = work.done;
  assert.equal(shown(calls), Buffer.concat(calls).toString());
  assert.equal(work.done - before, 10_997);
});

test('texts of one direction have one credit, and others have their own', () => {
  const scanners = new Scanners(create);
  const credit = new Credit();
  for (let count = 0; count < 2; count += 1) {
    const scanner = scanners.take(credit);
    for (const call of callsOf(KEY, CALLS * CALL_BYTES)) scanner.push(call);
    scanner.end();
    scanners.give(scanner);
  }
  credit.spend(Credit.most);
  const bytes = Buffer.from('calm');
  assert.deepEqual(scanners.take(credit).push(bytes), [{ length: 4, rule: 'limit', continues: false }]);
  const other = scanners.take(new Credit());
  assert.deepEqual([...other.push(bytes), ...other.end()], [{ length: 4, rule: undefined, continues: false }]);
});

test('samples without a connection have one credit together', () => {
  const scanners = new Scanners(create);
  const redaction = new Redaction({
    mode: 'redact',
    plaintextBytes: CALL_BYTES,
    onMasked: () => {},
    scanners,
    lines: new Lines(scanners),
  });
  const before = work.done;
  for (const bytes of callsOf(KEY, CALLS * CALL_BYTES)) {
    const event = dataEvent(bytes, { connectionId: undefined });
    const content = { kind: 'text', text: new Text('other'), bytes: event.payload } as const;
    const part = { length: bytes.length, role: 'other', exchange: undefined, content } as const;
    redaction.push({ kind: 'data', event, parts: [part] });
  }
  const earned = Credit.most + CALLS * (OF_A_CALL + CALL_BYTES * OF_A_BYTE);
  assert.ok(work.done - before <= earned + ONE_LOOK, `${work.done - before} of ${earned}`);
});

test('a line that stands alone may spend less than a connection', () => {
  const lines = new Lines(new Scanners(create));
  const line = `x-note: ${KEY.repeat(CALL_BYTES / KEY.length)}\r\n`;
  const before = work.done;
  const verdicts = lines.judge(line);
  assert.ok(work.done - before <= OF_A_LINE + line.length * OF_A_BYTE + ONE_LOOK, `${work.done - before}`);
  assert.ok(verdicts.some(({ rule }) => rule === 'limit'));
});

test('a line that stands alone earns for its bytes what any other does', () => {
  const lines = new Lines(new Scanners(create));
  const line = `x-note: ${`"pass":1,${'the water '.repeat(40)}`.repeat(200)}\r\n`;
  const before = work.done;
  const verdicts = lines.judge(line);
  assert.ok(work.done - before > OF_A_LINE, `${work.done - before}`);
  assert.ok(verdicts.every(({ rule }) => rule === undefined));
});

test('a line that there is no credit for is masked, and judged again for another', () => {
  const lines = new Lines(new Scanners(create));
  const spent = new Credit();
  spent.spend(Credit.most + 1);
  const line = 'x-note: calm\r\n';
  assert.equal(render(Buffer.from(line), lines.judge(line, spent)), '[limit]\r\n');
  assert.equal(render(Buffer.from(line), lines.judge(line, new Credit())), line);
  assert.equal(render(Buffer.from(line), lines.judge(line, spent)), line, 'it is known');
});
