// SPDX-License-Identifier: Apache-2.0
import { byteSet, CR, DASH, LF, QUOTE, SPACE, TAB } from './bytes.ts';
import type { Plan } from './plan.ts';
import { endsEncoded } from './syntaxes.ts';
import { unitAt, type View } from './units.ts';

/** What begins the last line of a private key (RFC 7468), and of one of SSH2 (RFC 4716). */
const LAST_LINE = Buffer.from('-----END');
const LAST_LINE_SSH2 = Buffer.from('---- END');
const isLineEnd = byteSet({ bytes: '\r\n' });

/** A value that is being read. */
export interface Progress {
  readonly plan: Plan;
  /** Where it begins, also when that is before the bytes that are there. */
  readonly start: number;
  /** What is before it is read. */
  at: number;
  /** -1: not found yet. */
  end: number;
  /** Within a line of a block or a part, or within the last line of a private key. */
  isInner: boolean;
}

/** Lines that are indented more than the key's, and empty ones; in a string, to its quote at most. */
export function readBlock(value: Progress, view: View): void {
  const { frame, indent = 0 } = value.plan;
  while (value.at < view.end) {
    if (!value.isInner && !toIndented(value, view, indent)) return;
    const unit = unitAt(view, value.at);
    if (unit === undefined) return;
    if (frame !== undefined && frame.level > 0 && unit.code === QUOTE && unit.level < frame.level) {
      value.end = value.at;
      return;
    }
    value.isInner = unit.code !== LF;
    value.at += unit.length;
  }
}

/** Goes over the blanks that begin a line. False: bytes are missing, or the line does not belong to the block. */
function toIndented(value: Progress, view: View, indent: number): boolean {
  let next = value.at;
  for (;;) {
    const unit = unitAt(view, next);
    if (unit === undefined && !view.isEnded) return false;
    const isBlank = unit !== undefined && (unit.code === SPACE || unit.code === TAB);
    if (!isBlank) {
      if (unit !== undefined && unit.code !== LF && unit.code !== CR && next - value.at <= indent) {
        value.end = value.at;
        return false;
      }
      value.at = next;
      value.isInner = true;
      return true;
    }
    next += unit.length;
  }
}

/**
 * A part of a form: to the line that begins with the boundary (RFC 2046, 5.1.1), whose line end is no more of it. An
 * empty part has its boundary at once.
 */
export function readPart(value: Progress, view: View): void {
  while (value.at < view.end) {
    const start = value.at;
    const next = value.at === value.start && !value.isInner ? start : toLineEnd(value, view);
    if (next === undefined || value.end >= 0) return;
    const after = next < 0 ? -1 : boundaryEnd(value, view, next);
    if (after === undefined) {
      if (next !== start) value.isInner = true;
      return;
    }
    value.isInner = true;
    if (after >= 0) {
      value.end = value.at;
      return;
    }
    if (next >= 0) value.at = next;
  }
}

/** Goes on to the next line end. Returns the index behind it; -1: none is there; undefined: it may not be whole. */
function toLineEnd(value: Progress, view: View): number | undefined {
  const { frame } = value.plan;
  const isRaw = value.plan.isEncoded !== true && (frame === undefined || frame.level === 0);
  while (value.at < view.end) {
    if (isRaw) while (value.at < view.end && isLineEnd[view.bytes[value.at] ?? 0] === 0) value.at += 1;
    const unit = unitAt(view, value.at);
    if (unit === undefined) return value.at < view.end ? undefined : -1;
    if (unit.code === LF || unit.code === CR) {
      let next = value.at + unit.length;
      const second = unitAt(view, next);
      if (second === undefined && !view.isEnded) return undefined;
      const isReturn = unit.code === CR || (unit.level > 0 && view.bytes[next - 1] === 0x72);
      if (isReturn && second?.code === LF) next += second.length;
      if (unit.code === LF || second?.code === LF) return next;
    } else if (
      (frame !== undefined && frame.level > 0 && unit.code === QUOTE && unit.level < frame.level) ||
      (value.plan.isEncoded && unit.style === 'raw' && endsEncoded[unit.code] === 1)
    ) {
      value.end = value.at;
      return -1;
    }
    value.at += unit.length;
  }
  return -1;
}

/** The index behind the boundary; -1: another text is there; undefined: bytes are missing. */
function boundaryEnd(value: Progress, view: View, index: number): number | undefined {
  const { boundary = '--' } = value.plan;
  let at = index;
  for (const sign of boundary) {
    const unit = unitAt(view, at);
    if (unit === undefined) return view.isEnded ? -1 : undefined;
    if (unit.code !== sign.charCodeAt(0)) return -1;
    at += unit.length;
  }
  return at;
}

/** To the end of the line that ends a private key. */
export function readPem(value: Progress, { bytes, end, isEnded }: View): void {
  while (value.at < end) {
    if (value.isInner) {
      // Behind the mark: its label, and the dashes behind that.
      while (value.at < end && bytes[value.at] !== DASH && bytes[value.at] !== LF) value.at += 1;
      let next = value.at;
      while (next < end && bytes[next] === DASH) next += 1;
      if (next >= end && !isEnded) return;
      value.end = next;
      value.at = next;
      return;
    }
    const dash = bytes.indexOf(DASH, value.at);
    value.at = dash < 0 || dash >= end ? end : dash;
    if (value.at + LAST_LINE.length > end && !isEnded) return;
    if (startsWith(bytes, value.at, LAST_LINE) || startsWith(bytes, value.at, LAST_LINE_SSH2)) {
      value.isInner = true;
      value.at += LAST_LINE.length;
    } else if (value.at < end) value.at += 1;
  }
}

const startsWith = (bytes: Uint8Array, at: number, text: Uint8Array): boolean =>
  text.every((byte, index) => bytes[at + index] === byte);
