// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formats } from '../../../config/formats.ts';
import { allSettings } from '../../../config/schema.ts';
import { exitCodes } from '../../../src/base/exit-code.ts';
import type { ConnectionEvent } from '../../../src/capture/event.ts';
import { runCheck } from '../../../src/check/run-check.ts';
import { toLogRecords } from '../../../src/records/call-record.ts';
import { originAttributes } from '../../../src/records/captured-record.ts';
import { connectionRecord, type Loss, lossRecord } from '../../../src/records/event-records.ts';
import { createResource } from '../../../src/records/resources.ts';
import { summarise } from '../../../src/run/summary.ts';
import { type CallFields, closeEvent, ORIGIN, openEvent, redactedData } from '../capture/events.ts';
import { debian612, fakeHost } from '../check/fake-host.ts';
import { countsOf } from '../counts.ts';
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

const UNKNOWN: CallFields = {
  isProcessTold: true,
  executableName: undefined,
  executablePath: undefined,
  owner: undefined,
  containerId: undefined,
  cipher: undefined,
  cipherSuite: undefined,
  tlsVersion: undefined,
  networkType: undefined,
};

test("the log record's attributes are those that a record has, each with when it is there", () => {
  const names = (call: CallFields, plaintextField: 'attribute' | 'body', redactions = 0): string[] => {
    const data = redactedData('text', call);
    const ofExchange = { protocol: { name: 'http', version: '1.1' }, method: 'GET', status: 200 } as const;
    const runs = data.runs.map((run) => (plaintextField === 'attribute' ? { ...run, ...ofExchange } : run));
    const options = { plaintextBytes: 8, plaintextField, knownMethods: new Set(['GET']) };
    const [record] = toLogRecords({ ...data, runs, redactions }, options);
    return Object.keys(record?.attributes ?? {});
  };
  const tracked = names(UNKNOWN, 'body');
  const always = names({ ...UNKNOWN, connectionId: undefined }, 'body');
  const presence = new Map([
    ...names({}, 'attribute').map((name) => [name, 'when known'] as const),
    ...names({ ...UNKNOWN, callOffset: 4, missed: 1 }, 'body', 1).map((name) => [name, 'when more than 0'] as const),
    ...names({ ...UNKNOWN, isConcurrent: true }, 'body').map((name) => [name, 'when true'] as const),
    ...tracked.map((name) => [name, 'when the connection is tracked'] as const),
    ...always.map((name) => [name, 'always'] as const),
  ]);
  const expected = Array.from(presence, ([name, present]) => [code(name), present]);
  const shown = readmeTable('The log record').map(([name, present]) => [name, present]);
  assert.deepEqual(shown.toSorted(), expected.toSorted());
});

test("the connection record's own attributes are those that it has more than what is common", () => {
  const names = (event: ConnectionEvent): string[] => Object.keys(connectionRecord(event).attributes);
  const common = new Set(Object.keys(originAttributes(ORIGIN)));
  const [opened, closed] = [names(openEvent('a')), names(closeEvent('a'))];
  const failed = names(closeEvent('a', { error: 74 }));
  const presence = (name: string): string => {
    if (opened.includes(name)) return 'always';
    return closed.includes(name) ? 'at the close' : 'at the close with `error`';
  };
  const expected = failed.filter((name) => !common.has(name)).map((name) => [code(name), presence(name)]);
  const shown = readmeTable('The connection record').map(([name, present]) => [name, present]);
  assert.deepEqual(shown, expected);
});

test("the loss record's attributes are those that it has, each with when it is there", () => {
  const names = (loss: Partial<Loss>): string[] => {
    const some: Loss = { reason: 'missed', count: 1, startUnixNanos: 0n, endUnixNanos: 1n };
    return Object.keys(lossRecord({ ...some, ...loss }).attributes);
  };
  const presence = new Map([
    ...names({ cgroup: { id: 1n, path: '/' } }).map((name) => [name, 'likewise, when known'] as const),
    ...names({ cgroup: { id: 1n, path: undefined } }).map((name) => [name, 'with a cgroup'] as const),
    ...names({ bytes: 0 }).map((name) => [name, 'with `ring` and `cgroup`'] as const),
    ...names({ isAtMost: true }).map((name) => [name, 'when true'] as const),
    ...names({}).map((name) => [name, 'always'] as const),
  ]);
  const expected = Array.from(presence, ([name, present]) => [code(name), present]);
  const shown = readmeTable('The loss record').map(([name, present]) => [name, present]);
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
  const summary = summarise(countsOf(), { killed: 0, takenOver: 0, unshown: 0, dropped: {}, exported: 0, inFlight: 0 });
  assert.deepEqual(firstColumn('The account of a run'), Object.keys(summary).map(code));
});

test('the rows of --check are those of the program, in their order', (context) => {
  const libbpfVersion = () => ({ major: 1, minor: 1 });
  const results = runCheck({
    root: fakeHost(context, debian612),
    attach: 'auto',
    ringBytes: 4096,
    cgroupFilters: [],
    libbpfVersion,
    libseccompProblem: () => undefined,
    user: null,
    objectFile: '/',
  });
  assert.deepEqual(
    firstColumn('What --check looks at'),
    results.map(({ name }) => code(name)),
  );
});
