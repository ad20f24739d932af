// SPDX-License-Identifier: Apache-2.0
import type { SpanContext } from '@opentelemetry/api';
import type { Call } from '../capture/event.ts';
import type { CapturedRecord } from './captured-record.ts';
import { DATA_EVENT } from './event-names.ts';
import { callOriginAttributes } from './origin-attributes.ts';
import type { Piece } from './pieces.ts';
import type { RecordAttributes } from './record-attributes.ts';
import { summaryLine } from './summary-line.ts';

/** What one record says of a call, beside the call itself. */
export interface CallPart {
  readonly piece: Piece;
  /** Bytes of the call before those that it stands for. */
  readonly callOffset: number;
  /** Whether the call goes on behind these bytes and no record shows that. */
  readonly isTruncated: boolean;
  /** Secrets masked in the sample; told once. */
  readonly redactions: number;
  readonly span: SpanContext | undefined;
  readonly events: number;
}

/** The record of a call, or of a part of it. Body and attributes are made only where they are asked for. */
export class CallRecord implements CapturedRecord {
  readonly call: Call;
  readonly part: CallPart;
  readonly plaintextField: 'attribute' | 'body';

  constructor(call: Call, part: CallPart, plaintextField: 'attribute' | 'body') {
    this.call = call;
    this.part = part;
    this.plaintextField = plaintextField;
  }

  get eventName(): string {
    return DATA_EVENT;
  }

  get timeUnixNanos(): bigint {
    return this.call.timeUnixNanos;
  }

  get observedTimeUnixNanos(): bigint {
    return this.call.observedTimeUnixNanos;
  }

  get span(): SpanContext | undefined {
    return this.part.span;
  }

  get events(): number {
    return this.part.events;
  }

  get plaintext(): string {
    return this.part.piece.text.toString('utf8');
  }

  get body(): string {
    const { plaintext } = this;
    return this.plaintextField === 'body' ? plaintext : summaryLine(this.call, this.part.callOffset, plaintext);
  }

  get attributes(): RecordAttributes {
    const attributes = callOriginAttributes(this.call.origin);
    addCallAttributes(this, (name, value) => {
      attributes[name] = value;
    });
    if (this.plaintextField === 'attribute') attributes['ktls.plaintext'] = this.plaintext;
    return attributes;
  }
}

/** Names the attributes that differ from record to record, but for the plaintext. */
export function addCallAttributes(
  { call, part }: CallRecord,
  add: (name: keyof RecordAttributes, value: number | boolean) => void,
): void {
  const { callOffset, piece } = part;
  add('ktls.length', call.length);
  if (callOffset > 0) add('ktls.call.offset', callOffset);
  add('ktls.captured_length', piece.length);
  add('ktls.truncated', part.isTruncated);
  if (call.origin.connectionId !== undefined) {
    add('ktls.stream.offset', call.streamOffset + callOffset - call.callOffset);
    if (call.missed > 0 && callOffset === call.callOffset) add('ktls.stream.missed', call.missed);
    if (call.isConcurrent) add('ktls.stream.concurrent', true);
  }
  if (part.redactions > 0) add('ktls.redactions', part.redactions);
}
