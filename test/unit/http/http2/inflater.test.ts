// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { nghttp2Version } from '../../../../src/ffi/nghttp2-version.ts';
import { openNghttp2 } from '../../../../src/http/http2/nghttp2.ts';
import { Deflater, type Field } from './deflater.ts';

const create = openNghttp2();
assert.ok(create);

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

/** The fields of blocks that come one after the other; `!` after those that are never indexed. */
function inflate(...blocks: Buffer[]): (string[] | string)[] {
  using inflater = create?.();
  return blocks.map((block) => {
    const fields = inflater?.inflate(block, Infinity) ?? 'malformed';
    if (typeof fields === 'string') return fields;
    return fields.map(({ name, value, neverIndexed }) => `${name}: ${value}${neverIndexed ? ' !' : ''}`);
  });
}

test('the version is that of a library with this interface', () => {
  const version = nghttp2Version();
  assert.match(version instanceof Error ? version.message : version, /^1\.\d+\.\d+$/);
});

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

test('inflaters do not know of each other, and are freed once', () => {
  const [first, second] = [create(), create()];
  const literal = hex('4001 61 01 62');
  first.inflate(literal, Infinity);
  assert.deepEqual(second.inflate(hex('be'), Infinity), 'malformed');
  assert.deepEqual(first.inflate(hex('be'), Infinity), [{ name: 'a', value: 'b', neverIndexed: false }]);
  for (const inflater of [first, second, first]) inflater[Symbol.dispose]();
  assert.equal(first.inflate(hex('be'), Infinity), 'limit');
});

test('300,000 header blocks leave less than 8 MiB', () => {
  const tool = join(__dirname, 'inflater.tool.cjs');
  const growth = Number(execFileSync(process.execPath, ['--expose-gc', tool], { encoding: 'utf8' }));
  assert.ok(Number.isFinite(growth) && growth < 8 * 1024 * 1024, `${growth} bytes`);
});
