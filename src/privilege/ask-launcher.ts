// SPDX-License-Identifier: Apache-2.0
import { readSync, writeSync } from 'node:fs';
import { lastKnown } from '../capture/last-known.ts';
import type { ProgramControl } from '../capture/programs.ts';
import { NO_FACTS, type ProcFacts, type ToldProcess } from '../process/proc-files.ts';
import type { ProcessHost } from '../process/process-host.ts';
import {
  type Answer,
  type Asked,
  encodeMessage,
  LENGTH_BYTES,
  MAX_ANSWER_BYTES,
  type QuestionName,
} from './questions.ts';

/** The launcher is gone, or what it says makes no sense. */
class NoAnswer extends Error {
  readonly code = 'NO_ANSWER';
}

/** Asks the launcher, and waits for the answer: what is asked has to be known before the next sample is read. */
export class AskLauncher implements ProcessHost {
  readonly #socket: number;
  #users: ReadonlyMap<number, string> = new Map();
  #usersVersion = 0;
  #isGone = false;

  /** `socket`: a descriptor of a blocking stream socket. */
  constructor(socket: number) {
    this.#socket = socket;
  }

  facts({ pid, executableName, bootNanos }: ToldProcess): ProcFacts {
    const asked = { pid, executableName, bootNanos: String(bootNanos), version: this.#usersVersion };
    const answer = this.#answerOf('process', asked);
    if (answer === undefined) return NO_FACTS;
    this.#usersVersion = answer.version;
    if (answer.users !== undefined) this.#users = new Map(answer.users);
    return { ...NO_FACTS, ...answer.facts };
  }

  userNames(): ReadonlyMap<number, string> {
    return this.#users;
  }

  tlsLibrary(pid: number): string | undefined {
    return this.#answerOf('library', { pid })?.name;
  }

  /** Whether the kernel's TLS is there. */
  isTlsLive(): boolean {
    return this.#answerOf('tls', {})?.isLive ?? false;
  }

  /** Of the programs that the launcher has attached. Without the launcher they are detached. */
  control(verifiedInstructions: ReadonlyMap<string, number>): ProgramControl {
    let detached: number | undefined;
    const missed = lastKnown(() => this.#ask('missed', {}).calls);
    return {
      verifiedInstructions,
      detach: () => {
        detached ??= this.#answerOf('detach', {})?.calls ?? missed();
      },
      missedReturns: () => detached ?? missed(),
    };
  }

  /** undefined: there is nobody any more. */
  #answerOf<Name extends QuestionName>(name: Name, asked: Asked<Name>): Answer<Name> | undefined {
    try {
      return this.#ask(name, asked);
    } catch (error) {
      if (error instanceof NoAnswer) return undefined;
      throw error;
    }
  }

  #ask<Name extends QuestionName>(name: Name, asked: Asked<Name>): Answer<Name> {
    if (this.#isGone) throw new NoAnswer();
    try {
      const question = encodeMessage({ name, asked });
      for (let at = 0; at < question.length; ) at += writeSync(this.#socket, question, at);
      const length = this.#read(LENGTH_BYTES).readUInt32LE();
      if (length > MAX_ANSWER_BYTES) throw new NoAnswer();
      return JSON.parse(this.#read(length).toString());
    } catch (error) {
      this.#isGone = true;
      throw new NoAnswer('the launcher does not answer', { cause: error });
    }
  }

  #read(length: number): Buffer {
    const bytes = Buffer.alloc(length);
    for (let at = 0; at < length; ) {
      const count = readSync(this.#socket, bytes, at, length - at, null);
      if (count === 0) throw new NoAnswer();
      at += count;
    }
    return bytes;
  }
}
