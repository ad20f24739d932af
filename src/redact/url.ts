// SPDX-License-Identifier: Apache-2.0

import { AMPERSAND, AT, byteSet, COLON, HASH, LF, OPEN_BRACKET, SLASH } from './bytes.ts';
import { work } from './credit.ts';
import { type Found, ruleName, type Syntax } from './plan.ts';
import { isUserinfoPlaceholder } from './tables/references.ts';
import { textOf, type Unit, unitAt, unitBefore, type View } from './units.ts';

/** What may be an authority is looked at so far. */
const MAX_LOOK = 4_096;
// A name alone, such as git@, is shown; one that is longer may be a token.
const LONGEST_NAME = 15;
/** A shorter one that chance has made: letters of both cases with digits amid them. */
const JUMBLE = /^(?=.{10})(?=.*[a-z])(?=.*[A-Z])[A-Za-z\d]*[A-Za-z]\d+[A-Za-z]+\d*[A-Za-z\d]*$/;
const isDigit = byteSet({ ranges: '0-9' });
/** What ends a text that a URL stands in, and with it its password. */
const endsText = byteSet({ ranges: '\0- ', bytes: '"<>`' });
/** What ends an authority; a password that should have escaped it goes on. */
const endsAuthority = byteSet({ bytes: "/?#\\'" });
/** Behind a port, in a list of hosts or of parameters. */
const endsPort = byteSet({ bytes: ';,' });
// A port that a program or a shell has a name for.
const startsName = byteSet({ bytes: '${' });
/** Of databases and brokers: their paths and parameters hardly have an at sign, so that one there ends a password that should have escaped its signs. */
const DATABASE =
  /(?:^|[^a-z])(?:postgres(?:ql)?|cockroachdb|mysqlx?|mariadb|mongodb|rediss?|valkeys?|amqps?|clickhouse|mssql|sqlserver|oracle|couchbases?|neo4js?|bolt|nats|mqtts?|cassandra|ldaps?|snowflake|redshift|trino|presto)(?:\+[a-z\d]+)*:\/\/$/i;
const LONGEST_SCHEME = 32;
/** Behind a host: a parameter, another URL, or what a URL is followed by in a list. */
const endsDatabase = byteSet({ bytes: '&=,;()' });
const isHost = byteSet({ ranges: 'a-zA-Z0-9', bytes: '[' });
const syntax: Syntax = {
  name: 'authority',
  ends: byteSet({ ranges: '\0- ', bytes: '@/?#\\"\'<>`\x7f' }),
  isCertain: true,
};

/** What is known of a password: that it begins, is a port so far, is certainly one, or that there is none. */
type Password = 'none' | 'empty' | 'digits' | 'certain' | 'impossible';

/** Credentials of a URL whose authority begins at the index (RFC 3986, 3.2.1): `user:password@host`. */
export function findUserinfo(view: View, start: number): Found {
  let password: Password = 'none';
  let lastAt = -1;
  let hadPassword = false;
  let isOver = false;
  // A host may stand before it, and an at sign still follow it.
  let isBehindHost = false;
  let at = start;
  const limit = start + MAX_LOOK;
  // What is escaped once more than the URL is of the password.
  const depth = depthOf(unitBefore(view, start));
  while (at < limit && !isOver) {
    const unit = unitAt(view, at);
    if (unit === undefined) {
      if (!view.isEnded) return { heldFrom: start };
      break;
    }
    const { code } = unit;
    if (isBehindHost && isEndBehindHost(view, at, code)) isOver = true;
    else if (endsText[code] === 1 && depthOf(unit) <= depth) isOver = true;
    else if (code === AMPERSAND && unit.style !== 'raw') isOver = password !== 'certain';
    else if (code === AT) {
      const next = isBehindHost ? unitAt(view, at + unit.length) : unit;
      if (next === undefined && !view.isEnded) return { heldFrom: start };
      if (!isBehindHost || isHost[next?.code ?? 0] === 1) lastAt = at;
      hadPassword ||= password === 'certain';
      password = 'impossible';
    } else if (endsAuthority[code] === 1 && (!hadPassword || depthOf(unit) <= depth)) {
      // A number sign behind what looks like a host, or no port, may be of the password: another at sign tells.
      if (code === HASH && lastAt > start) password = 'certain';
      isOver = password !== 'certain' && !(code === HASH && password === 'digits');
      isBehindHost ||= isOver && hadPassword && isDatabase(view, start);
      isOver &&= !isBehindHost;
    } else if (code === COLON) password = password === 'none' ? 'empty' : password;
    else if (code === OPEN_BRACKET && at === start) password = 'impossible';
    else if (password === 'empty' || password === 'digits') {
      if (password === 'digits' && endsPort[code] === 1) isOver = true;
      if (password === 'empty' && startsName[code] === 1) password = 'impossible';
      else password = isDigit[code] === 1 ? 'digits' : 'certain';
    }
    if (!isOver) at += unit.length;
  }
  const hasColon = lastAt > start && hasPassword(view, start, lastAt);
  if (lastAt > start && (hasColon || lastAt - start > LONGEST_NAME || JUMBLE.test(textOf(view, start, lastAt))))
    return isUserinfoPlaceholder(textOf(view, start, lastAt))
      ? undefined
      : { from: start, to: lastAt, rule: 'url_credentials' };
  if (view.isEnded && at >= view.end && password === 'certain') return { from: start, to: at, rule: 'url_credentials' };
  if (at >= limit) return { at: start, key: ruleName('url_credentials'), syntax, doubt: 'none' };
  return undefined;
}

/** How often it is percent-encoded. */
const depthOf = (unit: Unit | undefined): number =>
  unit?.style === 'percent2' ? 2 : unit?.style === 'percent' ? 1 : 0;

const isDatabase = (view: View, start: number): boolean =>
  DATABASE.test(textOf(view, Math.max(0, start - LONGEST_SCHEME), start));

/** The second slash of another URL, or a sign. */
function isEndBehindHost(view: View, at: number, code: number): boolean {
  if (endsDatabase[code] === 1) return true;
  if (code !== SLASH) return false;
  const slash = unitBefore(view, at);
  return slash?.code === SLASH && unitBefore(view, at - slash.length)?.code === COLON;
}

function hasPassword(view: View, start: number, end: number): boolean {
  for (let at = start; at < end; ) {
    const unit = unitAt(view, at);
    if (unit === undefined || unit.code === COLON) return unit !== undefined;
    at += unit.length;
  }
  return false;
}

const METHOD = Buffer.from('CONNECT ');

/** Whether the method of a request's first line ends here. */
export function isConnection({ bytes }: View, end: number): boolean {
  const start = end - METHOD.length;
  work.done += METHOD.length;
  if (start > 0 && bytes[start - 1] !== LF) return false;
  for (let at = 0; at < METHOD.length; at += 1) if (bytes[start + at] !== METHOD[at]) return false;
  return true;
}
