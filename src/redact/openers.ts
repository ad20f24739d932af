// SPDX-License-Identifier: Apache-2.0
import { accountTexts, findInLine, findInList, listTexts } from './account-line.ts';
import { findAuthorization, findProtocol } from './authorization.ts';
import { Automaton, type Literal } from './automaton.ts';
import { encodedTwice, encodedWords, findInBase64, findInTwice } from './base64.ts';
import { findBinary } from './binary.ts';
import { BLANKS, byteSet } from './bytes.ts';
import { callbackNames, findInObject, findInQuery } from './callback.ts';
import { findCard } from './card.ts';
import { codeTexts, findCodeMessage } from './code-message.ts';
import {
  commandTexts,
  findOfCommand,
  findRelayLogin,
  findSwitch,
  findUserOption,
  relayTexts,
  switchTexts,
  userOptions,
} from './command.ts';
import { findConnection } from './connection.ts';
import { findValue } from './key.ts';
import { findJwkMember, findPuttyLines, findPuttyMac, numberMembers } from './key-material.ts';
import { besideRows, findBeside, findHeld, findStored, heldRows, storedTexts } from './keys/beside.ts';
import { findChanged, findQuoted } from './keys/blank.ts';
import { callTexts, findInCall } from './keys/calls.ts';
import { findArgument } from './keys/procedures.ts';
import { columnMembers, findResult, findRows, findTable, rowMembers, tableTexts } from './keys/results.ts';
import { findNamed } from './keys/value-first.ts';
import { dataLines, findSecretData, findSecretKind, findSecretObject, kindLines, objectNames } from './kubernetes.ts';
import { findSecretMessage, kubernetesMark } from './kubernetes-binary.ts';
import { findInPath, pathWords } from './path.ts';
import { beginOf, type Found } from './plan.ts';
import { escapeOf } from './tables/code-messages.ts';
import { headerWords, keyWords, type Names, pairWords, shortWords } from './tables/names.ts';
import { procedures } from './tables/procedures.ts';
import { schemes } from './tables/schemes.ts';
import { tokens } from './tables/tokens.ts';
import { findCredential, findPrivateKey, findToken } from './token.ts';
import { unitBefore, type View } from './units.ts';
import { findUserinfo, isConnection } from './url.ts';

/** What a literal may begin: `end` is the index behind it. */
interface Opener extends Literal {
  /** Of what a hit finds nothing up to an index, no other of the same kind finds anything before it. */
  readonly kind: string;
  find(view: View, end: number, names: Names): Found;
}

const isLetter = byteSet({ ranges: 'a-zA-Z' });
const latin1 = (text: string): string => Buffer.from(text).toString('latin1');

const opener = (kind: string, text: string, find: Opener['find'], ignoresCase = true): Opener => ({
  kind,
  text: latin1(text),
  ignoresCase,
  find,
});

/** How a quote behind a name may be written, or begin. */
const quotes = ['"', '\\', '%22', '%5c', '%2522', '&quot;'];

const endsName = byteSet({ bytes: ':"\'`\\%&' });
/** Before the name of a pair, as itself, or in brackets. */
const beginsPair = byteSet({ bytes: '&?["\n' });
const mayEqual = byteSet({ bytes: '= \t\r\n+' });
/** An attribute is so far behind its tag's beginning at most. */
const MAX_TAG = 256;

/** Most words `value` stand in sentences and programs: only one in quotes, at a line's start or in a tag has a name beside it. */
function mayBeNamed({ bytes, end }: View, wordEnd: number, start: number): boolean {
  const next = bytes[wordEnd] ?? 0;
  if (wordEnd >= end || endsName[next] === 1) return true;
  if (mayEqual[next] === 0 && next !== 0x5d) return false;
  if (start === 0 || beginsPair[bytes[start - 1] ?? 0] === 1) return true;
  for (let at = start - 1; at >= 0 && start - at < MAX_TAG; at -= 1) {
    const byte = bytes[at];
    if (byte === 0x3e) return false;
    // As itself, or as the end of %3C or \u003c.
    if (byte === 0x3c || ((byte === 0x43 || byte === 0x63) && bytes[at - 1] === 0x33)) return true;
  }
  return false;
}

/** A letter of a key may be written as an escape: `pass%77ord`, `pass\u0077ord`. */
const escapes = ['%', '\\u00', '%5cu00'].flatMap((sign) => [...'4567'].map((digit) => sign + digit));
const authorities = [
  '://',
  ':\\/\\/',
  ':\\\\/\\\\/',
  '%3a%5c%2f%5c%2f',
  '%3a%2f%2f',
  '%253a%252f%252f',
  ':authority: ',
  '\nhost: ',
];
const credentials = schemes.flatMap((scheme) =>
  [' ', '%20', '+', '\t'].map((gap) => ({ scheme, text: `${scheme.word}${gap}` })),
);

/** A word in other letters than Latin ones is percent-encoded in a form, and may have escapes in a string of JSON. */
const writingsOf = (word: string): string[] => {
  if (!/[^ -~]/.test(word)) return [word];
  const encoded = encodeURIComponent(word);
  const escaped = word.replaceAll(/[^ -~]/g, escapeOf);
  return [word, encoded, encodeURIComponent(encoded), escaped, escaped.replaceAll('\\', '\\\\')];
};

/**
 * A key of a text has what binds its value to it, a name in a binary format its length before it: letters may be taken
 * for that.
 */
const findKeyed =
  ({ length }: string): Opener['find'] =>
  (view, end, names) => {
    const binary = findBinary(view, end, length, names);
    const value = findValue(view, end, names);
    if (binary === undefined || value === undefined) return binary ?? value;
    return 'heldFrom' in value ? { heldFrom: Math.min(value.heldFrom, beginOf(binary)) } : value;
  };

/** A key of which a letter is an escape that ends one byte behind the hit. */
function findEscaped(view: View, end: number, names: Names): Found {
  if (end >= view.end) return view.isEnded ? undefined : { heldFrom: view.end };
  const letter = unitBefore(view, end + 1);
  if (letter === undefined || letter.style === 'raw' || isLetter[letter.code] === 0) return undefined;
  return findValue(view, end + 1, names);
}

/** A name in quotes, in a string too, and percent-encoded. */
const inQuotes = (name: string): string[] => [`"${name}"`, `"${name}\\"`, `%22${name}%22`, `%22${name}%5c%22`];

const openers: readonly Opener[] = [
  // Words that are a key too say more of a code.
  ...codeTexts.map(([text, row]) => opener('code', text, (view, end) => findCodeMessage(view, end, latin1(text), row))),
  ...[...keyWords, ...pairWords, ...headerWords]
    .flatMap(writingsOf)
    .map((word) => opener('key', word, findKeyed(word))),
  ...shortWords.flatMap((word) =>
    ['"', "'", '%22', '&', '?', '%26', '%3f', '\n', '<', ':'].map((sign) =>
      opener('key', sign + word, findKeyed(word)),
    ),
  ),
  ...escapes.map((text) => opener('key', text, findEscaped)),
  ...['value', 'content'].map((word) =>
    opener('named', word, (view, end, names) =>
      mayBeNamed(view, end, end - word.length) ? findNamed(view, end, word.length, names) : undefined,
    ),
  ),
  ...['identified by ', 'identified+by+', 'identified%20by%20', 'identified by password '].map((text) =>
    opener('quoted', text, findQuoted),
  ),
  ...BLANKS.map((blank) => opener('quoted', 'set password from '.replaceAll(' ', blank), findChanged)),
  ...authorities.map((text) => opener('url', text, findUserinfo)),
  opener('url', 'connect ', (view, end) => (isConnection(view, end) ? findUserinfo(view, end) : undefined)),
  ...['@', '%40', '%2540'].map((text) => opener('connection', text, findConnection)),
  ...credentials.map(({ scheme, text }) =>
    opener('scheme', text, (view, end) => findCredential(view, end, text.length, scheme)),
  ),
  opener('authorization', 'authorization', (view, end) => findAuthorization(view, end, false)),
  opener('challenge', '-authenticate', (view, end) => findAuthorization(view, end, true)),
  opener('protocol', 'sec-websocket-protocol', findProtocol),
  ...[...pathWords.keys()].flatMap((word) =>
    ['/', '2f'].map((slash) => opener('path', slash + word, (view, end) => findInPath(view, end, word))),
  ),
  ...callbackNames.flatMap((row) =>
    ['=', '%3d', '%253d', '\\u003d', '\\x3d'].map((equals) => {
      const text = row.name + equals;
      return opener(`callback ${row.name}`, text, (view, end) => findInQuery(view, end, text.length, row));
    }),
  ),
  ...callbackNames
    .filter(({ inObject }) => inObject !== undefined)
    .flatMap((row) =>
      quotes.map((quote) =>
        opener(`member ${row.name}`, row.name + quote, (view, end) => findInObject(view, end - quote.length, row)),
      ),
    ),
  ...userOptions.flatMap((option) =>
    [' ', '+', '%20', '"', "'", '%22', '%27'].map((before) =>
      opener('user', before + option, (view, end) => findUserOption(view, end, option.length)),
    ),
  ),
  ...switchTexts.map((text) => opener('switch', text, (view, end) => findSwitch(view, end, text.length))),
  ...relayTexts.map((text) => opener('relay', text, findRelayLogin)),
  ...commandTexts.map(([text, places]) =>
    opener('command', text, (view, end) => findOfCommand(view, end, text.length, places)),
  ),
  ...callTexts.map(([text, call]) => opener('call', text, (view, end) => findInCall(view, end, text, call))),
  ...accountTexts.map(([text, line]) =>
    opener('account', text, (view, end) => findInLine(view, end, text, line), line.isExact !== true),
  ),
  ...listTexts.map((text) => opener('accounts', text, findInList)),
  ...['-----BEGIN', '---- BEGIN', '----+BEGIN', '----%20BEGIN'].map((text) =>
    opener('private key', text, findPrivateKey, false),
  ),
  ...numberMembers.flatMap(inQuotes).map((text) => opener('jwk', text, findJwkMember)),
  ...['Private-Lines:', 'Private-Lines%3a'].map((text) => opener('putty', text, findPuttyLines)),
  ...['Private-MAC:', 'Private-MAC%3a', 'Private-Hash:', 'Private-Hash%3a'].map((text) =>
    opener('putty', text, findPuttyMac),
  ),
  ...objectNames.flatMap((name) =>
    quotes.map((quote) =>
      opener(`member ${name}`, name + quote, (view, end) => findSecretObject(view, end - quote.length, name)),
    ),
  ),
  ...besideRows.flatMap((row) =>
    row.names.flatMap((name) =>
      quotes.map((quote) =>
        opener('beside', name + quote, (view, end) => findBeside(view, end - quote.length, name, row)),
      ),
    ),
  ),
  ...heldRows.flatMap((row) =>
    // One letter ends many words.
    (row.name.length > 1 ? quotes.map((quote) => row.name + quote) : inQuotes(row.name)).map((text) => {
      const behind = text.length - text.lastIndexOf(row.name) - row.name.length;
      return opener(`held ${row.name}`, text, (view, end) => findHeld(view, end - behind, row));
    }),
  ),
  ...procedures.flatMap((procedure) =>
    inQuotes(procedure.name).map((text) => {
      const behind = text.length - text.indexOf(procedure.name) - procedure.name.length;
      return opener(`procedure ${procedure.name}`, text, (view, end) => findArgument(view, end - behind, procedure));
    }),
  ),
  ...storedTexts.map((text) => opener('stored', text, findStored)),
  ...columnMembers.flatMap((name) =>
    quotes.map((quote) =>
      opener('result', name + quote, (view, end, names) => findResult(view, end - quote.length, name, names)),
    ),
  ),
  ...rowMembers.flatMap((name) =>
    quotes.map((quote) =>
      opener('table', name + quote, (view, end, names) => findTable(view, end - quote.length, name, names)),
    ),
  ),
  ...tableTexts.map((text) => opener('rows', text, findRows)),
  ...dataLines.map((text) => opener('data', text, (view, end) => findSecretData(view, end, text.length))),
  ...kindLines.map((text) => opener('kind', text, (view, end) => findSecretKind(view, end, text.length))),
  opener('secret message', kubernetesMark, findSecretMessage, false),
  ...encodedTwice.map((text) =>
    opener('base64 twice', text, (view, end, names) => findInTwice(view, end, text.length, names), false),
  ),
  ...encodedWords.map((encoded) =>
    opener('base64', encoded.text, (view, end, names) => findInBase64(view, end, encoded, names), false),
  ),
  ...tokens.flatMap((token) =>
    [...new Set([token.prefix, encodeURIComponent(token.prefix)])].map((prefix) =>
      opener(token.prefix, prefix, (view, end) => findToken(view, end, token, prefix), false),
    ),
  ),
];
const card: Opener = { kind: 'card', text: '', ignoresCase: false, find: findCard };

/** So much of a literal is in the automaton: the rest is compared at a hit, which keeps the table small. */
const LONGEST = 6;

/** What may begin at a hit, if the rest of its literal follows. */
export interface Beginning {
  readonly opener: Opener;
  /** Small letters where case is ignored. */
  readonly rest: Uint8Array;
}

const beginnings = new Map<string, { literal: Literal; found: Beginning[] }>();
for (const opener of [...openers].sort((one, other) => other.text.length - one.text.length)) {
  const { ignoresCase } = opener;
  const text = ignoresCase ? lower(opener.text) : opener.text;
  const first = text.slice(0, LONGEST);
  const key = `${ignoresCase} ${first}`;
  const known = beginnings.get(key) ?? { literal: { text: first, ignoresCase }, found: [] };
  known.found.push({ opener, rest: Buffer.from(text.slice(LONGEST), 'latin1') });
  beginnings.set(key, known);
}

/** Of ASCII letters. */
function lower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

const groups = [...beginnings.values()];
export const automaton = new Automaton(groups.map(({ literal }) => literal));

/** What may begin at a hit, the longest literal first. */
interface Hits {
  readonly all: readonly Beginning[];
  /** Those whose literal goes on with this byte, and those whose literal has ended, by the byte. */
  readonly goingOn: ReadonlyMap<number, readonly Beginning[]>;
  readonly ended: readonly Beginning[];
}

function hitsOf(all: readonly Beginning[]): Hits {
  const goingOn = new Map<number, readonly Beginning[]>();
  for (const { opener, rest } of all) {
    const byte = rest[0] ?? -1;
    for (const written of opener.ignoresCase ? [byte, capitalOf(byte)] : [byte])
      if (written >= 0 && !goingOn.has(written))
        goingOn.set(
          written,
          all.filter((one) => mayGoOn(one, written)),
        );
  }
  return { all, goingOn, ended: all.filter(({ rest }) => rest.length === 0) };
}

function mayGoOn({ opener, rest }: Beginning, byte: number): boolean {
  const wanted = rest[0];
  return wanted === undefined || wanted === byte || (opener.ignoresCase && capitalOf(wanted) === byte);
}

const capitalOf = (byte: number): number => (byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte);

/** By state - automaton.firstHit. */
const hitsAt: readonly Hits[] = automaton.hits.map((found) =>
  hitsOf(
    found
      .flatMap((index) => groups[index]?.found ?? [{ opener: card, rest: new Uint8Array(0) }])
      .sort((one, other) => other.opener.text.length - one.opener.text.length),
  ),
);

/** What may begin where the automaton is in this state and this byte follows; undefined: no byte is there. */
export function beginningsAt(state: number, next: number | undefined): readonly Beginning[] {
  const hits = hitsAt[state - automaton.firstHit];
  if (hits === undefined) return [];
  return next === undefined ? hits.all : (hits.goingOn.get(next) ?? hits.ended);
}
