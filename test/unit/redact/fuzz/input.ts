// SPDX-License-Identifier: Apache-2.0
import { makeFiller } from './fillers.ts';
import { PLANTS, type Plant } from './plants.ts';
import { RandomNumbers } from './random-numbers.ts';
import { jsonEscaped, mapped, open, percentEncoded, type Segment, segments } from './segments.ts';

/** How the text comes: where it is cut, what is lost, when what is held is given up. All are places in the text. */
export interface Delivery {
  readonly cuts: readonly number[];
  readonly giveUps: readonly number[];
  readonly gap: { readonly from: number; readonly to: number } | undefined;
  /** Bytes of the text that come at all. */
  readonly length: number;
}

/** A text with secrets planted in it. */
export interface Input {
  readonly kind: string;
  readonly before: string;
  readonly plant: readonly Segment[];
  readonly after: string;
  readonly delivery: Delivery;
  readonly isProvedLater: boolean;
}

export const textOf = ({ before, plant, after }: Pick<Input, 'before' | 'plant' | 'after'>): string =>
  before + plant.map(({ text }) => text).join('') + after;

type Wrap = (parts: readonly Segment[]) => Segment[];

/** One level of nesting deeper. */
const WRAPS: Readonly<Record<string, Wrap>> = {
  'in a string of JSON': (parts) => segments`{"id":7,"text":"${mapped(parts, jsonEscaped)}","z":1}`,
  'in a form': (parts) => segments`a=1&text=${mapped(parts, percentEncoded)}&z=1`,
  'in a query': (parts) => segments`https://h.example/a?page=2&next=${mapped(parts, percentEncoded)}`,
};
const WRAP_ONCE_IN = 3;

/** The input of this number: the same for the same seed. */
export function makeInput(seed: number, number: number): Input {
  const random = new RandomNumbers(Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b));
  // The first numbers of seeds side by side are alike.
  for (let i = 0; i < 4; i++) random.next();
  const plant = PLANTS[number % PLANTS.length] as Plant;
  const made = plant.make(random);
  const isWrapped = plant.isText && !plant.isFirst && random.onceIn(WRAP_ONCE_IN);
  const [name, wrap] = isWrapped ? random.pick(Object.entries(WRAPS)) : ['', undefined];
  const parts = wrap === undefined ? made : wrap(made);
  const needsLines = plant.between === 'lines' || isWrapped;
  const before = plant.isFirst ? '' : makeFiller(random);
  const after = makeFiller(random);
  const text = {
    before: before === '' ? '' : before + random.pick(needsLines ? ['\n\n', '\r\n\r\n'] : ['\n', ' ', '\r\n']),
    plant: parts,
    after: after === '' ? '' : random.pick(needsLines ? ['\n', '\r\n'] : ['\n', ' ', '\r\n']) + after,
  };
  const kind = wrap === undefined ? plant.kind : `${plant.kind} ${name}`;
  return { kind, ...text, isProvedLater: plant.isProvedLater, delivery: makeDelivery(random, text, plant) };
}

function makeDelivery(random: RandomNumbers, text: Pick<Input, 'before' | 'plant' | 'after'>, plant: Plant): Delivery {
  const whole = textOf(text).length;
  const secrets = secretsOf(text);
  const last = secrets.at(-1);
  let length = whole;
  if (last !== undefined && !plant.isProvedLater && random.onceIn(16)) length = random.between(last.from, last.to);
  const places = (count: number): number[] =>
    Array.from({ length: count }, () => random.below(length + 1)).toSorted((a, b) => a - b);
  // Half of them near the secret, where most can go wrong.
  const cuts = places(random.between(1, 5)).map((at, i) => {
    const near = secrets[i % Math.max(1, secrets.length)];
    return near !== undefined && random.onceIn(2)
      ? Math.min(length, random.between(Math.max(0, near.from - 12), near.to))
      : at;
  });
  const gapFrom = random.onceIn(6) ? random.below(length + 1) : undefined;
  return {
    cuts: cuts.toSorted((a, b) => a - b),
    giveUps: random.onceIn(8) ? places(random.between(1, 2)) : [],
    gap: gapFrom === undefined ? undefined : { from: gapFrom, to: Math.min(length, gapFrom + random.between(1, 60)) },
    length,
  };
}

export interface Place {
  readonly from: number;
  readonly to: number;
}

/** Where the secrets stand. */
function secretsOf({ before, plant }: Pick<Input, 'before' | 'plant'>): Place[] {
  const places: Place[] = [];
  let at = before.length;
  for (const { text, isSecret } of plant) {
    if (isSecret) places.push({ from: at, to: at + text.length });
    at += text.length;
  }
  return places;
}

/**
 * The secrets that have to be masked however much is lost: not one whose key, or what stands between the two, is lost
 * while all of it comes.
 */
export function certainSecretsOf(input: Input): Place[] {
  const { gap, length } = input.delivery;
  const plantFrom = input.before.length;
  const plantTo = plantFrom + input.plant.reduce((sum, { text }) => sum + text.length, 0);
  return secretsOf(input).filter(({ from, to }) => {
    if (input.isProvedLater && length < plantTo) return false;
    if (gap === undefined) return true;
    if (input.isProvedLater && gap.from >= to && gap.from < plantTo) return false;
    return gap.to <= plantFrom || gap.to >= from || gap.from >= to;
  });
}

/** For a reader: the secrets between angle quotes. */
export function shownInput({ before, plant, after }: Input): string {
  const parts = [open(before), ...plant, open(after)];
  return parts.map(({ text, isSecret }) => (isSecret ? `«${quoted(text)}»` : quoted(text))).join('');
}

const quoted = (text: string): string => JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
