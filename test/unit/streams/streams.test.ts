// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { constants } from 'node:os';
import { describe, test } from 'node:test';
import type { Call, ConnectionEnd, ConnectionEvent, DataEvent } from '../../../src/capture/event.ts';
import type { Gap, StreamItem } from '../../../src/streams/stream-item.ts';
import { Streams } from '../../../src/streams/streams.ts';
import { closeEvent, dataEvent, endOf, openEvent, streamOf } from '../capture/events.ts';

/** Data as its gap, the end of a stream and what is of a connection as text. */
function push(streams: Streams, event: DataEvent | ConnectionEvent): (number | string)[] {
  return streams.push(event).map((item) => {
    if (item.kind === 'data') return item.gap;
    return item.kind === 'end' ? `${item.connectionId} ${item.direction}` : `(${item.kind})`;
  });
}

describe('gaps', () => {
  test('none between calls that follow each other, in each direction for itself', () => {
    const streams = new Streams(10);
    const sent = streamOf('a', 'TX');
    const received = streamOf('a', 'RX');
    const events = [sent('12345'), received('123'), sent('1'), sent(''), received('12'), sent('12')];
    assert.deepEqual(
      events.map((event) => push(streams, event)),
      [[0], [0], [0], [0], [0], [0]],
    );
  });

  test('hand on the event itself', () => {
    const event = streamOf('a')('data');
    assert.deepEqual(new Streams(1).push(event), [{ kind: 'data', event, gap: 0 }]);
  });

  test('a lost call is missing', () => {
    const streams = new Streams(10);
    const next = streamOf('a');
    push(streams, next('12345'));
    next('1234567');
    assert.deepEqual(push(streams, next('x')), [7]);
    assert.deepEqual(push(streams, next('x')), [0]);
  });

  test('calls lost at the start are missing', () => {
    const next = streamOf('a');
    next('1234567');
    assert.deepEqual(push(new Streams(10), next('x')), [7]);
  });

  test('what a call moved beyond the capture size is missing before the next', () => {
    const streams = new Streams(10);
    assert.deepEqual(push(streams, dataEvent('1234', { length: 100 })), [0]);
    assert.deepEqual(push(streams, dataEvent('', { length: 50, streamOffset: 100 })), [96]);
    assert.deepEqual(push(streams, dataEvent('x', { length: 1, streamOffset: 150 })), [50]);
  });

  test('an offset that goes back tells nothing', () => {
    const streams = new Streams(10);
    push(streams, dataEvent('1234567', { streamOffset: 5 }));
    assert.deepEqual(push(streams, dataEvent('12345', { streamOffset: 0 })), ['unknown']);
    assert.deepEqual(push(streams, dataEvent('x', { streamOffset: 12 })), [7]);
  });

  test('offsets beyond 32 bits', () => {
    const streams = new Streams(10);
    push(streams, dataEvent('12', { streamOffset: 2 ** 32 - 1 }));
    assert.deepEqual(push(streams, dataEvent('x', { streamOffset: 2 ** 32 + 3 })), [2]);
  });

  test('a call without a connection stands alone', () => {
    const streams = new Streams(1);
    push(streams, streamOf('a')('x'));
    assert.deepEqual(push(streams, dataEvent('x', { connectionId: undefined, streamOffset: 99 })), [0]);
    assert.deepEqual(endAll(streams), [endOf('TX', { reason: 'left', isFinished: undefined })]);
  });
});

describe('calls that are known to be out of order or missed', () => {
  const [A, B] = [{ tid: 1 }, { tid: 2 }];
  const together = { isConcurrent: true };
  for (const [name, calls, gaps] of [
    [
      'a missed call, which moved the stream or not',
      [
        [4, { streamOffset: 0 }],
        [4, { streamOffset: 4, missed: 1 }],
        [4, { streamOffset: 9, missed: 3 }],
        [1, { streamOffset: 13, missed: 3 }],
      ],
      [0, 'unknown', 'unknown', 0],
    ],
    ['one that was missed at the start', [[4, { missed: 1 }]], ['unknown']],
    [
      'one that was missed before a call that was lost',
      [
        [4, {}],
        [4, { streamOffset: 40, missed: 1 }],
      ],
      [0, 'unknown'],
    ],
    [
      'calls at once, whose records come in another order than the count of what was missed',
      [
        [4, { missed: 2, ...together, ...A }],
        [4, { streamOffset: 4, missed: 1, ...together, ...B }],
        [4, { streamOffset: 8, missed: 2 }],
        [4, { streamOffset: 12, missed: 2 }],
      ],
      ['unknown', 'unknown', 'unknown', 0],
    ],
    [
      'two calls at once, and the one after them',
      [
        [4, {}],
        [4, { streamOffset: 4, ...together, ...A }],
        [4, { streamOffset: 8, ...together, ...B }],
        [4, { streamOffset: 12 }],
        [4, { streamOffset: 16 }],
      ],
      [0, 'unknown', 'unknown', 'unknown', 0],
    ],
    [
      'two calls at the same offset',
      [
        [4, { ...together, ...A }],
        [4, { ...together, ...B }],
        [4, { streamOffset: 8 }],
      ],
      ['unknown', 'unknown', 'unknown'],
    ],
    [
      'the samples of one such call',
      [
        [4, { length: 8, isLast: false, ...together, ...A }],
        [4, { length: 8, callOffset: 4, streamOffset: 4, ...together, ...A }],
      ],
      ['unknown', 0],
    ],
    [
      'the samples of one such call, of which the first has one byte',
      [
        [1, { length: 5, isLast: false, ...together, ...A }],
        [4, { length: 5, callOffset: 1, streamOffset: 1, ...together, ...A }],
      ],
      ['unknown', 0],
    ],
    [
      'a sample of such a call that was lost',
      [
        [4, { length: 12, isLast: false, ...together, ...A }],
        [4, { length: 12, callOffset: 8, streamOffset: 8, ...together, ...A }],
      ],
      ['unknown', 'unknown'],
    ],
    [
      'the samples of two such calls in turns',
      [
        [4, { length: 8, isLast: false, ...together, ...A }],
        [4, { length: 8, isLast: false, ...together, ...B }],
        [4, { length: 8, callOffset: 4, streamOffset: 4, ...together, ...A }],
        [4, { length: 8, callOffset: 4, streamOffset: 4, ...together, ...B }],
      ],
      ['unknown', 'unknown', 'unknown', 'unknown'],
    ],
    [
      'the samples of a call by itself',
      [
        [4, { length: 10, isLast: false }],
        [4, { length: 10, callOffset: 4, streamOffset: 4 }],
        [1, { streamOffset: 10 }],
      ],
      [0, 0, 2],
    ],
    [
      'a sample of a call by itself that was lost',
      [
        [4, { length: 9, isLast: false }],
        [1, { length: 9, callOffset: 8, streamOffset: 8 }],
      ],
      [0, 4],
    ],
  ] as [string, [number, Partial<Call>][], Gap[]][]) {
    test(name, () => {
      const streams = new Streams(1);
      const found = calls.map(([bytes, call]) => push(streams, dataEvent('x'.repeat(bytes), call)));
      assert.deepEqual(
        found,
        gaps.map((gap) => [gap]),
      );
    });
  }

  test('leave the other direction alone', () => {
    const streams = new Streams(1);
    push(streams, dataEvent('1234', { isConcurrent: true }));
    push(streams, dataEvent('1234', { direction: 'RX' }));
    assert.deepEqual(push(streams, dataEvent('x', { direction: 'RX', streamOffset: 4 })), [0]);
    assert.deepEqual(push(streams, dataEvent('x', { streamOffset: 4 })), ['unknown']);
  });
});

describe('the start of a connection', () => {
  test('comes as it is, and begins no stream', () => {
    const streams = new Streams(1);
    const event = openEvent('a');
    assert.deepEqual(streams.push(event), [event]);
    assert.deepEqual(push(streams, closeEvent('a')), ['(close)']);
    assert.deepEqual(streams.push(openEvent(undefined)), [openEvent(undefined)]);
  });
});

describe('the end of a connection', () => {
  test('ends the directions that were seen, then comes itself', () => {
    const streams = new Streams(10);
    push(streams, streamOf('a', 'RX')('x'));
    push(streams, streamOf('b', 'TX')('x'));
    push(streams, streamOf('b', 'RX')('x'));
    assert.deepEqual(push(streams, closeEvent('a')), ['a RX', '(close)']);
    assert.deepEqual(push(streams, closeEvent('b')), ['b TX', 'b RX', '(close)']);
    assert.deepEqual(endAll(streams), []);
  });

  test('says who ended it, and what moved after the last bytes that were shown', () => {
    const ends = (end: Partial<ConnectionEnd>): unknown[] => {
      const streams = new Streams(10);
      push(streams, streamOf('a', 'TX')('12345'));
      return streams.push(closeEvent('a', end)).flatMap((item) => {
        if (item.kind !== 'end') return [];
        return [[item.direction, item.reason, item.missing]];
      });
    };
    for (const [end, reason] of [
      [{ state: 1 }, 'local'],
      [{ state: 8 }, 'peer'],
      [{ state: 7, error: constants.errno.ECONNRESET }, 'peer'],
      [{ state: 7, error: constants.errno.ETIMEDOUT }, 'closed'],
    ] as const) {
      assert.deepEqual(ends(end), [['TX', reason, 0]]);
    }
    assert.deepEqual(ends({ bytes: { TX: 9, RX: 0 } }), [['TX', 'local', 4]]);
    // What is missing of the one direction is known before the other one ends.
    assert.deepEqual(ends({ bytes: { TX: 5, RX: 7 } }), [
      ['RX', 'local', 7],
      ['TX', 'local', 0],
    ]);
    assert.deepEqual(ends({ bytes: { TX: 9, RX: 7 }, missed: { TX: 1, RX: 2 } }), [
      ['TX', 'local', 'unknown'],
      ['RX', 'local', 'unknown'],
    ]);
  });

  test('that nobody could tell of', () => {
    const streams = new Streams(10);
    push(streams, streamOf('a', 'TX')('12345'));
    assert.deepEqual(streams.end('a'), [endOf('TX', { reason: 'unseen', missing: 'unknown', isFinished: undefined })]);
  });

  test('says whether each side had nothing more to send', () => {
    const { ECONNRESET, EPIPE, ETIMEDOUT } = constants.errno;
    for (const [end, expected] of [
      [{ state: 1 }, [true, undefined]],
      [{ state: 5, isFinReceived: true }, [true, true]],
      [{ state: 8 }, [true, true]],
      [{ state: 7, isFinReceived: true, shutDown: 'first' }, [true, true]],
      [{ state: 7, isFinReceived: true, shutDown: 'second' }, [true, true]],
      // Who has not shut down, has been told of a reset behind the peer's end, or was not seen to.
      [{ state: 7, isFinReceived: true }, [undefined, true]],
      [{ state: 7, shutDown: 'first' }, [false, false]],
      [{ state: 7 }, [false, false]],
      [{ error: ECONNRESET }, [false, false]],
      [{ error: EPIPE }, [false, true]],
      [{ error: ETIMEDOUT }, [false, false]],
    ] as const) {
      const streams = new Streams(10);
      push(streams, streamOf('a', 'TX')('1'));
      push(streams, streamOf('a', 'RX')('1'));
      const ends = streams.push(closeEvent('a', { ...end, bytes: { TX: 1, RX: 1 } }));
      assert.deepEqual(
        ends.flatMap((item) => (item.kind === 'end' ? [item.isFinished] : [])),
        expected,
        JSON.stringify(end),
      );
    }
  });

  test('of one that was never seen, or that ended already, ends no stream', () => {
    const streams = new Streams(10);
    push(streams, streamOf('a')('x'));
    push(streams, closeEvent('a'));
    assert.deepEqual(push(streams, closeEvent('a')), ['(close)']);
    assert.deepEqual(push(streams, closeEvent('b')), ['(close)']);
    assert.deepEqual(push(streams, closeEvent(undefined)), ['(close)']);
  });

  test('comes for every connection when the service stops', () => {
    const streams = new Streams(10);
    for (const id of ['a', 'b']) push(streams, streamOf(id)('x'));
    assert.deepEqual(
      endAll(streams).map((item) => item.kind === 'end' && item.connectionId),
      ['a', 'b'],
    );
    assert.deepEqual(endAll(streams), []);
  });
});

describe('the number of connections', () => {
  for (const [connections, ended] of [
    [2, []],
    [3, []],
    [4, ['1 TX']],
    [5, ['1 TX', '2 TX']],
  ] as const) {
    test(`${connections} of at most 3: ${ended.length} are ended`, () => {
      const streams = new Streams(3);
      const items: (number | string)[] = [];
      for (let id = 1; id <= connections; id++) items.push(...push(streams, streamOf(String(id))('x')));
      assert.deepEqual(
        items.filter((item) => typeof item === 'string'),
        ended,
      );
      assert.equal(endAll(streams).length, Math.min(connections, 3));
    });
  }

  test('the one that was silent for longest goes, with both directions, before the new one begins', () => {
    const streams = new Streams(2);
    const [a, b] = [streamOf('a'), streamOf('b')];
    push(streams, a('x'));
    push(streams, streamOf('a', 'RX')('x'));
    push(streams, b('x'));
    push(streams, a('x'));
    assert.deepEqual(push(streams, streamOf('c')('x')), ['b TX', 0]);
    assert.deepEqual(push(streams, b('x')), ['a TX', 'a RX', 1]);
  });
});

/** Of all connections, the one that was silent for longest first. */
function endAll(streams: Streams): StreamItem[] {
  const items: StreamItem[] = [];
  for (let next = streams.endOldest(); next.length > 0; next = streams.endOldest()) items.push(...next);
  return items;
}
