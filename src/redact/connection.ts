// SPDX-License-Identifier: Apache-2.0

import { AT, byteSet, PERCENT } from './bytes.ts';
import { work } from './credit.ts';
import type { Found } from './plan.ts';
import { unitAt, unitBefore, type View } from './units.ts';

/** A longer run of bytes without a blank or a quote has no password. */
const MAX_RUN = 512;
const MAX_AHEAD = 96;
/** What a pattern takes besides its characters. */
const LOGIN_COST = 90;
/** What ends a run, escaped or not. */
const endsRun = byteSet({ ranges: '\0- ', bytes: '"\'`<>\x7f' });
const isSign = byteSet({ bytes: ':/' });
const endsRaw = byteSet({ ranges: '\0- ', bytes: '"\'`<>&\x7f' });
/** Beside those of `endsRun`, in percent-encoded text. */
const endsEncoded = byteSet({ bytes: '+&=' });
/** `user:password` and `user/password`, with what may stand before: a variable, a driver. */
const LOGIN =
  /^(?:[\w.-]*[=(,;|]|(?:\w+:){2,3}(?=\w+\/))?(?<user>[A-Za-z_][\w.$-]{0,31})(?<sign>[:/])(?<password>[^\s/:@][^\s/:]*)$/;
/** What a program puts in for a password. */
const VARIABLE = /^\$\{\w+\}$/;
/** Words before a colon that name no user. */
const NO_USER =
  /^(?:mailto|npm|file|link|patch|workspace|https?|sips?|xmpp|acct|urn|data|javascript|pkg|docker|image|sha\d+|at|by|to|from|cc)$/i;
const HOST = '(?:[A-Za-z\\d][\\w.-]*|\\[[\\da-fA-F:]+\\])';
/** What only a server's address has, by the sign between user and password. */
const behindColon = new RegExp(
  `^(?:(?:tcp[46]?|udp|unix|socket|cloudsql)\\(|//?[A-Za-z]|${HOST}:\\d{2,5}(?![\\w.])|${HOST}::[A-Za-z])`,
  'i',
);
const behindSlash = new RegExp(`^(?://[A-Za-z\\d\\[]|${HOST}:\\d{4,5}(?![\\w.])|\\(DESCRIPTION)`, 'i');
/** What may become one of these with more bytes. */
const mayBecome = new RegExp(
  `^(?:[a-z\\d]{0,8}|/{0,2}|${HOST}:{0,2}|${HOST}:\\d{1,5}|\\(\\w{0,11}|\\[[\\da-f:]*\\]?)$`,
  'i',
);

/** An escape whose end is not there yet. */
const CUT_ESCAPE = /(?:%[\da-f]{0,3}|\\+(?:u[\da-f]{0,3})?)$/i;

const hostBehind = (sign: string): RegExp => (sign === ':' ? behindColon : behindSlash);

interface Run {
  readonly text: string;
  /** Where each character begins. */
  readonly places: readonly number[];
}

/** The run of characters that ends at the index, without escapes. undefined: it is too long, or has no sign that a password stands behind. */
function runBefore(view: View, end: number): Run | undefined {
  let from = end;
  let isEncoded = false;
  let hasSign = false;
  while (from > 0 && endsRaw[view.bytes[from - 1] ?? 0] === 0) {
    from -= 1;
    const byte = view.bytes[from] ?? 0;
    if (byte === PERCENT) isEncoded = true;
    if (isSign[byte] === 1) hasSign = true;
    if (end - from > MAX_RUN) break;
  }
  work.done += (end - from) >> 3;
  if (end - from > MAX_RUN) return undefined;
  if (!hasSign && !isEncoded) return undefined;
  const whole = { ...view, end, isEnded: true, isEncoded };
  let text = '';
  let places: number[] = [];
  for (let at = from; at < end; ) {
    const unit = unitAt(whole, at);
    if (unit === undefined) break;
    const isEnd =
      endsRun[unit.code] === 1 || (isEncoded && unit.style === 'raw' && endsEncoded[view.bytes[at] ?? 0] === 1);
    if (isEnd) {
      text = '';
      places = [];
    } else {
      text += String.fromCharCode(unit.code);
      places.push(at);
    }
    at += unit.length;
  }
  return { text, places };
}

/** Where the password of a run begins, and the sign before it. */
function loginOf({ text, places }: Run): { from: number; sign: string } | undefined {
  work.done += LOGIN_COST + text.length;
  const { user = '', sign = '', password = '' } = LOGIN.exec(text)?.groups ?? {};
  const from = places[text.length - password.length];
  return password === '' || from === undefined || NO_USER.test(user) || VARIABLE.test(password)
    ? undefined
    : { from, sign };
}

/** The password of a connection string without a scheme, `app:S@tcp(db:3306)/x` or `scott/S@//db`, whose at sign ends at the index. */
export function findConnection(view: View, atEnd: number): Found {
  const sign = unitBefore(view, atEnd);
  if (sign?.code !== AT) return undefined;
  const at = atEnd - sign.length;
  const run = runBefore(view, at);
  const login = run === undefined ? undefined : loginOf(run);
  if (login === undefined) return undefined;
  view.isEncoded = sign.style !== 'raw';
  let ahead = '';
  let isCut = false;
  for (let next = atEnd; ahead.length < MAX_AHEAD; ) {
    const unit = unitAt(view, next);
    isCut = unit === undefined && !view.isEnded;
    if (unit === undefined || endsRun[unit.code] === 1) break;
    ahead += String.fromCharCode(unit.code);
    next += unit.length;
  }
  if (isCut && mayBecome.test(ahead)) return { heldFrom: login.from };
  return hostBehind(login.sign).test(ahead) ? { from: login.from, to: at, rule: 'url_credentials' } : undefined;
}

/** Bytes at the end of what is there that may be a connection string's password are held from here. */
export function mayBePassword(view: View): number {
  const run = runBefore(view, view.end);
  if (run === undefined) return view.end;
  const at = run.text.lastIndexOf('@');
  const login = loginOf(at < 0 ? run : { text: run.text.slice(0, at), places: run.places });
  if (login === undefined) return view.end;
  const ahead = at < 0 ? '' : run.text.slice(at + 1).replace(CUT_ESCAPE, '');
  return mayBecome.test(ahead) || hostBehind(login.sign).test(ahead) ? login.from : view.end;
}
