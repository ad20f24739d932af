// SPDX-License-Identifier: Apache-2.0
// cspell:ignore Bitwarden SNMP
import { COLON } from '../bytes.ts';
import { type Found, type Plan, ruleName, type Undecided } from '../plan.ts';
import { SYNTAXES } from '../syntaxes.ts';
import {
  isEncodedStyle,
  isSameQuote,
  isWhite,
  quoteBefore,
  textOf,
  type Unit,
  unitBefore,
  type View,
} from '../units.ts';
import { Cursor } from './cursor.ts';
import { isQuotedKeyByte, isStored, MAX_KEY } from './key-text.ts';
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
export const FLAG_MEMBER = /^(?:(?:is_?)?(?:sensitive|secret|encrypted)|masked|secured)$/i;
export const FLAG_VALUE = 'true';

export const besideRows: readonly Row[] = [
  // Variables of Terraform, GitLab, Azure Pipelines, Octopus, Bitbucket.
  {
    rule: 'secret',
    names: [
      'sensitive',
      'issensitive',
      'is_sensitive',
      'secret',
      'issecret',
      'is_secret',
      'encrypted',
      'isencrypted',
      'is_encrypted',
      'masked',
      'secured',
    ],
    says: FLAG_VALUE,
    holders: VALUES,
  },
  // Of 1Password, Amazon's Parameter Store, Vercel.
  { rule: 'secret', names: ['sensitive', 'securestring', 'concealed', 'encrypted'], isType: true, holders: VALUES },
  // Of Cloudflare's workers.
  { rule: 'secret', names: ['secret_text'], isType: true, holders: /^text$/i },
  // Of Bitwarden.
  { rule: 'secret', names: ['secret'], isType: true, holders: VALUES },
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

/** A member that is secret where one of those that `proof` knows stands in its object, or where that is the value of one of `within`. */
interface HeldRow {
  readonly rule: string;
  readonly name: string;
  readonly proof: RegExp;
  readonly within?: RegExp;
}

/** A page's token has nothing of a login beside it. */
const OF_LOGIN = {
  rule: 'api_key',
  proof: /^(?:accessor|lease_?duration|(?:token_?)?policies)$/i,
  within: /^(?:auth|(?:create|generate)_?client_?token)$/i,
} as const;

/** Of Vault, of what clouds have decrypted, of Elasticsearch, of SNMP, of a JSON Web Key. */
export const heldRows: readonly HeldRow[] = [
  { rule: 'api_key', name: 'keys', proof: /^root_token$/ },
  { ...OF_LOGIN, name: 'client_token' },
  { ...OF_LOGIN, name: 'clienttoken' },
  { rule: 'secret', name: 'secret_id', proof: /^role_id$/ },
  { rule: 'secret', name: 'secretid', proof: /^roleid$/i },
  { rule: 'api_key', name: 'plaintext', proof: /^(?:keyid|ciphertextblob|plaintextcrc32c)$/i },
  { rule: 'api_key', name: 'encoded', proof: /^api_key$/ },
  { rule: 'secret', name: 'community', proof: /^(?:snmp_?version|oids?)$/i },
  {
    rule: 'secret',
    name: 'answer',
    proof: /^(?:recovery|security)_?question$/i,
    within: /^(?:recovery|security)_?question$/i,
  },
  { rule: 'private_key', name: 'k', proof: /^kty$/ },
];

const TYPE_BEFORE = /["'`](?:(?:resource_?)?type|object)["'`]\s*:\s*$/i;
const NAME_BEFORE = /["'`](?:id|name)["'`]\s*:\s*$/i;
/** What a path to a secret has before that. */
const STORED_BEFORE =
  /\.(?:azure\.(?:net|cn)|usgovcloudapi\.net)(?::443)?\/secrets\/$|projects\/[\w.:-]+(?:\/locations\/[\w-]+)?\/secrets\/$/;
const LONGEST_PATH = 80;
const VALUES_OR_DATA = /^(?:value|data)$/;
const LONGEST_TYPE = 40;
/** What is before a member is looked at so far: no more of it is sure to be there. */
const MAX_BEFORE = 128;
const NAME = /["'`]([\w-]+)["'`]\s*:/g;
/** The member whose object begins behind it. */
const OWNER = /["'`]([\w-]+)["'`]\s*:\s*$/;

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

/** How the path of a stored secret may be written. */
export const storedTexts: readonly string[] = ['/secrets/', '%2fsecrets%2f'];

/** A name that says where a secret is stored, and the value behind it. */
export function findStored(view: View, pathEnd: number): Found {
  view.isEncoded = isEncodedStyle[unitBefore(view, pathEnd)?.style ?? 'raw'];
  if (!STORED_BEFORE.test(textOf(view, Math.max(0, pathEnd - LONGEST_PATH), pathEnd))) return undefined;
  let start = pathEnd;
  let quote = quoteBefore(view, start);
  for (; quote === undefined && pathEnd - start < MAX_KEY; quote = quoteBefore(view, start)) {
    const unit = unitBefore(view, start);
    if (unit === undefined || isQuotedKeyByte[unit.code] === 0) return undefined;
    start -= unit.length;
  }
  if (quote === undefined) return undefined;
  const cursor = new Cursor(view, pathEnd);
  cursor.skip((code) => isQuotedKeyByte[code] === 1, MAX_KEY);
  if (cursor.isCut) return { heldFrom: start };
  const before = textOf(view, Math.max(0, start - quote.length - LONGEST_TYPE), start - quote.length);
  if (!isStored(textOf(view, start, cursor.at)) || !NAME_BEFORE.test(before)) return undefined;
  cursor.takes(quote.code);
  if (toMember(cursor, quote, VALUES_OR_DATA, cursor.at + MAX_OBJECT, 1)) return valueAt(cursor, quote, 'secret');
  return cursor.isCut ? { heldFrom: cursor.at } : undefined;
}

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

/** The proof stands in the same object, close before the member, or the object is the value of such a one. */
function isBefore(view: View, at: number, { proof, within }: HeldRow): boolean {
  const text = textOf(view, Math.max(0, at - MAX_BEFORE), at);
  const opened = text.lastIndexOf('{');
  const [, owner = ''] = OWNER.exec(text.slice(0, Math.max(0, opened))) ?? [];
  const members = text.slice(opened + 1).matchAll(NAME);
  return within?.test(owner) === true || [...members].some(([, member = '']) => proof.test(member));
}

/** At the end of a member's name that is secret beside another one. */
export function findHeld(view: View, nameEnd: number, row: HeldRow): Found {
  const { name, proof, rule } = row;
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
    isBefore(view, nameEnd - name.length - quote.length, row) || toMember(cursor, quote, proof, start + MAX_OBJECT);
  if (!isBeside && cursor.at < start + MAX_OBJECT) return cursor.isCut ? { heldFrom: start } : undefined;
  cursor.at = start;
  cursor.isCut = false;
  return isBeside ? valueAt(cursor, quote, rule) : undefined;
}
