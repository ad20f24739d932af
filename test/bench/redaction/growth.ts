// SPDX-License-Identifier: Apache-2.0
import { createScannerFactory } from '../../../src/redact/engine.ts';
import type { CreateScanner } from '../../../src/redact/scanner.ts';
import { slowForRules, slowRules } from '../../unit/redact/engine/near-matches.ts';
import { cpuNanosOf } from './cpu.ts';
import { HOSTILE } from './hostile.ts';
import { CALL_BYTES, EVERYDAY } from './texts.ts';

export const MIB = 1_048_576;
export const SIZES = [MIB, 4 * MIB] as const;
export const GROWTH_BOUND = 2;
/** Of the user's patterns, beside everyday text with the same ones. */
export const RULES_BOUND = 16;
const WARM_UP_NANOS = 100e6;
const ROUNDS = 3;

export interface GrowthRow {
  readonly name: string;
  /** CPU a byte of texts of SIZES. */
  readonly nanosPerByte: readonly [smaller: number, larger: number];
  readonly growth: number;
  /** To everyday text, for the user's patterns. */
  readonly ratio: number | undefined;
}

function nanosPerByte(unit: string, size: number, create: CreateScanner): number {
  const text = Buffer.alloc(MIB, unit, 'latin1');
  const nanos = cpuNanosOf(() => {
    const scanner = create();
    for (let done = 0; done < size; done += CALL_BYTES) {
      const at = done % MIB;
      scanner.push(text.subarray(at, at + CALL_BYTES));
    }
    scanner.end();
  });
  return nanos / size;
}

function measure(name: string, unit: string, create: CreateScanner, ratioTo?: number): GrowthRow {
  for (let spent = 0; spent < WARM_UP_NANOS; ) spent += nanosPerByte(unit, CALL_BYTES, create) * CALL_BYTES;
  // The least of several: what else the machine does only adds to it.
  const least = (size: number): number =>
    Math.min(...Array.from({ length: ROUNDS }, () => nanosPerByte(unit, size, create)));
  const [smaller, larger] = SIZES.map(least) as [number, number];
  const growth = larger / Math.max(1, smaller);
  return { name, nanosPerByte: [smaller, larger], growth, ratio: ratioTo === undefined ? undefined : larger / ratioTo };
}

/** Whether hostile text costs more a byte the longer it is, and what the user's patterns cost on theirs. */
export function measureGrowth(has: (name: string) => boolean): GrowthRow[] {
  const builtIn = createScannerFactory([]);
  const withRules = createScannerFactory(slowRules);
  const wanted = (units: Readonly<Record<string, string>>): [string, string][] =>
    Object.entries(units).filter(([name]) => has(name));
  const rows = wanted({ 'everyday text': EVERYDAY, ...HOSTILE }).map(([name, unit]) => measure(name, unit, builtIn));
  const slow = wanted(slowForRules);
  if (slow.length === 0) return rows;
  const everyday = measure("everyday text, the user's rules too", EVERYDAY, withRules);
  return [...rows, everyday, ...slow.map(([name, unit]) => measure(name, unit, withRules, everyday.nanosPerByte[1]))];
}
