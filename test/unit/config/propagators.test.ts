// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSettings } from '../../../config/load.ts';
import { parsePropagators } from '../../../config/propagators.ts';
import { yamlFile } from './yaml-file.ts';

const ALLOWED = 'none, or of tracecontext, baggage, b3, b3multi, jaeger, xray those that are read, with commas between';

function loaded(value: string | undefined, file?: string) {
  const env = value === undefined ? {} : { OTEL_PROPAGATORS: value };
  const { settings, warnings } = loadSettings({ env, ...(file === undefined ? {} : { file }) });
  return [parsePropagators(settings.otel.propagators), warnings];
}

test("by default W3C's are read", () => assert.deepEqual(loaded(undefined), [['tracecontext', 'baggage'], []]));

test('as many as are named are read, each once, in their order', () => {
  assert.deepEqual(loaded('xray, b3 ,tracecontext,b3'), [['xray', 'b3', 'tracecontext'], []]);
  assert.deepEqual(loaded('jaeger,b3multi,baggage'), [['jaeger', 'b3multi', 'baggage'], []]);
  assert.deepEqual(loaded('none'), [[], []]);
});

test('the file has them as a list, or as a text', (context) => {
  for (const written of ['[b3, jaeger]', 'b3,jaeger'])
    assert.deepEqual(loaded(undefined, yamlFile(context, `otel:\n  propagators: ${written}\n`)), [
      ['b3', 'jaeger'],
      [],
    ]);
});

test('what is unknown is warned of, and the variable ignored', () => {
  for (const value of ['ottrace', 'b3,ottrace', 'none,b3', 'b3,,jaeger', 'B3'])
    assert.deepEqual(loaded(value), [
      ['tracecontext', 'baggage'],
      [`OTEL_PROPAGATORS is '${value}', allowed: ${ALLOWED}; it is ignored`],
    ]);
});
