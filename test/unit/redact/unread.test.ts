// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import type { FramedData } from '../../../src/http/framed.ts';
import { type Part, Text } from '../../../src/http/part.ts';
import { LONG_CONTENT_BYTES } from '../../../src/http/waiting.ts';
import { createScannerFactory } from '../../../src/redact/engine.ts';
import { Lines } from '../../../src/redact/lines.ts';
import type { RedactedData } from '../../../src/redact/redacted.ts';
import { Redaction } from '../../../src/redact/redaction.ts';
import { type CreateScanner, type Scanner, Scanners } from '../../../src/redact/scanner.ts';
import { LOOK_AHEAD_BYTES, TAIL_BYTES } from '../../../src/redact/unread.ts';
import { type CallFields, dataEvent } from '../capture/events.ts';
import { SPOTS } from './corpus/corpus.ts';
import { Maker } from './corpus/maker.ts';
import { filesOf, sources } from './harmless/sources.ts';

const ALL = 1 << 30;
const KIB = 1024;
const MARK = /\[redacted:[a-z0-9_]+\]/g;
const createScanner = createScannerFactory([]);

interface Options {
  plaintextBytes?: number;
  canSkip?: boolean;
  create?: CreateScanner;
  /** Of each call; undefined: one. */
  sampleBytes?: number;
  /** More of the body may come. */
  isOpen?: boolean;
  /** The kernel copies the start and the end of a call alone. */
  leavesOut?: boolean;
}

/** What there is of a call in samples: the place of each, and its bytes. */
type Samples = { callOffset: number; own: Buffer; isLeftOut: boolean }[];

function samplesOf(bytes: Buffer, sampleBytes: number): Samples {
  const places = Array.from({ length: Math.ceil(bytes.length / sampleBytes) }, (_, index) => index * sampleBytes);
  return places.map((callOffset) => ({
    callOffset,
    own: bytes.subarray(callOffset, callOffset + sampleBytes),
    isLeftOut: false,
  }));
}

/** As submit_call of bpf/copy.bpf.h makes them of a call amid content. */
function samplesLeftOf(bytes: Buffer, plaintextBytes: number): Samples {
  const startBytes = plaintextBytes + LOOK_AHEAD_BYTES;
  const end = bytes.length - TAIL_BYTES;
  if (end <= startBytes) return samplesOf(bytes, ALL);
  return [
    { callOffset: 0, own: bytes.subarray(0, startBytes), isLeftOut: true },
    { callOffset: end, own: bytes.subarray(end), isLeftOut: true },
  ];
}

/** The records' data of a body in these calls, all shown of which is what `plaintextBytes` leaves of it. */
function redacted(calls: readonly Buffer[], options: Options = {}): RedactedData[] {
  const { plaintextBytes = 256, canSkip = true, create = createScanner, sampleBytes = ALL } = options;
  const { isOpen = false, leavesOut = false } = options;
  const text = new Text('content', { canSkip });
  const scanners = new Scanners(create);
  const redaction = new Redaction({
    mode: 'redact',
    plaintextBytes,
    onMasked: () => {},
    scanners,
    lines: new Lines(scanners),
  });
  const base = { role: 'content', exchange: undefined } as const;
  return calls.flatMap((bytes, index) => {
    const samples = leavesOut ? samplesLeftOf(bytes, plaintextBytes) : samplesOf(bytes, sampleBytes);
    return samples.flatMap(({ callOffset, own, isLeftOut }) => {
      const isLast = callOffset + own.length === bytes.length;
      const call: CallFields = { connectionId: 'a', callOffset, isLast, isLeftOut, length: bytes.length };
      const event = dataEvent(own, call);
      const parts: Part[] = [{ ...base, length: own.length, content: { kind: 'text', text, bytes: event.payload } }];
      if (isLeftOut && isLast) parts.unshift({ ...base, length: 0, content: { kind: 'text-gap', text } });
      if (isLast && !isOpen && index === calls.length - 1)
        parts.push({ ...base, length: 0, content: { kind: 'text-end', text } });
      const framed: FramedData = { kind: 'data', event, parts };
      return (redaction.push(framed) as RedactedData[]).filter(({ call }) => !(call.isLeftOut && call.isLast));
    });
  });
}

/** What a record shows of a call. */
const textOf = (data: RedactedData): string =>
  data.runs.map(({ plaintext }) => plaintext.bytes.toString('latin1')).join('');

/** Of a call's bytes, those that are shown among the first so many of what is: 1 at their places. */
function shownPlaces(data: RedactedData, most = ALL): Uint8Array {
  const places = new Uint8Array(data.call.length);
  const [run] = data.runs;
  const text = textOf(data);
  let at = 0;
  for (const mark of [...text.matchAll(MARK), { index: text.length, 0: '' }]) {
    for (; at < Math.min(mark.index, most); at++) places[run?.plaintext.sourceOf(at) ?? -1] = 1;
    at += mark[0].length;
  }
  return places;
}

/** Calls that a body is cut into at these places. */
const cutAt = (body: Buffer, ...places: number[]): Buffer[] =>
  [0, ...places].map((place, index) => body.subarray(place, places[index] ?? body.length));

/** Nothing of this body is shown that is masked when all of it is read. */
function assertMasksAll(calls: readonly Buffer[], plaintextBytes: number, name: string, ways = [false, true]): void {
  const allowed = redacted(calls, { canSkip: false, plaintextBytes: ALL }).map((full) => shownPlaces(full));
  for (const leavesOut of ways) {
    const data = redacted(calls, { plaintextBytes, leavesOut });
    assert.equal(data.length, calls.length);
    for (const [index, one] of data.entries()) {
      const place = shownPlaces(one, plaintextBytes).findIndex((isShown, at) => isShown > (allowed[index]?.[at] ?? 0));
      if (place < 0) continue;
      const where = `byte ${place} of call ${index} in ${calls.map(({ length }) => length)}`;
      assert.fail(`${name}${leavesOut ? ', not copied' : ''}: ${where}`);
    }
  }
}

/** Counts the bytes that scanners are given. */
function counting(): { create: CreateScanner; bytes: () => number } {
  let bytes = 0;
  const create = (): Scanner => {
    const scanner = createScanner();
    const push = scanner.push.bind(scanner);
    scanner.push = (pushed) => {
      bytes += pushed.length;
      return push(pushed);
    };
    return scanner;
  };
  return { create, bytes: () => bytes };
}

const SPACES = Buffer.alloc(KIB, ' ');
const PROSE = Buffer.alloc(64 * KIB, 'Pour the tea, let it stand for a while, and then drink it slowly. ');

describe('of a body whose length is known', () => {
  const readOf = (calls: readonly Buffer[], options: Options = {}): number => {
    const { create, bytes } = counting();
    redacted(calls, { ...options, create });
    return bytes();
  };

  test('what is shown of a call is read, and half a KiB more', () => {
    assert.equal(readOf([PROSE.subarray(0, 16 * KIB)]), 256 + 512);
    assert.equal(readOf([PROSE.subarray(0, 16 * KIB)], { plaintextBytes: 1000 }), 1000 + 512);
    assert.equal(readOf([PROSE.subarray(0, 16 * KIB)], { plaintextBytes: 0 }), 0);
    assert.equal(readOf([PROSE.subarray(0, 16 * KIB)], { canSkip: false }), 16 * KIB);
    for (const length of [0, 1, 255, 256, 257, 256 + 512]) assert.equal(readOf([PROSE.subarray(0, length)]), length);
    assert.equal(readOf([PROSE.subarray(0, 256 + 512 + 1)]), 256 + 512);
  });

  test('and of each but the last call so much of the end that a place in it is certain', () => {
    const calls = cutAt(PROSE.subarray(0, 48 * KIB), 16 * KIB, 32 * KIB);
    assert.equal(readOf(calls), 3 * (256 + 512) + 2 * (3072 + 256));
    const spaced = cutAt(Buffer.concat([PROSE.subarray(0, 15 * KIB), SPACES, PROSE]), 16 * KIB);
    assert.equal(readOf(spaced), 2 * (256 + 512) + 4 * KIB);
    // All of it, where no more than that is left, or no place is.
    const short = cutAt(PROSE.subarray(0, 16 * KIB), 256 + 512 + 3072 + 256);
    assert.equal(readOf(short), 2 * (256 + 512) + 3072 + 256);
    const digits = Buffer.alloc(32 * KIB, '0123456789abcdef');
    assert.equal(readOf(cutAt(digits, 16 * KIB)), 16 * KIB + 256 + 512);
  });

  test('and of a call in several samples once', () => {
    const options = { sampleBytes: 16 * KIB };
    assert.equal(readOf([PROSE.subarray(0, 64 * KIB)], options), 256 + 512);
    // Of samples of which nothing is shown none is read for the next one.
    assert.equal(readOf(cutAt(PROSE, 48 * KIB), options), 2 * (256 + 512) + 3072 + 256);
    // With the call's last sample, so that a connection that is idle then does not keep it.
    assert.equal(readOf([PROSE], { ...options, isOpen: true }), 256 + 512 + 3072 + 256);
  });

  test('and as much more as what is masked leaves to be shown', () => {
    const secret = `"password":"${new Maker(1).secret(9 * KIB)}",`;
    const body = Buffer.from(`{${secret}"shape":"${'round '.repeat(4 * KIB)}"}`);
    const [data] = redacted([body]);
    const [full] = redacted([body], { canSkip: false });
    assert.ok(readOf([body]) < secret.length + 256 + 8 * KIB);
    assert.equal(textOf(data as RedactedData).slice(0, 256), textOf(full as RedactedData).slice(0, 256));
    assert.match(textOf(data as RedactedData), /^\{"password":"\[redacted:[a-z]+\]","shape":"round round /);
  });

  test('the rest has no mark, is not counted, and is said to be missing', () => {
    const secret = '"password":"hunter2hunter2",';
    const body = Buffer.from(`{"shape":"${'round '.repeat(2 * KIB)}",${secret}"a":1}`);
    const [data] = redacted([body]);
    assert.equal(data?.redactions, 0);
    assert.equal(data?.shownTo, 256 + 512);
    assert.equal(textOf(data as RedactedData), body.toString('latin1', 0, 256 + 512));
    const [full] = redacted([body], { canSkip: false });
    assert.deepEqual([full?.redactions, full?.shownTo], [1, body.length]);
  });

  test('what is held back where reading ends is no secret of that call, nor of the next one', () => {
    // An authority that has not ended, where the first call is left.
    const body = Buffer.concat([PROSE.subarray(0, 700), Buffer.from(' ftp://'), Buffer.alloc(9 * KIB, 'h'), PROSE]);
    const [first, second] = redacted(cutAt(body, 30 * KIB));
    assert.deepEqual([first?.redactions, first?.shownTo], [0, 700 + ' ftp://'.length]);
    assert.equal(second?.redactions, 0);
  });

  test('a secret that goes on from what is not read counts where it is first shown', () => {
    const body = Buffer.concat([PROSE.subarray(0, 20 * KIB), Buffer.from('\n"password":"hunter2hunter2", and tea')]);
    const at = body.indexOf('2hunter2');
    const data = redacted(cutAt(body, at));
    assert.deepEqual(
      data.map(({ redactions }) => redactions),
      [0, 1],
    );
    assert.equal(textOf(data[1] as RedactedData), '[redacted:password]", and tea');
  });

  test('all is read of a call at whose end no place is certain', () => {
    const base64 = createHash('sha512').update('tea').digest('base64').slice(0, 64).repeat(300);
    const body = Buffer.from(`{"shape":"round","picture":"${base64}","title":"a pot of tea"}`);
    assert.equal(readOf(cutAt(body, 12 * KIB)), 12 * KIB + 256 + 512);
    const [first, second] = redacted(cutAt(body, 12 * KIB));
    assert.deepEqual([first?.redactions, second?.redactions], [0, 0]);
    assert.equal(textOf(second as RedactedData).slice(0, 64), body.toString('latin1', 12 * KIB, 12 * KIB + 64));
  });
});

const FILLERS: Readonly<Record<string, string>> = {
  prose: PROSE.toString('latin1', 0, 12 * KIB),
  JSON: '{"id":12,"title":"a pot","tags":["x","y"],"sub":{"n":1}},'.repeat(220),
  lines: 'a pot of tea, and a cup\nof it\n'.repeat(400),
  HTML: '<div class="x"><p>A pot</p></div>'.repeat(400),
  JavaScript: 'function(t,e){return t.a(e)||n(t,!0)};'.repeat(300),
};

describe('what is masked when all is read is masked', () => {
  const fillers = Object.entries(FILLERS);

  test('of every spot of the corpus, wherever a call ends', () => {
    const bodies = SPOTS.filter(({ place }) => place === 'body');
    for (const [index, spot] of bodies.entries()) {
      const [name, filler] = fillers[index % fillers.length] as [string, string];
      const text = spot.make(new Maker(index));
      const before = filler.slice(0, 5 * KIB);
      const body = Buffer.from(before + text + filler.slice(0, 300), 'latin1');
      for (let cut = before.length - 1; cut <= before.length + text.length; cut += 1) {
        assertMasksAll(cutAt(body, cut), 64, `${spot.name} in ${name}, cut at ${cut - before.length}`);
      }
    }
    assert.ok(bodies.length > 20, `${bodies.length}`);
  });

  test('of a value of a form, which ends with it', () => {
    // The kernel copies forms whole.
    const readAlone = [false];
    const form = 'item=teapot&size=large&note=round+and+blue&'.repeat(220);
    for (const value of ['ab;cd,ef"gh', 'ab cd ef', 'ab<cd>ef', 'a{b}c(d)', 'ab;cd=ef', 'ab%26cd']) {
      const text = `password=${value}&shape=round`;
      const body = Buffer.from(`${form}${text}&${form}`, 'latin1');
      for (let cut = form.length; cut < form.length + text.length; cut += 1) {
        assertMasksAll(cutAt(body, cut), 64, `${value}, cut at ${cut - form.length}`, readAlone);
      }
      // A form ends with its line.
      const lines = Buffer.from(`${form}\n${form}${text} &${form}`, 'latin1');
      assertMasksAll(cutAt(lines, 2 * form.length + 10), 64, `${value} behind a line`, readAlone);
    }
  });

  const random = Buffer.concat(Array.from({ length: 400 }, (_, i) => createHash('sha256').update(`${i}`).digest()));
  const base64 = random.toString('base64');
  const pem = `-----BEGIN PRIVATE KEY-----\n${base64.replace(/.{64}/g, '$&\n')}\n-----END PRIVATE KEY-----\n`;
  const account = JSON.stringify({ type: 'service_account', private_key: pem, token_uri: 'https://b.example/t' });
  const long: Readonly<Record<string, string>> = {
    'a private key': pem,
    'a private key in JSON': `,"tls":${JSON.stringify(pem)},"shape":"round"`,
    'a token of JSON': `,"token":"${base64}","shape":"round"`,
    'a token of a form': `&token=${encodeURIComponent(base64)}&shape=round`,
    'a token of XML': `<token>${base64}</token><shape>round</shape>`,
    'JSON in a string': `,"credentials":${JSON.stringify(account)},"shape":"round"`,
    'a cookie in a header in JSON': `,"headers":["Cookie: ${base64.replace(/.{40}/g, '$&; a=')}"],"shape":"round"`,
  };
  for (const [name, secret] of Object.entries(long)) {
    test(`of a long secret: ${name}`, () => {
      for (const [fillerName, filler] of fillers) {
        const body = Buffer.from(`${filler}${secret}${filler}`, 'latin1');
        for (let cut = filler.length - 10; cut < filler.length + secret.length + 10; cut += 499) {
          assertMasksAll(cutAt(body, cut), 64, `${name} in ${fillerName}, cut at ${cut - filler.length}`);
        }
        assertMasksAll(cutAt(body, 9_000, 18_000, 27_000), 256, `${name} in ${fillerName}`);
      }
    });
  }
});

/** Of calls, bytes that a record shows when all is read, and of these those that it does not show when read like this. */
function compared(
  calls: readonly Buffer[],
  options: Options & { plaintextBytes: number },
): { shown: number; lacking: number } {
  const { plaintextBytes } = options;
  const counts = { shown: 0, lacking: 0 };
  const some = redacted(calls, options);
  for (const [index, data] of redacted(calls, { canSkip: false, plaintextBytes: ALL }).entries()) {
    const places = shownPlaces(data, plaintextBytes);
    const shownToo = shownPlaces(some[index] as RedactedData, plaintextBytes);
    for (const [place, isShown] of places.entries()) {
      counts.shown += isShown;
      if (isShown > (shownToo[place] ?? 0)) counts.lacking += 1;
    }
  }
  return counts;
}

const callsOf = (bytes: Buffer): Buffer[] => samplesOf(bytes, 16 * KIB).map(({ own }) => own);

describe('of what a record shows of harmless files it shows no less than when all is read', () => {
  test('where it is not read', () => {
    const [plaintextBytes, mostOfSource] = [256, 500 * KIB];
    const { create, bytes: bytesRead } = counting();
    let [shown, lacking, all] = [0, 0, 0];
    for (const source of sources()) {
      let total = 0;
      for (const { bytes } of filesOf(source)) {
        if (bytes.length > mostOfSource) continue;
        total += bytes.length;
        if (total > mostOfSource) break;
        const counts = compared(callsOf(bytes), { plaintextBytes, create });
        shown += counts.shown;
        lacking += counts.lacking;
        all += bytes.length;
      }
    }
    const read = bytesRead();
    console.log(`unread: ${read} of ${all} bytes are read, ${lacking} of ${shown} are not shown`);
    assert.ok(shown > 100_000, `${shown}`);
    assert.ok(lacking * 1000 <= shown, `${lacking} of ${shown}`);
    assert.ok(read < all / 2, `${read} of ${all}`);
  });

  test('little more where it is not copied, of files that are long enough for that', () => {
    const [plaintextBytes, mostOfFile] = [256, 200 * KIB];
    let [shown, lacking] = [0, 0];
    for (const source of sources()) {
      for (const { bytes } of filesOf(source)) {
        if (bytes.length < LONG_CONTENT_BYTES) continue;
        const middle = Math.floor(bytes.length / 2 / (16 * KIB)) * 16 * KIB;
        const counts = compared(callsOf(bytes.subarray(middle, middle + mostOfFile)), {
          plaintextBytes,
          leavesOut: true,
        });
        shown += counts.shown;
        lacking += counts.lacking;
      }
    }
    console.log(
      `unread: ${lacking} of ${shown} bytes are not shown where the kernel copies a start and an end of each call`,
    );
    assert.ok(shown > 100_000, `${shown}`);
    // Long Base64, such as source maps in scripts, and long lists of numbers: in their middle they look like secrets.
    assert.ok(lacking * 20 <= shown, `${lacking} of ${shown}`);
  });
});
