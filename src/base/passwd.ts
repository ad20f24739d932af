// SPDX-License-Identifier: Apache-2.0

const ENTRY = /^([^:]+):[^:]*:(\d{1,10}):(?:(\d{1,10})(?=:|$))?/;

interface PasswdEntry {
  readonly name: string;
  readonly uid: number;
  /** undefined: it is no number. */
  readonly gid: number | undefined;
}

/** The users of a file such as /etc/passwd (passwd(5)), in its order; lines that name none are passed over. */
export function* passwdEntries(text: string): Generator<PasswdEntry> {
  for (const line of text.split('\n')) {
    const [, name, uid, gid] = ENTRY.exec(line) ?? [];
    if (name !== undefined) yield { name, uid: Number(uid), gid: gid === undefined ? undefined : Number(gid) };
  }
}
