// SPDX-License-Identifier: Apache-2.0
import { Socket } from 'node:net';
import type { ProgramControl } from '../capture/programs.ts';
import type { ProcessHost } from '../process/process-host.ts';
import {
  type Answer,
  type Asked,
  encodeMessage,
  LENGTH_BYTES,
  MAX_QUESTION_BYTES,
  type QuestionName,
} from './questions.ts';

/** What the launcher knows of this host. */
export interface Known {
  readonly processes: ProcessHost;
  isTlsLive(): boolean;
  /** Of those that it has loaded; undefined before. */
  programs(): Pick<ProgramControl, 'detach' | 'missedReturns'> | undefined;
}

/**
 * Answers what the worker asks. The worker reads what anybody sends, and so may be anybody's: a question that is not what
 * it should be ends the conversation.
 */
export function answerWorker(socket: number, known: Known): Disposable {
  const connection = new Socket({ fd: socket, readable: true, writable: true });
  const answers = new Answers(known);
  let waiting: Buffer = Buffer.alloc(0);
  connection.on('data', (bytes) => {
    waiting = Buffer.concat([waiting, bytes]);
    while (waiting.length >= LENGTH_BYTES) {
      const length = waiting.readUInt32LE();
      if (length > MAX_QUESTION_BYTES) return void connection.destroy();
      if (waiting.length < LENGTH_BYTES + length) return;
      const text = waiting.toString('utf8', LENGTH_BYTES, LENGTH_BYTES + length);
      waiting = waiting.subarray(LENGTH_BYTES + length);
      const answer = answers.to(text);
      if (answer === undefined) return void connection.destroy();
      connection.write(encodeMessage(answer));
    }
  });
  // The worker has ended, which is told elsewhere.
  connection.on('error', () => connection.destroy());
  return { [Symbol.dispose]: () => void connection.destroy() };
}

/** @internal Answers to questions of the worker. */
export class Answers {
  readonly #known: Known;
  #users: ReadonlyMap<number, string> = new Map();
  #usersVersion = 0;

  constructor(known: Known) {
    this.#known = known;
  }

  /** undefined: it is no question. */
  to(text: string): Answer<QuestionName> | undefined {
    const question = parse(text);
    switch (question?.name) {
      case 'process':
        return this.#process(question.asked);
      case 'library': {
        const name = this.#known.processes.tlsLibrary(question.asked.pid);
        return name === undefined ? {} : { name };
      }
      case 'tls':
        return { isLive: this.#known.isTlsLive() };
      case 'missed':
        return { calls: this.#known.programs()?.missedReturns() ?? 0 };
      case 'detach':
        this.#known.programs()?.detach();
        return { calls: this.#known.programs()?.missedReturns() ?? 0 };
      default:
        return undefined;
    }
  }

  #process({ version, bootNanos, ...told }: Asked<'process'>): Answer<'process'> {
    const facts = this.#known.processes.facts({ ...told, bootNanos: BigInt(bootNanos) });
    const users = this.#known.processes.userNames();
    if (users !== this.#users) {
      this.#users = users;
      this.#usersVersion++;
    }
    const answer = { facts, version: this.#usersVersion };
    return version === this.#usersVersion ? answer : { ...answer, users: [...users] };
  }
}

type Question = { [Name in QuestionName]: { name: Name; asked: Asked<Name> } }[QuestionName];

/** undefined: it is none. */
function parse(text: string): Question | undefined {
  let question: { name?: unknown; asked?: Partial<Record<string, unknown>> };
  try {
    question = Object(JSON.parse(text));
  } catch {
    return undefined;
  }
  const { pid, executableName, bootNanos, version } = Object(question.asked) as Partial<Record<string, unknown>>;
  switch (question.name) {
    case 'process':
      if (!isPid(pid) || typeof executableName !== 'string' || !Number.isSafeInteger(version)) return undefined;
      if (typeof bootNanos !== 'string' || !/^\d{1,20}$/.test(bootNanos)) return undefined;
      return { name: 'process', asked: { pid, executableName, bootNanos, version: Number(version) } };
    case 'library':
      return isPid(pid) ? { name: 'library', asked: { pid } } : undefined;
    case 'tls':
    case 'missed':
    case 'detach':
      return { name: question.name, asked: {} };
    default:
      return undefined;
  }
}

const isPid = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0;
