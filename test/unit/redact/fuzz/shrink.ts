// SPDX-License-Identifier: Apache-2.0
import { type Delivery, type Input, textOf } from './input.ts';

/** The smallest input near this one that still fails. */
export function shrink(input: Input, fails: (input: Input) => boolean): Input {
  let smallest = input;
  for (;;) {
    const next = smallerOnes(smallest).find(fails);
    if (next === undefined) return smallest;
    smallest = next;
  }
}

/** From the boldest to the most timid. */
function smallerOnes(input: Input): Input[] {
  return [
    ...halves(input.before).map((before) => moved(input, { before })),
    ...halves(input.after).map((after) => moved(input, { after })),
    ...deliveries(input.delivery).map((delivery) => ({ ...input, delivery })),
  ];
}

/** Without a half, a quarter, an eighth of it. */
function halves(text: string): string[] {
  if (text === '') return [];
  const smaller = [''];
  for (let part = text.length >> 1; part > 0; part >>= 1) {
    for (let at = 0; at < text.length; at += part) smaller.push(text.slice(0, at) + text.slice(at + part));
    if (text.length / part > 32) break;
  }
  return smaller;
}

function deliveries(delivery: Delivery): Delivery[] {
  const smaller: Delivery[] = [];
  if (delivery.gap !== undefined) smaller.push({ ...delivery, gap: undefined });
  for (const at of delivery.giveUps)
    smaller.push({ ...delivery, giveUps: delivery.giveUps.filter((other) => other !== at) });
  if (delivery.cuts.length > 1) {
    smaller.push({ ...delivery, cuts: [] });
    for (const at of delivery.cuts) smaller.push({ ...delivery, cuts: [at] });
    for (const at of delivery.cuts) smaller.push({ ...delivery, cuts: delivery.cuts.filter((other) => other !== at) });
  }
  return smaller;
}

/** What stands before or behind is another: the places of the delivery stay with the bytes that they were at. */
function moved(input: Input, change: Partial<Pick<Input, 'before' | 'after'>>): Input {
  const next = { ...input, ...change };
  const by = next.before.length - input.before.length;
  const whole = textOf(next).length;
  const end = input.delivery.length - textOf(input).length + whole;
  const plantFrom = input.before.length;
  const place = (at: number): number =>
    Math.max(0, Math.min(end, at >= plantFrom ? at + by : Math.min(at, next.before.length)));
  const { cuts, giveUps, gap } = input.delivery;
  const length = Math.max(next.before.length, Math.min(end, whole));
  return {
    ...next,
    delivery: {
      cuts: cuts.map(place),
      giveUps: giveUps.map(place),
      gap: gap === undefined ? undefined : { from: place(gap.from), to: place(gap.to) },
      length,
    },
  };
}
