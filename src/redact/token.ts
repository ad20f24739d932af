// SPDX-License-Identifier: Apache-2.0

import {
  BACKSLASH,
  byteSet,
  DASH,
  DOT,
  inverse,
  isAlphanumeric,
  isWordStart,
  latin1Of,
  PERCENT,
  PLUS,
  SPACE,
} from './bytes.ts';
import { work } from './credit.ts';
import { type Found, type Plan, ruleName, type Syntax } from './plan.ts';
import { SYNTAXES } from './syntaxes.ts';
import { isRandom } from './tables/bigrams.ts';
import type { Scheme } from './tables/schemes.ts';
import { type Token, tokens } from './tables/tokens.ts';
import { isIrregular, isJumbled } from './tables/values.ts';
import { behindBlanks, unitAt, unitBefore, type View } from './units.ts';

/** What may be a token is looked at so far. */
const MAX_LOOK = 4_096;
/** What a prefix takes, besides the characters behind it. */
const TOKEN_COST = 8;
/** So much is looked at for a digit, or for letters in the order of chance. */
const LONGEST_WITHOUT_DIGIT = 128;
const LEAST_LETTERS = 16;
const LEAST_KINDS = 8;
/** What each character takes then. */
const CHANCE_COST = 5;
const DATA_URL = Buffer.from('base64,');
const isDigit = byteSet({ ranges: '0-9' });

const syntaxes = new Map<Uint8Array, Syntax>();

/** A token goes on as long as its characters do, escaped or not. */
function syntaxOf(body: Uint8Array, hasDots: boolean): Syntax {
  const known = syntaxes.get(body);
  if (known !== undefined) return known;
  const ends = inverse(body);
  for (const byte of [PERCENT, BACKSLASH, ...(hasDots ? [DOT] : [])]) ends[byte] = 0;
  const syntax: Syntax = { name: 'token', ends, body: true, isCertain: true };
  syntaxes.set(body, syntax);
  return syntax;
}

/** A token whose prefix ends at the index: there must be enough behind it. An escaped character counts as itself. */
export function findToken(view: View, prefixEnd: number, token: Token, prefix = token.prefix): Found {
  const { bytes, end, isEnded } = view;
  const start = startOf(view, prefixEnd - prefix.length, token);
  if (start === undefined) return undefined;
  if (token.rule === 'jwt' && DATA_URL.every((byte, at) => bytes[start - DATA_URL.length + at] === byte))
    return undefined;
  const { body, least, needsDot = false, rule, isExact = false } = token;
  // What comes before the mark of a private key is the same for all keys.
  const before = rule === 'private_key' ? 0 : (token.before ?? 0);
  const hasPlus = body[PLUS] === 1;
  if (hasPlus && view.formTo === undefined && !isEnded) return { heldFrom: prefixEnd };
  // A plus sign in a form is a blank.
  const isEncoded = hasPlus && prefixEnd <= (view.formTo ?? -1);
  let count = 0;
  let hasDigit = token.needsDigit !== true;
  let hasDot = !needsDot;
  let isCut = false;
  let at = prefixEnd;
  const limit = prefixEnd + MAX_LOOK;
  while (at < limit) {
    const code = codeAt(view, at);
    isCut = code === undefined;
    if (
      code === undefined ||
      (isEncoded && bytes[at] === PLUS) ||
      (body[code.code] === 0 && !(needsDot && code.code === DOT))
    )
      break;
    if (isDigit[code.code] === 1) hasDigit = true;
    if (hasDot) count += 1;
    else hasDot = code.code === DOT;
    at += code.length;
    if (isExact ? count > least : count >= least && hasDigit && hasDot && before === 0) break;
  }
  work.done += TOKEN_COST + ((at - prefixEnd) >> 1);
  // A private key may be cut short by the end of the text.
  const isRest = rule === 'private_key' && isCut && isEnded && count > 0;
  const isMany = count >= least && hasDot;
  const isEnough = (isMany && (hasDigit || hasChance(latin1Of(bytes, prefixEnd, at)))) || isRest;
  const syntax = syntaxOf(body, needsDot);
  const plan: Plan = { at: prefixEnd, key: ruleName(rule), syntax, doubt: 'none', ...(isEncoded && { isEncoded }) };
  // The header of a JSON Web Token may have certificates.
  if (at >= limit) return rule === 'jwt' || (hasDigit && hasDot) ? plan : undefined;
  if (isEnough && before === 0 && !isExact) return plan;
  const from = before === 0 ? prefixEnd : start;
  if (isCut && !isEnded) return { heldFrom: from };
  if (!isExact) return isEnough ? { from, to: at, rule } : undefined;
  return count === least && (at >= end || isAlphanumeric[bytes[at] ?? 0] === 0) ? { from, to: at, rule } : undefined;
}

/** Letters as chance puts them, where no digit shows it: no words, and no `XXXXXXXX`. */
function hasChance(text: string): boolean {
  work.done += CHANCE_COST * text.length;
  const letters = text.slice(0, LONGEST_WITHOUT_DIGIT).replaceAll(/[^a-z]/gi, '');
  return isJumbled(text) || (isRandom(letters, 1 / 4, LEAST_LETTERS) && new Set(letters).size >= LEAST_KINDS);
}

/** What a token's mark that stands within it may be cut to: `.atlasv1.`, `:AA`, `:APA91b`, `-us`, `Q~`; an escape may be cut too. */
const CUT_MARK = /(?:\.[a-z\d]{0,7}\.?|:[AP91b]{0,6}|-u?|~|%(?:25)?[23]?)$/;
const MARK_ROOM = 12;
const isOfMark = byteSet({ bytes: '.:-~%' });
/** Of so many characters it shows that they are no word. */
const LEAST_BEGUN = 8;
const farthest = Math.max(...tokens.map(({ before = 0 }) => before));
const mayBeCut = byteSet({ ranges: 'a-zA-Z0-9', bytes: '+/:.~%-' });
/** The characters before a mark. */
const isOfRun = byteSet({ ranges: 'a-zA-Z0-9', bytes: '+/' });
/** Escaped ones of a mark. */
const ESCAPED_MARK = /^(?:25)?(?:2b|2f|3a)/i;
const ESCAPE = /^(?:25)?[\da-f]{2}/i;
const PATH_NAMES = /^(?:[a-zA-Z]*\/+)*/;
const FIRST_WORD = /^[^+/]*[+/]?/;

/** Bytes at the end of what is there that may be a token's, whose mark stands within it and is not there yet, are held from here. */
export function mayBeMarked({ bytes, end }: View): number {
  if (mayBeCut[bytes[end - 1] ?? 0] === 0) return end;
  const from = Math.max(0, end - farthest - MARK_ROOM);
  const runEnd = end - cutMarkBefore(bytes, end);
  let at = runEnd;
  while (at > from && isOfRun[bytes[at - 1] ?? 0] === 1) {
    at -= 1;
    if (bytes[at - 1] === PERCENT && ESCAPED_MARK.test(latin1Of(bytes, at, Math.min(runEnd, at + 4)))) at -= 1;
  }
  work.done += (end - at) >> 3;
  if (runEnd - at < LEAST_BEGUN) return end;
  const run = latin1Of(bytes, at, runEnd);
  // What stands before it is an escape or names of a path; no token begins so far before its mark, but behind a sign.
  const before = bytes[at - 1] === PERCENT ? ESCAPE : at === from && from > 0 ? FIRST_WORD : PATH_NAMES;
  const begun = run.replace(before, '');
  const isMixed = /\d/.test(begun) && /[a-zA-Z]/.test(begun);
  return begun.length >= LEAST_BEGUN && (isMixed || isIrregular(begun)) ? runEnd - begun.length : end;
}

/** So many bytes of a mark that is cut. */
function cutMarkBefore(bytes: Buffer, end: number): number {
  for (let at = end - 1; at >= 0 && end - at <= MARK_ROOM; at -= 1)
    if (isOfMark[bytes[at] ?? 0] === 1)
      return CUT_MARK.exec(latin1Of(bytes, Math.max(0, at - MARK_ROOM), end))?.[0].length ?? 0;
  return 0;
}

/** Where the token begins whose prefix does at the index; undefined: none can. */
function startOf(view: View, prefixAt: number, { before, body, isWithin }: Token): number | undefined {
  if (isWithin) return prefixAt;
  let at = prefixAt;
  for (let count = 0; before !== undefined && count < before; count += 1) {
    const unit = unitBefore(view, at);
    if (unit === undefined || body[unit.code] === 0) return undefined;
    at -= unit.length;
  }
  return isWordStart(view.bytes, at) ? at : undefined;
}

/** The character at the index, escaped or not; undefined: bytes are missing. */
function codeAt(view: View, at: number): { code: number; length: number } | undefined {
  const byte = view.bytes[at] ?? 0;
  if (at >= view.end) return undefined;
  return byte === PERCENT || byte === BACKSLASH ? unitAt(view, at) : { code: byte, length: 1 };
}

const isCredential = byteSet({ ranges: 'a-zA-Z0-9', bytes: '-._~+/=:%|\\' });
const credentialSyntax: Syntax = { name: 'credential', ends: inverse(isCredential), body: true, isCertain: true };
const TYPE = /token_?type(?:=|%3D)$/i;
const LONGEST_TYPE = 13;
/** An equals sign, or its escape. */
const endsPair = byteSet({ bytes: '=Dd' });
// Longer than most names and passwords: not worth to be held for a proof.
const LEAST_BASIC = 64;

/** Credentials that follow the name of their scheme, wherever it stands: `Bearer TOKEN`, `Basic BASE64`. */
export function findCredential(view: View, wordEnd: number, length: number, scheme: Scheme): Found {
  const { bytes, isEnded } = view;
  if (!isWordStart(bytes, wordEnd - length) || isType(view, wordEnd - length)) return undefined;
  const { least, needsDigit, long = LONGEST_WITHOUT_DIGIT, proof, rule } = scheme;
  const start = behindBlanks(view, wordEnd);
  const most = proof === 'basic' ? LEAST_BASIC : needsDigit === true ? long : least;
  // A plus sign in a form is a blank.
  const isEncoded = bytes[wordEnd - 1] === PLUS;
  const encoding = isEncoded ? ({ isEncoded } as const) : {};
  const plan = { at: start, key: ruleName(rule), syntax: credentialSyntax, doubt: 'none', ...encoding } as const;
  let hasDigit = false;
  let count = 0;
  let at = start;
  let isCut = false;
  for (; count < most; count += 1) {
    const unit = codeAt(view, at);
    isCut = unit === undefined;
    if (unit === undefined || isCredential[unit.code] === 0 || unit.code === PERCENT || unit.code === BACKSLASH) break;
    if (isEncoded && bytes[at] === PLUS) break;
    if (isDigit[unit.code] === 1) hasDigit = true;
    at += unit.length;
    if (proof === undefined && hasDigit && count + 1 >= least) return plan;
  }
  work.done += count;
  if (count >= most) return plan;
  if (isCut && !isEnded) return { heldFrom: start };
  if (proof === undefined) return undefined;
  return isNameAndPassword(latin1Of(bytes, start, at)) ? { from: start, to: at, rule } : undefined;
}

/** It says what type a token has, `token_type=bearer expires_in=3600`: the token is another pair's. */
const isType = ({ bytes }: View, start: number): boolean =>
  endsPair[bytes[start - 1] ?? 0] === 1 && TYPE.test(latin1Of(bytes, Math.max(0, start - LONGEST_TYPE), start));

/** RFC 7617: `name:password` in Base64. A word that only follows "basic" decodes to something else. */
function isNameAndPassword(text: string): boolean {
  work.done += text.length;
  const decoded = Buffer.from(
    text.replaceAll(/%2b/gi, '+').replaceAll(/%2f/gi, '/').replaceAll(/%3d/gi, '='),
    'base64',
  );
  return decoded.includes(0x3a) && decoded.every((byte) => byte >= SPACE && byte !== 0x7f);
}

const MAX_LABEL = 64;
const isLabel = byteSet({ ranges: 'A-Za-z0-9', bytes: ' +%' });
const isPrivateKey = (label: string): boolean =>
  /PRIVATE(?: |\+|%20)KEY|OpenVPN(?: |\+|%20)Static(?: |\+|%20)key/.test(label);

/** What a mark of one takes: its label is compared with a pattern, and what follows is masked or not. */
const PRIVATE_KEY_COST = 90;

/** A private key in armour (RFC 7468; OpenSSH, PGP and SSH2 too): its first line is shown. */
export function findPrivateKey({ bytes, end, isEnded }: View, markEnd: number): Found {
  let at = markEnd;
  work.done += PRIVATE_KEY_COST;
  while (at < end && at - markEnd < MAX_LABEL && isLabel[bytes[at] ?? 0] === 1) at += 1;
  if (at >= end && !isEnded) return { heldFrom: end };
  if (bytes[at] !== DASH || at >= end || !isPrivateKey(latin1Of(bytes, markEnd, at))) return undefined;
  if (at + 1 >= end && !isEnded) return { heldFrom: end };
  return { at: at + 1, key: ruleName('private_key'), syntax: SYNTAXES.pem, doubt: 'none' };
}
