// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { plaintextOf } from '../../../../src/console/plaintext-of.ts';
import type { Sender } from '../../../../src/http/protocol.ts';
import { closeEvent, dataEvent } from '../../capture/events.ts';
import { drive } from '../corpus/drive.ts';
import { BINARY, type Conversation, type Move, OF_LINES } from './conversations.ts';
import { SHOWN } from './shown.ts';

/** Whose calls are seen. */
const SEEN = ['both', 'client', 'server'] as const;
const SENDERS = ['client', 'server'] as const;
/** No more of a secret may be shown. */
const SECRET_BYTES = 5;
const DIRECTION = { client: 'TX', server: 'RX' } as const;

/** What is shown of each call of either side when so many calls came before the service, and one of the others is lost. */
function shown(
  moves: readonly Move[],
  start: number,
  seen: (typeof SEEN)[number] = 'both',
  lost?: Move,
): Record<Sender, string[]> {
  const moved = { client: 0, server: 0 };
  const events = moves.slice(start).flatMap((move) => {
    const [from, marked] = move;
    if (seen !== 'both' && seen !== from) return [];
    const bytes = Buffer.from(marked.replaceAll(/[«»]/g, ''), 'latin1');
    const streamOffset = moved[from];
    moved[from] += bytes.length;
    if (move === lost) return [];
    const place = { connectionId: 'c', direction: DIRECTION[from], streamOffset, length: bytes.length };
    return [dataEvent(bytes, { ...place, connectionPartial: true, isOneWay: seen !== 'both' })];
  });
  const { records } = drive([...events, closeEvent('c')]);
  const textsOf = (from: Sender): string[] =>
    records
      .filter(({ attributes }) => attributes['ktls.direction'] === DIRECTION[from])
      .map((record) => (plaintextOf(record) ?? '').replaceAll('[redacted:', '['));
  return { client: textsOf('client'), server: textsOf('server') };
}

function secretsOf(moves: readonly Move[]): string[] {
  return moves.flatMap(([, marked]) => Array.from(marked.matchAll(/«([^»]*)»/g), ([, secret = '']) => secret));
}

function assertNoLeak({ name, moves }: Conversation): void {
  for (const seen of SEEN) {
    for (let start = 0; start < moves.length; start += 1)
      assertHidden(moves, shown(moves, start, seen), `${name}, from call ${start} on, ${seen}`);
    for (const [index, lost] of moves.entries())
      assertHidden(moves, shown(moves, 0, seen, lost), `${name}, without call ${index}, ${seen}`);
  }
}

function assertHidden(moves: readonly Move[], { client, server }: Record<Sender, string[]>, what: string): void {
  const texts = [...client, ...server].join('\n');
  for (const secret of secretsOf(moves)) {
    for (let at = 0; at < secret.length - SECRET_BYTES; at += 1) {
      const piece = secret.slice(at, at + SECRET_BYTES + 1);
      assert.ok(!texts.includes(piece), `${what}: ${piece} in ${texts}`);
    }
  }
}

describe('of a connection that is seen from amid, whichever call is the first or is lost, nothing of a secret is shown', () => {
  for (const conversation of [...OF_LINES, ...BINARY]) {
    test(conversation.name, () => {
      assert.ok(secretsOf(conversation.moves).length > 0 || conversation.name.includes('lines'));
      assertNoLeak(conversation);
    });
  }
});

describe('what is shown of it', () => {
  for (const { name, moves } of OF_LINES) {
    test(name, () => {
      const texts = shown(moves, 0);
      assert.deepEqual(
        SENDERS.map((from) => texts[from].join('|')),
        SENDERS.map((from) => SHOWN[name]?.[from]?.join('|')),
      );
    });
  }

  test('nothing of a binary protocol, of which no call is a text', () => {
    for (const { name, moves } of BINARY) {
      const { client, server } = shown(moves, 0);
      for (const text of [...client, ...server]) assert.match(text, /^\[(?:lost|gap)\]$/, name);
      assert.equal(client.length + server.length, moves.length);
    }
  });
});
