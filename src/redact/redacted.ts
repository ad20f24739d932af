// SPDX-License-Identifier: Apache-2.0
import type { SpanContext } from '@opentelemetry/api';
import type { Call, ConnectionEvent } from '../capture/event.ts';
import type { NetworkProtocol } from '../trace/network-protocol.ts';

/**
 * KTLS_PAYLOAD: what of the plaintext is shown. `redact`: all but secrets; `headers`: heads of HTTP messages alone,
 * without secrets; `metadata`: nothing; `raw`: everything as it was captured.
 */
export type PayloadMode = 'redact' | 'headers' | 'metadata' | 'raw';

/** What stands in the place of bytes that are not shown. */
export function mark(rule: string): string {
  return `[redacted:${rule}]`;
}

/** From `at` on, the bytes shown stand for those of the sample from `source` on. */
export interface Anchor {
  at: number;
  source: number;
}

/** Bytes that have been through redaction: they may be shown. Only src/redact/ makes them. */
export class Redacted {
  readonly bytes: Buffer;
  readonly #anchors: readonly Anchor[];
  // Of the type only: it keeps anything else with `bytes` from passing for this class.
  declare protected readonly redacted: true;

  /** `anchors` in order, the first at 0; of several at one place the last counts. */
  constructor(bytes: Buffer, anchors: readonly Anchor[] = [{ at: 0, source: 0 }]) {
    this.bytes = bytes;
    this.#anchors = anchors;
  }

  /** Where in the sample the bytes from `at` on come from; of what stands in place of others, where those start. */
  sourceOf(at: number): number {
    let found: Anchor = { at: 0, source: 0 };
    let next: Anchor | undefined;
    for (const anchor of this.#anchors) {
      next = anchor;
      if (anchor.at > at) break;
      found = anchor;
    }
    const source = found.source + at - found.at;
    return next !== undefined && next.at > at ? Math.min(source, next.source) : source;
  }
}

/** A part of a sample that belongs to one exchange, or to none. */
export interface Run {
  plaintext: Redacted;
  /** Of the exchange. */
  span: SpanContext | undefined;
  protocol?: NetworkProtocol | undefined;
  method?: string | undefined;
  status?: number | undefined;
}

/** What may be shown of a sample. Its length may differ from what was captured: redaction changes lengths. */
export interface RedactedData {
  kind: 'data';
  call: Call;
  /** In order; at least one. */
  runs: readonly Run[];
  /** Bytes of the sample up to the end of the last that are shown, or marked as masked. */
  shownTo: number;
  /** Bytes shown of the same call's samples before this one. */
  shownBefore: number;
  /** How many secrets were masked in it, as far as it was read. */
  redactions: number;
}

/** What comes out of redaction, in order. */
export type Shown = RedactedData | ConnectionEvent;
