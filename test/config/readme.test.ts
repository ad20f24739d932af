// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formats } from '../../config/formats.ts';
import { allSettings } from '../../config/schema.ts';
import { runCheck } from '../../src/check/run-check.ts';
import { exitCodes } from '../../src/exit-code.ts';
import { Redacted } from '../../src/redact/redacted.ts';
import { summarise } from '../../src/summary.ts';
import { toLogRecords } from '../../src/telemetry/log-record.ts';
import { createResource } from '../../src/telemetry/resource.ts';
import { CALL } from '../capture/events.ts';
import { debian612, fakeHost } from '../check/fake-host.ts';
import { readmeTable } from './readme-tables.ts';

const code = (value: unknown): string => `\`${String(value)}\``;
const firstColumn = (heading: string): (string | undefined)[] => readmeTable(heading).map(([name]) => name);

test('the settings are those of the schema, each with default, allowed values and meaning', () => {
  const expected = allSettings.map(({ setting }) => [
    code(setting.env),
    setting.default === null ? '' : code(setting.default),
    formats[setting.format].allowed(setting),
    setting.doc,
  ]);
  assert.deepEqual(readmeTable('Settings'), expected);
});

test('the exit codes are those of the program', () => {
  const expected = Object.values(exitCodes).map((exit) => [String(exit.code), exit.meaning]);
  assert.deepEqual(readmeTable('Exit codes'), expected);
});

test("the log record's attributes are those that a record has, the unconditional ones marked so", () => {
  const names = (call: typeof CALL, plaintextField: 'attribute' | 'body'): string[] => {
    const data = { call, plaintext: new Redacted(Buffer.from('text')) };
    const [record] = toLogRecords(data, { plaintextBytes: 4, plaintextField });
    return Object.keys(record?.attributes ?? {});
  };
  const unknown = {
    cipher: undefined,
    cipherSuite: undefined,
    tlsVersion: undefined,
    networkType: undefined,
  };
  const tracked = new Set(names({ ...CALL, ...unknown }, 'body'));
  const always = new Set(names({ ...CALL, ...unknown, connectionId: undefined }, 'body'));
  const presence = (name: string): string => {
    if (always.has(name)) return 'always';
    return tracked.has(name) ? 'when the connection is tracked' : 'when known';
  };
  const expected = names(CALL, 'attribute').map((name) => [code(name), presence(name)]);
  const shown = readmeTable('The log record').map(([name, present]) => [name, present]);
  assert.deepEqual(shown.toSorted(), expected.toSorted());
});

test("the resource's attributes are named", async () => {
  const names = Object.keys((await createResource('name', '1')).attributes);
  const shown = new Set(firstColumn('The resource'));
  assert.deepEqual(
    names.filter((name) => !shown.has(code(name))),
    [],
  );
});

test('the summary has the fields that are explained, in their order', () => {
  const zero = { captured: 0, filteredSelf: 0, unentered: 0, produced: 0, lost: 0, lostBytes: 0, missed: 0 };
  const summary = summarise({ ...zero, faultedReads: 0, connectionsFull: 0, closesLost: 0 }, 0, {});
  assert.deepEqual(firstColumn('The account of a run'), Object.keys(summary).map(code));
});

test('the rows of --check are those of the program, in their order', (context) => {
  const libbpfVersion = () => ({ major: 1, minor: 1 });
  const results = runCheck({ root: fakeHost(context, debian612), attach: 'auto', libbpfVersion, objectFile: '/' });
  assert.deepEqual(
    firstColumn('What --check looks at'),
    results.map(({ name }) => code(name)),
  );
});
