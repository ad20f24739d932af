// SPDX-License-Identifier: Apache-2.0
import { exitCodes } from '../base/exit-code.ts';
import { passwdEntries } from '../base/passwd.ts';
import { type CheckResult, missing, ok } from './check-result.ts';
import { readHostFile } from './host-file.ts';
import { readProcessRights } from './process-rights.ts';

/** As whom the worker runs. */
export interface WorkerUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * The user of KTLS_USER, a name of /etc/passwd or a number. The group is that of the file, else the user's number.
 * undefined: there is no user of that name.
 */
export function findUser(root: string, nameOrUid: string): WorkerUser | undefined {
  const isNumber = /^\d+$/.test(nameOrUid);
  for (const { name, uid, gid } of passwdEntries(readHostFile(root, 'etc/passwd') ?? '')) {
    if (gid !== undefined && (isNumber ? uid === Number(nameOrUid) : name === nameOrUid)) return { uid, gid };
  }
  return isNumber ? { uid: Number(nameOrUid), gid: Number(nameOrUid) } : undefined;
}

/** No row without KTLS_USER. */
export function checkWorkerUser(root: string, nameOrUid: string | null): CheckResult[] {
  const name = 'KTLS_USER';
  if (nameOrUid === null) return [];
  const user = findUser(root, nameOrUid);
  if (user === undefined)
    return [missing(name, `no user ${nameOrUid}`, exitCodes.configuration, 'name a user of /etc/passwd, or a number')];
  const rights = readProcessRights(root);
  const lacks = (['CAP_SETUID', 'CAP_SETGID'] as const).filter((capability) => !rights.has(capability));
  if (lacks.length === 0) return [ok(name, `${nameOrUid}, user ${user.uid} and group ${user.gid}`)];
  const whatToDo = `run as root or with ${lacks.join(' and ')}, or leave KTLS_USER unset`;
  return [missing(name, `${nameOrUid}, without ${lacks.join(' and ')}`, exitCodes.privilege, whatToDo)];
}
