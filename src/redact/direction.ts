// SPDX-License-Identifier: Apache-2.0
import type { FramedData } from '../http/framed.ts';
import type { Part, Text } from '../http/part.ts';
import { judgeFields } from './fields-text.ts';
import type { PayloadMode } from './payload-mode.ts';
import { isJudged, judgedPiece, type Piece } from './piece.ts';
import type { RedactedData } from './redacted.ts';
import { render } from './render.ts';
import type { CreateScanner } from './scanner.ts';
import { TextState } from './text-state.ts';

export interface DirectionOptions {
  readonly mode: PayloadMode;
  readonly createScanner: CreateScanner;
  /** Whether records carry the ids of spans, and so have to wait for them. */
  readonly awaitsSpans: boolean;
  readonly onMasked: (rule: string) => void;
}

interface Sample {
  framed: FramedData;
  pieces: Piece[];
  /** What it holds: its payload, and what stands in place of it. */
  bytes: number;
}

const NOTHING = Buffer.alloc(0);
/** What samples hold at most while they wait. */
const MAX_HELD_BYTES = 1024 * 1024;
/** What a sample takes beside its bytes: it may have only one. */
const SAMPLE_BYTES = 128;

/**
 * The redaction of one direction of one connection: samples wait, in order, until every byte of theirs has a verdict and
 * every exchange that they belong to its span. Each is returned once.
 */
export class DirectionRedaction {
  readonly #options: DirectionOptions;
  readonly #texts = new Map<Text, TextState>();
  readonly #waiting: Sample[] = [];
  #heldBytes = 0;
  #callShown = 0;

  constructor(options: DirectionOptions) {
    this.#options = options;
  }

  push(framed: FramedData): RedactedData[] {
    const payload = framed.event.payload.reveal();
    const sample: Sample = { framed, pieces: [], bytes: SAMPLE_BYTES + payload.length };
    let source = 0;
    for (const part of framed.parts) {
      const piece = this.#judgePart(part, payload.subarray(source, source + part.length));
      if (piece !== undefined) sample.pieces.push(piece);
      if (piece?.isOwn === false) sample.bytes += piece.bytes.length;
      source += part.length;
    }
    this.#waiting.push(sample);
    this.#heldBytes += sample.bytes;
    if (this.#heldBytes > MAX_HELD_BYTES) return this.#giveUp();
    return this.#ready(false);
  }

  /** Parts that have no bytes: texts that end, or have a gap. */
  parts(parts: readonly Part[]): RedactedData[] {
    for (const part of parts) this.#judgePart(part, NOTHING);
    return this.#ready(false);
  }

  /** Masks what was held back of calls before that time. */
  expire(timeUnixNanos: bigint): RedactedData[] {
    const [first] = this.#waiting;
    return first !== undefined && first.framed.event.call.timeUnixNanos < timeUnixNanos ? this.#giveUp() : [];
  }

  /** Nothing more comes. */
  end(): RedactedData[] {
    for (const text of this.#texts.values()) text.end();
    this.#texts.clear();
    return this.#ready(true);
  }

  #giveUp(): RedactedData[] {
    for (const text of this.#texts.values()) text.giveUp();
    return this.#ready(true);
  }

  #judgePart({ length, role, exchange, content }: Part, own: Buffer): Piece | undefined {
    const base = { length, role, exchange };
    switch (content.kind) {
      case 'text':
        return this.#judgeText(base, content.text, own);
      case 'text-gap':
        if (this.#scans) this.#text(content.text).gap();
        return undefined;
      case 'text-end':
        this.#texts.get(content.text)?.end();
        this.#texts.delete(content.text);
        return undefined;
      case 'mask':
        return judgedPiece({ ...base, bytes: own, isOwn: true }, content.reason);
      case 'show':
        return judgedPiece({ ...base, bytes: content.bytes, isOwn: false });
      case 'fields':
        return this.#scans
          ? judgeFields(content.fields, this.#options.createScanner, base)
          : judgedPiece({ ...base, bytes: NOTHING, isOwn: false });
    }
  }

  #judgeText(base: Pick<Piece, 'length' | 'role' | 'exchange'>, text: Text, own: Buffer): Piece {
    const { mode } = this.#options;
    const isShown = mode === 'redact' || (mode === 'headers' && base.role === 'head');
    if (!isShown) return judgedPiece({ ...base, bytes: own, isOwn: true });
    const piece: Piece = { ...base, bytes: own, isOwn: true, verdicts: [], judged: 0 };
    this.#text(text).push(piece);
    return piece;
  }

  get #scans(): boolean {
    return this.#options.mode === 'redact' || this.#options.mode === 'headers';
  }

  #text(text: Text): TextState {
    let state = this.#texts.get(text);
    if (state === undefined) {
      state = new TextState(this.#options.createScanner());
      this.#texts.set(text, state);
    }
    return state;
  }

  /** `isLate`: what has no span by now will have none. */
  #ready(isLate: boolean): RedactedData[] {
    const ready: RedactedData[] = [];
    for (
      let [sample] = this.#waiting;
      sample !== undefined && this.#isReady(sample, isLate);
      [sample] = this.#waiting
    ) {
      this.#waiting.shift();
      ready.push(this.#show(sample));
    }
    return ready;
  }

  #isReady({ pieces }: Sample, isLate: boolean): boolean {
    const awaits = this.#options.awaitsSpans && !isLate;
    return pieces.every(
      (piece) => isJudged(piece) && !(awaits && piece.exchange !== undefined && piece.exchange.span === undefined),
    );
  }

  #show({ framed: { event }, pieces, bytes }: Sample): RedactedData {
    const payload = event.payload.reveal();
    this.#heldBytes -= bytes;
    const { runs, masked, shownTo } = render(pieces, payload, this.#options.mode);
    for (const rule of masked) this.#options.onMasked(rule);
    if (event.call.callOffset === 0) this.#callShown = 0;
    const shownBefore = this.#callShown;
    for (const { plaintext } of runs) this.#callShown += plaintext.bytes.length;
    return { kind: 'data', call: event.call, runs, shownTo, shownBefore, redactions: masked.length };
  }
}
