// SPDX-License-Identifier: Apache-2.0
import { AMPERSAND, byteSet, CLOSE_BRACE, CLOSE_BRACKET, CLOSE_PAREN, COMMA, LESS, SPACE } from './bytes.ts';
import type { Plan } from './plan.ts';
import {
  isBehindReference,
  isMember,
  isPlaceholder,
  LONGEST_PLACEHOLDER,
  mayBePlaceholder,
} from './tables/references.ts';
import { isNoSecret, looksSecret } from './tables/values.ts';
import { isQuote, isWhite, textOf, unitAt, type View } from './units.ts';
import type { Value } from './value.ts';

/** What may be no secret is held so long; a longer value is judged by its beginning. */
const LONGEST_LABEL = 512;
/** Shorter numbers in a list are sizes and places. */
const LEAST_DIGITS = 4;
/** What no value of a configuration or a log has, but a program's expression. */
const CODE =
  /[\w$\])]\(|[;,{([]$|=>|(?:^|\s)(?:\|\||&&)|(?:\|\||&&)\s| [-+*/?] |^(?:await|new|typeof|function|return|async|this|self)\b|^[[{(<]/;
const SENTENCE =
  /^(?:to|is|or|and|option|options|flag|for|the|from|in|of|file|as|with|will|must|on|at|by|a|an|if|that|which|has|was|reset|expired|required|argument|env(?:ironment)?|via|using|only|not|are|can|be|should|when|you|your|it)$/i;
/** What a secret is called in a list of those that a service gets: `db_password`. */
const NAME_OF_SECRET = /^[a-z]+(?:[-_][a-z]+)*[-_](?:password|token|key|secret|cert|user|credentials?)$/;
/** Keys whose secrets are words. */
const ofWords = /phrase$|^mnemonic$/;
/** Digits amid letters or before them, or signs within. */
const NO_WORD = /^(?=\S{8})(?=\S*\d)(?=\S*[A-Za-z])(?=\S*(?:\d[A-Za-z]|[a-z][A-Z]|[@#$%^&*!+]\w))[!-~]+$/;
/** Members that follow a piece of a text in what takes texts apart: an analyzer of a search, a language model. */
const BEHIND_PIECE = ['","start_offset":', '","logprob":'];
const endsElement = byteSet({ bytes: '/!' });
/** Behind a program's expression. */
const COMMENT = /\s*\/\/.*$/;
const MOST_BEHIND = 128;
const NUMBER = /^-?\d+$/;
const END_OF_SENTENCE = /[.!]$/;
/** A code in two groups. */
const GROUPS = /^(\d{3,4})-(\d{3,4})$/;
/** Words, or one before a blank, as an option is between what stands for values: `--password <password> --token <token>`. */
const HAS_BLANK = /\S\s+(?:\S|$)/;
const LETTERS = /^[A-Za-z_-]*$/;
const WORD = /^[A-Za-z_-]*(?:\/[a-z]+)?$/;

/** What becomes of a value: shown, masked, or not decided as long as it may go on. */
export type Verdict = 'shown' | 'masked' | 'undecided';

/** Judges a value as far as it was read. */
export function judgeValue(value: Value, view: View): Verdict {
  const { plan, end } = value;
  const { start } = value;
  const { doubt, key, syntax } = plan;
  const isGuess = doubt === 'guess' || doubt === 'sentence';
  const isWhole = end >= 0 && !(view.isEnded && end === view.end && syntax.isQuoted === true);
  if (syntax.isCertain) return syntax.name === 'header' ? judgeField(value, view) : end === start ? 'shown' : 'masked';
  const read = isWhole ? end : Math.min(value.at, view.end);
  if (end < 0 && read - start < LONGEST_LABEL) return 'undecided';
  if (read - start >= LONGEST_LABEL) {
    const begin = textOf(view, start, start + LONGEST_LABEL);
    return (isGuess && !looksSecret(begin)) || isNoSecret(begin, key) ? 'shown' : 'masked';
  }
  const text = textOf(view, start, read);
  if (text === '') return 'shown';
  // A text that ends, or goes on, in the middle of its string is no label.
  if (!isWhole) return isGuess && !looksSecret(text) ? 'shown' : 'masked';
  const number = key.masksNumbers ? text.replace(END_OF_SENTENCE, '').replace(GROUPS, '$1$2') : text;
  if (NUMBER.test(number))
    return isNoSecret(number, key) || (plan.more === 'items' && text.length < LEAST_DIGITS) ? 'shown' : 'masked';
  if (isCutBehind(view, end, lookahead(plan, text))) return 'undecided';
  if (doubt === 'sentence' && !NO_WORD.test(text)) return 'shown';
  if (isGuess) return looksSecret(text) && !isNoSecret(text, key) ? 'masked' : 'shown';
  if (doubt === 'word' && WORD.test(text)) return 'shown';
  if (doubt === 'command' && (SENTENCE.test(text) || CODE.test(text))) return 'shown';
  if (doubt === 'label' && isSentence(text) && !ofWords.test(key.word)) return 'shown';
  if (key.word === 'secret' && plan.more === 'lines' && NAME_OF_SECRET.test(text)) return 'shown';
  const isOfText = syntax.isQuoted === true && key.word === 'token' && isPieceOfText(view, end);
  if (isOfText) return isOfText === 'cut' ? 'undecided' : 'shown';
  if (doubt === 'element' && HAS_BLANK.test(text) && !isEndTag(view, end)) return 'shown';
  if (doubt === 'pair' && LETTERS.test(text) && !isLast(view, end, plan)) return 'shown';
  if (
    doubt === 'spaced' &&
    !looksSecret(text) &&
    (CODE.test(text) || text.endsWith('=') || !endsSpaced(unitAt(view, end)?.code ?? SPACE))
  )
    return 'shown';
  if (doubt === 'code' && isBehindReference(text)) return 'masked';
  if (doubt === 'code' && isMember(text.replace(COMMENT, ''), key, syntax.name === 'word')) return 'shown';
  if (doubt === 'code' && isCode(text, view, end, syntax.name)) {
    const expression = text.replace(COMMENT, '').replace(/[,;]$/, '');
    return looksSecret(expression) && !isNoSecret(expression, key) ? 'masked' : 'shown';
  }
  // Of lines each is a value.
  const values = /[\r\n]/.test(text) ? text.split(/[\r\n]+/) : [text];
  const { proof: _, ...unproven } = key;
  const isText = values.length > 1 && isNoSecret(text, unproven);
  return isText || values.every((one) => isNoSecret(one, key)) ? 'shown' : 'masked';
}

/** A header field is shown where it has nothing, or a placeholder alone. */
function judgeField({ start, at, end }: Value, view: View): Verdict {
  if (end === start) return 'shown';
  const text = textOf(view, start, Math.min(end < 0 ? at : end, view.end, start + LONGEST_PLACEHOLDER + 1));
  if (end < 0) return mayBePlaceholder(text) ? 'undecided' : 'masked';
  return end - start <= LONGEST_PLACEHOLDER && isPlaceholder(text.trim()) ? 'shown' : 'masked';
}

const endsSpaced = (code: number): boolean =>
  isWhite(code) || code === CLOSE_BRACKET || code === CLOSE_BRACE || code === AMPERSAND || isQuote(code);

/** Characters behind the value that judging it takes: see the functions below. */
function lookahead({ doubt, syntax }: Plan, text: string): number {
  if (doubt === 'element') return HAS_BLANK.test(text) ? 2 : 0;
  if (doubt === 'pair') return LETTERS.test(text) ? 2 : 0;
  if (doubt === 'spaced') return 1;
  return doubt === 'code' && syntax.name === 'word' ? 2 : 0;
}

function isCutBehind(view: View, end: number, count: number): boolean {
  let at = end;
  for (let left = view.isEnded ? 0 : count; left > 0; left -= 1) {
    const unit = unitAt(view, at);
    if (unit === undefined) return true;
    at += unit.length;
  }
  return false;
}

/** Whether the value is a piece of a text, by the member behind it. */
function isPieceOfText(view: View, end: number): boolean | 'cut' {
  let behind = '';
  for (let at = end; !BEHIND_PIECE.includes(behind); ) {
    if (!BEHIND_PIECE.some((text) => text.startsWith(behind))) return false;
    const unit = unitAt(view, at);
    if (unit === undefined || at - end > MOST_BEHIND) return unit === undefined && !view.isEnded ? 'cut' : false;
    if (!isWhite(unit.code)) behind += String.fromCharCode(unit.code);
    at += unit.length;
  }
  return true;
}

/** Words of letters, three at least. */
const isSentence = (text: string): boolean =>
  /^[\p{L}\p{M}\p{P}{}\d\s]+$/u.test(text) && text.trim().split(/\s+/).length > 2;

/** An end tag, or a comment before one. */
function isEndTag(view: View, end: number): boolean {
  const less = unitAt(view, end);
  return less?.code === LESS && endsElement[unitAt(view, end + less.length)?.code ?? 0] === 1;
}

/** Whether the list ends with it. */
function isLast(view: View, end: number, { frame }: Plan): boolean {
  const next = end + (frame?.length ?? 0);
  const code = unitAt(view, next)?.code;
  return code === CLOSE_BRACKET || code === CLOSE_PAREN;
}

/** Whether the value of a line or a word is an expression, by what it has and by what ends it. */
function isCode(text: string, view: View, end: number, syntax: string): boolean {
  if (CODE.test(text)) return true;
  if (syntax !== 'word') return false;
  const unit = unitAt(view, end);
  if (
    unit === undefined ||
    isWhite(unit.code) ||
    unit.code === CLOSE_BRACKET ||
    unit.code === LESS ||
    isQuote(unit.code)
  )
    return false;
  if (unit.code === CLOSE_PAREN || unit.code === CLOSE_BRACE)
    return /[;,]/.test(String.fromCharCode(unitAt(view, end + unit.length)?.code ?? 0));
  return unit.code !== AMPERSAND && !(unit.code === COMMA && isWhite(unitAt(view, end + unit.length)?.code));
}
