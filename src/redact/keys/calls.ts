// SPDX-License-Identifier: Apache-2.0
import { CLOSE_PAREN, COMMA, DOT, GREATER, OPEN_PAREN } from '../bytes.ts';
import { type Doubt, type Plan, ruleName } from '../plan.ts';
import { SYNTAXES } from '../syntaxes.ts';
import type { SecretName } from '../tables/names.ts';
import { isBlank, isEncodedStyle, isQuote, isSameQuote, isWhite, textOf, type Unit } from '../units.ts';
import type { Cursor, Reader } from './cursor.ts';
import { wrapped } from './opened.ts';

/** Calls that take a user's name and a password, by how many arguments stand before the password. */
const LOGINS: ReadonlyMap<string, number> = new Map([
  ...[
    'networkcredential passwordauthentication usernamepasswordcredentials usernamepasswordauthenticationtoken',
    'usernamepasswordcredential passwordcredential passwordcredentials basicauth httpbasicauth httpdigestauth setbasicauth',
    'basicauthentication httpbasicauthentication basicawscredentials awsbasiccredentials basicauthinterceptor withbasicauth',
    'basiccredentials plainauthenticator setcredentials withcredentials passwordauthenticator plaintextauthprovider auth',
  ]
    .join(' ')
    .split(' ')
    .map((name) => [name, 1] as const),
  // Go's takes an identity before them.
  ['plainauth', 2],
]);
/** A method that sets what it is called by. */
const SETTER = /^(?:set|with)(?:_|(?=[A-Z]))/;
/** Of whom or what a secret is; other words before it are verbs: `validatePassword("Too short")`. */
const OF_WHOM =
  /^(?:access|admin|api|app|auth|basic|bind|client|consumer|db|database|jwt|key_?store|ldap|master|private|proxy|root|secret|smtp|ssl|trust_?store|user)(?:_|(?=[A-Z]))/;
/** A type of C++ before a variable, which a value in brackets begins. */
const STRING_TYPE = /(?:^|[\s(:;{])(?:w?string(?:_view)?|[QW]?String|char \*)\s+$/;
const LONGEST_ARGUMENT = 96;

/** Whether a name before a bracket may be one of them, though it is no secret's. */
export const mayBeCall = (text: string): boolean => {
  const name = text.slice(text.lastIndexOf('.') + 1);
  return SETTER.test(name) || LOGINS.has(name.toLowerCase());
};

/** `setPassword("S")`, `.password("S")`, `new NetworkCredential("ada", "S")`, `std::string password{"S"}`. */
export function inCall(reader: Reader, text: string, start: number, before: Unit | undefined): Plan | undefined {
  const { cursor, view } = reader;
  const opening = cursor.peek();
  if (opening === undefined) return undefined;
  cursor.at += opening.length;
  const name = text.slice(text.lastIndexOf('.') + 1);
  const isMethod = name.length < text.length || before?.code === DOT || before?.code === GREATER;
  const isCall = opening.code === OPEN_PAREN;
  const skip = isCall ? LOGINS.get(name.toLowerCase()) : undefined;
  if (skip !== undefined) {
    for (let left = skip; left > 0; left -= 1) if (!skipArgument(cursor)) return undefined;
    return argumentOf(cursor, ruleName('password'), 'none');
  }
  if (STRING_TYPE.test(textOf(view, Math.max(0, start - 24), start))) {
    const key = reader.names.ofKey(name);
    return key === undefined ? undefined : argumentOf(cursor, key, 'none');
  }
  return isCall ? argumentOfSetter(reader, name, isMethod) : undefined;
}

function argumentOfSetter({ cursor, names }: Reader, name: string, isMethod: boolean): Plan | undefined {
  const isSetter = SETTER.test(name);
  if (!isSetter && !isMethod) return undefined;
  const set = name.replace(SETTER, '');
  const key = names.ofKey(set);
  // A cookie has a name first.
  if (key === undefined || key.rule === 'session') return undefined;
  // A parser has methods that are called by what a token is.
  const isWord = key.rule === 'token' && !isSetter;
  const isWhole = isSetter || OF_WHOM.test(set) || set.toLowerCase().replaceAll('_', '') === key.word;
  return argumentOf(cursor, key, isWord ? 'guess' : isWhole ? 'label' : 'word');
}

/** A text in quotes at the cursor. */
function argumentOf(cursor: Cursor, key: SecretName, doubt: Doubt): Plan | undefined {
  cursor.skip(isWhite);
  const quote = cursor.peek();
  if (quote === undefined) return undefined;
  const frame = isQuote(quote.code) ? quote : wrapped(cursor);
  if (frame === undefined || !isQuote(frame.code)) return undefined;
  if (frame === quote) cursor.at += quote.length;
  return { at: cursor.at, key, syntax: SYNTAXES.string, doubt, frame };
}

/** Goes on behind an argument and its comma. */
function skipArgument(cursor: Cursor): boolean {
  cursor.skip(isBlank);
  const first = cursor.peek();
  const quote = first !== undefined && isQuote(first.code) ? first : undefined;
  if (quote !== undefined) cursor.at += quote.length;
  for (let count = 0; count < LONGEST_ARGUMENT; count += 1) {
    const unit = cursor.peek();
    if (unit === undefined) return false;
    if (quote !== undefined ? isSameQuote(unit, quote) : unit.code === COMMA || unit.code === CLOSE_PAREN) break;
    cursor.at += unit.length;
  }
  if (quote !== undefined) cursor.takes(quote.code);
  cursor.skip(isBlank);
  const comma = cursor.takes(COMMA);
  // A form writes quotes and brackets as they are.
  if (comma !== undefined && isEncodedStyle[comma.style]) cursor.view.isEncoded = true;
  return comma !== undefined;
}
