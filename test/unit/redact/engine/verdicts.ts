// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { createScannerFactory } from '../../../../src/redact/engine.ts';
import type { Verdict } from '../../../../src/redact/scanner.ts';
import type { UserRule } from '../../../../src/redact/user/pattern.ts';

const builtIn = createScannerFactory([]);

/** What is shown of a text that comes in these pieces, each secret as `[rule]`. */
export function shown(pieces: readonly Buffer[], create = builtIn): string {
  const scanner = create();
  const verdicts = pieces.flatMap((piece) => scanner.push(piece));
  verdicts.push(...scanner.end());
  assert.equal(scanner.held, 0);
  return render(Buffer.concat(pieces), verdicts);
}

export function render(text: Buffer, verdicts: readonly Verdict[]): string {
  let [out, at] = ['', 0];
  for (const { length, rule, continues } of verdicts) {
    if (rule === undefined) out += text.toString('latin1', at, at + length);
    else if (!continues) out += `[${rule}]`;
    at += length;
  }
  assert.equal(at, text.length);
  return out;
}

/** The text in one piece, in two cut at every position, and byte by byte: all the same, and this. */
export function assertShown(text: string, expected: string, rules: readonly UserRule[] = []): void {
  const create = rules.length === 0 ? builtIn : createScannerFactory(rules);
  const bytes = Buffer.from(text, 'latin1');
  assert.equal(shown([bytes], create), expected);
  for (let cut = 1; cut < bytes.length; cut += 1) {
    const pieces = [bytes.subarray(0, cut), bytes.subarray(cut)];
    assert.equal(shown(pieces, create), expected, `cut at ${cut}`);
  }
  assert.equal(
    shown(
      Array.from(bytes, (byte) => Buffer.from([byte])),
      create,
    ),
    expected,
    'byte by byte',
  );
}
