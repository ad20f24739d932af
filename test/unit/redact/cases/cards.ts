// SPDX-License-Identifier: Apache-2.0
import type { Maker } from '../corpus/maker.ts';
import { JSON_TYPE, type MaskedRow, masked, TEXT, utf8 } from './row.ts';

const NO_BREAK = utf8('\u00a0');
const NARROW = utf8('\u202f');

/** Fewer digits than a card's are any number. */
const CARD_DIGITS = 13;

const FOURS = [4, 4, 4, 4];

const cards = (kind: string, type: string, texts: readonly [string, (m: Maker) => string][]): MaskedRow[] =>
  masked(kind, type, texts, { looks: ['word'], shows: ['paid', 'today'], least: CARD_DIGITS });

const AFTER_A_LETTER = cards('card after a letter', TEXT, [
  ['PAN', (m) => `paid PAN${m.card('4111', [16], '')} today\n`],
  ['pan:', (m) => `paid pan:${m.card('51', [16], '')} today\n`],
  ['VISA', (m) => `paid VISA${m.card('4', [16], '')} today\n`],
  ['x', (m) => `paid x${m.card('4', [16], '')} today\n`],
  ['cc_', (m) => `paid cc_${m.card('37', [15], '')} today\n`],
  ['before a letter', (m) => `paid ${m.card('4', [16], '')}EUR today\n`],
  ['within a name', (m) => `paid card_${m.card('4111', [16], '')}_visa today\n`],
  ['before an issuer', (m) => `paid ${m.card('51', [16], '')}_mastercard today\n`],
  ['between letters', (m) => `paid PAN${m.card('55', [16], '')}EXP1230 today\n`],
]);

const SEPARATED = cards('card with separators', TEXT, [
  ['dots', (m) => `paid ${m.card('4', FOURS, '.')} today\n`],
  ['no-break spaces', (m) => `paid ${m.card('4', FOURS, NO_BREAK)} today\n`],
  ['narrow no-break spaces', (m) => `paid ${m.card('51', FOURS, NARROW)} today\n`],
  ['15 digits, dots', (m) => `paid ${m.card('37', [4, 6, 5], '.')} today\n`],
  ['15 digits, no-break spaces', (m) => `paid ${m.card('34', [4, 6, 5], NO_BREAK)} today\n`],
  ['entities', (m) => `paid ${m.card('4', FOURS, '&nbsp;')} today\n`],
  ['two spaces', (m) => `paid ${m.card('4', FOURS, '  ')} today\n`],
  ['spaces', (m) => `paid ${m.card('2221', FOURS, ' ')} today\n`],
  ['dashes', (m) => `paid ${m.card('6011', FOURS, '-')} today\n`],
]);

const ENCODED_TWICE = masked(
  'card with separators',
  TEXT,
  [['blanks that are encoded twice', (m) => `paid ${m.card('4111', FOURS, '%2520')} today\n`]],
  { looks: ['word'], shows: ['paid', 'today'], least: CARD_DIGITS, bare: 'it is encoded twice already' },
);

const TRACKS = cards('track data', TEXT, [
  ['track 1', (m) => `paid %B${m.card('4111', [16], '')}^ADA/B^25121010000000000000? today\n`],
  ['track 2', (m) => `paid ;${m.card('4111', [16], '')}=25121010000000000000? today\n`],
  ['both', (m) => `paid %B${m.card('51', [16], '')}^ADA/B^2512101?;${m.card('51', [16], '')}=2512101? today\n`],
  ['15 digits', (m) => `paid %B${m.card('37', [15], '')}^ADA/B^2512101? today\n`],
]);

const IN_JSON = cards('card in JSON', JSON_TYPE, [
  ['PAN', (m) => `{"note":"paid PAN${m.card('4111', [16], '')} today"}`],
  ['number', (m) => `{"paid":${m.card('4', [16], '')},"note":"today"}`],
  ['no-break spaces as escapes', (m) => `{"note":"paid ${m.card('4', FOURS, '\\u00a0')} today"}`],
  ['track 1', (m) => `{"note":"paid %B${m.card('4', [16], '')}^ADA/B^2512101? today"}`],
]);

export const CARDS: readonly MaskedRow[] = [...AFTER_A_LETTER, ...SEPARATED, ...ENCODED_TWICE, ...TRACKS, ...IN_JSON];
