// SPDX-License-Identifier: Apache-2.0
// cspell:ignore undernet
import { BACKSLASH, byteSet, CR, DIGIT_0, DIGIT_9, LF, OPEN_BRACE, QUOTE, SPACE } from '../bytes.ts';
import { type Line, type LoginText, MAX_SECRET, MAX_WORD, type Reader, type Steps } from './login-text.ts';
import { secretsOfWords } from './redis.ts';

/**
 * Commands that come before a login or between its steps, and carry no secret: of SMTP (RFC 5321), FTP (RFC 959, 4217),
 * POP3 (RFC 1939), IRC (RFC 2812) and Redis. Any other command ends the login.
 */
const GREETINGS = new Set(
  (
    'EHLO HELO LHLO NOOP RSET STARTTLS XCLIENT FEAT PBSZ PROT OPTS HOST SYST CLNT USER CAPA STLS UTF8 LANG ' +
    'CAP NICK PING PONG MODE NOTICE CLIENT CAPABILITY'
  ).split(' '),
);
/** Commands of one word that may follow the steps of a SASL exchange, whose lines are Base64 and have no space. */
const BARE_COMMANDS = new Set('QUIT RSET NOOP CAPA STAT LIST UIDL STLS DATA STARTTLS'.split(' '));
const MECHANISMS =
  /^"?(?:PLAIN|LOGIN|ANONYMOUS|EXTERNAL|(?:CRAM|DIGEST)-MD5|SCRAM-[A-Z0-9-]+|XOAUTH2?|OAUTHBEARER|NTLM|GSSAPI|GSS-SPNEGO|KERBEROS_V4)"?$/i;
/** AUTH of FTP asks for TLS. */
const SECURITY = /^(?:TLS(?:-[CP])?|SSL)$/i;
/** Lines that a client answers with at most, the initial response among them; an error of XOAUTH2 is answered too. */
const responses = new Map([
  ['PLAIN', 1],
  ['EXTERNAL', 1],
  ['ANONYMOUS', 1],
  ['CRAM-MD5', 1],
  ['LOGIN', 2],
  ['XOAUTH2', 2],
  ['OAUTHBEARER', 2],
]);
const MAX_STEPS = 4;
/** What a report of tests names, and no password: `PASS src/a.test.js`. */
const FILE = /[/\\][^/\\]*\.[a-z]{1,5}$|\.(?:test|spec)\.\w+$/i;
const TAG = /^[\w.$%-]{1,2}$|^(?=.*\d)[\w.$%-]{1,16}$/;
const IMAP_GREETINGS = new Set('CAPABILITY ID NOOP STARTTLS ENABLE COMPRESS LOGOUT'.split(' '));
const isTagByte = byteSet({ ranges: 'a-zA-Z0-9', bytes: '_.$%-' });

interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** What a line tells: where its secrets are and whether steps of SASL follow; undefined: it is no login. */
interface Found {
  readonly secrets: readonly (readonly [start: number, end: number])[];
  readonly steps?: number;
  /** The first step is the user's name. */
  readonly namesUser?: boolean;
}

/** Reads what stands behind a command. `isFirst`: nothing before it shows what the text is. */
type Command = (words: readonly Word[], line: Line, isFirst: boolean) => Found | undefined;

const wordsOf = ({ text }: Line): Word[] =>
  Array.from(text.matchAll(/"(?:\\.|[^"\\])*"|'[^']*'|[^ ]+/g), ({ 0: word, index }) => {
    return { text: word, start: index, end: index + word.length };
  });

const rangeOf = (word: Word | undefined): [number, number][] => (word === undefined ? [] : [[word.start, word.end]]);

const restOfLine: Command = (words, { text }) => ({ secrets: [[words[0]?.start ?? 0, text.length]] });
const lastWord: Command = (words) => ({ secrets: rangeOf(words.at(-1)) });
const redis =
  (command: string): Command =>
  (words) => ({ secrets: secretsOfWords([{ text: command, start: 0, end: 0 }, ...words]) });

/** Commands of a line that carry a secret. */
const commands = new Map<string, Command>([
  [
    'PASS',
    (words, line, isFirst) => {
      if (isFirst && ((words.length !== 1 && !line.hasCrLf) || FILE.test(line.text))) return undefined;
      return restOfLine(words, line, isFirst);
    },
  ],
  // FTP's account, of which only the first letters are public.
  [
    'ACCT',
    (words, line, isFirst) =>
      isFirst && (words.length !== 1 || !line.hasCrLf) ? undefined : restOfLine(words, line, isFirst),
  ],
  // POP3: APOP name digest
  ['APOP', (words) => (words.length === 2 ? { secrets: rangeOf(words[1]) } : undefined)],
  // IRC: OPER name password; WEBIRC password gateway host address
  [
    'OPER',
    (words, line, isFirst) =>
      isFirst && (words.length !== 2 || !line.hasCrLf) ? undefined : lastWord(words, line, isFirst),
  ],
  // JOIN channels keys
  ['JOIN', ([channels, keys]) => ({ secrets: /^[#&+!]/.test(channels?.text ?? '') ? rangeOf(keys) : [] })],
  ['WEBIRC', (words) => (words.length >= 4 ? { secrets: rangeOf(words[0]) } : undefined)],
  // IRC's service of names: `PRIVMSG NickServ :IDENTIFY password`, or with the account before it
  ['PRIVMSG', ([target, ...words]) => ({ secrets: SERVICE.test(target?.text ?? '') ? secretsOfService(words) : [] })],
  ['NICKSERV', (words) => ({ secrets: secretsOfService(words) })],
  ['NS', (words) => ({ secrets: secretsOfService(words) })],
  // NNTP: AUTHINFO USER name, AUTHINFO PASS password, AUTHINFO SASL PLAIN response (RFC 4643)
  [
    'AUTHINFO',
    (words) => {
      const kind = words[0]?.text.toUpperCase();
      if (kind === 'PASS') return { secrets: rangeOf(words[1]) };
      return kind === 'SASL' ? sasl(words.slice(1)) : { secrets: [] };
    },
  ],
  ['AUTH', auth],
  // IRC tells mechanism and responses with the same command; ManageSieve both at once.
  ['AUTHENTICATE', (words) => (isMechanism(words[0]) ? sasl(words) : { secrets: rangeOf(words[0]) })],
  ['HELLO', redis('HELLO')],
  ['CONFIG', redis('CONFIG')],
  ['ACL', redis('ACL')],
  ['MIGRATE', redis('MIGRATE')],
  ['SENTINEL', redis('SENTINEL')],
]);

/** Q and X are those of QuakeNet and Undernet. */
const SERVICE = /^(?:(?:NickServ|AuthServ)(?:@|$)|[QX]@)/i;
const SERVICE_COMMAND = /^:?(?:IDENTIFY|AUTH|LOGIN|REGISTER|RECOVER|GHOST|REGAIN|RELEASE|SET|GROUP)$/i;

function secretsOfService([command, ...rest]: readonly Word[]): [number, number][] {
  if (!SERVICE_COMMAND.test(command?.text ?? '')) return [];
  const [first, second, ...more] = rest;
  // REGISTER password address; SET PASSWORD password; the others' password is last.
  if (/REGISTER/i.test(command?.text ?? '')) return rangeOf(first);
  if (/SET/i.test(command?.text ?? '')) return /^PASS/i.test(first?.text ?? '') ? rangeOf(second) : [];
  return rangeOf(more.at(-1) ?? second ?? first);
}

/** Of SMTP and POP3 with a mechanism, of FTP for TLS, of Redis with a password behind a name or alone. */
function auth(words: readonly Word[]): Found | undefined {
  const [first] = words;
  if (isMechanism(first)) return sasl(words);
  if (first === undefined || (words.length === 1 && SECURITY.test(first.text))) return { secrets: [] };
  return words.length <= 2 ? { secrets: rangeOf(words.at(-1)) } : undefined;
}

/** How long the text is that begins with the next line. */
const LITERAL = /^\{(\d{1,5})\+?\}$/;

const isMechanism = (word: Word | undefined): boolean => word !== undefined && MECHANISMS.test(word.text);

/** A mechanism with its initial response, or with the responses on lines of their own. LOGIN's first is the name. */
function sasl([mechanism, first]: readonly Word[]): Found {
  // ManageSieve: the response stands on the next line.
  const initial = LITERAL.test(first?.text ?? '') ? undefined : first;
  const name = mechanism?.text.toUpperCase().replaceAll('"', '') ?? '';
  const isLogin = name === 'LOGIN';
  const steps = (responses.get(name) ?? MAX_STEPS) - (initial === undefined ? 0 : 1);
  return { secrets: isLogin ? [] : rangeOf(initial), steps, namesUser: isLogin && initial === undefined };
}

/** Four bytes as a number, letters in either case alike. */
const folded = (bytes: ArrayLike<number>, from: number): number =>
  [0, 1, 2, 3].reduce((value, index) => 256 * value + ((bytes[from + index] ?? 0) & 0xdf), 0);

const wordStarts = new Set([...commands.keys(), ...GREETINGS].map((word) => folded(Buffer.from(`${word} `), 0)));

/** Whether a text may begin with such a line: by its first word, as far as it is there. */
export function mayBeLine(bytes: Uint8Array, from: number, to: number): boolean {
  let hasDigit = false;
  let at = from;
  for (; at < to && at - from <= MAX_WORD && bytes[at] !== SPACE; at += 1) {
    const byte = bytes[at] ?? 0;
    if (isTagByte[byte] === 0) return byte === CR || byte === LF ? isWordStart(bytes, from) : false;
    hasDigit ||= byte >= DIGIT_0 && byte <= DIGIT_9;
  }
  return at === to || hasDigit || at - from <= 2 || isWordStart(bytes, from);
}

const isWordStart = (bytes: Uint8Array, from: number): boolean => wordStarts.has(folded(bytes, from));

/** A line of which nothing before shows what the text is. */
export const firstLine: Reader = function* (text) {
  // As soon as mayBeLine() would tell.
  const word = yield* text.word(isTagByte);
  return word === undefined ? undefined : yield* command(text, word, 'unknown');
};

/**
 * A line whose beginning may be missing, and which is masked for that. If it is whole, it tells what the next lines are: a
 * name that a password follows, a mechanism of SASL, a literal.
 */
export const brokenLine: Reader = function* (text) {
  const start = text.offset;
  const word = yield* text.word();
  const next = word === undefined ? undefined : yield* command(text, word, 'doubtful');
  if (next !== undefined) return next;
  if (text.offset === start || !text.isBehindLine) yield* text.skipLine();
  return firstLine;
};

/** A line after one that is certainly of such a protocol. */
const laterLine: Reader = function* (text) {
  const word = yield* text.word();
  return word === undefined ? undefined : yield* command(text, word, 'certain');
};

/** A line after greetings in small letters, which may be prose as well. */
const doubtfulLine: Reader = function* (text) {
  const word = yield* text.word();
  return word === undefined ? undefined : yield* command(text, word, 'doubtful');
};

type Certainty = 'unknown' | 'doubtful' | 'certain';

function* command(text: LoginText, word: string, before: Certainty): Steps<Reader | undefined> {
  const name = word.toUpperCase();
  const isUpper = name === word;
  if (!isUpper && word.toLowerCase() !== word && before !== 'certain') return yield* tagged(text, word);
  const isCertain = isUpper || before === 'certain';
  const next = isCertain ? laterLine : doubtfulLine;
  const read = commands.get(name);
  if (read === undefined) {
    if (!GREETINGS.has(name)) return yield* tagged(text, word);
    yield* text.skipLine();
    return next;
  }
  const line = yield* text.line();
  if (line === undefined) return next;
  if (!isCertain && !line.hasCrLf) return undefined;
  const found = read(wordsOf(line), line, before === 'unknown');
  if (found === undefined) return undefined;
  maskAll(text, line, found);
  return steps(found.steps ?? 0, found.namesUser === true);
}

function maskAll(text: LoginText, { start }: Line, { secrets }: Found): void {
  for (const [from, to] of secrets) text.maskRange(start + from, start + to);
}

/** The lines of a SASL exchange: each is masked that is no command. */
function steps(left: number, namesUser: boolean): Reader {
  if (left === 0) return laterLine;
  return function* (text) {
    const start = text.offset;
    text.spans.hold(start);
    const word = yield* text.word();
    text.spans.release();
    const isCommand = (yield* text.peek()) === SPACE || BARE_COMMANDS.has(word?.toUpperCase() ?? '');
    if (word !== undefined && isCommand) return yield* command(text, word, 'certain');
    // The name may be what is missing.
    if (namesUser && !text.isBroken) yield* text.skipLine();
    else yield* text.maskLine(start);
    return steps(left - 1, false);
  };
}

/** IMAP's commands (RFC 9051): a tag, the command, its arguments. */
function* tagged(text: LoginText, tag: string): Steps<Reader | undefined> {
  if (!TAG.test(tag) || (yield* text.peek()) !== SPACE) return undefined;
  yield* text.skip(1);
  const word = yield* text.word();
  const name = word?.toUpperCase() ?? '';
  if (IMAP_GREETINGS.has(name)) {
    yield* text.skipLine();
    return laterLine;
  }
  if ((yield* text.peek()) !== SPACE) return undefined;
  yield* text.skip(1);
  if (name === 'LOGIN') return yield* login(text, name === word);
  if (name !== 'AUTHENTICATE') return undefined;
  const line = yield* text.line();
  if (line === undefined) return laterLine;
  const words = wordsOf(line);
  if (!isMechanism(words[0])) return undefined;
  const found = sasl(words);
  maskAll(text, line, found);
  return steps(found.steps ?? 0, found.namesUser === true);
}

/** `LOGIN name password`: each an atom, a text in quotes, or a literal: {6}, a line end and so many bytes. */
function* login(text: LoginText, isUpper: boolean): Steps<Reader | undefined> {
  const opening = yield* text.peek();
  if (opening === QUOTE) yield* quoted(text, false);
  else if (opening === OPEN_BRACE) {
    const length = yield* literal(text);
    if (length === undefined) return undefined;
    yield* text.skip(length);
  } else while (!(yield* isAtomOver(text))) yield* text.skip(1);
  if ((yield* text.peek()) !== SPACE) return undefined;
  yield* text.skip(1);
  switch (yield* text.peek()) {
    case QUOTE:
      yield* quoted(text, true);
      break;
    case OPEN_BRACE: {
      const length = yield* literal(text);
      if (length === undefined) return undefined;
      yield* text.mask(length);
      break;
    }
    default: {
      const line = yield* text.line();
      if (line === undefined) return laterLine;
      const words = wordsOf(line);
      if (words.length !== 1 || !(isUpper || line.hasCrLf)) return undefined;
      maskAll(text, line, { secrets: rangeOf(words[0]) });
      return laterLine;
    }
  }
  yield* text.skipLine();
  return laterLine;
}

function* isAtomOver(text: LoginText): Steps<boolean> {
  const next = yield* text.peek();
  return next < 0 || next === SPACE || next === CR || next === LF;
}

/** With its quotes; it ends with its line at the latest. */
function* quoted(text: LoginText, isSecret: boolean): Steps<void> {
  yield* text.skip(1);
  const start = text.offset;
  if (isSecret) text.spans.open(start, 'login');
  for (;;) {
    const next = yield* text.peek();
    if (next < 0 || next === QUOTE || next === CR || next === LF) break;
    yield* text.skip(1);
    if (next === BACKSLASH && (yield* text.peek()) >= SPACE) yield* text.skip(1);
  }
  if (isSecret) text.spans.close(text.offset);
  if ((yield* text.peek()) === QUOTE) yield* text.skip(1);
}

/** The length of a literal, which begins with the next line; {6+} is not waited for (RFC 7888). */
function* literal(text: LoginText): Steps<number | undefined> {
  const word = (yield* text.word()) ?? '';
  const digits = LITERAL.exec(word)?.[1];
  if (digits === undefined || Number(digits) > MAX_SECRET) return undefined;
  yield* text.skipLine();
  return Number(digits);
}
