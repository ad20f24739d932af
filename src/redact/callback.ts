// SPDX-License-Identifier: Apache-2.0

import {
  AMPERSAND,
  byteSet,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  EQUALS,
  GREATER,
  HASH,
  OPEN_BRACE,
  OPEN_BRACKET,
} from './bytes.ts';
import { type Found, type Plan, ruleName } from './plan.ts';
import { SYNTAXES } from './syntaxes.ts';
import { ADDRESS_NAME, isPlaceOrState } from './tables/places.ts';
import { isNoSecret, looksSecret } from './tables/values.ts';
import {
  closesString,
  isQuote,
  isSameQuote,
  quoteBefore,
  textOf,
  type Unit,
  unitAt,
  unitBefore,
  type View,
} from './units.ts';

/** A query, an object or a page is looked at so far for what stands beside the name. */
const MAX_LOOK = 4_096;
/** What is before the name is looked at so far: no more of it is sure to be there. */
const MAX_BEFORE = 128;
/** So many pairs, members or fields of a form are looked at. */
const MOST_BESIDE = 24;
const LONGEST_NAME = 40;
/** A word is shorter. */
const LEAST_WORD = 6;
const LEAST_TOKEN = 32;
const RULE = 'token';
const isWhite = byteSet({ bytes: ' \t\r\n' });
/** What a name of a query stands behind. */
const beginsPair = byteSet({ bytes: '?&#;\n"\'`' });
/** What ends the text that a query stands in. */
const endsQuery = byteSet({ ranges: '\0- ', bytes: '"\'`<>\x7f' });

/** A name that is no secret's but beside others: those of OAuth 2, OpenID Connect, SAML, WS-Federation and CAS, and signatures. */
export interface CallbackName {
  readonly name: string;
  /** Beside one of these it is secret in a query or form. */
  readonly beside: RegExp;
  /** In the query of a callback's path too. */
  readonly inPath?: true;
  /** Pages have long ones of others: where the query begins too far before it, none is masked. */
  readonly isOfPages?: true;
  /** Beside one of these it is secret in an object or a page. */
  readonly inObject?: RegExp;
}

const CALLBACK_PATH =
  /\/(?:[\w.-]*(?:callback|oauth2?|oidc|openid|authori[sz]ed)[\w.-]*|cb|sso|auth|(?:verify|confirm|activate)[-_](?:email|account|phone|login|device)|oauth2?\/code\/[\w-]+)\/?[?#]/i;
const REQUEST = 'client_id|response_type|redirect_uri|code_challenge|code_challenge_method|response_mode';
const ANY = /^/;
const any = (names: string): RegExp => new RegExp(`^(?:${names})$`, 'i');

export const callbackNames: readonly CallbackName[] = [
  {
    name: 'code',
    beside: any('state|grant_type|redirect_uri|code_verifier|session_state|id_token|client_id|client_secret|iss|nonce'),
    inPath: true,
    inObject: any('state|grant_?type|redirect_?uri|code_?verifier|client_?secret'),
  },
  {
    name: 'state',
    beside: any(`code|access_token|id_token|session_state|nonce|${REQUEST}`),
    inPath: true,
    inObject: any('code|nonce|code_?verifier|redirect_?uri|code_?challenge'),
  },
  { name: 'session_state', beside: any('code|state|id_token|iss'), inPath: true },
  { name: 'nonce', beside: any(`state|${REQUEST}`) },
  // With the method "plain" it is the verifier itself.
  { name: 'code_challenge', beside: any(`state|nonce|${REQUEST}`) },
  {
    name: 'RelayState',
    beside: any('SAMLResponse|SAMLRequest|SAMLart|SigAlg|Signature'),
    inObject: any('SAMLResponse|SAMLRequest'),
  },
  { name: 'wctx', beside: any('wresult|wa|wtrealm'), inObject: any('wresult') },
  { name: 'assertion', beside: any('grant_type') },
  // Of interfaces for payments.
  { name: 'sign', beside: any('sign_?type|app_?(?:id|key)|mch_id|nonce_str|access_?key'), isOfPages: true },
  { name: 'token', beside: any('token_type_hint') },
  { name: 'subject_token', beside: any('subject_token_type') },
  // Others than `ClientToken`, which clouds have for a request that may be sent twice.
  ...['SAMLRequest', 'logoutRequest', 'oobCode', 'pgtIou', 'pgtId', 'client_token'].map((name) => ({
    name,
    beside: ANY,
  })),
];
/** A name and its value. */
type Pair = [name: string, value: string];

/** Either may stand beside the other elsewhere, as a word. */
const CODE_OR_STATE = /^(?:code|state)$/i;
const PAIR_IN_QUERY = /(?<=[?&#;=])([\w.-]+)(?==([^?&#;=]*))/g;
const BEFORE_QUERY = /^.*[\s"'`<>]/s;
const MEMBER = /["'`]([\w-]+)["'`]\s*:\s*["'`]?([^"'`]*)/g;
const FIELD = /name\s*=\s*["']?([\w-]+)/gi;
const IN_TAG = /<input\b[^<>]*\sname\s*=\s*$/i;
const VALUE = /\svalue\s*=\s*["']([^"'<>]+)["']/i;
const CONSTANT = /^[A-Z][A-Z\d_-]*$|^[A-Z]?[a-z]+(?:[-_ ][A-Za-z]+)+$|^[a-z]+(?:ed|ing|ble|ive|ion|ent|ess|ure|ial)$/;

const isSecretWord = (text: string): boolean =>
  text.length >= LEAST_WORD && !CONSTANT.test(text) && !isNoSecret(text, ruleName(RULE));

/** Of the name that a literal ends with: `length` bytes of it, the equals sign included. */
export function findInQuery(view: View, valueAt: number, length: number, row: CallbackName): Found {
  const start = valueAt - length;
  const equals = unitBefore(view, valueAt);
  const before = unitBefore(view, start);
  if (equals?.code !== EQUALS) return undefined;
  const isEncoded = equals.style !== 'raw';
  const isFirst = before === undefined || (isEncoded && before.code === EQUALS && before.style === 'raw');
  if (!isFirst && beginsPair[before.code] === 0) return undefined;
  view.isEncoded = isEncoded;
  const { beside, inPath, isOfPages, name } = row;
  // Alone with the other, either may be of an address.
  const isCodeOrState = CODE_OR_STATE.test(name);
  const proves = (other: string): boolean => beside.test(other) && !(isCodeOrState && CODE_OR_STATE.test(other));
  const queryBefore = textOf(view, Math.max(0, start - MAX_BEFORE), start).replace(BEFORE_QUERY, '');
  const pairsBefore = Array.from(
    `&${queryBefore}`.matchAll(PAIR_IN_QUERY),
    ([, other = '', value = '']): Pair => [other, value],
  );
  const isKnown =
    beside === ANY ||
    (inPath === true && CALLBACK_PATH.test(queryBefore)) ||
    pairsBefore.some(([other]) => proves(other));
  const query = new QueryReader(view, valueAt, equals.style);
  let found = query.read(isKnown ? undefined : proves);
  if (found === false && isCodeOrState) {
    const own: Pair = [name, textOf(view, valueAt, query.valueEnd)];
    found = isCodeWithState([...pairsBefore, own, ...query.pairs]);
  }
  if (found === 'limit') {
    const plan: Plan = { at: valueAt, key: ruleName(RULE), syntax: SYNTAXES.query, doubt: 'none' };
    return isEncoded ? { ...plan, isEncoded } : plan;
  }
  if (found === 'cut') return { heldFrom: valueAt };
  if (query.valueEnd === valueAt) return undefined;
  if (!found) {
    // The query has begun too far before it.
    const value = textOf(view, valueAt, query.valueEnd);
    const isLate =
      isOfPages !== true &&
      start >= MAX_BEFORE &&
      !/[?#]/.test(queryBefore) &&
      value.length >= LEAST_TOKEN &&
      looksSecret(value);
    if (!isLate) {
      view.searchedTo = query.at;
      return undefined;
    }
  }
  return { from: valueAt, to: query.valueEnd, rule: RULE };
}

/** A code and a state beside each other, but for those of an address, and for a state that says what becomes of something. */
function isCodeWithState(pairs: readonly Pair[]): boolean {
  const find = (wanted: string): string | undefined => pairs.find(([name]) => name.toLowerCase() === wanted)?.[1];
  const state = find('state');
  if (state === undefined || find('code') === undefined) return false;
  if (isPlaceOrState(state)) return false;
  return looksSecret(state) || !pairs.some(([name]) => ADDRESS_NAME.test(name));
}

class QueryReader {
  at: number;
  valueEnd = -1;
  /** Those behind the value. */
  readonly pairs: Pair[] = [];
  readonly #view: View;
  readonly #style: Unit['style'];

  constructor(view: View, at: number, style: Unit['style']) {
    this.#view = view;
    this.at = at;
    this.#style = style;
  }

  /** Reads the value, and on to a name that proves it. undefined: none is needed. */
  read(proves: ((name: string) => boolean) | undefined): boolean | 'cut' | 'limit' {
    const from = this.at;
    let name: string | undefined;
    let pairs = 0;
    for (;;) {
      const unit = unitAt(this.#view, this.at);
      if (unit === undefined && !this.#view.isEnded && this.at - from < MAX_LOOK) return 'cut';
      const isLimit = this.at - from >= MAX_LOOK;
      const kind = unit === undefined || isLimit ? 'end' : this.#kindOf(unit);
      if (this.valueEnd < 0) {
        if (isLimit) return 'limit';
        if (kind !== 'part') this.valueEnd = this.at;
        if (kind !== 'part' && proves === undefined) return true;
      } else if (unit?.code === EQUALS && name !== undefined) {
        if (proves?.(name) === true) return true;
        this.pairs.push([name, '']);
        name = undefined;
      } else if (name !== undefined)
        name = name.length < LONGEST_NAME ? name + String.fromCharCode(unit?.code ?? 0) : undefined;
      else if (kind === 'part') this.#add(unit?.code ?? 0);
      if (kind === 'pair') {
        name = '';
        pairs += 1;
      }
      if (kind === 'end' || pairs > MOST_BESIDE || unit === undefined) return false;
      this.at += unit.length;
    }
  }

  /** To the value of the last pair. */
  #add(code: number): void {
    const pair = this.pairs.at(-1);
    if (pair !== undefined && pair[1].length < LONGEST_NAME) pair[1] += String.fromCharCode(code);
  }

  #kindOf({ code, style }: Unit): 'part' | 'pair' | 'end' {
    if (this.#style === 'raw') {
      if (style === 'percent' || style === 'percent2') return 'part';
    } else if (style === 'raw') return endsQuery[code] === 1 || code === AMPERSAND ? 'end' : 'part';
    else if (style === 'percent2' && this.#style === 'percent') return 'part';
    if (code === AMPERSAND || code === HASH) return 'pair';
    return endsQuery[code] === 1 ? 'end' : 'part';
  }
}

/** Of a name in quotes, which ends at the index: a member of an object, or a field in a page. */
export function findInObject(view: View, nameEnd: number, { name, inObject = ANY }: CallbackName): Found {
  const start = nameEnd - name.length;
  const quote = quoteBefore(view, start);
  if (quote === undefined) return undefined;
  view.isEncoded = quote.style.startsWith('percent');
  const closing = unitAt(view, nameEnd);
  if (closing === undefined) return view.isEnded ? undefined : { heldFrom: view.end };
  if (!isSameQuote(closing, quote)) return undefined;
  const before = textOf(view, Math.max(0, start - quote.length - MAX_BEFORE), start - quote.length);
  if (/=\s*$/.test(before))
    return IN_TAG.test(before) ? inPage(view, nameEnd + closing.length, before, inObject) : undefined;
  return inMembers(view, nameEnd + closing.length, quote, before, name, inObject);
}

function inMembers(view: View, from: number, quote: Unit, textBefore: string, name: string, beside: RegExp): Found {
  let at = from;
  const skip = (): Unit | undefined => {
    for (let unit = unitAt(view, at); ; unit = unitAt(view, at)) {
      if (unit === undefined || isWhite[unit.code] === 0 || at - from > LONGEST_NAME) return unit;
      at += unit.length;
    }
  };
  const colon = skip();
  if (colon === undefined) return view.isEnded ? undefined : { heldFrom: view.end };
  if (colon.code !== COLON) return undefined;
  at += colon.length;
  const opening = skip();
  if (opening === undefined) return view.isEnded ? undefined : { heldFrom: view.end };
  if (!isSameQuote(opening, quote)) return undefined;
  const valueAt = at + opening.length;
  const opened = textBefore.lastIndexOf('{');
  const isProof = (other: string, value: string): boolean =>
    beside.test(other) && (!CODE_OR_STATE.test(other) || isSecretWord(value));
  let isBeside = false;
  if (opened >= 0 || textBefore.length < MAX_BEFORE / 2)
    isBeside = [...textBefore.slice(opened + 1).matchAll(MEMBER)].some(([, other = '', value = '']) =>
      isProof(other, value),
    );
  const object = new ObjectReader(view, valueAt, quote);
  // Most states and codes are words, whatever stands beside them.
  const mayBe = (value: string): boolean => name.length >= LEAST_WORD || isSecretWord(value);
  const found = object.read(mayBe, isBeside ? undefined : isProof);
  if (found === 'cut') return { heldFrom: valueAt };
  if (object.valueEnd < 0)
    return { at: valueAt, key: ruleName(RULE), syntax: SYNTAXES.string, frame: quote, doubt: 'guess' };
  const value = textOf(view, valueAt, object.valueEnd);
  // The object has begun too far before it.
  const isLate = opened < 0 && value.length >= LEAST_TOKEN && looksSecret(value);
  if (!mayBe(value) || (!found && !isLate)) {
    view.searchedTo = object.at;
    return undefined;
  }
  return { from: valueAt, to: object.valueEnd, rule: RULE };
}

class ObjectReader {
  at: number;
  valueEnd = -1;
  readonly #view: View;
  readonly #quote: Unit;

  constructor(view: View, at: number, quote: Unit) {
    this.#view = view;
    this.at = at;
    this.#quote = quote;
  }

  /** Reads the value, and on to a member that is a proof, if it may be a secret. isProof undefined: none is needed. */
  read(
    mayBe: (value: string) => boolean,
    isProof: ((name: string, value: string) => boolean) | undefined,
  ): boolean | 'cut' {
    const view = this.#view;
    const from = this.at;
    let opened = this.at;
    let isIn = true;
    let depth = 0;
    let name: string | undefined;
    let last = '';
    let members = 0;
    while (this.at - from < MAX_LOOK && members <= MOST_BESIDE) {
      const unit = unitAt(view, this.at);
      if (unit === undefined) return view.isEnded ? false : 'cut';
      const isQuoteHere = isIn ? closesString(unit, this.#quote) : isSameQuote(unit, this.#quote);
      if (isQuoteHere && isIn) {
        if (this.valueEnd < 0) {
          this.valueEnd = this.at;
          if (!mayBe(textOf(view, opened, this.at))) return false;
          if (isProof === undefined) return true;
        } else if (depth === 0) {
          last = textOf(view, opened, this.at);
          if (name !== undefined && isProof?.(name, last) === true) return true;
          name = undefined;
        }
        if (unit.level < this.#quote.level) return false;
        isIn = false;
      } else if (isQuoteHere) {
        opened = this.at + unit.length;
        isIn = true;
      } else if (!isIn && isQuote(unit.code)) return false;
      else if (!isIn && unit.code === COLON && depth === 0) {
        name = last;
        members += 1;
      } else if (!isIn && (unit.code === OPEN_BRACE || unit.code === OPEN_BRACKET)) depth += 1;
      else if (!isIn && (unit.code === CLOSE_BRACE || unit.code === CLOSE_BRACKET)) {
        depth -= 1;
        if (depth < 0) return false;
      }
      this.at += unit.length;
    }
    return false;
  }
}

/** A hidden field of a form that a page posts by itself. */
function inPage(view: View, from: number, textBefore: string, beside: RegExp): Found {
  const places: number[] = [];
  let text = '';
  let isCut = false;
  for (let at = from; at - from < MAX_LOOK; ) {
    const unit = unitAt(view, at);
    if (unit === undefined) {
      isCut = !view.isEnded;
      break;
    }
    if (view.isEncoded && unit.style === 'raw' && unit.code === AMPERSAND) break;
    places.push(at);
    text += String.fromCharCode(unit.code);
    at += unit.length;
  }
  const tag = text.indexOf(String.fromCharCode(GREATER));
  const value = VALUE.exec(tag < 0 ? text : text.slice(0, tag));
  if (value === null) return isCut && tag < 0 ? { heldFrom: from } : undefined;
  if (isCut && tag < 0) return { heldFrom: from };
  const [all, secret = ''] = value;
  const start = value.index + all.length - 1 - secret.length;
  const span = { from: places[start] ?? from, to: places[start + secret.length] ?? view.end, rule: RULE };
  const isBeside = [textBefore, text].some((part) =>
    [...part.matchAll(FIELD)].some(([, name = '']) => beside.test(name)),
  );
  if (isBeside || (secret.length >= LEAST_TOKEN && looksSecret(secret))) return span;
  return isCut && !/<\/form>/i.test(text) ? { heldFrom: span.from } : undefined;
}
