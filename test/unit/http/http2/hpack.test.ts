// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { HpackDecoder, MAX_BLOCK_BYTES } from '../../../../src/http/http2/hpack.ts';
import { byte, bytes, list } from '../../arbitraries.ts';
import { bytesInUse } from '../../bytes-in-use.ts';
import { Deflater, type Field } from './deflater.ts';
import { Inflater } from './inflater.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

/** The fields of blocks that come one after the other; `!` after those that are never indexed. */
function inflate(...blocks: Buffer[]): (string[] | string)[] {
  const decoder = new HpackDecoder();
  return blocks.map((block) => {
    const fields = decoder.decode(block, Infinity);
    if (typeof fields === 'string') return fields;
    return fields.map(({ name, value, neverIndexed }) => `${name}: ${value}${neverIndexed ? ' !' : ''}`);
  });
}

test('RFC 7541, C.2.3 and C.2.1: a literal that is never indexed, and one that is', () => {
  assert.deepEqual(
    inflate(
      hex('1008 7061 7373 776f 7264 0673 6563 7265 74'),
      hex('400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572'),
      hex('be'),
    ),
    [['password: secret !'], ['custom-key: custom-header'], ['custom-key: custom-header']],
  );
});

/** A literal of a new name that is indexed, without Huffman's code. */
const indexed = (name: string, value: string): Buffer =>
  Buffer.concat([Buffer.of(0x40, name.length), Buffer.from(name), Buffer.of(value.length), Buffer.from(value)]);

/** What the newest entry of the table is, for a connection that has indexed this alone. */
function entryOf(name: string, value: string): unknown {
  const decoder = new HpackDecoder();
  decoder.decode(indexed(name, value), Infinity);
  const fields = decoder.decode(hex('be'), Infinity);
  return Array.isArray(fields) ? fields[0] : fields;
}

test('connections that index the same field keep it once', () => {
  assert.equal(entryOf('user-agent', 'one'), entryOf('user-agent', 'one'));
  assert.notEqual(entryOf('user-agent', 'one'), entryOf('user-agent', 'two'));
});

test('what belongs to one user is kept by its connection alone', () => {
  for (const name of [':path', 'authorization', 'cookie', 'proxy-authorization', 'set-cookie'])
    assert.notEqual(entryOf(name, 'same'), entryOf(name, 'same'), name);
});

test('a field is not taken for one of which name and value are cut elsewhere', () => {
  const fields = [
    ['a', 'bc'],
    ['ab', 'c'],
    ['a 1', 'x'],
    ['1', 'a 1x'],
    ['', ''],
  ] as const;
  for (const [name, value] of [...fields, ...fields])
    assert.deepEqual(entryOf(name, value), { name, value, neverIndexed: false });
});

test('RFC 7541, C.4: requests with Huffman codes, which refer to each other', () => {
  const first = [':method: GET', ':scheme: http', ':path: /', ':authority: www.example.com'];
  assert.deepEqual(
    inflate(
      hex('8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff'),
      hex('8286 84be 5886 a8eb 1064 9cbf'),
      hex('8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf'),
    ),
    [
      first,
      [...first, 'cache-control: no-cache'],
      [
        ':method: GET',
        ':scheme: https',
        ':path: /index.html',
        ':authority: www.example.com',
        'custom-key: custom-value',
      ],
    ],
  );
});

test('RFC 7541, C.6: responses whose table of 256 bytes drops entries', () => {
  const responses = [
    hex(
      '3fe1 01 4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3',
    ),
    hex('4883 640e ffc1 c0bf'),
    hex(
      '88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 ' +
        'd5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07',
    ),
  ];
  const [cache, location] = ['cache-control: private', 'location: https://www.example.com'];
  const date = (second: number): string => `date: Mon, 21 Oct 2013 20:13:${second} GMT`;
  const cookie = 'set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1';
  assert.deepEqual(inflate(...responses), [
    [':status: 302', cache, date(21), location],
    [':status: 307', cache, date(21), location],
    [':status: 200', cache, date(22), location, 'content-encoding: gzip', cookie],
  ]);
  // :status: 302 was dropped for :status: 307, so that index is the table's end.
  assert.deepEqual(inflate(...responses.slice(0, 2), hex('c2')).at(2), 'malformed');
});

test('an encoder may take a table of any size up to 64 KiB at any time, and drop entries at every field', () => {
  const deflater = new Deflater(65_536);
  const expected: string[][] = [];
  const blocks: Buffer[] = [];
  for (let i = 0; i < 2000; i++) {
    if (i % 97 === 0) deflater.changeTableSize([65_536, 0, 4096, 50, 1000][(i / 97) % 5] ?? 0);
    const fields: Field[] = [
      ['x-name', String(i % 150)],
      [`x-${i % 7}`, 'v'.repeat(i % 300)],
      ['x-long', 'w'.repeat(70 * (i % 61))],
    ];
    blocks.push(deflater.block(...fields));
    expected.push(fields.map(([name, value]) => `${name}: ${value}`));
  }
  assert.deepEqual(inflate(...blocks), expected);
});

test('a table of more than 64 KiB, a code that is none, an index of nothing and half a field are malformed', () => {
  // 31 + 65,505 and one more.
  assert.deepEqual(inflate(hex('3fe1ff03 82')), [[':method: GET']]);
  for (const block of ['3fe2ff03 82', '0081ff0161', 'be', '80', '4001', '00'])
    assert.deepEqual(inflate(hex(block)), ['malformed'], block);
});

test('every byte of a name and of a value is kept, and an empty block has no fields', () => {
  const bytes = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)).join('');
  const literal = (text: string): Buffer => Buffer.concat([hex('7f8101'), Buffer.from(text, 'latin1')]);
  const [fields] = inflate(Buffer.concat([hex('00'), literal(bytes), literal(bytes)]));
  assert.deepEqual(fields, [`${bytes}: ${bytes}`]);
  assert.deepEqual(inflate(Buffer.alloc(0), hex('00 00 00')), [[], [': ']]);
});

test('decoders do not know of each other, and an index stands for the same object each time', () => {
  const [first, second] = [new HpackDecoder(), new HpackDecoder()];
  const literal = first.decode(hex('4001 61 01 62'), Infinity);
  assert.deepEqual(second.decode(hex('be'), Infinity), 'malformed');
  const indexed = first.decode(hex('be be'), Infinity);
  assert.deepEqual(indexed, Array(2).fill({ name: 'a', value: 'b', neverIndexed: false }));
  assert.ok(Array.isArray(literal) && Array.isArray(indexed));
  assert.ok(indexed.every((field) => field === literal[0]));
});

test('a block of more bytes than are read is none', () => {
  assert.equal(new HpackDecoder().decode(Buffer.alloc(MAX_BLOCK_BYTES + 1, 0x82), Infinity), 'limit');
});

test('what is over the room is decoded, so that later blocks may refer to it', () => {
  const decoder = new HpackDecoder();
  const block = hex('4001 61 01 62 4001 63 01 64');
  assert.equal(decoder.decode(block, 2 * 34 - 1), 'over');
  assert.deepEqual(decoder.decode(hex('be bf'), 2 * 34), [
    { name: 'c', value: 'd', neverIndexed: false },
    { name: 'a', value: 'b', neverIndexed: false },
  ]);
});

test('entries that the table has dropped are kept by nobody', () => {
  const deflater = new Deflater(65_536);
  deflater.changeTableSize(65_536);
  const blocks = Array.from({ length: 200 }, (_, i) => deflater.block(['x-large', String(i).padEnd(20_000, 'v')]));
  const decoder = new HpackDecoder();
  const before = bytesInUse();
  for (const block of blocks) assert.equal((decoder.decode(block, Infinity) as unknown[]).length, 1);
  const grown = bytesInUse() - before;
  assert.ok(decoder.tableBytes > 60_000);
  assert.ok(grown < 2_000_000, `${grown} bytes`);
});

/** Of one connection: what an encoder is told to do, and what happens to what it makes. */
const text = fc.oneof(
  fc.constantFrom('', 'GET', '/', 'v1', 'v2', 'no-cache'),
  fc.string({ unit: 'binary-ascii', maxLength: 60 }),
  fc.uint8Array({ maxLength: 300 }).map((all) => Buffer.from(all).toString('latin1')),
);
const name = fc.oneof(fc.constantFrom(':method', ':path', 'cookie', 'user-agent', 'x-a', 'X-B', 'etag'), text);
const anyField = fc.tuple(name, text, fc.boolean());
const damage = fc.oneof(
  { weight: 8, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: list(fc.tuple(fc.nat(4000), byte), 1, 2) },
);
const step = fc.record({
  tableBytes: fc.option(fc.constantFrom(0, 40, 100, 1000, 4096, 65_536)),
  fields: fc.array(anyField, { maxLength: 12 }),
  damage,
});

test("every block is decoded to what nghttp2's decoder makes of it, or is malformed for both; the tables are equal", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), fc.constantFrom(0, 100, 4096, 65_536), (steps, tableBytes) => {
      const deflater = new Deflater(tableBytes);
      const [ours, theirs] = [new HpackDecoder(), new Inflater()];
      for (const { tableBytes: size, fields, damage: values } of steps) {
        if (size !== null) deflater.changeTableSize(size);
        const block = deflater.block(...fields);
        for (const [at, value] of values ?? []) if (block.length > 0) block[at % block.length] = value;
        const expected = theirs.inflate(block);
        assert.deepEqual(ours.decode(block, Infinity), expected ?? 'malformed');
        if (expected === undefined) return;
        assert.equal(ours.tableBytes, theirs.tableBytes);
      }
    }),
    { numRuns: 1500 },
  );
});

test("random bytes are decoded to what nghttp2's decoder makes of them", () => {
  fc.assert(
    fc.property(list(bytes(0, 24), 1, 8), (blocks) => {
      const [ours, theirs] = [new HpackDecoder(), new Inflater()];
      for (const block of blocks) {
        const expected = theirs.inflate(block);
        assert.deepEqual(ours.decode(block, Infinity), expected ?? 'malformed');
        if (expected === undefined) return;
      }
    }),
    { numRuns: 5000 },
  );
});
