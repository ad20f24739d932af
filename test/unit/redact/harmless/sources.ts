// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';

const KINDS = [
  'page',
  'script',
  'style',
  'webhook',
  'api',
  'binary',
  'translation',
  'description',
  'kubernetes',
] as const;

export type Kind = (typeof KINDS)[number];

/** A line of sources.txt. */
export interface Source {
  kind: Kind;
  /** Its name and version. */
  package: string;
  /** Where test/setup/harmless.sh puts its files. */
  folder: string;
}

export interface HarmlessFile {
  kind: Kind;
  package: string;
  /** Below the package's root. */
  path: string;
  bytes: Buffer;
}

const TABLE = 'test/unit/redact/harmless/sources.txt';

/** As in test/setup/cached.sh. */
function cacheFolder(): string {
  const { KTLS_OTEL_CACHE, XDG_CACHE_HOME } = process.env;
  return KTLS_OTEL_CACHE || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'ktls-otel');
}

export function sources(): Source[] {
  const lines = readFileSync(TABLE, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const [kind = '', name = ''] = line.split(' ');
    if (!isKind(kind)) throw new Error(`${TABLE}: no kind ${kind}`);
    const hash = createHash('sha256').update(`${line}\n`).digest('hex').slice(0, 16);
    return { kind, package: name, folder: join(cacheFolder(), 'harmless', hash) };
  });
}

export function isKind(text: string): text is Kind {
  return (KINDS as readonly string[]).includes(text);
}

/** In the order of their paths. */
export function* filesOf(source: Source): Generator<HarmlessFile> {
  if (!existsSync(source.folder)) throw new Error(`${source.package} is not cached: run test/setup/harmless.sh`);
  const entries = readdirSync(source.folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  for (const path of paths.sort()) {
    const { kind, package: name, folder } = source;
    yield { kind, package: name, path: relative(folder, path), bytes: readFileSync(path) };
  }
}
