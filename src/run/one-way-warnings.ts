// SPDX-License-Identifier: Apache-2.0

import { escapeInText } from '../base/steering.ts';
import type { CallOrigin, Direction } from '../capture/event.ts';

/** Programs that are told of; beyond them the metric counts. */
const MAX_PROGRAMS = 64;

const SEEN: Record<Direction, string> = {
  TX: 'sends by the kernel and receives by itself',
  RX: 'receives by the kernel and sends by itself',
};

const OPENSSL = /^libssl\./;
const OPENSSL_ADVICE =
  'OpenSSL before 3.2 receives TLS 1.3 by itself: use 3.2 or newer, or TLS 1.2, for both directions and for spans';
const ADVICE = 'see "Programs that use kTLS" in the README for how to get both directions, and with them spans';

/** Says once of each program that one direction of its connections is all that can be seen. */
export class OneWayWarnings {
  readonly #told = new Set<string>();
  readonly #warn: (message: string) => void;
  readonly #libraryOf: (pid: number) => string | undefined;

  constructor(warn: (message: string) => void, libraryOf: (pid: number) => string | undefined) {
    this.#warn = warn;
    this.#libraryOf = libraryOf;
  }

  /** Looks at each call. */
  see({ isOneWay, recordType, executableName, comm, pid, direction }: CallOrigin): void {
    if (!isOneWay || recordType !== 'application_data') return;
    const program = executableName ?? comm;
    if (this.#told.has(program) || this.#told.size >= MAX_PROGRAMS) return;
    this.#told.add(program);
    const library = this.#libraryOf(pid);
    const by = library === undefined ? '' : ` (${library})`;
    const advice = direction === 'TX' && library !== undefined && OPENSSL.test(library) ? OPENSSL_ADVICE : ADVICE;
    const name = escapeInText(program);
    this.#warn(`${name} ${SEEN[direction]}${by}: of its connections one direction is seen, without spans; ${advice}`);
  }
}
