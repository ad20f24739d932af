// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { IdleMemory } from '../../../src/run/idle-memory.ts';

const MIB = 1024 * 1024;
const TENTH_OF_SECOND = 100;

let cpuMillis: number;
let resident: number;
/** What is in memory once it was given back. */
let kept: number;
let given: number;
let memory: IdleMemory;

beforeEach(() => {
  cpuMillis = 0;
  resident = 100 * MIB;
  kept = 100 * MIB;
  given = 0;
  memory = new IdleMemory({
    usage: () => ({ userSeconds: cpuMillis / 2000, systemSeconds: cpuMillis / 2000, residentBytes: resident }),
    giveBack: () => {
      given += 1;
      resident = kept;
    },
  });
});

function look(millis: number, mebibytes: number): number {
  cpuMillis += millis;
  resident = mebibytes * MIB;
  memory.look();
  return given;
}

test('a process that has not grown gives nothing back', () => {
  assert.equal(look(0, 100), 0);
  assert.equal(look(0, 131), 0);
});

test('what traffic took is given back once there is none', () => {
  assert.equal(look(5000, 400), 0);
  assert.equal(look(TENTH_OF_SECOND + 1, 400), 0);
  assert.equal(look(TENTH_OF_SECOND, 400), 1);
  assert.equal(look(0, 100), 1);
});

test('what is in use is not collected again and again', () => {
  kept = 300 * MIB;
  assert.equal(look(0, 400), 1);
  assert.equal(look(0, 300), 1);
  assert.equal(look(0, 331), 1);
  assert.equal(look(0, 332), 2);
});

test('what was given back otherwise may grow again', () => {
  assert.equal(look(0, 60), 0);
  assert.equal(look(0, 91), 0);
  assert.equal(look(0, 92), 1);
});
