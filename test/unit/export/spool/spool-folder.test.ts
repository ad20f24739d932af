// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { chmodSync, chownSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { StartError } from '../../../../src/base/start-error.ts';
import { lookAtFolder, SpoolFolder } from '../../../../src/export/spool/spool-folder.ts';
import { temporaryFolder } from './spooled.ts';

const isRoot = process.geteuid?.() === 0;
const SOMEBODY = 4242;

interface Refused {
  readonly what: string;
  /** Makes something below a folder of this user's own; returns the path that is refused. */
  readonly make: (own: string) => string;
  readonly why: RegExp;
  readonly whatToDo: RegExp;
  readonly needsRoot?: true;
}

function folder(path: string, mode: number): string {
  mkdirSync(path);
  chmodSync(path, mode);
  return path;
}

const REFUSED: readonly Refused[] = [
  {
    what: 'a folder that its group may write to',
    make: (own) => folder(join(own, 'spool'), 0o770),
    why: /^KTLS_SPOOL_DIR: \S+\/spool: others may write to it$/,
    whatToDo: /^chmod go-w \S+\/spool$/,
  },
  {
    what: 'a folder that all may write to',
    make: (own) => folder(join(own, 'spool'), 0o1777),
    why: /others may write to it$/,
    whatToDo: /^chmod go-w /,
  },
  {
    what: 'a folder above which others may put another one',
    make: (own) => folder(join(folder(join(own, 'above'), 0o777), 'spool'), 0o700),
    why: /^KTLS_SPOOL_DIR: \S+\/above: others may put another folder there$/,
    whatToDo: /^chmod go-w \S+\/above, or name another one$/,
  },
  {
    what: 'a folder that is to be made where others may write',
    make: (own) => join(folder(join(own, 'above'), 0o770), 'spool'),
    why: /\/above: others may put another folder there$/,
    whatToDo: /^chmod go-w /,
  },
  {
    what: 'a symbolic link',
    make(own) {
      symlinkSync(folder(join(own, 'real'), 0o700), join(own, 'spool'));
      return join(own, 'spool');
    },
    why: /\/spool: it is a symbolic link$/,
    whatToDo: /^name the folder that it leads to$/,
  },
  {
    what: 'a folder below a symbolic link',
    make(own) {
      symlinkSync(folder(join(own, 'real'), 0o700), join(own, 'link'));
      folder(join(own, 'real', 'spool'), 0o700);
      return join(own, 'link', 'spool');
    },
    why: /\/link: it is a symbolic link$/,
    whatToDo: /^name the folder that it leads to$/,
  },
  {
    what: 'a file',
    make(own) {
      writeFileSync(join(own, 'spool'), '');
      return join(own, 'spool');
    },
    why: /\/spool: it is not a folder$/,
    whatToDo: /^name another one$/,
  },
  {
    what: 'a way up',
    make: (own) => `${folder(join(own, 'spool'), 0o700)}/../spool`,
    why: /: it has '\.\.' in it$/,
    whatToDo: /^name it without$/,
  },
  {
    what: 'a folder of somebody else',
    make(own) {
      const path = folder(join(own, 'spool'), 0o700);
      chownSync(path, SOMEBODY, SOMEBODY);
      return path;
    },
    why: /\/spool: it belongs to user 4242, not to 0$/,
    whatToDo: /^chown 0 \S+\/spool$/,
    needsRoot: true,
  },
  {
    what: 'a folder below one of somebody else',
    make(own) {
      const above = folder(join(own, 'above'), 0o700);
      const path = folder(join(above, 'spool'), 0o700);
      chownSync(above, SOMEBODY, SOMEBODY);
      return path;
    },
    why: /\/above: it belongs to user 4242, who may put another folder there$/,
    whatToDo: /^name another one$/,
    needsRoot: true,
  },
];

function refusal(work: () => unknown): StartError {
  let refused: unknown;
  assert.throws(work, (error) => {
    refused = error;
    return error instanceof StartError;
  });
  return refused as StartError;
}

for (const { what, make, why, whatToDo, needsRoot } of REFUSED) {
  test(`${what} is refused`, { skip: needsRoot && !isRoot ? 'needs root' : false }, (t) => {
    const path = make(temporaryFolder(t));
    for (const work of [() => SpoolFolder.open(path), () => lookAtFolder(path)]) {
      const { code, message, whatToDo: told } = refusal(work);
      assert.equal(code, 3);
      assert.match(message, why);
      assert.match(told, whatToDo);
    }
  });
}

test('a folder whose parent is missing is refused, and is missing to who looks', (t) => {
  const path = join(temporaryFolder(t), 'above', 'spool');
  const { code, message, whatToDo } = refusal(() => SpoolFolder.open(path));
  assert.deepEqual([code, message], [3, `KTLS_SPOOL_DIR: ${path}: it can't be used: ENOENT`]);
  assert.match(whatToDo, /^make \S+\/above first, or name another folder$/);
  assert.equal(lookAtFolder(path), 'missing');
});

const modeOf = (path: string): number => statSync(path).mode & 0o7777;

test('a folder that is missing is made for this user alone, and so are those in it', (t) => {
  const path = join(temporaryFolder(t), 'spool');
  using opened = SpoolFolder.open(path);
  assert.equal(opened.path, path);
  assert.deepEqual([opened.within('logs'), opened.within('logs')], [join(path, 'logs'), join(path, 'logs')]);
  assert.deepEqual([modeOf(path), modeOf(join(path, 'logs'))], [0o700, 0o700]);
});

test('a folder that others may look into is taken as it is, and those in it are closed', (t) => {
  const path = folder(join(temporaryFolder(t), 'spool'), 0o755);
  using opened = SpoolFolder.open(`${path}/./`);
  opened.within('logs');
  assert.deepEqual([modeOf(path), modeOf(join(path, 'logs'))], [0o755, 0o700]);
});

test('a folder in it that others may look into, or that is none, is refused', (t: TestContext) => {
  const path = temporaryFolder(t);
  using opened = SpoolFolder.open(path);
  folder(join(path, 'open'), 0o710);
  symlinkSync(path, join(path, 'link'));
  const open = refusal(() => opened.within('open'));
  assert.deepEqual([open.code, open.whatToDo], [3, `chmod go= ${path}/open`]);
  assert.equal(open.message, `KTLS_SPOOL_DIR: ${path}/open: others may look into it`);
  assert.match(refusal(() => opened.within('link')).message, /link: it is not a folder$/);
});

test('a folder is one service at a time; the next may have it once it is given back', (t) => {
  const path = temporaryFolder(t);
  assert.equal(lookAtFolder(path), 'free');
  const first = SpoolFolder.open(path);
  const { code, message, whatToDo } = refusal(() => SpoolFolder.open(path));
  assert.deepEqual([code, message], [3, `KTLS_SPOOL_DIR: ${path}: another ktls-otel uses it`]);
  assert.equal(whatToDo, 'give each a folder of its own, or end the other one');
  assert.equal(lookAtFolder(path), 'in use');
  first[Symbol.dispose]();
  assert.equal(lookAtFolder(path), 'free');
  SpoolFolder.open(path)[Symbol.dispose]();
});
