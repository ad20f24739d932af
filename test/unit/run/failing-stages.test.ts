// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import { SpanKind } from '@opentelemetry/api';
import type { Origin } from '../../../src/capture/event.ts';
import type { CapturedRecord } from '../../../src/records/captured-record.ts';
import type { StageName } from '../../../src/run/stage-error.ts';
import { BAD, FailingRun, GOOD, pidOf, TestError, textOf, twoConversations } from './failing-run.ts';
import { takeAll } from './stages.ts';

type When = 'before' | 'after';
const MASKED = ['', '[redacted:lost]', 'close'];
const LATER = 1n << 62n;

/** Throws at the n-th call that is for the bad connection, before or after the call has been done. */
class Fault {
  calls = 0;
  /** How much had been written by then; undefined: it has not thrown. */
  written: { records: number; spans: number } | undefined;
  readonly #run: FailingRun;
  readonly #at: number;
  readonly #when: When;

  constructor(run: FailingRun, at: number, when: When) {
    this.#run = run;
    this.#at = at;
    this.#when = when;
  }

  /** Puts the fault into a method; `isOf` tells whether a call is for the bad connection. */
  into(target: object, name: string, isOf: (...args: never[]) => boolean): void {
    const method = Reflect.get(target, name).bind(target) as (...args: unknown[]) => unknown;
    const failing = (...args: unknown[]): unknown => {
      const isDue = isOf(...(args as never[])) && ++this.calls === this.#at;
      if (isDue && this.#when === 'before') this.#throw();
      const result = method(...args);
      if (isDue) this.#throw();
      return result;
    };
    Object.assign(target, { [name]: failing });
  }

  #throw(): never {
    this.written = { records: this.#run.textsOf(BAD).length, spans: this.#run.spans.length };
    throw new TestError(`${textOf(BAD)} in a message`);
  }
}

interface Located {
  connectionId?: string;
  call?: Located;
  origin?: { connectionId: string | undefined };
  event?: Located;
}

/** Whether what a stage is given is of the bad connection. */
function isBad({ call, origin, event, connectionId }: Located): boolean {
  const within = event ?? call;
  return within === undefined ? (origin?.connectionId ?? connectionId) === BAD : isBad(within);
}

const FAULTS: [StageName, (run: FailingRun, fault: Fault) => void, When[]][] = [
  [
    'processes',
    (run, fault) => fault.into(run.processes, 'place', ({ pid }: Origin) => pid === pidOf(BAD)),
    ['before', 'after'],
  ],
  ['alerts', (run, fault) => fault.into(run.alerts, 'add', isBad), ['before', 'after']],
  ['streams', (run, fault) => fault.into(run.streams, 'push', isBad), ['before', 'after']],
  ['http', (run, fault) => fault.into(run.stages.http, 'push', isBad), ['before', 'after']],
  [
    'tracing',
    (run, fault) => {
      fault.into(
        run.sampler,
        'shouldSample',
        (_context: unknown, _traceId: string, _name: string, kind: SpanKind) => kind === SpanKind.CLIENT,
      );
      fault.into(run.outputs, 'onExchange', (role: string) => role === 'client');
    },
    ['before', 'after'],
  ],
  ['redaction', (run, fault) => fault.into(run.stages.redaction, 'push', isBad), ['before', 'after']],
  [
    'console',
    (run, fault) =>
      fault.into(
        run.outputs.console,
        'write',
        ({ attributes }: CapturedRecord) => attributes['ktls.connection.id'] === BAD,
      ),
    ['before', 'after'],
  ],
  // What was written and throws then would be counted twice.
  [
    'export',
    (run, fault) => fault.into(run.outputs, 'write', ({ connectionId }: Origin) => connectionId === BAD),
    ['before'],
  ],
];

/** All that happens; `meanwhile` before the bad connection is closed. */
function complete(run: FailingRun, meanwhile = (): void => {}): FailingRun {
  const events = twoConversations();
  run.push(...events.slice(0, -1));
  meanwhile();
  takeAll(run.push(...events.slice(-1)).pipeline.end());
  return run;
}

const baseline = complete(new FailingRun());

test('without a fault everything is written', () => {
  const { produced, exported, unshown, dropped } = baseline.account();
  assert.deepEqual([produced, exported, unshown, dropped], [19, 19, 0, {}]);
  assert.deepEqual(baseline.warnings, []);
  assert.ok(baseline.textsOf(BAD).join('').includes(textOf(BAD)));
});

describe('a stage that throws costs that connection and a count', () => {
  for (const [stage, put, whens] of FAULTS) {
    for (const when of whens) {
      test(`${stage}, at each of its calls, ${when} the call is done`, () => {
        let faults = 0;
        for (let at = 1; ; at++) {
          const run = new FailingRun();
          const fault = new Fault(run, at, when);
          put(run, fault);
          complete(run, () => {
            if (fault.written !== undefined) holdsNothing(run);
          });
          if (fault.written === undefined) break;
          faults++;
          checkCost(run, stage, fault.written, `${stage} ${at}`);
        }
        assert.ok(faults >= (stage === 'tracing' ? 2 : 8), `${faults} faults`);
      });
    }
  }

  function checkCost(
    run: FailingRun,
    stage: StageName,
    written: { records: number; spans: number },
    what: string,
  ): void {
    assert.deepEqual(run.textsOf(GOOD), baseline.textsOf(GOOD), what);
    const { produced, exported, unshown, dropped } = run.account();
    assert.equal(unshown + exported + (dropped.error ?? 0), produced, what);
    const cost = `${dropped.error ?? 0} records dropped, and connection ${BAD} is masked from here on`;
    assert.deepEqual(run.warnings, [`the stage ${stage} failed with TestError ERR_TEST: ${cost}`], what);
    const after = run.textsOf(BAD).slice(written.records);
    assert.deepEqual(
      after.filter((text) => !MASKED.includes(text)),
      [],
      what,
    );
    const told = run.written.filter(({ id }) => id === BAD).slice(written.records);
    const left = [...told.map(({ record }) => record), ...run.spans.slice(written.spans)];
    assert.ok(!left.some((each) => inspect(each, { depth: 9 }).includes(textOf(BAD))), what);
  }

  /** What follows a fault is not held, and nothing before it is any more. */
  function holdsNothing({ stages: { http, redaction } }: FailingRun): void {
    assert.deepEqual([http.expire(BAD, LATER), redaction.expire(BAD, LATER)], [[], []]);
  }
});
