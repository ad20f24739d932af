// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Exchange } from '../../../src/http/exchange.ts';
import { judge, judgedPiece, newPiece, type Piece } from '../../../src/redact/open-text.ts';
import type { PayloadMode } from '../../../src/redact/redacted.ts';
import { render } from '../../../src/redact/render.ts';

const exchange = (spanId: string): Exchange => ({ span: { traceId: 't', spanId, traceFlags: 1 } }) as Exchange;

/** A piece of the sample's own bytes: `shown` as it is, `<rule>masked` masked, `<+rule>masked` going on. */
function own(parts: string[], of: Partial<Piece> = {}): Piece {
  const texts = parts.map((part) => part.replace(/^<.*?>/, ''));
  const bytes = Buffer.from(texts.join(''));
  const base = { length: bytes.length, role: 'other', exchange: undefined } as const;
  const piece: Piece = { ...newPiece(base, bytes, true), ...of };
  parts.forEach((part, index) => {
    const [, plus, rule] = /^<(\+?)(.*?)>/.exec(part) ?? [];
    judge(piece, { length: texts[index]?.length ?? 0, rule, continues: plus === '+' });
  });
  return piece;
}

function rendered(pieces: Piece[], mode: PayloadMode = 'redact') {
  const payload = Buffer.concat(pieces.map((piece) => (piece.isOwn ? piece.bytes : Buffer.alloc(piece.length, 'r'))));
  const { runs, masked, shownTo } = render(pieces, payload, mode);
  return {
    texts: runs.map(({ plaintext, span }) => [plaintext.bytes.toString(), span?.spanId, plaintext.sourceOf(0)]),
    masked,
    shownTo,
  };
}

describe('what is shown of a sample', () => {
  test('is nothing of one without bytes', () => {
    assert.deepEqual(rendered([]), { texts: [['', undefined, 0]], masked: [], shownTo: 0 });
  });

  test('has a mark for each secret, one for what goes on, and counts secrets that start', () => {
    assert.deepEqual(rendered([own(['a', '<x>11', 'b', '<x>22', '<+x>33', '<y>4', 'c'])]), {
      texts: [['a[redacted:x]b[redacted:x][redacted:y]c', undefined, 0]],
      masked: ['x', 'x', 'y'],
      shownTo: 10,
    });
    assert.deepEqual(rendered([own(['<+x>33', 'c'])]), {
      texts: [['[redacted:x]c', undefined, 0]],
      masked: [],
      shownTo: 3,
    });
  });

  test('ends before what was not read', () => {
    const piece = own(['ab', '<x>cd']);
    const longer = { ...piece, length: 6, bytes: Buffer.from('abcdef'), unread: 2 };
    assert.deepEqual(rendered([own(['0']), longer]), {
      texts: [['0ab[redacted:x]', undefined, 0]],
      masked: ['x'],
      shownTo: 5,
    });
  });

  test('is cut where one exchange follows another; what belongs to none goes with its neighbours', () => {
    const [a, b] = [exchange('a'), exchange('b')];
    const pieces = [
      own(['0']),
      own(['aa'], { exchange: a }),
      own(['-']),
      own(['aa'], { exchange: a }),
      own(['b'], { exchange: b }),
      own(['0']),
    ];
    assert.deepEqual(rendered(pieces).texts, [
      ['0aa-aa', 'a', 0],
      ['b0', 'b', 6],
    ]);
  });

  test('in place of other bytes keeps the place of those', () => {
    const base = { length: 3, role: 'head', exchange: undefined } as const;
    const text = judgedPiece(base, Buffer.from('decoded'), false);
    const { runs } = render(
      [own(['ab']), text, own(['cd', '<x>secret', 'ef'])],
      Buffer.from('ab...cdsecretef'),
      'redact',
    );
    const [run] = runs;
    assert.equal(run?.plaintext.bytes.toString(), 'abdecodedcd[redacted:x]ef');
    const at = (text: string) => run?.plaintext.sourceOf(run.plaintext.bytes.indexOf(text));
    assert.deepEqual(
      [at('b'), at('decoded'), at('coded'), at('cd['), at('['), at('dacted'), at('ef'), at('f')],
      [1, 2, 4, 5, 7, 10, 13, 14],
    );
    assert.equal(run?.plaintext.sourceOf(8), 5);
  });
});

test('each mode shows its own', () => {
  const pieces = [own(['head ', '<x>secret'], { role: 'head' }), own(['content'], { role: 'content' }), own(['rest'])];
  const all = (['redact', 'headers', 'metadata', 'raw'] as const).map((mode) => rendered(pieces, mode));
  assert.deepEqual(all, [
    { texts: [['head [redacted:x]contentrest', undefined, 0]], masked: ['x'], shownTo: 22 },
    { texts: [['head [redacted:x]', undefined, 0]], masked: ['x'], shownTo: 11 },
    { texts: [['', undefined, 0]], masked: [], shownTo: 0 },
    { texts: [['head secretcontentrest', undefined, 0]], masked: [], shownTo: 22 },
  ]);
});
