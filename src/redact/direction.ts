// SPDX-License-Identifier: Apache-2.0
import type { Call } from '../capture/event.ts';
import type { Text } from '../http/part.ts';
import type { TracedData, TracedPart } from '../trace/awaited-spans.ts';
import { Credit } from './credit.ts';
import type { Lines } from './lines.ts';
import { isJudged, judgedPiece, newPiece, OpenText, type Piece, type PieceBase } from './open-text.ts';
import type { PayloadMode, RedactedData } from './redacted.ts';
import { render } from './render.ts';
import type { ScannerAtRest, Scanners } from './scanner.ts';
import { AHEAD_BYTES, tailOf } from './unread.ts';

/** What all directions share. */
export interface DirectionOptions {
  readonly mode: PayloadMode;
  /** How much of a call is shown, in bytes. */
  readonly plaintextBytes: number;
  readonly onMasked: (rule: string) => void;
  readonly scanners: Scanners;
  readonly lines: Lines;
}

interface Sample {
  traced: TracedData;
  pieces: Piece[];
}

/** Samples that are not all judged yet, in order. */
interface Waiting {
  samples: Sample[];
  bytes: number;
}

/** The open text of an idle direction. */
export interface RestingText {
  readonly text: Text;
  readonly scanner: ScannerAtRest;
}

const NOTHING = Buffer.alloc(0);
/** What samples hold at most while they wait. */
const MAX_HELD_BYTES = 1024 * 1024;
/** What a sample takes beside its bytes: it may have only one. */
const SAMPLE_BYTES = 128;

/**
 * The redaction of one direction of one connection: samples wait, in order, until every byte of theirs has a verdict.
 * Each is returned once. As long as nothing waits it holds no more than the text that is open.
 */
export class DirectionRedaction {
  readonly #options: DirectionOptions;
  /** One, or several at once. */
  #texts: OpenText | Map<Text, OpenText> | undefined;
  #waiting: Waiting | undefined;
  #callShown = 0;
  /** What the texts hold. */
  #textBytes = 0;
  readonly #credit: Credit;

  /** @param credit what may be spent on its texts */
  constructor(options: DirectionOptions, credit = new Credit()) {
    this.#options = options;
    this.#credit = credit;
  }

  /** What it keeps, about. */
  get heldBytes(): number {
    return this.#textBytes + (this.#waiting?.bytes ?? 0);
  }

  /** The direction that rested. */
  static woken(options: DirectionOptions, { text, scanner }: RestingText): DirectionRedaction {
    const direction = new DirectionRedaction(options);
    const open = direction.#open(text);
    open.scanner.wake(scanner);
    direction.#textBytes = open.heldBytes;
    return direction;
  }

  /**
   * What is to be kept of it while it is idle: nothing, one text, or all of it. What may be spent is forgotten when it is
   * most of what a new one may spend.
   */
  rest(): DirectionRedaction | RestingText | undefined {
    const texts = this.#texts;
    if (this.#waiting !== undefined || this.#credit.isLow || texts instanceof Map) return this;
    if (texts === undefined) return undefined;
    const scanner = texts.rest();
    if (scanner === undefined) return this;
    this.#options.scanners.give(texts.scanner);
    return { text: texts.text, scanner };
  }

  push(traced: TracedData): RedactedData[] {
    const sample: Sample = { traced, pieces: [] };
    this.#judge(sample);
    if (this.#waiting === undefined && isReady(sample)) return [this.#show(sample)];
    this.#waiting ??= { samples: [], bytes: 0 };
    this.#waiting.samples.push(sample);
    this.#waiting.bytes += bytesOf(sample);
    if (this.#waiting.bytes > MAX_HELD_BYTES) return this.#giveUp();
    return this.#ready();
  }

  /** Parts that have no bytes: texts that end, or have a gap. */
  parts(parts: readonly TracedPart[]): RedactedData[] {
    for (const part of parts) this.#judgePart(part, NOTHING, () => 0);
    return this.#ready();
  }

  /** Masks what was held back of calls before that time. */
  expire(bootNanos: bigint): RedactedData[] {
    const first = this.#waiting?.samples[0];
    return first !== undefined && first.traced.event.call.bootNanos < bootNanos ? this.#giveUp() : [];
  }

  /** Nothing more comes: texts that are not complete break off. */
  end(): RedactedData[] {
    for (const open of this.#all()) {
      // What is held back may be the start of a secret that goes on where nobody sees it.
      this.#on(open, () => open.gap());
      this.#endText(open.text);
    }
    return this.#ready();
  }

  #giveUp(): RedactedData[] {
    for (const open of this.#all()) this.#on(open, () => open.giveUp());
    return this.#ready();
  }

  #judge({ traced, pieces }: Sample): void {
    const { call, payload } = traced.event;
    const bytes = payload.reveal();
    let source = 0;
    // Of the pieces so far, and of the call before them.
    let counted = 0;
    let shown = 0;
    const shownOfCall = (): number => {
      if (counted === 0) shown = this.#shownBefore(call);
      for (; counted < pieces.length; counted += 1) shown += shownBytes(pieces[counted] as Piece);
      return shown;
    };
    for (const [index, part] of traced.parts.entries()) {
      const own = bytes.subarray(source, source + part.length);
      source += part.length;
      const { content } = part;
      if (content.kind === 'text' && content.text.canSkip && this.#isLong(own, call) && this.#shows(part)) {
        const piece = newPiece(part, own, true);
        const shownBefore = shownOfCall();
        pieces.push(piece);
        const next = traced.parts[index + 1]?.content;
        const endsText = next?.kind === 'text-end' && next.text === content.text;
        const isEnd = endsText || (call.isLeftOut && !call.isLast);
        this.#on(this.#open(content.text), (open) => {
          this.#readStart(open, piece, shownBefore, isEnd);
          // The next call begins with bytes that are shown: the end before them is not kept until then.
          if (call.isLast) open.readTail();
        });
      } else {
        const piece = this.#judgePart(part, own, shownOfCall);
        if (piece !== undefined) pieces.push(piece);
      }
    }
  }

  /** @param shownOfCall bytes of the call before this part that will be shown for certain */
  #judgePart(part: TracedPart, own: Buffer, shownOfCall: () => number): Piece | undefined {
    const { content } = part;
    switch (content.kind) {
      case 'text': {
        if (!this.#shows(part)) return judgedPiece(part, own, true);
        const piece = newPiece(part, own, true);
        this.#on(this.#open(content.text), (open) => open.push(piece));
        return piece;
      }
      case 'text-gap':
        if (this.#scans) this.#on(this.#open(content.text), (open) => open.gap());
        return undefined;
      case 'text-end':
        this.#endText(content.text);
        return undefined;
      case 'mask':
        return judgedPiece(part, own, true, content.reason);
      case 'show':
        return judgedPiece(part, content.bytes, false);
      case 'fields':
        return this.#scans
          ? this.#options.lines.fields(content.fields, part, this.#credit, this.#options.plaintextBytes - shownOfCall())
          : judgedPiece(part, NOTHING, false);
    }
  }

  /** Whether there may be bytes that are behind all that is shown of the call. */
  #isLong(own: Buffer, { callOffset }: Call): boolean {
    return own.length > this.#options.plaintextBytes + AHEAD_BYTES || callOffset > 0;
  }

  /**
   * Reads as much of a piece as it takes to judge what is shown of the call. The rest is not read, as if it had been
   * lost, but for an end in which it becomes certain that no secret is open: with that the next call's beginning is read
   * as if nothing were missing. Without such a place all is read.
   *
   * @param before bytes shown of the call before this piece
   * @param isEnd whether nothing of the text follows this piece
   */
  #readStart(open: OpenText, piece: Piece, before: number, isEnd: boolean): void {
    const { bytes } = piece;
    const { plaintextBytes } = this.#options;
    let [read, shown] = [0, before];
    for (let ahead = AHEAD_BYTES; shown < plaintextBytes && read < bytes.length; ahead *= 2) {
      const next = Math.min(bytes.length, read + plaintextBytes - shown + ahead);
      open.read(piece, bytes.subarray(read, next));
      read = next;
      shown = before + shownBytes(piece);
    }
    const rest = bytes.length - read;
    if (rest === 0) return;
    if (isEnd) return open.skip(piece, read, 0);
    const tail = tailOf(bytes.subarray(read));
    if (tail === 0) open.read(piece, bytes.subarray(read));
    else open.skip(piece, read, tail);
  }

  /** Bytes of the call's samples before that will be shown for certain: marks are not counted. */
  #shownBefore({ callOffset }: Call): number {
    if (callOffset === 0) return 0;
    let shown = 0;
    for (const sample of this.#waiting?.samples.toReversed() ?? []) {
      shown += sample.pieces.reduce((sum, piece) => sum + shownBytes(piece), 0);
      if (sample.traced.event.call.callOffset === 0) return shown;
    }
    return shown + this.#callShown;
  }

  #shows({ role }: PieceBase): boolean {
    const { mode } = this.#options;
    return mode === 'redact' || (mode === 'headers' && role === 'head');
  }

  get #scans(): boolean {
    return this.#options.mode === 'redact' || this.#options.mode === 'headers';
  }

  #open(text: Text): OpenText {
    const found = this.#find(text);
    if (found !== undefined) return found;
    const open = new OpenText(text, this.#options.scanners.take(this.#credit));
    if (this.#texts === undefined) this.#texts = open;
    else if (this.#texts instanceof Map) this.#texts.set(text, open);
    else this.#texts = new Map([this.#texts, open].map((one) => [one.text, one]));
    return open;
  }

  #find(text: Text): OpenText | undefined {
    const texts = this.#texts;
    if (texts instanceof Map) return texts.get(text);
    return texts?.text === text ? texts : undefined;
  }

  #endText(text: Text): void {
    const open = this.#find(text);
    if (open === undefined) return;
    this.#textBytes -= open.heldBytes;
    open.end();
    this.#options.scanners.give(open.scanner);
    if (!(this.#texts instanceof Map)) this.#texts = undefined;
    else if (this.#texts.size === 1) this.#texts = undefined;
    else this.#texts.delete(text);
  }

  /** Counts what the text holds more or less than before. */
  #on(open: OpenText, work: (open: OpenText) => void): void {
    const before = open.heldBytes;
    work(open);
    this.#textBytes += open.heldBytes - before;
  }

  #all(): OpenText[] {
    if (this.#texts === undefined) return [];
    return this.#texts instanceof Map ? [...this.#texts.values()] : [this.#texts];
  }

  #ready(): RedactedData[] {
    const waiting = this.#waiting;
    if (waiting === undefined) return [];
    const count = waiting.samples.findIndex((sample) => !isReady(sample));
    const ready = waiting.samples.splice(0, count < 0 ? waiting.samples.length : count);
    if (waiting.samples.length === 0) this.#waiting = undefined;
    return ready.map((sample) => {
      waiting.bytes -= bytesOf(sample);
      return this.#show(sample);
    });
  }

  #show({ traced: { event }, pieces }: Sample): RedactedData {
    const { runs, masked, shownTo } = render(pieces, event.payload.reveal(), this.#options.mode);
    for (const rule of masked) this.#options.onMasked(rule);
    if (event.call.callOffset === 0) this.#callShown = 0;
    const shownBefore = this.#callShown;
    for (const { plaintext } of runs) this.#callShown += plaintext.bytes.length;
    return { kind: 'data', call: event.call, runs, shownTo, shownBefore, redactions: masked.length };
  }
}

const isReady = ({ pieces }: Sample): boolean => pieces.every(isJudged);

/** Of the piece, what is known to be shown. */
function shownBytes({ verdicts }: Piece): number {
  return verdicts.reduce((sum, { length, rule }) => sum + (rule === undefined ? length : 0), 0);
}

/** What it holds: its payload, and what stands in place of it. */
function bytesOf({ traced, pieces }: Sample): number {
  const own = SAMPLE_BYTES + traced.event.payload.length;
  return pieces.reduce((sum, { isOwn, bytes }) => sum + (isOwn ? 0 : bytes.length), own);
}
