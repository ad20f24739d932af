// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { release } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { version } from '../../package.json';

/** Written by build.mjs: of the checkout that was built, or `unknown`. */
declare const BUILD_COMMIT: string;

const DIGEST_LETTERS = 16;
const LIBBPF = 'libbpf.so.1';

/** The text of --version. Nothing is loaded: it says of libbpf's file alone which one would be. */
export function versionText(objectPath: string, root = '/'): string {
  const hasOwnLibbpf = existsSync(join(dirname(objectPath), LIBBPF));
  return [
    `ktls-otel ${version}`,
    `commit ${BUILD_COMMIT}`,
    `BPF object ${describeObject(objectPath)}`,
    `kernel ${release()}`,
    `libbpf ${hasOwnLibbpf ? 'of this package' : (findLibbpf(root) ?? 'not found')}`,
    `Node.js ${process.versions.node}\n`,
  ].join('\n');
}

function describeObject(path: string): string {
  try {
    const bytes = readFileSync(path);
    const digest = createHash('sha256').update(bytes).digest('hex').slice(0, DIGEST_LETTERS);
    return `${bytes.length} bytes, sha256 ${digest}`;
  } catch {
    return 'not built';
  }
}

/** `libbpf.so.1` is a link to `libbpf.so.1.1.2`: the version of the package, found where the loader looks by default. */
function findLibbpf(root: string): string | undefined {
  const places = ['lib', 'usr/lib', 'lib64', 'usr/lib64'].flatMap((folder) => [
    folder,
    ...subfolders(join(root, folder)).map((name) => join(folder, name)),
  ]);
  for (const place of places) {
    try {
      const file = basename(realpathSync(join(root, place, LIBBPF)));
      return file.slice('libbpf.so.'.length);
    } catch {
      // It is not there.
    }
  }
  return undefined;
}

/** Of a multiarch system: `x86_64-linux-gnu`. */
function subfolders(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('-linux-gnu'));
  } catch {
    return [];
  }
}
