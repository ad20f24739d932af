// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, readSync, writeSync } from 'node:fs';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { socketPair } from '../../../src/ffi/pass-descriptors.ts';
import { Answers, answerWorker, type Known } from '../../../src/privilege/answer-worker.ts';
import { AskLauncher } from '../../../src/privilege/ask-launcher.ts';
import { encodeMessage } from '../../../src/privilege/questions.ts';
import { NO_FACTS, type ToldProcess } from '../../../src/process/proc-files.ts';

const TOLD: ToldProcess = { pid: 7, executableName: 'python3.11', bootNanos: 12_345_678_901_234_567n };
const FACTS = { ...NO_FACTS, comm: 'api', serviceName: 'shop' };

let users: ReadonlyMap<number, string>;
let asked: unknown[];

function known(): Known {
  users = new Map([[0, 'root']]);
  asked = [];
  let missed = 3;
  return {
    processes: {
      facts: (told) => {
        asked.push(told);
        return FACTS;
      },
      userNames: () => users,
      tlsLibrary: (pid) => (pid === 7 ? 'libssl.so.3' : undefined),
    },
    isTlsLive: () => true,
    programs: () => ({ detach: () => (missed = 5), missedReturns: () => missed }) as never,
  };
}

const askText = (name: string, question: unknown = {}): string => JSON.stringify({ name, asked: question });
const PROCESS = { pid: 7, executableName: 'python3.11', bootNanos: '12345678901234567', version: 0 };

test('each question has its answer', () => {
  const answers = new Answers(known());
  assert.deepEqual(answers.to(askText('process', PROCESS)), { facts: FACTS, version: 1, users: [[0, 'root']] });
  assert.deepEqual(asked, [TOLD]);
  assert.deepEqual(answers.to(askText('library', { pid: 7 })), { name: 'libssl.so.3' });
  assert.deepEqual(answers.to(askText('library', { pid: 8 })), {});
  assert.deepEqual(answers.to(askText('tls')), { isLive: true });
  assert.deepEqual(answers.to(askText('missed')), { calls: 3 });
  assert.deepEqual(answers.to(askText('detach')), { calls: 5 });
  assert.deepEqual(answers.to(askText('missed')), { calls: 5 });
});

test('users are told to who knows others, and again when they are others', () => {
  const answers = new Answers(known());
  const next = (version: number) => answers.to(askText('process', { ...PROCESS, version })) as { users?: unknown };
  assert.deepEqual(next(0).users, [[0, 'root']]);
  assert.equal(next(1).users, undefined);
  users = new Map([[0, 'toor']]);
  assert.deepEqual(next(1), { facts: FACTS, version: 2, users: [[0, 'toor']] });
});

test('before the programs are there, nothing was missed', () => {
  const answers = new Answers({ ...known(), programs: () => undefined });
  assert.deepEqual([answers.to(askText('missed')), answers.to(askText('detach'))], [{ calls: 0 }, { calls: 0 }]);
});

for (const text of [
  '',
  'null',
  '7',
  '{',
  askText('exec', { pid: 7 }),
  askText('library', { pid: '7' }),
  askText('library', { pid: 0 }),
  askText('library', { pid: -1 }),
  askText('library', { pid: 1.5 }),
  askText('library', null),
  askText('process', { ...PROCESS, pid: '../1' }),
  askText('process', { ...PROCESS, executableName: 7 }),
  askText('process', { ...PROCESS, bootNanos: 7 }),
  askText('process', { ...PROCESS, bootNanos: '-7' }),
  askText('process', { ...PROCESS, bootNanos: '1'.repeat(21) }),
  askText('process', { ...PROCESS, version: 'x' }),
]) {
  test(`what is no question has no answer: ${text.slice(0, 90)}`, () => {
    const host = known();
    assert.equal(new Answers(host).to(text), undefined);
    assert.deepEqual(asked, []);
  });
}

/** What the launcher's end makes of bytes, which come in pieces of `piece`. */
async function converse(bytes: Buffer, piece: number): Promise<Buffer> {
  const [own, others] = socketPair();
  using _ = answerWorker(own, known());
  for (let at = 0; at < bytes.length; at += piece) {
    writeSync(others, bytes.subarray(at, at + piece));
    for (let turn = 0; turn < 10; turn++) await nextTurn();
  }
  const answer = Buffer.alloc(4096);
  const length = readSync(others, answer);
  closeSync(others);
  return answer.subarray(0, length);
}

const MISSED = encodeMessage({ name: 'missed', asked: {} });

test('questions are read whole, however they come, one after the other', async () => {
  const answer = encodeMessage({ calls: 3 });
  assert.deepEqual(await converse(MISSED, 1), answer);
  assert.deepEqual(await converse(Buffer.concat([MISSED, MISSED]), 1000), Buffer.concat([answer, answer]));
});

test('what is too long or no question ends the conversation', async () => {
  const long = Buffer.alloc(4);
  long.writeUInt32LE(8193);
  assert.equal((await converse(long, 4)).length, 0);
  assert.equal((await converse(encodeMessage({ name: 'exec' }), 1000)).length, 0);
});

test('without a launcher nothing is known, and nothing more is missed', () => {
  const [own, others] = socketPair();
  closeSync(others);
  const launcher = new AskLauncher(own);
  assert.deepEqual(launcher.facts(TOLD), NO_FACTS);
  assert.deepEqual([launcher.tlsLibrary(7), launcher.isTlsLive(), [...launcher.userNames()]], [undefined, false, []]);
  const control = launcher.control(new Map());
  assert.equal(control.missedReturns(), 0);
  control.detach();
  assert.equal(control.missedReturns(), 0);
  closeSync(own);
});

test('the worker waits for the answers of another process', () => {
  const tool = 'dist/test/unit/privilege/asking.tool.cjs';
  const { stdout, stderr } = spawnSync(process.execPath, [tool], { encoding: 'utf8' });
  assert.equal(stderr, '');
  assert.deepEqual(JSON.parse(stdout), {
    facts: { comm: 'api', serviceName: 'shop' },
    users: [[0, 'root']],
    library: 'libssl.so.3',
    missed: [3, 5, 5],
  });
});
