// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { OPERATORS, type Place } from './places.ts';

/**
 * So many of the places, of each operator in turn. The order depends on the seed and on how a place looks, so that a
 * change of one file does not draw other places of the rest, and a larger draw holds every smaller one.
 */
export function draw(places: readonly Place[], count: number, seed: string): Place[] {
  const ranked = places
    .map((place) => ({ place, rank: rankOf(place, seed) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .map(({ place }) => place);
  const queues = OPERATORS.map((operator) => ranked.filter((place) => place.operator === operator));
  const longest = Math.max(...queues.map(({ length }) => length));
  const inTurn = Array.from({ length: longest }, (_, turn) => queues.flatMap((queue) => queue[turn] ?? []));
  return inTurn.flat().slice(0, count);
}

function rankOf({ file, operator, within, change, ordinal }: Place, seed: string): string {
  return createHash('sha256').update([seed, file, operator, within, change, ordinal].join('\n')).digest('hex');
}
