// SPDX-License-Identifier: Apache-2.0
import { SENDERS, type Sender } from '../../src/http/protocol.ts';

/** What happens next on a connection. */
export type Step =
  | { readonly kind: 'bytes'; readonly from: Sender; readonly bytes: Buffer }
  | { readonly kind: 'gap'; readonly from: Sender; readonly bytes: number | 'unknown' }
  | { readonly kind: 'end'; readonly from: Sender }
  | { readonly kind: 'close' };

const KINDS = ['bytes', 'gap', 'end', 'close'] as const;
const UNKNOWN = 0xffff;
const HEAD_BYTES = 3;

/**
 * Steps as a fuzzer's bytes. Each begins with a byte: its kind, twice as high, and the sender; and with 16 bits,
 * big-endian: how many bytes follow, or how many are missing.
 */
export function encodeSteps(steps: readonly Step[]): Buffer {
  return Buffer.concat(steps.map(encode));
}

function encode(step: Step): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head[0] = 2 * KINDS.indexOf(step.kind) + ('from' in step ? SENDERS.indexOf(step.from) : 0);
  if (step.kind === 'gap') head.writeUInt16BE(step.bytes === 'unknown' ? UNKNOWN : step.bytes, 1);
  if (step.kind !== 'bytes') return head;
  head.writeUInt16BE(step.bytes.length, 1);
  return Buffer.concat([head, step.bytes]);
}

/** Any bytes are steps; a close is the last one. */
export function decodeSteps(data: Buffer): Step[] {
  const steps: Step[] = [];
  for (let at = 0; at + HEAD_BYTES <= data.length; ) {
    const first = data[at] ?? 0;
    const kind = KINDS[(first >> 1) % KINDS.length];
    const from = SENDERS[first & 1] ?? 'client';
    const number = data.readUInt16BE(at + 1);
    at += HEAD_BYTES;
    switch (kind) {
      case 'bytes':
        steps.push({ kind, from, bytes: data.subarray(at, at + number) });
        at += number;
        break;
      case 'gap':
        steps.push({ kind, from, bytes: number === UNKNOWN ? 'unknown' : number });
        break;
      case 'end':
        steps.push({ kind, from });
        break;
      default:
        return [...steps, { kind: 'close' }];
    }
  }
  return steps;
}
