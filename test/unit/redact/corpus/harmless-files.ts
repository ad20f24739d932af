// SPDX-License-Identifier: Apache-2.0
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface HarmlessFile {
  path: string;
  bytes: Buffer;
}

interface Kind {
  root: string;
  extension: string;
  /** Of files of this kind at most. */
  totalBytes: number;
}

const MEBIBYTE = 1024 * 1024;
const SMALLEST = 2048;
const LARGEST = 600 * 1024;

/** What web servers send: scripts, style, documents, data, pictures, archives. Only packages are the same everywhere. */
const KINDS: readonly Kind[] = [
  { root: 'node_modules', extension: '.js', totalBytes: 6 * MEBIBYTE },
  { root: 'node_modules', extension: '.map', totalBytes: 2 * MEBIBYTE },
  { root: 'node_modules', extension: '.md', totalBytes: MEBIBYTE },
  { root: 'node_modules', extension: '.json', totalBytes: MEBIBYTE },
  { root: 'node_modules', extension: '.ts', totalBytes: MEBIBYTE },
  { root: '/usr/share/common-licenses', extension: '', totalBytes: MEBIBYTE },
  { root: '/usr/share/doc', extension: '.html', totalBytes: MEBIBYTE },
  { root: '/usr/share/doc', extension: '.gz', totalBytes: MEBIBYTE },
  { root: '/usr/share/man/man7', extension: '.gz', totalBytes: MEBIBYTE },
  { root: '/usr/share/gitweb', extension: '.css', totalBytes: MEBIBYTE },
  { root: '/usr/share/icons', extension: '.png', totalBytes: MEBIBYTE / 2 },
];

/**
 * Files of these packages that hold what only a reader can tell from a secret, and so come through with marks: a token in
 * a URL that is public; keys of JSON named after cookies; a type that a parameter named after a secret has.
 */
export const EXCEPTIONS: readonly string[] = [
  'node_modules/@js-sdsl/ordered-map/README.md',
  'node_modules/@js-sdsl/ordered-map/README.zh-CN.md',
  'node_modules/typescript/lib/typesMap.json',
  'node_modules/ref-struct-di/lib/struct.js',
  'node_modules/@grpc/grpc-js/build/src/call-credentials.d.ts',
  'node_modules/@grpc/grpc-js/build/src/transport.d.ts',
  'node_modules/@grpc/grpc-js/src/call-credentials.ts',
];

/** Packages that only check the tree change with each rule: of those for development the largest one is enough. */
const DEVELOPMENT = 'node_modules/typescript';

interface Lock {
  packages: Readonly<Record<string, { dev?: boolean }>>;
}

/** Folders of packages that are no part of the service. */
const leftOut = new Set(
  Object.entries((JSON.parse(readFileSync('node_modules/.package-lock.json', 'utf8')) as Lock).packages)
    .filter(([path, { dev }]) => dev === true && path !== DEVELOPMENT)
    .map(([path]) => path),
);

/** Files of this machine, at least 10 MB of them, in an order that depends on their names alone. */
export function harmlessFiles(): HarmlessFile[] {
  return KINDS.flatMap(filesOf);
}

function filesOf({ root, extension, totalBytes }: Kind): HarmlessFile[] {
  if (!existsSync(root)) return [];
  const files: HarmlessFile[] = [];
  let total = 0;
  for (const path of pathsBelow(root, extension)) {
    const bytes = readFileSync(path);
    if (bytes.length < SMALLEST || bytes.length > LARGEST || total + bytes.length > totalBytes) continue;
    files.push({ path, bytes });
    total += bytes.length;
    if (totalBytes - total < LARGEST / 4) break;
  }
  return files;
}

/** In the order of their names, one by one: nobody needs them all. */
function* pathsBelow(directory: string, extension: string): Generator<string> {
  const entries = readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(directory, entry.name);
    if (entry.isDirectory() && !leftOut.has(path)) yield* pathsBelow(path, extension);
    else if (entry.isFile() && path.endsWith(extension) && !EXCEPTIONS.includes(path)) yield path;
  }
}
