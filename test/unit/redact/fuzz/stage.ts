// SPDX-License-Identifier: Apache-2.0
import { Text } from '../../../../src/http/part.ts';
import { Lines } from '../../../../src/redact/lines.ts';
import { mark, type Shown } from '../../../../src/redact/redacted.ts';
import { Redaction } from '../../../../src/redact/redaction.ts';
import { type CreateScanner, Scanners } from '../../../../src/redact/scanner.ts';
import { dataEvent } from '../../capture/events.ts';
import type { Delivery } from './input.ts';
import type { Run } from './scan.ts';

const CONNECTION = 'c-1';

/** What the stage of redaction shows of each piece of the text, cut as the delivery says; nothing of it is lost. */
export function shownByStage(text: Buffer, { cuts, length }: Delivery, createScanner: CreateScanner): string[] {
  const scanners = new Scanners(createScanner);
  const redaction = new Redaction({
    mode: 'redact',
    plaintextBytes: text.length,
    onMasked: () => {},
    scanners,
    lines: new Lines(scanners),
  });
  const content = new Text('fuzzed');
  const shown: Shown[] = [];
  for (const { from, to } of piecesOf(cuts, length)) {
    const bytes = text.subarray(from, to);
    const event = dataEvent(bytes, { connectionId: CONNECTION, streamOffset: from });
    const part = {
      length: bytes.length,
      role: 'content',
      exchange: undefined,
      content: { kind: 'text', text: content, bytes: event.payload },
    } as const;
    shown.push(...redaction.push({ kind: 'data', event, parts: [part] }));
  }
  const base = { length: 0, role: 'content', exchange: undefined } as const;
  const gap = { ...base, content: { kind: 'text-gap', text: content } } as const;
  const end = { ...base, content: { kind: 'text-end', text: content } } as const;
  const parts = length < text.length ? [gap, end] : [end];
  shown.push(...redaction.push({ kind: 'parts', connectionId: CONNECTION, direction: 'TX', parts }));
  return shown.map((item) =>
    item.kind === 'data' ? item.runs.map(({ plaintext }) => plaintext.bytes.toString('latin1')).join('') : '',
  );
}

/** What it has to show: the text's own bytes in their places, and one mark for what is masked side by side by one rule. */
export function expectedOfStage(text: Buffer, { cuts, length }: Delivery, runs: readonly Run[]): string[] {
  return piecesOf(cuts, length).map((piece) => {
    let [shown, last] = ['', undefined as string | undefined];
    for (const { from, to, rule } of runs) {
      const [start, end] = [Math.max(from, piece.from), Math.min(to, piece.to)];
      if (start >= end) continue;
      if (rule === undefined) shown += text.toString('latin1', start, end);
      else if (rule !== last) shown += mark(rule);
      last = rule;
    }
    return shown;
  });
}

function piecesOf(cuts: readonly number[], length: number): { from: number; to: number }[] {
  const places = [0, ...cuts.filter((at) => at > 0 && at < length), length];
  return places.slice(1).flatMap((to, i) => {
    const from = places[i] ?? 0;
    return to > from ? [{ from, to }] : [];
  });
}
