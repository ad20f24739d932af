// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { build } from '../backends/build.ts';
import { type CollectedLog, readLogs } from '../backends/collector/read-logs.ts';
import { type CollectedSpan, readSpans } from '../backends/collector/read-spans.ts';
import { startCollector } from '../backends/collector/start.ts';
import { type RunningService, type ServiceEnd, startService } from '../support/service.ts';
import { HttpPair, type HttpPairOptions, type Step } from './support/http-pair.ts';

const SERVER = 2;
const CLIENT = 3;
const WHOLE: readonly Step[] = ['send', 'receive', 'answer'];
/** Its calls are held back: that end is not seen. */
const QUIET = 'quiet';
const SETTINGS = {
  KTLS_PAYLOAD: 'redact',
  KTLS_SPANS: 'true',
  OTEL_SERVICE_NAME: '',
  KTLS_FILTER_COMM: `!${QUIET}`,
  OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4317',
};
/** From 5.12 on. */
const [major = 0, minor = 0] = release().split('.').map(Number);
const HAS_COOKIES = major > 5 || minor >= 12;
const ELSEWHERE = { id: 1001, hasOwnNetwork: true };
const HERE = { id: 1001, hasOwnNetwork: false };

const traceOf = (number: number): string => `${number}`.padStart(32, 'a');
const traceparent = (number: number, isSampled: boolean): string =>
  `traceparent: 00-${traceOf(number)}-${'b'.repeat(16)}-0${isSampled ? 1 : 0}\r\n`;

interface Ran {
  victim: HttpPair;
  thief: HttpPair;
}

let nextPort = 30_000;
const ports = (): Pick<HttpPairOptions, 'clientPort' | 'serverPort'> => {
  nextPort += 2;
  return { clientPort: nextPort, serverPort: nextPort + 1 };
};

/** All that the thief does comes before, or between what the victim's client sends and its server receives. */
async function steal(
  ofThief: Partial<HttpPairOptions>,
  ofVictim: Partial<HttpPairOptions> = {},
  order: 'before' | 'between' = 'before',
): Promise<Ran> {
  const same = ports();
  const openVictim = (): Promise<HttpPair> => HttpPair.open({ ...same, ...ofVictim });
  const early = order === 'between' ? await openVictim() : undefined;
  await early?.do('send');
  const thief = await HttpPair.open({ ...same, user: ELSEWHERE, ...ofThief });
  await thief.do(...WHOLE);
  await thief.end();
  const victim = early ?? (await openVictim());
  await victim.do(...WHOLE.slice(early === undefined ? 0 : 1));
  await victim.end();
  return { victim, thief };
}

/** The thief is a client of this network; its server never looks. The connection is gone when the victim's begins. */
async function leaveBehind(fields: string): Promise<Ran> {
  const same = ports();
  const thief = await HttpPair.open({ ...same, user: HERE, fields });
  await thief.do('send', 'reset');
  await thief.end();
  const victim = await HttpPair.open({ ...same, clientName: QUIET });
  await victim.do(...WHOLE);
  await victim.end();
  return { victim, thief };
}

describe('whose spans are', () => {
  const directory = mkdtempSync(join(tmpdir(), 'whose-'));
  const [file, spansFile] = [join(directory, 'logs'), join(directory, 'spans')];
  const ran = new Map<string, Ran>();
  let alone: HttpPair;
  let end: ServiceEnd;
  let spans: CollectedSpan[];
  let logs: CollectedLog[];

  before(async () => {
    const collector = await startCollector({ binary: build('collector'), file, spansFile, port: 4317 });
    let service: RunningService | undefined;
    try {
      service = await startService(SETTINGS);
      alone = await HttpPair.open(ports());
      await alone.do(...WHOLE);
      await alone.end();
      ran.set('sampled, before', await steal({ fields: traceparent(1, true) }));
      ran.set('suppressed, before', await steal({ fields: traceparent(2, false) }));
      ran.set('without a trace, before', await steal({}));
      ran.set('sampled, between', await steal({ fields: traceparent(3, true) }, {}, 'between'));
      ran.set('suppressed, between', await steal({ fields: traceparent(4, false) }, {}, 'between'));
      ran.set('of one end, sampled', await steal({ fields: traceparent(5, true) }, { clientName: QUIET }));
      ran.set('of one end, suppressed', await steal({ fields: traceparent(6, false) }, { clientName: QUIET }));
      const both = { fields: traceparent(7, true) };
      ran.set('of the same trace', await steal({ fields: traceparent(7, false) }, both));
      ran.set('left behind, sampled', await leaveBehind(traceparent(8, true)));
      ran.set('left behind, suppressed', await leaveBehind(traceparent(9, false)));
      ran.set('left behind, without a trace', await leaveBehind(''));
      end = await service.stop();
    } finally {
      // What a failure left running would keep this process from ending.
      service?.process.kill('SIGKILL');
      await collector.stop();
    }
    spans = await readSpans(spansFile);
    logs = await readLogs(file);
  });
  after(() => rmSync(directory, { recursive: true }));

  const spansOf = ({ pid }: HttpPair): CollectedSpan[] =>
    spans.filter(({ attributes }) => attributes['process.pid'] === pid).sort((a, b) => b.kind - a.kind);

  /** Kind, trace and parent, in short. */
  const told = (pair: HttpPair): (readonly [number, string])[] => {
    const [first] = spansOf(pair);
    return spansOf(pair).map(({ kind, parentSpanId }) => [
      kind,
      parentSpanId === '' ? 'root' : parentSpanId === first?.spanId ? 'client' : parentSpanId,
    ]);
  };

  test('nothing was missed or lost', () => {
    assert.equal(end.code, 0, end.stderr);
    const { missed, lost, dropped } = end.summary;
    assert.deepEqual({ missed, lost, dropped }, { missed: 0, lost: 0, dropped: 0 });
  });

  test('both ends of a connection belong together, whoever has which', () => {
    assert.deepEqual(told(alone), [
      [CLIENT, 'root'],
      [SERVER, 'client'],
    ]);
    assert.equal(new Set(spansOf(alone).map(({ traceId }) => traceId)).size, 1);
  });

  const ofBoth = [
    [CLIENT, 'root'],
    [SERVER, 'client'],
  ] as const;
  for (const [name, expected] of [
    ['sampled, before', ofBoth],
    ['suppressed, before', ofBoth],
    ['without a trace, before', ofBoth],
    ['sampled, between', ofBoth],
    ['suppressed, between', ofBoth],
    ['of one end, sampled', [[SERVER, 'root']]],
    ['of one end, suppressed', [[SERVER, 'root']]],
    ['of the same trace', [[CLIENT, 'b'.repeat(16)], ofBoth[1]]],
    ['left behind, sampled', [[SERVER, 'root']]],
    ['left behind, suppressed', [[SERVER, 'root']]],
    ['left behind, without a trace', [[SERVER, 'root']]],
  ] as const)
    test(`a user with the same addresses and ports neither takes nor suppresses another's spans: ${name}`, () => {
      const { victim, thief } = ran.get(name) as Ran;
      assert.deepEqual(told(victim), expected);
      const traces = new Set(spansOf(victim).map(({ traceId }) => traceId));
      assert.equal(traces.size, 1);
      if (name !== 'of the same trace')
        for (const { traceId } of spansOf(thief)) assert.equal(traces.has(traceId), false);
      const [trace = ''] = traces;
      assert.equal(/^a+\d$/.test(trace), name === 'of the same trace', trace);
    });

  test("what a request's own bytes say holds for its sender", () => {
    const tracesOf = (name: string): string[] => spansOf((ran.get(name) as Ran).thief).map(({ traceId }) => traceId);
    assert.deepEqual(tracesOf('sampled, before'), [traceOf(1), traceOf(1)]);
    assert.deepEqual(tracesOf('suppressed, before'), []);
    assert.deepEqual(tracesOf('of the same trace'), []);
  });

  test('each record and span names the network namespace', () => {
    const all = [alone, ...[...ran.values()].flatMap(({ victim, thief }) => [victim, thief])];
    for (const { pid, namespace } of all) {
      const records = logs.filter(({ attributes }) => attributes['process.pid'] === pid);
      assert.ok(records.length > 0);
      const ids = new Set([...records, ...spansOf({ pid } as HttpPair)].map((one) => one.attributes['ktls.netns.id']));
      assert.deepEqual([...ids], [namespace]);
    }
    // The host's, and one of each thief who has their own. An inode number is used again.
    const different = new Set(all.map(({ namespace }) => namespace)).size;
    assert.ok(HAS_COOKIES ? different === 1 + 8 : different >= 2, `${different} namespaces`);
  });
});
