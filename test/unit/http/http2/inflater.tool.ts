// SPDX-License-Identifier: Apache-2.0
// What 300,000 header blocks leave in memory, with an inflater each 100: prints bytes of growth. node --expose-gc.
import type { HeaderInflater } from '../../../../src/http/http2/header-inflater.ts';
import { openNghttp2 } from '../../../../src/http/http2/nghttp2.ts';

const WARM_UP = 30_000;
const BLOCKS = 300_000;
const BLOCKS_OF_INFLATER = 100;
/** `:method: GET`, `:path: /sample/path`, `x: y` (indexed, literal, literal with incremental indexing). */
const BLOCK = Buffer.from('82040c2f73616d706c652f70617468400178017982', 'hex');
const FIELDS = 4;

function inflate(create: () => HeaderInflater, blocks: number): void {
  for (let i = 0; i < blocks; i += BLOCKS_OF_INFLATER) {
    using inflater = create();
    for (let j = 0; j < BLOCKS_OF_INFLATER; j++) {
      const fields = inflater.inflate(BLOCK, Infinity);
      if (fields.length !== FIELDS) throw new Error(`${fields.length} fields`);
    }
  }
}

function residentBytes(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().rss;
}

const create = openNghttp2();
if (create === undefined) throw new Error('no libnghttp2');
inflate(create, WARM_UP);
const before = residentBytes();
inflate(create, BLOCKS);
process.stdout.write(String(residentBytes() - before));
