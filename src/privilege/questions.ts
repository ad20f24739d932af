// SPDX-License-Identifier: Apache-2.0
import type { ProcFacts } from '../process/proc-files.ts';

/**
 * What the worker asks of the launcher, which has the rights to find out, and each answer. A message is its length, 4 bytes
 * little-endian, and JSON. Nothing that was captured is in any of them.
 */
interface Questions {
  /** Of a process that the kernel has told of; `version`: of the users that the worker knows. */
  process: {
    asked: { pid: number; executableName: string; bootNanos: string; version: number };
    answer: { facts: ProcFacts; version: number; users?: [number, string][] };
  };
  library: { asked: { pid: number }; answer: { name?: string } };
  /** Whether the kernel's TLS is there. */
  tls: { asked: Record<never, never>; answer: { isLive: boolean } };
  missed: { asked: Record<never, never>; answer: { calls: number } };
  /** The answer is what was missed in all. */
  detach: { asked: Record<never, never>; answer: { calls: number } };
}

export type QuestionName = keyof Questions;
export type Asked<Name extends QuestionName> = Questions[Name]['asked'];
export type Answer<Name extends QuestionName> = Questions[Name]['answer'];

export const LENGTH_BYTES = 4;
/** A longer question is none of ours. */
export const MAX_QUESTION_BYTES = 8192;
/** The host's users may be many: /etc/passwd is read up to 1 MiB. */
export const MAX_ANSWER_BYTES = 8_388_608;

export function encodeMessage(message: unknown): Buffer {
  const text = Buffer.from(JSON.stringify(message));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(text.length);
  return Buffer.concat([length, text]);
}
