// SPDX-License-Identifier: Apache-2.0
import { NO_FACTS, type ProcFacts, readProcess, type ToldProcess } from './proc-files.ts';
import { tlsLibraryOf } from './tls-library.ts';
import { Users } from './users.ts';

/** Who reads what other processes are: it takes rights that the process which sees captured bytes has not. */
export interface ProcessHost {
  /** Of a process that the kernel has just told of. */
  facts(told: ToldProcess): ProcFacts;
  /** The names of the host's users, as of the last process. */
  userNames(): ReadonlyMap<number, string>;
  /** The file of the TLS library that a process has loaded, where that can be told. */
  tlsLibrary(pid: number): string | undefined;
}

/** Reads /proc below a root, / on a host. */
export class LocalProcesses implements ProcessHost {
  readonly #root: string;
  readonly #users: Users;

  constructor(root: string) {
    this.#root = root;
    this.#users = new Users(root);
  }

  facts(told: ToldProcess): ProcFacts {
    this.#users.refresh();
    // A thread of the kernel has neither an executable nor arguments.
    return told.executableName === '' ? NO_FACTS : readProcess(this.#root, told);
  }

  userNames(): ReadonlyMap<number, string> {
    return this.#users.names;
  }

  tlsLibrary(pid: number): string | undefined {
    return tlsLibraryOf(this.#root, pid);
  }
}
