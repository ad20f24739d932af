// SPDX-License-Identifier: Apache-2.0

import { byteSet, EQUALS, LF, latin1Of } from './bytes.ts';
import { mayBeCode } from './code-message.ts';
import { mayBePassword } from './connection.ts';
import { Credit, MASK_COST, OF_A_BYTE, OF_A_CALL, work } from './credit.ts';
import { judgeValue } from './judge.ts';
import { findNext } from './keys/lists.ts';
import { Logins, mayBeLogin } from './logins.ts';
import { automaton, beginningsAt } from './openers.ts';
import { Overlay } from './overlay.ts';
import { beginOf, type Found, type Plan, type Span, type Syntax, type Undecided } from './plan.ts';
import { MAX_HELD, type Scanner, type ScannerAtRest, type Verdict } from './scanner.ts';
import { SYNTAXES } from './syntaxes.ts';
import { Names } from './tables/names.ts';
import { mayBeMarked } from './token.ts';
import type { View } from './units.ts';
import type { UserRule } from './user/pattern.ts';
import { UserPatterns } from './user/user-patterns.ts';
import { Value } from './value.ts';

/** How far a rule may look back: more than the longest key, with what stands before it. */
const LOOKBACK = 160;

/** Kinds whose secret may begin well behind the literal. */
const reachesFar = new Set(['key', 'named', 'beside', 'private key', 'card', 'authorization', 'challenge', 'protocol']);
/** Those whose secret stands before the hit. */
const reachesBack = new Set(['connection', 'code']);
/** Those whose secret goes on behind its line. */
const hasLines = new Set(['private key']);
/** Values with signs that a word ends at: they go on behind one that they begin within. */
const goesOnBehindWord = new Set<Syntax>([SYNTAXES.argument, SYNTAXES.pairs, SYNTAXES.variable]);
/** What each hit takes, and what it takes besides when its surroundings are looked at. */
const HIT_COST = 4;
const LOOK_COST = 1;
/** What is held is looked at again when that part of it is new, unless it is less than so many bytes. */
const WAIT_PART = 16;
const LEAST_WAIT = 64;
const isFormKeyByte = byteSet({ ranges: 'a-zA-Z0-9', bytes: '_.%[]$+()&;-' });

/** While the credit is low so much is read at once: hits that are not looked at are not searched for. */
const PIECE = 1_024;

/** Where new bytes are put behind those that are kept; grown as a call asks for it. */
let scratch = Buffer.allocUnsafe(65_536);
const NOTHING = Buffer.alloc(0);

/** A literal that the automaton found: the index behind it, and the state that says which. */
interface Hit {
  at: number;
  readonly state: number;
}

const UNDECIDED = 'undecided';
const NO_HITS: readonly Hit[] = [];

/** A value that further ones may follow of the same key, and its end. */
interface List {
  readonly plan: Plan;
  at: number;
}

/**
 * A secret whose length was told: a text may look so by chance, so that another secret that begins within it goes on behind
 * it.
 */
interface Told {
  from: number;
  to: number;
  readonly rule: string;
}

/** What all texts are looked at with. */
interface Rules {
  readonly names: Names;
  readonly patterns: UserPatterns | undefined;
}

const NO_LISTS: readonly List[] = [];
/** A list within more of them takes the place of the outermost. */
const MOST_LISTS = 16;

/** What is not decided yet: an idle text has none of it. */
class Pending {
  hits: readonly Hit[] = NO_HITS;
  /** The value that is being read. */
  value: Value | undefined;
  /** Values that further ones may follow of the same key, the innermost last. */
  lists: readonly List[] = NO_LISTS;
  /** What lies over what is found within it. */
  told: Told | undefined;
  /** What is masked goes so far, and up to the end of its line so far; -1: not so far as to matter. */
  masked = -1;
  masksLine = -1;
  /** A word is masked so far, that another value may go on behind. */
  masksWord = -1;
  /** Bytes that came since it was looked at. */
  newBytes = 0;
  /** What is masked besides, while there is something. */
  overlay: Overlay | undefined;

  get isDecided(): boolean {
    return this.hits.length === 0 && this.value === undefined && this.lists.length === 0 && this.told === undefined;
  }
}

/**
 * Looks for secrets in one text. The automaton reads every byte once; where it finds something, what stands around that
 * is looked at, in the order of the text. What can't be decided yet stays a hit, and is looked at again with more bytes:
 * so it is what the text has, and never where it was cut, that decides.
 */
export class Engine implements Scanner {
  readonly #rules: Rules;
  /** Bytes that are needed yet, latin1: those without a verdict, and those before them that may be looked back at. */
  #kept = '';
  #isStart = true;
  /** Of the kept bytes those with a verdict. */
  #emitted = 0;
  #state = 0;
  #pending: Pending | undefined;
  /** What the text is, as its first line tells; new: nothing of it has been read; limited: nothing since credit was spent. */
  #form: ScannerAtRest['form'] = 'new';
  credit = new Credit();
  /** Of what masks the last byte with a verdict; empty: it is shown. */
  #rule = '';

  constructor(rules: Rules) {
    this.#rules = rules;
  }

  get held(): number {
    return this.#pending?.overlay?.held ?? this.#kept.length - this.#emitted;
  }

  rest(): ScannerAtRest | undefined {
    if (this.#pending !== undefined) return undefined;
    // Joined out of pieces, it keeps all of them.
    const kept = Buffer.from(this.#kept, 'latin1').toString('latin1');
    const [emitted, state, isStart, form, rule] = [this.#emitted, this.#state, this.#isStart, this.#form, this.#rule];
    return { kept, emitted, state, isStart, form, rule };
  }

  wake({ kept, emitted, state, isStart, form, rule }: ScannerAtRest): void {
    this.#kept = kept;
    this.#emitted = emitted;
    this.#state = state;
    this.#isStart = isStart;
    this.#form = form;
    this.#rule = rule;
  }

  push(bytes: Buffer): Verdict[] {
    if (bytes.length === 0) return [];
    this.credit.earn(OF_A_CALL);
    if (bytes.length <= PIECE || !this.credit.isLow) return this.#push(bytes);
    const verdicts: Verdict[] = [];
    for (let at = 0; at < bytes.length; at += PIECE) verdicts.push(...this.#push(bytes.subarray(at, at + PIECE)));
    return verdicts;
  }

  #push(bytes: Buffer): Verdict[] {
    if (this.#form === 'new') {
      this.#form = 'unknown';
      const logins = mayBeLogin(bytes, 0, bytes.length) ? new Logins() : undefined;
      const { patterns } = this.#rules;
      if (logins !== undefined || patterns !== undefined) this.#lay(new Overlay(logins, patterns?.start()));
    }
    this.credit.earn(bytes.length * OF_A_BYTE);
    if (this.#form === 'limited') {
      if (this.credit.isSpent) return [{ length: bytes.length, rule: 'limit', continues: false }];
      this.#form = 'unknown';
    }
    if (this.credit.isSpent) {
      this.#kept += latin1Of(bytes, 0, bytes.length);
      return this.#limited(bytes, []);
    }
    const verdicts = this.#read(bytes, false);
    if (this.credit.isSpent) return this.#limited(bytes, verdicts);
    const pending = this.#pending;
    if (pending?.overlay === undefined) return verdicts;
    const merged = pending.overlay.read(bytes, verdicts);
    if (!pending.overlay.isOver || this.#kept.length > this.#emitted) return merged;
    pending.overlay = undefined;
    if (pending.isDecided) this.#pending = undefined;
    return merged;
  }

  /** More was looked at than is bearable: what has no verdict yet is masked. */
  #limited(bytes: Buffer, verdicts: Verdict[]): Verdict[] {
    this.#mask(verdicts, this.#emitted, this.#kept.length, 'limit', false);
    const overlay = this.#pending?.overlay;
    const merged = overlay?.read(bytes, verdicts) ?? verdicts;
    const broken = this.#breakOff(overlay, 0);
    this.#form = 'limited';
    return [...merged, ...broken];
  }

  /** What follows is read as behind missing bytes. `held`: bytes that get no other verdict. */
  #breakOff(overlay: Overlay | undefined, held: number): Verdict[] {
    const logins = this.#form === 'new' ? new Logins(true) : undefined;
    this.reset();
    this.#form = 'unknown';
    this.#isStart = false;
    const laid = overlay ?? new Overlay(logins, this.#rules.patterns?.start());
    this.#lay(laid);
    return laid.gap(held);
  }

  end(): Verdict[] {
    const overlay = this.#pending?.overlay;
    const verdicts = this.#read(NOTHING, true);
    const merged = overlay?.end(verdicts) ?? verdicts;
    this.reset();
    return merged;
  }

  reset(): void {
    this.#kept = '';
    this.#isStart = true;
    this.#emitted = 0;
    this.#forget();
  }

  gap(): Verdict[] {
    // What is held may wait to be looked at.
    const verdicts = this.#read(NOTHING, false);
    const held = this.#kept.length - this.#emitted;
    const overlay = this.#pending?.overlay;
    const before = overlay?.read(NOTHING, verdicts) ?? verdicts;
    return [...before, ...this.#breakOff(overlay, overlay === undefined ? held : 0)];
  }

  skip(bytes: Buffer): void {
    // What a form's value is depends on the text's beginning.
    const isForm = this.#form === 'form' && !bytes.includes(LF);
    this.reset();
    this.#form = isForm ? 'form' : 'unknown';
    this.#isStart = false;
    const { patterns } = this.#rules;
    if (patterns !== undefined) this.#lay(new Overlay(undefined, patterns.start()));
  }

  #lay(overlay: Overlay): void {
    this.#pending ??= new Pending();
    this.#pending.overlay = overlay;
  }

  giveUp(): Verdict[] {
    const verdicts = this.#read(NOTHING, false);
    this.#mask(verdicts, this.#emitted, this.#kept.length, UNDECIDED, false);
    return this.#pending?.overlay?.giveUp(verdicts) ?? verdicts;
  }

  #forget(): void {
    this.#state = 0;
    this.#form = 'new';
    this.#pending = undefined;
  }

  #read(bytes: Buffer, isEnded: boolean): Verdict[] {
    const pending = this.#pending ?? new Pending();
    const verdicts = this.#readOn(pending, bytes, isEnded);
    this.#pending = pending.isDecided && pending.overlay === undefined ? undefined : pending;
    return verdicts;
  }

  #readOn(pending: Pending, bytes: Buffer, isEnded: boolean): Verdict[] {
    const from = this.#kept.length;
    const end = from + bytes.length;
    let all = bytes;
    if (from > 0) {
      if (scratch.length < end + 16) scratch = Buffer.allocUnsafe(2 * end + 16);
      scratch.write(this.#kept, 0, 'latin1');
      scratch.set(bytes, from);
      // What an earlier text has left is none of this one's.
      for (let at = end; at < end + 16; at += 1) scratch[at] = 0;
      all = scratch;
    }
    const view = {
      bytes: all,
      end,
      isStart: this.#isStart,
      isEnded,
      formTo: this.#formTo(all, end),
      isEncoded: false,
      searchedTo: 0,
    };
    this.#scan(pending, all, from, end);
    const verdicts: Verdict[] = [];
    if (!isEnded && waits(pending, bytes.length, end - this.#emitted)) {
      this.#keep(pending, all, end);
      return verdicts;
    }
    const { spans, limit } = pending.isDecided
      ? { spans: [], limit: this.#tail(view, -1) }
      : this.#resolve(view, pending);
    for (const { from: start, to, rule } of withTold(spans, pending, limit)) {
      this.#show(verdicts, Math.min(start, limit));
      this.#mask(verdicts, start, Math.min(to, limit), rule, start < this.#emitted && this.#rule !== '');
    }
    this.#show(verdicts, limit);
    if (limit < end - MAX_HELD) this.#mask(verdicts, limit, end - MAX_HELD, 'limit', false);
    if (!isEnded) this.#keep(pending, all, end);
    return verdicts;
  }

  /** How far what is there is of a form: it begins with a name and an equals sign, and ends with its line. */
  #formTo(bytes: Buffer, end: number): number | undefined {
    if (this.#form === 'unknown' && this.#isStart) {
      let at = 0;
      while (at < end && at < LOOKBACK && isFormKeyByte[bytes[at] ?? 0] === 1) at += 1;
      if (at < end) this.#form = bytes[at] === EQUALS && isFormKey(bytes, at) ? 'form' : 'none';
    } else if (this.#form === 'unknown') this.#form = 'none';
    if (this.#form !== 'form') return this.#form === 'unknown' ? undefined : -1;
    const lineEnd = bytes.indexOf(LF);
    if (lineEnd < 0 || lineEnd >= end) return end;
    this.#form = 'none';
    return lineEnd;
  }

  /** The automaton over the new bytes. */
  #scan(pending: Pending, bytes: Buffer, from: number, end: number): void {
    const { classOf, next, shift, firstHit } = automaton;
    let hits: Hit[] | undefined;
    let state = this.#state;
    for (let at = from; at < end; at += 1) {
      state = next[(state << shift) | (classOf[bytes[at] ?? 0] ?? 0)] ?? 0;
      if (state >= firstHit) {
        hits ??= [...pending.hits];
        hits.push({ at: at + 1, state });
      }
    }
    this.#state = state;
    if (hits !== undefined) pending.hits = hits;
  }

  /** What is masked, in order, and up to where that is certain. */
  #resolve(view: View, pending: Pending): { spans: Span[]; limit: number } {
    const { hits } = pending;
    const spans: Span[] = [];
    const planned: { plan: Plan; hit: number }[] = [];
    const searched = new Map<string, number>();
    let limit = view.end;
    let { masked, masksLine, masksWord } = pending;
    let index = 0;
    const found = (at: number): Found => this.#find(view, hits[at], masked, masksLine, searched);
    const following = new Map<List, Plan | Undecided | undefined>();
    const nextOf = (list: List): Plan | Undecided | undefined => {
      if (!following.has(list)) following.set(list, (list.plan.next ?? findNext)(view, list.at, list.plan));
      return following.get(list);
    };
    for (;;) {
      if (this.credit.isSpent) break;
      const value = pending.value;
      if (value !== undefined) {
        const before = work.done;
        value.read(view);
        const verdict = value.isOpen ? 'masked' : judgeValue(value, view);
        this.credit.spend(work.done - before);
        const to = value.end < 0 ? value.at : value.end;
        if (verdict === 'masked' && value.plan.length !== undefined) {
          // What is found within it counts too.
          spans.push({ ...spanOf(value, value.start + value.plan.length), isTold: true });
          masked = Math.max(masked, value.start);
          pending.value = undefined;
          continue;
        }
        if (verdict === 'masked') {
          if (to > value.start) spans.push(spanOf(value, to));
          masked = Math.max(masked, to);
          if (value.plan.syntax === SYNTAXES.header) masksLine = to;
          if (value.plan.syntax === SYNTAXES.word) masksWord = to;
        }
        if (verdict === 'shown' && value.end < 0) {
          // By its beginning it is no secret, however long it is.
          pending.value = undefined;
          continue;
        }
        if (verdict === 'undecided' || value.end < 0) {
          value.isOpen = verdict === 'masked';
          limit = Math.min(limit, Math.max(value.isOpen ? value.at : value.start, masked));
          break;
        }
        if (value.plan.more !== undefined || value.plan.next !== undefined)
          pending.lists = [...pending.lists.slice(1 - MOST_LISTS), { plan: value.plan, at: value.end }];
        pending.value = undefined;
        continue;
      }
      const list = pending.lists.at(-1);
      const next = list === undefined ? undefined : nextOf(list);
      // What stands before the next value, such as another member of the object, comes first.
      if (
        list !== undefined &&
        placeOf(next) <= Math.min(planned[0]?.plan.at ?? Infinity, (hits[index]?.at ?? Infinity) - 1)
      ) {
        if (next !== undefined && 'heldFrom' in next) break;
        pending.lists = pending.lists.length === 1 ? NO_LISTS : pending.lists.slice(0, -1);
        if (next !== undefined && next.at >= masked) pending.value = new Value(next);
      } else if (planned[0] !== undefined && (hits[index]?.at ?? Infinity) > planned[0].plan.at) {
        const [{ plan }] = planned.splice(0, 1) as [{ plan: Plan; hit: number }];
        // A private key goes on behind the line that its first one is the value of.
        const goesOn = plan.syntax === SYNTAXES.pem || (masked === masksWord && goesOnBehindWord.has(plan.syntax));
        if (plan.at >= masked || goesOn || isTold(plan)) pending.value = new Value(plan);
      } else if (index >= hits.length) break;
      else {
        const result = found(index);
        if (result !== undefined && 'heldFrom' in result) {
          // What is masked already needs not be held.
          limit = Math.min(limit, Math.max(result.heldFrom, masked));
          break;
        }
        if (result !== undefined && 'from' in result && result.from >= masked) {
          spans.push(result);
          masked = result.to;
          this.credit.spend(MASK_COST);
        } else if (result !== undefined && 'syntax' in result) plan(planned, result, index);
        index += 1;
      }
    }
    if (this.credit.isSpent) return this.#exhausted(view, pending, spans, hits[index]?.at ?? view.end, masked);
    let first = index;
    for (const {
      plan: { at },
      hit,
    } of planned) {
      limit = Math.min(limit, Math.max(at, masked));
      first = Math.min(first, hit);
    }
    for (const list of pending.lists) {
      const next = nextOf(list);
      if (next !== undefined) limit = Math.min(limit, Math.max(placeOf(next), masked));
    }
    // What follows an undecided hit may be undecided too.
    for (let later = index + 1; later < hits.length && pending.value === undefined; later += 1) {
      const result = mayBeginBefore(hits[later], limit) ? found(later) : undefined;
      if (result === undefined) continue;
      limit = Math.min(limit, Math.max(beginOf(result), masked));
    }
    if (pending.value?.isOpen !== true) limit = Math.min(limit, this.#tail(view, masked));
    pending.masked = masked;
    pending.masksLine = masksLine;
    pending.masksWord = masksWord;
    // What is found within a value counts as long as that may be shown.
    const { isOpen, at: readTo, start } = pending.value ?? { isOpen: true, at: LOOKBACK - 1, start: 0 };
    const least = (isOpen ? readTo : start) - LOOKBACK;
    pending.hits = first >= hits.length ? NO_HITS : hits.slice(first).filter(({ at }) => at > least);
    return { spans, limit };
  }

  /** More was to be looked at than is bearable: the rest is masked, and what follows it read as behind missing bytes. */
  #exhausted(
    view: View,
    { value }: Pending,
    spans: Span[],
    hit: number,
    masked: number,
  ): { spans: Span[]; limit: number } {
    const from = Math.max(masked, this.#emitted, Math.min(value?.start ?? hit, hit - LOOKBACK));
    spans.push({ from, to: view.end, rule: 'limit' });
    return { spans, limit: view.end };
  }

  /** Where the end of what is there may be a password or a token that only what follows it tells. */
  #tail(view: View, masked: number): number {
    if (view.isEnded) return view.end;
    const marked = Math.max(Math.min(mayBeMarked(view), mayBeCode(view)), masked, this.#emitted);
    const from = mayBePassword(view);
    if (from < masked) return marked;
    // What was given up of it is masked, and the rest is held on.
    const isGivenUp = this.#rule === UNDECIDED;
    return from >= this.#emitted || isGivenUp ? Math.min(marked, Math.max(from, this.#emitted)) : marked;
  }

  /**
   * What is at a hit. Within what is masked up to an index only that matters which may begin behind it, and within what
   * is masked up to the end of its line only what has lines.
   */
  #find(view: View, hit: Hit | undefined, masked: number, masksLine: number, searched: Map<string, number>): Found {
    if (hit === undefined) return undefined;
    this.credit.spend(HIT_COST);
    // A longer literal may be there.
    let isCut = false;
    const next = hit.at < view.end ? view.bytes[hit.at] : undefined;
    for (const { opener, rest } of beginningsAt(hit.state, next)) {
      const { kind } = opener;
      if (hit.at <= masked && !(hit.at <= masksLine ? hasLines : reachesFar).has(kind)) continue;
      if (searched.size > 0 && hit.at <= (searched.get(kind) ?? 0)) continue;
      const end = endOf(view, hit.at, rest, opener.ignoresCase);
      isCut ||= end === undefined;
      if (end === undefined || end < 0) continue;
      view.searchedTo = 0;
      view.isEncoded = false;
      const before = work.done;
      const found = opener.find(view, end, this.#rules.names);
      this.credit.spend(LOOK_COST + work.done - before);
      if (found !== undefined) return isCut ? { heldFrom: Math.min(view.end, beginOf(found)) } : found;
      if (view.searchedTo > hit.at) searched.set(kind, view.searchedTo);
    }
    return isCut ? { heldFrom: view.end } : undefined;
  }

  #show(verdicts: Verdict[], to: number): void {
    if (to <= this.#emitted) return;
    verdicts.push({ length: to - this.#emitted, rule: undefined, continues: false });
    this.#emitted = to;
    this.#rule = '';
  }

  #mask(verdicts: Verdict[], from: number, to: number, rule: string, continues: boolean): void {
    if (to <= this.#emitted) return;
    this.#show(verdicts, from);
    if (!continues) this.#rule = rule;
    verdicts.push({ length: to - this.#emitted, rule: this.#rule, continues });
    this.#emitted = to;
  }

  /** Keeps what is needed yet of the bytes. */
  #keep(pending: Pending, bytes: Buffer, end: number): void {
    const { hits, value, lists, told } = pending;
    const needed = Math.min(
      this.#emitted,
      hits[0]?.at ?? end,
      value === undefined ? end : value.isOpen ? value.at : value.start,
      ...lists.map(({ at }) => at),
    );
    const from = Math.max(0, needed - LOOKBACK);
    this.#kept = latin1Of(bytes, from, end);
    if (from === 0) return;
    this.#isStart = false;
    this.#emitted -= from;
    for (const hit of hits) hit.at -= from;
    value?.shift(from);
    for (const list of lists) list.at -= from;
    pending.masked -= from;
    pending.masksLine -= from;
    pending.masksWord -= from;
    if (told === undefined) return;
    told.from -= from;
    told.to -= from;
  }
}

const spanOf = ({ start, plan }: Value, to: number): Span => ({ from: start, to, rule: plan.key.rule });

/** What is masked, with what was told to be: that goes on as far as what begins within it. */
function withTold(spans: readonly Span[], pending: Pending, limit: number): readonly Span[] {
  if (pending.told === undefined && !spans.some(({ isTold }) => isTold)) return spans;
  const all: Span[] = [];
  let { told } = pending;
  for (const span of [...spans].sort((one, other) => one.from - other.from)) {
    if (told !== undefined && span.from < told.to) {
      told.to = Math.max(told.to, span.to);
      continue;
    }
    if (told !== undefined) all.push(told);
    told = span.isTold ? { ...span } : undefined;
    if (told === undefined) all.push(span);
  }
  if (told !== undefined) all.push(told);
  pending.told = told !== undefined && told.to > limit ? told : undefined;
  return all;
}

/** What is held is looked at again when it has grown by a part: byte by byte it would be looked at as often. */
function waits(pending: Pending, newBytes: number, held: number): boolean {
  pending.newBytes += newBytes;
  if (newBytes > 0 && held >= LEAST_WAIT && held <= MAX_HELD && pending.newBytes * WAIT_PART < held) return true;
  pending.newBytes = 0;
  return false;
}

/** A name in capitals is one of an environment, whose values have no escapes. */
const isFormKey = (bytes: Buffer, end: number): boolean =>
  end > 0 && !/^[A-Z][A-Z0-9_]*$/.test(latin1Of(bytes, 0, end));

/** The index behind the rest of a literal that the index is in; -1: something else follows; undefined: bytes are missing. */
function endOf(
  { bytes, end, isEnded }: View,
  index: number,
  rest: Uint8Array,
  ignoresCase: boolean,
): number | undefined {
  for (let at = 0; at < rest.length; at += 1) {
    if (index + at >= end) return isEnded ? -1 : undefined;
    const byte = bytes[index + at] ?? 0;
    const isCapital = ignoresCase && byte >= 0x41 && byte <= 0x5a;
    if ((isCapital ? byte | 0x20 : byte) !== rest[at]) return -1;
  }
  return index + rest.length;
}

/** Where the next value of a list begins, or may; before all else if there is none. */
const placeOf = (next: Plan | Undecided | undefined): number => (next === undefined ? -1 : beginOf(next));

const isTold = ({ length }: Plan): boolean => length !== undefined;

/** Whether what is at the hit may begin before the index. */
const mayBeginBefore = (hit: Hit | undefined, index: number): boolean =>
  hit !== undefined &&
  (hit.at <= index || beginningsAt(hit.state, undefined).some(({ opener }) => reachesBack.has(opener.kind)));

/** Keeps plans in order; of those for one place that whose length was told is first, and else what was found first. */
function plan(planned: { plan: Plan; hit: number }[], next: Plan, hit: number): void {
  const rank = (plan: Plan): number => 2 * plan.at + (isTold(plan) ? 0 : 1);
  let place = planned.length;
  for (; place > 0; place -= 1) {
    const other = planned[place - 1]?.plan;
    if (other === undefined || rank(other) < rank(next)) break;
    // Another word of the same key.
    if (rank(other) > rank(next)) continue;
    if (other.syntax === next.syntax && other.doubt === next.doubt) {
      // What stands beside the key may be the proof that its word needs.
      if (other.key.proof !== undefined && next.key.proof === undefined)
        planned[place - 1] = { plan: next, hit: planned[place - 1]?.hit ?? hit };
      return;
    }
    break;
  }
  planned.splice(place, 0, { plan: next, hit });
}

/** Makes scanners with the built-in rules and the user's. `show`: names that are no secrets for the user. Throws a PatternError. */
export function createScannerFactory(rules: readonly UserRule[] = [], show: readonly string[] = []): () => Engine {
  const names = new Names(show);
  const patterns = rules.length === 0 ? undefined : new UserPatterns(rules);
  const all = { names, patterns };
  return () => new Engine(all);
}
