// SPDX-License-Identifier: Apache-2.0
import { createScannerFactory } from '../../../src/redact/engine.ts';
import { check } from '../../unit/redact/fuzz/check.ts';

const create = createScannerFactory([]);
const CUTS = 3;

/** Text behind the places at which it is cut, a byte each. Where it is cut changes nothing, and what is shown is its own. */
export function fuzz(data: Buffer): void {
  const cuts = [...data.subarray(0, CUTS)].toSorted((a, b) => a - b);
  const text = data.toString('latin1', CUTS);
  const { length } = text;
  const delivery = { cuts: cuts.filter((at) => at <= length), giveUps: [], gap: undefined, length };
  const input = { kind: 'any text', before: text, plant: [], after: '', isProvedLater: false, delivery };
  const failure = check(input, create);
  if (failure !== undefined) throw new Error(`${failure.what}: ${failure.details}`);
}
