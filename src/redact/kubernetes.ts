// SPDX-License-Identifier: Apache-2.0

import {
  byteSet,
  CLOSE_BRACE,
  COLON,
  COMMA,
  CR,
  DASH,
  EQUALS,
  GREATER,
  LF,
  latin1Of,
  OPEN_BRACE,
  OPEN_BRACKET,
  PIPE,
} from './bytes.ts';
import { MAX_BLANKS } from './keys/cursor.ts';
import { MAX_OBJECT, toMember } from './keys/members.ts';
import { MAX_NAME, Walker } from './keys/walker.ts';
import { type Found, type Plan, ruleName, type Undecided } from './plan.ts';
import { SYNTAXES } from './syntaxes.ts';
import { isBlank, isQuote, isSameQuote, isWhite, quoteBefore, type Unit, unitBefore, type View } from './units.ts';

const isBase64 = byteSet({ ranges: 'a-zA-Z0-9', bytes: '+/=' });
const isName = byteSet({ ranges: 'a-zA-Z0-9', bytes: '-._/"\'' });
/** Of the API (core/v1, SecretType) and of Helm. */
const SECRET_TYPE = /^(?:Opaque|kubernetes\.io\/|bootstrap\.kubernetes\.io\/|helm\.sh\/)/;
const KIND_LINE = /^kind: *["']?(\w+)/;
const TYPE_LINE = /^type: *["']?([\w./-]+)/;
/** Another object follows. */
const ENDS_OBJECT = /^(?:---|kind: *["']?Secret)/;
/** Those of a secret that have its values. */
const DATA_MEMBER = /^(?:data|stringData)$/;
const DATA_LINE = /^(?:data|stringData): *$/;
const key = ruleName('secret');
/** Of a description of what `stringData` may be. */
const SCHEMA = /^(?:description|type|\$ref|additionalProperties)$/;
const lineFeed: Unit = { code: LF, length: 1, style: 'raw', level: 0 };
const encodedLineFeed: Unit = { code: LF, length: 3, style: 'percent', level: 0 };

/** What a source of data in Grafana keeps: each value is secret. */
const SECURE_DATA = 'securejsondata';

/** Names of members, each with what may follow it. */
export const objectNames: readonly string[] = ['data', 'kind', SECURE_DATA];
export const dataLines: readonly string[] = ['data:', 'data%3a', 'securejsondata:', 'securejsondata%3a'];
export const kindLines: readonly string[] = ['kind: secret', 'kind: "secret"', 'kind%3a+secret', 'kind%3a%20secret'];

const isPercent = (unit: Unit): boolean => unit.style === 'percent' || unit.style === 'percent2';

/** At the end of such a member's name, before its closing quote. */
export function findSecretObject(view: View, nameEnd: number, name: string): Found {
  const isStringData = name === 'data' && /^string$/i.test(before(view, nameEnd - name.length, 'string'.length));
  const nameAt = nameEnd - name.length - (isStringData ? 'string'.length : 0);
  const quote = quoteBefore(view, nameAt);
  if (quote === undefined) return undefined;
  view.isEncoded = isPercent(quote);
  const walker = new Walker(view, nameAt - quote.length);
  if (walker.name(quote) === undefined) return walker.isCut ? { heldFrom: Math.min(walker.at, view.end) } : undefined;
  if (name === 'kind') return dataBehindKind(walker, quote);
  if (!walker.takes(OPEN_BRACE)) return walker.isCut ? { heldFrom: walker.at } : undefined;
  const start = walker.at;
  if (isStringData || name === SECURE_DATA) return firstEntry(walker, quote);
  const isSecret = isSecretData(walker, quote, start + MAX_OBJECT);
  if (isSecret === undefined) return { heldFrom: start };
  walker.at = start;
  return isSecret ? firstEntry(walker, quote) : undefined;
}

const before = ({ bytes }: View, end: number, length: number): string =>
  latin1Of(bytes, Math.max(0, end - length), end);

/** `"kind":"Secret"`, and `"data":{` in the same object. */
function dataBehindKind(walker: Walker, quote: Unit): Plan | Undecided | undefined {
  const limit = walker.at + MAX_OBJECT;
  let found: Plan | undefined;
  const kind = walker.string(quote);
  if (kind === 'Secret' || kind === 'SecretList')
    while (found === undefined && walker.at < limit) {
      walker.skip(isWhite);
      if (!walker.takes(COMMA)) break;
      const name = walker.name(quote);
      if (name === undefined || name === 'kind') break;
      if (kind === 'SecretList' && name === 'items' && walker.takes(OPEN_BRACKET) !== undefined) {
        walker.skip(isWhite);
        if (walker.takes(OPEN_BRACE) !== undefined) return entryInItems(walker, quote);
        break;
      }
      if ((name !== 'data' && name !== 'stringData') || !walker.takes(OPEN_BRACE)) walker.value(quote);
      else {
        const entry = firstEntry(walker, quote);
        if (entry === undefined || 'heldFrom' in entry) return entry;
        found = entry;
      }
    }
  return found ?? (walker.isCut && walker.at < limit ? { heldFrom: walker.at } : undefined);
}

/** Whether all values are Base64, and what follows the object says that it is a secret's. undefined: that is not there yet. */
function isSecretData(walker: Walker, quote: Unit, limit: number): boolean | undefined {
  // A text that ends within the object may be a secret's.
  const no = (): boolean | undefined => {
    if (walker.at >= limit) return true;
    return walker.isCut ? undefined : walker.at >= walker.view.end;
  };
  for (;;) {
    if (walker.name(quote) === undefined) return no();
    const text = walker.string(quote);
    if ([...walker.read].some((sign) => isBase64[sign.charCodeAt(0)] !== 1)) return false;
    if (text === undefined) return no();
    walker.skip(isWhite);
    if (walker.takes(CLOSE_BRACE)) break;
    if (!walker.takes(COMMA)) return no();
  }
  while (walker.at < limit) {
    walker.skip(isWhite);
    if (!walker.takes(COMMA)) return no();
    const name = walker.name(quote);
    if (name === undefined) return no();
    const start = walker.at;
    const text = walker.string(quote);
    if (text !== undefined && name === 'kind') return text === 'Secret';
    if (text !== undefined && name === 'type') return SECRET_TYPE.test(text);
    walker.at = start;
    walker.value(quote);
  }
  return true;
}

/** The first value of the secrets in a list, which have no kind of their own, within the object of one. */
function entryInItems(walker: Walker, quote: Unit): Plan | Undecided | undefined {
  for (const limit = walker.at + MAX_OBJECT; walker.at < limit; ) {
    if (toMember(walker, quote, DATA_MEMBER, limit)) {
      walker.skip(isWhite);
      const entry = walker.takes(OPEN_BRACE) === undefined ? undefined : firstEntry(walker, quote, nextInItems);
      if (entry !== undefined) return entry;
      walker.takes(CLOSE_BRACE);
      if (!walker.isCut) continue;
    }
    if (walker.isCut) return { heldFrom: walker.at };
    if (walker.takes(CLOSE_BRACE) === undefined) return undefined;
    walker.skip(isWhite);
    if (walker.takes(COMMA) === undefined) return walker.isCut ? { heldFrom: walker.at } : undefined;
    walker.skip(isWhite);
    if (walker.takes(OPEN_BRACE) === undefined) return walker.isCut ? { heldFrom: walker.at } : undefined;
  }
  return undefined;
}

function nextInItems(view: View, valueEnd: number, { frame, isEncoded }: Plan): Plan | Undecided | undefined {
  view.isEncoded = isEncoded === true;
  const walker = new Walker(view, valueEnd);
  if (frame === undefined) return undefined;
  walker.takes(frame.code);
  walker.skip(isWhite);
  if (walker.takes(COMMA) !== undefined) return firstEntry(walker, frame, nextInItems);
  if (walker.takes(CLOSE_BRACE) !== undefined) return entryInItems(walker, frame);
  return walker.isCut ? { heldFrom: walker.at } : undefined;
}

/** The first value of an object, behind its brace. */
function firstEntry(
  walker: Walker,
  quote: Unit,
  next: NonNullable<Plan['next']> = nextEntry,
): Plan | Undecided | undefined {
  const from = walker.at;
  for (;;) {
    const name = walker.name(quote);
    if (name === undefined || SCHEMA.test(name)) break;
    const opening = walker.peek();
    if (opening === undefined) break;
    if (isSameQuote(opening, quote))
      return {
        at: walker.at + opening.length,
        key,
        syntax: SYNTAXES.string,
        doubt: 'none',
        frame: opening,
        next,
        ...(walker.view.isEncoded && { isEncoded: true as const }),
      };
    walker.value(quote);
    if (!walker.takes(COMMA)) break;
  }
  return walker.isCut && walker.at - from < MAX_OBJECT ? { heldFrom: walker.at } : undefined;
}

function nextEntry(view: View, valueEnd: number, { frame, isEncoded }: Plan): Plan | Undecided | undefined {
  view.isEncoded = isEncoded === true;
  const walker = new Walker(view, valueEnd);
  if (frame === undefined) return undefined;
  walker.takes(frame.code);
  walker.skip(isWhite);
  if (walker.takes(COMMA)) return firstEntry(walker, frame);
  return walker.isCut ? { heldFrom: walker.at } : undefined;
}

/** How far the line is indented in which a name begins, and how its line's end is written. undefined: it does not begin one. */
function lineOf(view: View, nameAt: number): { indent: number; frame: Unit } | undefined {
  let at = nameAt;
  for (let indent = 0; indent < MAX_BLANKS; indent += 1) {
    const unit = unitBefore(view, at);
    if (unit === undefined) return view.isStart ? { indent, frame: lineFeed } : undefined;
    if (unit.code === LF) return { indent, frame: unit };
    if (!isBlank(unit.code)) {
      const quote = quoteBefore(view, at);
      if (quote !== undefined) return { indent, frame: quote };
      return unit.code === EQUALS && unit.style === 'raw' ? { indent, frame: encodedLineFeed } : undefined;
    }
    at -= unit.length;
  }
  return undefined;
}

/** At the end of the line `data:` or `stringData:`. */
export function findSecretData(view: View, end: number, length: number): Found {
  view.isEncoded = isPercent(unitBefore(view, end) ?? lineFeed);
  const isStringData = /^string$/i.test(before(view, end - length, 'string'.length));
  const line = lineOf(view, end - length - (isStringData ? 'string'.length : 0));
  if (line === undefined) return undefined;
  const walker = new Walker(view, end);
  walker.skip(isBlank);
  walker.takes(CR);
  if (!walker.takes(LF)) return walker.isCut ? { heldFrom: walker.at } : undefined;
  const start = walker.at;
  const isSecure = before(view, end, length).toLowerCase().startsWith(SECURE_DATA);
  if (isStringData || isSecure) return entryBelow(walker, line.indent, line.frame);
  const isSecret = isSecretBlock(walker, line.indent, start + MAX_OBJECT);
  if (isSecret === undefined) return { heldFrom: start };
  walker.at = start;
  return isSecret ? entryBelow(walker, line.indent, line.frame) : undefined;
}

/** At the end of the line `kind: Secret`. */
export function findSecretKind(view: View, end: number, length: number): Found {
  const colon = /^kind%3a/i.test(before(view, end, length));
  view.isEncoded = colon;
  const line = lineOf(view, end - length);
  if (line === undefined || !/Secret"?$/.test(before(view, end, length))) return undefined;
  const walker = new Walker(view, end);
  const limit = end + MAX_OBJECT;
  if (/^List["']?\s*$/.test(walker.line())) return walker.toNextLine() ? itemBelow(walker, line.frame) : cutAt(walker);
  while (walker.at < limit && walker.toNextLine()) {
    const indent = walker.skip(isBlank);
    const text = walker.line();
    if (walker.isCut || (text !== '' && indent < line.indent) || ENDS_OBJECT.test(text)) break;
    if (indent !== line.indent || !DATA_LINE.test(text)) continue;
    if (walker.toNextLine()) return entryBelow(walker, line.indent, line.frame);
  }
  return walker.isCut && walker.at < limit ? { heldFrom: walker.at } : undefined;
}

const cutAt = (walker: Walker): Undecided | undefined => (walker.isCut ? { heldFrom: walker.at } : undefined);

/** The first value of the secrets in a list, from the line on that begins here. */
function itemBelow(walker: Walker, frame: Unit): Plan | Undecided | undefined {
  for (const limit = walker.at + MAX_OBJECT; walker.at < limit; ) {
    let indent = walker.skip(isBlank);
    const isItem = walker.takes(DASH) !== undefined;
    if (isItem) indent += 1 + walker.skip(isBlank);
    const text = walker.line();
    if (walker.isCut || ENDS_OBJECT.test(text) || text.startsWith('--')) break;
    const isData = DATA_LINE.test(text);
    if (!walker.toNextLine()) break;
    const entry = isData ? entryBelow(walker, indent, frame, true) : undefined;
    if (entry !== undefined) return entry;
  }
  return cutAt(walker);
}

/** The same as of JSON: the lines below have Base64, and one beside the name says that it is a secret's. */
function isSecretBlock(walker: Walker, indent: number, limit: number): boolean | undefined {
  let isBelow = true;
  let hasValue = false;
  while (walker.at < limit) {
    const inner = walker.skip(isBlank);
    const text = walker.line();
    if (walker.isCut) return undefined;
    if (text !== '') {
      if (inner < indent || text.startsWith('---') || (inner === indent && DATA_LINE.test(text))) return false;
      isBelow &&= inner > indent;
      if (isBelow) {
        const [, value = ''] = /^[\w.-]+: +(\S+) *$/.exec(text) ?? [];
        if (value === '' || [...value].some((sign) => isBase64[sign.charCodeAt(0)] !== 1)) return false;
        hasValue = true;
      } else if (inner === indent) {
        const kind = KIND_LINE.exec(text)?.[1];
        const type = TYPE_LINE.exec(text)?.[1];
        if (kind !== undefined) return hasValue && kind === 'Secret';
        if (type !== undefined) return hasValue && SECRET_TYPE.test(type);
      }
    }
    if (!walker.toNextLine()) return walker.isCut ? undefined : false;
  }
  return true;
}

/** The first value in lines that are indented more. */
function entryBelow(walker: Walker, indent: number, frame: Unit, isInList = false): Plan | Undecided | undefined {
  const from = walker.at;
  while (walker.at - from < MAX_OBJECT) {
    const lineAt = walker.at;
    const inner = walker.skip(isBlank);
    const first = walker.peek();
    if (first !== undefined && first.code !== LF && first.code !== CR) {
      if (inner <= indent) {
        walker.at = lineAt;
        return undefined;
      }
      walker.skip((code) => isName[code] === 1, MAX_NAME);
      if (!walker.takes(COLON)) break;
      const plan = entryAt(walker, indent, inner, frame, isInList);
      if (plan !== undefined || walker.isCut) return walker.isCut ? { heldFrom: walker.at } : plan;
    }
    if (!walker.toNextLine()) break;
  }
  return walker.isCut ? { heldFrom: walker.at } : undefined;
}

function entryAt(walker: Walker, indent: number, inner: number, frame: Unit, isInList: boolean): Plan | undefined {
  walker.skip(isBlank);
  const first = walker.peek();
  if (first === undefined || first.code === LF || first.code === CR) return undefined;
  const more = {
    key,
    doubt: 'none',
    next: nextBelow(indent, frame, isInList),
    ...(walker.view.isEncoded && { isEncoded: true as const }),
  } as const;
  if (isQuote(first.code)) return { at: walker.at + first.length, syntax: SYNTAXES.string, frame: first, ...more };
  if (first.code !== PIPE && first.code !== GREATER) return { at: walker.at, syntax: SYNTAXES.yaml, frame, ...more };
  if (!walker.toNextLine()) return undefined;
  return { at: walker.at, syntax: SYNTAXES.block, indent: inner, ...more };
}

const nextBelow =
  (indent: number, lineEnd: Unit, isInList: boolean): NonNullable<Plan['next']> =>
  (view, valueEnd, { syntax, isEncoded }) => {
    view.isEncoded = isEncoded === true;
    const walker = new Walker(view, valueEnd);
    if (syntax.isBlock !== true && !walker.toNextLine()) return walker.isCut ? { heldFrom: valueEnd } : undefined;
    const entry = entryBelow(walker, indent, lineEnd, isInList);
    return entry === undefined && isInList ? itemBelow(walker, lineEnd) : entry;
  };
