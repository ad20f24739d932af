// SPDX-License-Identifier: Apache-2.0
import { COLON } from '../bytes.ts';
import { type Found, type Plan, ruleName, type Undecided } from '../plan.ts';
import { SYNTAXES } from '../syntaxes.ts';
import { isEncodedStyle, isSameQuote, isWhite, quoteBefore, textOf, type Unit, type View } from '../units.ts';
import { Cursor } from './cursor.ts';
import { MAX_OBJECT, toMember } from './members.ts';
import { openedValue } from './opened.ts';
import { placed } from './place.ts';

/** A member that says of others of its object, or of those below, that they are secret. */
interface Row {
  readonly rule: string;
  /** What the member is called; how it is written counts where it does not matter in the table of literals. */
  readonly names: readonly string[];
  /** What stands behind its colon. undefined: anything. */
  readonly says?: string;
  /** It is called `type`, and these are its values. */
  readonly isType?: true;
  /** The members that hold a secret. */
  readonly holders: RegExp;
  /** Objects and lists that these stand in below. */
  readonly depth?: number;
}

const VALUES = /^(?:(?:current|new|old|default|secret|string)?_?values?)$/i;
/** A flag that stands behind the value that it tells of, and what it says. */
export const FLAG_MEMBER = /^(?:(?:is_?)?(?:sensitive|secret)|masked|secured)$/i;
export const FLAG_VALUE = 'true';

export const besideRows: readonly Row[] = [
  // Variables of Terraform, GitLab, Azure Pipelines, Octopus, Bitbucket.
  {
    rule: 'secret',
    names: ['sensitive', 'issensitive', 'is_sensitive', 'secret', 'issecret', 'is_secret', 'masked', 'secured'],
    says: FLAG_VALUE,
    holders: VALUES,
  },
  { rule: 'secret', names: ['sensitive'], isType: true, holders: VALUES },
  // Resources of Terraform: what they have made stands in a list of instances.
  {
    rule: 'password',
    names: ['random_password'],
    isType: true,
    holders: /^(?:result|bcrypt_hash)$/,
    depth: 3,
  },
  { rule: 'secret', names: ['random_bytes'], isType: true, holders: /^(?:base64|hex)$/, depth: 3 },
  // What Azure lists of an account: the key that may do all.
  { rule: 'api_key', names: ['permissions'], says: '"FULL"', holders: /^value$/ },
  { rule: 'api_key', names: ['permissions'], says: '"Full"', holders: /^value$/ },
  // What Vault gives who has set it up.
  { rule: 'api_key', names: ['root_token'], holders: /^keys$/ },
];

/** Members that are secret where one of these stands in their object: those of Vault, and of what clouds have decrypted. */
export const heldRows: readonly { readonly name: string; readonly proof: RegExp }[] = [
  { name: 'keys', proof: /^root_token$/ },
  // A page's token has nothing of a login beside it.
  { name: 'client_token', proof: /^(?:accessor|lease_duration|(?:token_)?policies)$/ },
  { name: 'plaintext', proof: /^(?:keyid|ciphertextblob|plaintextcrc32c)$/i },
];

const TYPE_BEFORE = /["'`](?:resource_?)?type["'`]\s*:\s*$/i;
const LONGEST_TYPE = 40;
/** What is before a member is looked at so far: no more of it is sure to be there. */
const MAX_BEFORE = 128;
const NAME = /["'`]([\w-]+)["'`]\s*:/g;

/** At the end of such a member's name, or of the type, before its closing quote. */
export function findBeside(view: View, nameEnd: number, name: string, row: Row): Found {
  const quote = quoteBefore(view, nameEnd - name.length);
  if (quote === undefined) return undefined;
  view.isEncoded = isEncodedStyle[quote.style];
  const cursor = new Cursor(view, nameEnd);
  const start = nameEnd - name.length - quote.length;
  const isType = TYPE_BEFORE.test(textOf(view, Math.max(0, start - LONGEST_TYPE), start));
  if (isType !== (row.isType === true)) return undefined;
  // Read as a key of its own, the name holds what follows it too.
  if (!isBehind(cursor, quote, row)) return cursor.isCut ? { heldFrom: nameEnd } : undefined;
  return holderOf(cursor, quote, row, 0);
}

/** The quote, and for a member its colon and what it has to say. */
function isBehind(cursor: Cursor, quote: Unit, { isType, says = '' }: Row): boolean {
  if (!takesQuote(cursor, quote)) return false;
  if (isType) return true;
  cursor.skip(isWhite);
  if (cursor.takes(COLON) === undefined) return false;
  cursor.skip(isWhite);
  return takesText(cursor, says);
}

/** Goes on behind the text. */
export const takesText = (cursor: Cursor, text: string): boolean =>
  [...text].every((letter) => cursor.takes(letter.charCodeAt(0)) !== undefined);

function takesQuote(cursor: Cursor, quote: Unit): boolean {
  const closing = cursor.peek();
  if (closing === undefined || !isSameQuote(closing, quote)) return false;
  cursor.at += closing.length;
  return true;
}

/** The next member that holds a secret. `least`: so many objects and lists may end before it. */
function holderOf(cursor: Cursor, quote: Unit, row: Row, least: number): Plan | Undecided | undefined {
  const { rule, holders, depth = 0 } = row;
  const { view } = cursor;
  if (!toMember(cursor, quote, holders, cursor.at + MAX_OBJECT, depth, least))
    return cursor.isCut ? { heldFrom: cursor.at } : undefined;
  const plan = valueAt(cursor, quote, rule);
  if (plan === undefined || depth === 0 || 'heldFrom' in plan) return plan;
  return { ...plan, next: nextOf(quote, row, view.isEncoded) };
}

const nextOf =
  (quote: Unit, row: Row, isEncoded: boolean): NonNullable<Plan['next']> =>
  (view, valueEnd, { frame }) => {
    view.isEncoded = isEncoded;
    const cursor = new Cursor(view, valueEnd);
    if (frame !== undefined) cursor.takes(frame.code);
    return holderOf(cursor, quote, row, 1 - (row.depth ?? 0));
  };

/** The value behind a member's colon. */
function valueAt(cursor: Cursor, quote: Unit, rule: string): Plan | Undecided | undefined {
  cursor.skip(isWhite);
  const { at, view } = cursor;
  const plan = openedValue(cursor, ruleName(rule), placed('middle', quote), SYNTAXES.word, 'none', {
    ...quote,
    code: COLON,
  });
  if (cursor.isCut) return { heldFrom: at };
  return plan !== undefined && view.isEncoded ? { ...plan, isEncoded: true } : plan;
}

/** The proof stands in the same object, close before the member. */
function isBefore(view: View, at: number, proof: RegExp): boolean {
  const text = textOf(view, Math.max(0, at - MAX_BEFORE), at);
  const members = text.slice(text.lastIndexOf('{') + 1).matchAll(NAME);
  return [...members].some(([, member = '']) => proof.test(member));
}

/** At the end of a member's name that is secret beside another one. */
export function findHeld(view: View, nameEnd: number, name: string, proof: RegExp): Found {
  const quote = quoteBefore(view, nameEnd - name.length);
  if (quote === undefined) return undefined;
  view.isEncoded = isEncodedStyle[quote.style];
  const cursor = new Cursor(view, nameEnd);
  if (!takesQuote(cursor, quote)) return cursor.isCut ? { heldFrom: nameEnd } : undefined;
  cursor.skip(isWhite);
  if (cursor.takes(COLON) === undefined) return cursor.isCut ? { heldFrom: nameEnd } : undefined;
  cursor.skip(isWhite);
  const start = cursor.at;
  const isBeside =
    isBefore(view, nameEnd - name.length - quote.length, proof) || toMember(cursor, quote, proof, start + MAX_OBJECT);
  if (!isBeside && cursor.at < start + MAX_OBJECT) return cursor.isCut ? { heldFrom: start } : undefined;
  cursor.at = start;
  cursor.isCut = false;
  return isBeside ? valueAt(cursor, quote, 'api_key') : undefined;
}
