// SPDX-License-Identifier: Apache-2.0
import { SENDERS } from '../../../src/http/protocol.ts';
import { checkConversation } from '../../unit/http/http1/check-conversation.ts';
import { decodeSteps } from '../steps.ts';

/** HTTP/1: steps of a connection. Parts add up to what came, and what starts ends. */
export function fuzz(data: Buffer): void {
  const ends = SENDERS.map((from) => ({ kind: 'end' as const, from }));
  checkConversation([...decodeSteps(data).filter(({ kind }) => kind !== 'close'), ...ends]);
}
