// SPDX-License-Identifier: Apache-2.0
import type { Call, ConnectionEvent } from '../capture/event.ts';

/** Bytes that have been through redaction: they may be shown. Only src/redact/ makes them. */
export class Redacted {
  readonly bytes: Buffer;
  // Of the type only: it keeps anything else with `bytes` from passing for this class.
  declare protected readonly redacted: true;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }
}

/** What may be shown of a sample. Its length may differ from what was captured: redaction changes lengths. */
export interface RedactedData {
  kind: 'data';
  call: Call;
  plaintext: Redacted;
}

/** What comes out of redaction, in order. */
export type Shown = RedactedData | ConnectionEvent;
