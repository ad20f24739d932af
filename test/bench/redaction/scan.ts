// SPDX-License-Identifier: Apache-2.0
import { createScannerFactory } from '../../../src/redact/engine.ts';
import type { CreateScanner } from '../../../src/redact/scanner.ts';
import { measurerOf, median } from './cpu.ts';
import { type BenchText, CALL_BYTES, EVERYDAY_TEXT } from './texts.ts';

const ROUNDS = 11;
const EFFORT = { warmUpNanos: 1000e6, measureNanos: 40e6 };

export interface ScanRow {
  readonly name: string;
  readonly nanosPerByte: number;
  /** To the bare loop, or to everyday text. */
  readonly ratio: number;
  readonly bound: BenchText['bound'];
}

/** Kept, so that no compiler leaves the loop out. */
let sum = 0;

/** The least that can be done with each byte. */
function readBare({ messages }: BenchText): void {
  for (const message of messages) {
    for (let at = 0; at < message.length; at++) sum = (sum + (message[at] as number)) | 0;
  }
}

function pushAll(scanner: ReturnType<CreateScanner>, message: Buffer): void {
  for (let at = 0; at < message.length; at += CALL_BYTES) {
    sum += scanner.push(message.subarray(at, at + CALL_BYTES)).length;
  }
}

function scan({ messages, isStream }: BenchText, create: CreateScanner): void {
  if (isStream) {
    const scanner = create();
    for (const message of messages) pushAll(scanner, message);
    scanner.end();
    return;
  }
  for (const message of messages) {
    const scanner = create();
    pushAll(scanner, message);
    scanner.end();
  }
}

/** Nanoseconds of CPU a byte. */
function nanosPerByteOf(text: BenchText, work: () => void): () => number {
  const bytes = text.messages.reduce((total, { length }) => total + length, 0);
  const measure = measurerOf(work, EFFORT);
  return () => measure() / bytes;
}

/** The scanner by turns with what it is held beside, so that both see the same machine: medians of all rounds. */
export function measureScan(text: BenchText, create: CreateScanner = createScannerFactory([])): ScanRow {
  const scanned = nanosPerByteOf(text, () => scan(text, create));
  const beside =
    text.bound.to === 'bare loop'
      ? nanosPerByteOf(text, () => readBare(text))
      : nanosPerByteOf(EVERYDAY_TEXT, () => scan(EVERYDAY_TEXT, create));
  const nanos: number[] = [];
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const other = beside();
    const own = scanned();
    nanos.push(own);
    ratios.push(own / other);
  }
  return { name: text.name, nanosPerByte: median(nanos), ratio: median(ratios), bound: text.bound };
}
