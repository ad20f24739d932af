// SPDX-License-Identifier: Apache-2.0
import { networkProtocolOf } from '../trace/network-protocol.ts';
import type { Piece } from './open-text.ts';
import { type Anchor, mark, type PayloadMode, Redacted, type Run } from './redacted.ts';

export interface Rendered {
  runs: Run[];
  /** Secrets masked, by rule. */
  masked: string[];
  /** Bytes of the sample up to the end of the last that were shown or masked. */
  shownTo: number;
}

/** The pieces of a sample as text to show: one run for each exchange that follows another. */
export function render(pieces: readonly Piece[], payload: Buffer, mode: PayloadMode): Rendered {
  const writer = new RunWriter();
  let source = 0;
  let shownTo = 0;
  for (const piece of pieces) {
    writer.belongsTo(piece, source);
    if (mode === 'raw') writer.show(payload.subarray(source, source + piece.length), source);
    else if (isShown(piece, mode)) writePiece(writer, piece, source);
    source += piece.length;
    if (isShown(piece, mode)) shownTo = source - piece.unread;
  }
  return { ...writer.end(), shownTo };
}

function isShown({ role }: Piece, mode: PayloadMode): boolean {
  return mode !== 'metadata' && (mode !== 'headers' || role === 'head');
}

function writePiece(writer: RunWriter, piece: Piece, source: number): void {
  let at = 0;
  for (const { length, rule, continues } of piece.verdicts) {
    const place = piece.isOwn ? source + at : source;
    if (rule === undefined) writer.show(piece.bytes.subarray(at, at + length), place);
    else writer.mask(rule, continues, place);
    at += length;
  }
}

/** Gathers what is shown, run by run. */
class RunWriter {
  readonly #runs: Run[] = [];
  readonly #masked: string[] = [];
  #chunks: Buffer[] = [];
  #anchors: Anchor[] = [];
  #length = 0;
  #start = 0;
  #exchange: Piece['exchange'];
  #isStarted = false;
  /** The rule whose mark was written last, with nothing shown since. */
  #lastRule: string | undefined;

  belongsTo({ exchange, length }: Piece, source: number): void {
    // What belongs to the connection as a whole goes with its neighbours.
    if (exchange === undefined || exchange === this.#exchange) return;
    if (this.#isStarted && this.#exchange !== undefined) this.#endRun(source);
    this.#exchange = exchange;
    this.#isStarted ||= length > 0;
  }

  show(bytes: Buffer, source: number): void {
    this.#isStarted = true;
    if (bytes.length === 0) return;
    this.#add(bytes, source);
    this.#lastRule = undefined;
  }

  mask(rule: string, continues: boolean, source: number): void {
    this.#isStarted = true;
    if (!continues) this.#masked.push(rule);
    // One mark for a secret, however many verdicts it has in this sample, and for equal ones side by side.
    if (this.#lastRule !== rule) this.#add(Buffer.from(mark(rule), 'latin1'), source);
    this.#lastRule = rule;
  }

  end(): Pick<Rendered, 'runs' | 'masked'> {
    this.#endRun(0);
    return { runs: this.#runs, masked: this.#masked };
  }

  #add(bytes: Buffer, source: number): void {
    this.#anchors.push({ at: this.#length, source });
    this.#chunks.push(bytes);
    this.#length += bytes.length;
  }

  /** `next`: where in the sample the next run starts. */
  #endRun(next: number): void {
    const [only] = this.#chunks;
    const bytes = this.#chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.#chunks);
    this.#runs.push({
      plaintext: new Redacted(bytes, [{ at: 0, source: this.#start }, ...this.#anchors]),
      span: this.#exchange?.span,
      protocol: this.#exchange && networkProtocolOf(this.#exchange),
      method: this.#exchange?.request?.method,
      status: this.#exchange?.response?.status,
    });
    this.#chunks = [];
    this.#anchors = [];
    this.#length = 0;
    this.#start = next;
    this.#lastRule = undefined;
  }
}
