// SPDX-License-Identifier: Apache-2.0
import { byteSet } from '../bytes.ts';
import { tokenRows } from './token-rows.ts';

/** A kind of token that shows by its prefix what it is. */
export interface Token {
  prefix: string;
  rule: string;
  /** A table of 256: 1 for the bytes that the token consists of behind its prefix. */
  body: Uint8Array;
  /** So many of them make it a token. */
  least: number;
  /** A token has exactly `least` of them. */
  isExact?: true;
  /** Only what has a digit behind the prefix: the prefix is the beginning of common words too. */
  needsDigit?: true;
  /** `least` counts what follows the first dot behind the prefix. */
  needsDot?: true;
  /** So many bytes of the body before the prefix are the token's. */
  before?: number;
  /** The prefix may stand within a word. */
  isWithin?: true;
  /** A made-up one. */
  example: string;
}

const alphanumeric = 'a-zA-Z0-9';
const bodies: ReadonlyMap<string, Uint8Array> = new Map(
  Object.entries({
    alnum: { ranges: alphanumeric },
    alnumdot: { ranges: alphanumeric, bytes: '.' },
    anybase64: { ranges: alphanumeric, bytes: '+/=-_' },
    bang: { ranges: alphanumeric, bytes: '!._' },
    base64: { ranges: alphanumeric, bytes: '+/=' },
    colons: { ranges: alphanumeric, bytes: ':' },
    crypt: { ranges: alphanumeric, bytes: './$=' },
    dashbase64: { ranges: alphanumeric, bytes: '+/=-' },
    dollar: { ranges: alphanumeric, bytes: '$' },
    dotequal: { ranges: alphanumeric, bytes: '_-.=' },
    dotted: { ranges: alphanumeric, bytes: '_-.' },
    hex: { ranges: '0-9a-f' },
    hexdash: { ranges: '0-9a-f', bytes: '-' },
    hexdot: { ranges: '0-9a-f', bytes: '.' },
    jwt: { ranges: alphanumeric, bytes: '_-.=' },
    lower: { ranges: 'a-z0-9' },
    phc: { ranges: alphanumeric, bytes: '+/=$,-.:_' },
    percent: { ranges: alphanumeric, bytes: '_-.%+/=' },
    protocol: { ranges: alphanumeric, bytes: '_-.=~' },
    slashed: { ranges: alphanumeric, bytes: '-_/' },
    tilde: { ranges: alphanumeric, bytes: '_-.~' },
    updash: { ranges: 'A-Z0-9', bytes: '-' },
    underline: { ranges: 'A-Z0-9', bytes: '_' },
    unpadded: { ranges: alphanumeric, bytes: '+/' },
    upper: { ranges: 'A-Z0-9' },
    word: { ranges: alphanumeric, bytes: '_-' },
    wordequal: { ranges: alphanumeric, bytes: '_-=' },
  }).map(([name, set]) => [name, byteSet(set)]),
);
const HEADING = /^# (\w+): /;
const ROW =
  /^(?<prefix>\S+) +(?<body>\w+) +(?<exact>=?)(?<least>\d+)(?<digit> digit)?(?<dot> dot)?(?: (?<before>\d+|\*)<)? +(?<example>\S+)$/;

function parse(text: string): Token[] {
  let rule = '';
  return text
    .trim()
    .split('\n')
    .flatMap((line) => {
      const heading = HEADING.exec(line);
      rule = heading?.[1] ?? rule;
      return heading ? [] : [tokenOf(line, rule)];
    });
}

function tokenOf(line: string, rule: string): Token {
  const { prefix, body, exact, least, digit, dot, before, example } = ROW.exec(line)?.groups ?? {};
  const set = bodies.get(body ?? '');
  if (prefix === undefined || set === undefined || example === undefined) throw new Error(`No row of a token: ${line}`);
  return {
    prefix,
    rule,
    body: set,
    least: Number(least),
    ...(exact === '=' && { isExact: true }),
    ...(digit !== undefined && { needsDigit: true }),
    ...(dot !== undefined && { needsDot: true }),
    ...(before === '*' ? { isWithin: true } : before !== undefined && { before: Number(before) }),
    example,
  };
}

/** The same token in a form or query, where the prefix has a sign that is escaped there. */
function escaped(token: Token): Token[] {
  const { prefix, before = 0, example } = token;
  const written = encodeURIComponent(prefix);
  if (written === prefix) return [];
  const rest = example.slice(before + prefix.length);
  return [{ ...token, prefix: written, example: example.slice(0, before) + written + rest }];
}

/** First lines of files with a private key. */
const firstLines = [
  ...['', 'RSA ', 'EC ', 'DSA ', 'OPENSSH ', 'ENCRYPTED ', 'PGP '].map((sort) => `-----BEGIN ${sort}PRIVATE KEY`),
  '-----BEGIN OpenVPN Static key',
  '---- BEGIN SSH2 ENCRYPTED PRIVATE KEY',
  'PuTTY-User-Key-File-',
  'AGE-SECRET-KEY-1',
];

/** The same line in Base64, as far as whole groups of 3 bytes go. */
function encoded(line: string): Token {
  const bytes = Buffer.from(line);
  const prefix = bytes.subarray(0, bytes.length - (bytes.length % 3)).toString('base64');
  const body = byteSet({ ranges: alphanumeric, bytes: '+/=' });
  return { prefix, rule: 'private_key', body, least: 1, example: Buffer.from(`${line}made up`).toString('base64') };
}

const published = parse(tokenRows);

export const tokens: readonly Token[] = [...published, ...published.flatMap(escaped), ...firstLines.map(encoded)];
