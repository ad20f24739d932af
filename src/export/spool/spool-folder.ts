// SPDX-License-Identifier: Apache-2.0
import { closeSync, constants, fstatSync, lstatSync, mkdirSync, openSync, type Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import { exitCodes } from '../../base/exit-code.ts';
import { StartError } from '../../base/start-error.ts';
import { tryLock } from '../../capture/file-lock.ts';
import { openLibc } from '../../ffi/libc.ts';

const FOLDER_MODE = 0o700;
const OTHERS_MAY_WRITE = 0o022;
const OTHERS_RIGHTS = 0o077;
const STICKY = 0o1000;
const { O_DIRECTORY, O_NOFOLLOW, O_RDONLY } = constants;

/** A folder that can't be the spool's, and what to do about it. */
class SpoolFolderError extends StartError {
  constructor(path: string, why: string, whatToDo: string) {
    super(exitCodes.configuration.code, `KTLS_SPOOL_DIR: ${path}: ${why}`, whatToDo);
  }
}

/** A folder of the service's own, below which nobody else can put anything; disposing gives its lock back. */
export class SpoolFolder implements Disposable {
  readonly path: string;
  readonly #fd: number;

  private constructor(path: string, fd: number) {
    this.path = path;
    this.#fd = fd;
  }

  /** Makes the folder where it is missing, and takes its lock. Throws a StartError. */
  static open(path: string): SpoolFolder {
    requireSafePath(path);
    makeFolder(path);
    // What belongs to another can't be opened, which would say less.
    requireOwn(
      path,
      explained(path, () => lstatSync(path)),
      OTHERS_MAY_WRITE,
    );
    const fd = explained(path, () => openSync(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
    try {
      requireOwn(path, fstatSync(fd), OTHERS_MAY_WRITE);
      if (!tryLock(openLibc(), fd)) throw isInUse(path);
    } catch (error) {
      closeSync(fd);
      throw error;
    }
    return new SpoolFolder(path, fd);
  }

  /** The path of a folder in it that nobody else may look into; made where it is missing. Throws a StartError. */
  within(name: string): string {
    const path = join(this.path, name);
    makeFolder(path);
    const stat = explained(path, () => lstatSync(path));
    if (!stat.isDirectory()) throw new SpoolFolderError(path, 'it is not a folder', 'remove it');
    requireOwn(path, stat, OTHERS_RIGHTS);
    return path;
  }

  [Symbol.dispose](): void {
    closeSync(this.#fd);
  }
}

const ownUid = (): number => process.geteuid?.() ?? 0;

/**
 * Looks at a folder and changes nothing. Throws a StartError where it can't be the spool's of this user.
 * @returns what is there
 */
export function lookAtFolder(path: string, uid = ownUid()): 'free' | 'in use' | 'missing' {
  requireSafePath(path, uid);
  const stat = statOf(path);
  if (stat === undefined) return 'missing';
  requireOwn(path, stat, OTHERS_MAY_WRITE, uid);
  const fd = explained(path, () => openSync(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
  try {
    return tryLock(openLibc(), fd) ? 'free' : 'in use';
  } finally {
    closeSync(fd);
  }
}

/** Of an absolute path: each folder above it is one in which nobody else can put another in its place. */
function requireSafePath(path: string, uid = ownUid()): void {
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  if (names.includes('..')) throw new SpoolFolderError(path, "it has '..' in it", 'name it without');
  let at = '/';
  for (const name of names) {
    requireParent(
      at,
      explained(at, () => lstatSync(at)),
      uid,
    );
    at = join(at, name);
    const stat = statOf(at);
    if (stat === undefined) return;
    if (stat.isSymbolicLink())
      throw new SpoolFolderError(at, 'it is a symbolic link', 'name the folder that it leads to');
    if (!stat.isDirectory()) throw new SpoolFolderError(at, 'it is not a folder', 'name another one');
  }
}

function requireParent(path: string, { uid, mode }: Stats, own: number): void {
  if (uid !== 0 && uid !== own)
    throw new SpoolFolderError(path, `it belongs to user ${uid}, who may put another folder there`, 'name another one');
  const isShared = (mode & OTHERS_MAY_WRITE) !== 0 && (mode & STICKY) === 0;
  if (isShared)
    throw new SpoolFolderError(path, 'others may put another folder there', `chmod go-w ${path}, or name another one`);
}

/** @param forbidden rights that nobody else may have */
function requireOwn(path: string, { uid, mode }: Stats, forbidden: number, own = ownUid()): void {
  if (uid !== own) throw new SpoolFolderError(path, `it belongs to user ${uid}, not to ${own}`, `chown ${own} ${path}`);
  if ((mode & forbidden) === 0) return;
  const [why, rights] =
    forbidden === OTHERS_MAY_WRITE ? ['others may write to it', 'go-w'] : ['others may look into it', 'go='];
  throw new SpoolFolderError(path, why, `chmod ${rights} ${path}`);
}

function makeFolder(path: string): void {
  explained(path, () => {
    try {
      mkdirSync(path, FOLDER_MODE);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  });
}

function statOf(path: string): Stats | undefined {
  return explained(path, () => lstatSync(path, { throwIfNoEntry: false }));
}

function explained<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof StartError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new SpoolFolderError(
      path,
      `it can't be used: ${code}`,
      `make ${dirname(path)} first, or name another folder`,
    );
  }
}

const isInUse = (path: string): StartError =>
  new SpoolFolderError(path, 'another ktls-otel uses it', 'give each a folder of its own, or end the other one');
