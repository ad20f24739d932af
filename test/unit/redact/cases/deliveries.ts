// SPDX-License-Identifier: Apache-2.0
import type { CreateScanner, Scanner, Verdict } from '../../../../src/redact/scanner.ts';
import { type Fault, faultOf, LEAK_BYTES, leakOf, MASK, render, type Trial, verdictsOf } from './check.ts';

/** Places of a longer text are taken by steps, so that no text takes more than so many deliveries. */
const MOST_PLACES = 150;
/** Bytes that are lost at once. */
const LOSSES = [1, 9];
const LF = 0x0a;

function placesOf(bytes: Buffer, from = 1, to = bytes.length): number[] {
  if (from >= to) return [];
  const step = Math.ceil((to - from) / MOST_PLACES);
  return Array.from({ length: Math.ceil((to - from) / step) }, (_, i) => from + i * step);
}

const byteByByte = (bytes: Buffer): Buffer[] => Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
const inTwo = (bytes: Buffer, at: number): [Buffer, Buffer] => [bytes.subarray(0, at), bytes.subarray(at)];
export const mark = (rule: string): string => `[${rule}]`;

/** In one piece. */
export function faultOfWhole(trial: Trial, create: CreateScanner): Fault | undefined {
  return faultOf(trial, verdictsOf(create(), [trial.bytes]));
}

/** Wherever it is cut, it is shown as it is in one piece; but for the beginning of what shows later what it is. */
export function faultOfCuts(trial: Trial, create: CreateScanner): Fault | undefined {
  const { bytes, row } = trial;
  const hasBeginning = 'begins' in row;
  const whole = render(bytes, verdictsOf(create(), [bytes]), mark);
  for (const pieces of [byteByByte(bytes), ...placesOf(bytes).map((at) => inTwo(bytes, at))]) {
    if (hasBeginning) {
      const leak = leakIn(trial, bytes, create(), (scanner) => pieces.flatMap((piece) => scanner.push(piece)));
      if (leak !== undefined) return { kind: 'leaks', text: `${leak}, after ${pieces[0]?.length} of ${pieces.length}` };
      continue;
    }
    const other = render(bytes, verdictsOf(create(), pieces), mark);
    if (other !== whole) return { kind: 'differs', text: `after ${pieces[0]?.length} of ${pieces.length}: ${other}` };
  }
  return undefined;
}

/** What is held back is given up at any place. */
export function faultOfLateness(trial: Trial, create: CreateScanner): Fault | undefined {
  for (const at of placesOf(trial.bytes)) {
    const [first, second] = inTwo(trial.bytes, at);
    const leak = leakIn(trial, trial.bytes, create(), (scanner) => [
      ...scanner.push(first),
      ...scanner.giveUp(),
      ...scanner.push(second),
    ]);
    if (leak !== undefined) return { kind: 'leaks', text: `${leak}, late after ${at}` };
  }
  return undefined;
}

/** Bytes are lost at any place. */
export function faultOfLosses(trial: Trial, create: CreateScanner): Fault | undefined {
  const { bytes, row } = trial;
  const whenLost = 'looks' in row ? row.whenLost : undefined;
  if (whenLost === 'unknown') return undefined;
  for (const at of placesOf(bytes, 0)) {
    for (const count of LOSSES) {
      const [first, second] = [bytes.subarray(0, at), bytes.subarray(at + count)];
      const leak = leakIn(trial, Buffer.concat([first, second]), create(), (scanner) => [
        ...scanner.push(first),
        ...scanner.gap(),
        ...scanner.push(second),
      ]);
      if (leak === undefined || (whenLost !== 'masked' && isLostName(trial, create, at + count, leak))) continue;
      return { kind: 'leaks', text: `${leak}, without ${count} from ${at}` };
    }
  }
  return undefined;
}

/** The name of a value on a line of its own is lost with another line: the value's line says nothing of it. */
function isLostName(trial: Trial, create: CreateScanner, lostTo: number, leak: string): boolean {
  const { bytes } = trial;
  const lineStart = bytes.lastIndexOf(LF, bytes.lastIndexOf(leak, undefined, 'latin1')) + 1;
  if (lostTo >= lineStart) return false;
  const rest = bytes.subarray(lineStart);
  return leakIn(trial, rest, create(), (scanner) => scanner.push(rest)) !== undefined;
}

/** The text breaks off amid a secret: a connection that is closed, or the end of the service, is told as a gap. */
export function faultOfEnds(trial: Trial, create: CreateScanner): Fault | undefined {
  const { bytes, windows, row } = trial;
  const least = ('looks' in row ? row.least : undefined) ?? LEAK_BYTES;
  const places = [...windows].map((window) => bytes.indexOf(window, 'latin1')).filter((at) => at >= 0);
  if (places.length === 0) return undefined;
  for (const end of placesOf(bytes, Math.min(...places) + least, Math.max(...places) + LEAK_BYTES + 1)) {
    const begun = bytes.subarray(0, end);
    const leak = leakIn(trial, begun, create(), (scanner) => [...scanner.push(begun), ...scanner.gap()]);
    if (leak !== undefined) return { kind: 'leaks', text: `${leak}, ends after ${end}` };
  }
  return undefined;
}

function leakIn(
  trial: Trial,
  bytes: Buffer,
  scanner: Scanner,
  read: (scanner: Scanner) => Verdict[],
): string | undefined {
  return leakOf(
    trial,
    render(bytes, [...read(scanner), ...scanner.end()], () => MASK),
  );
}
