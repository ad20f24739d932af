// SPDX-License-Identifier: Apache-2.0

export type StageName =
  | 'processes'
  | 'alerts'
  | 'streams'
  | 'http'
  | 'tracing'
  | 'redaction'
  | 'records'
  | 'console'
  | 'export'
  | 'pipeline';

/** The names of Node's and the kernel's errors. */
const CODE = /^E[A-Z0-9_]{1,60}$/;
const CLASS = /^[A-Za-z]{1,60}$/;

/** What a stage threw, as far as it may be told: a message or a stack may hold plaintext. */
export class StageError extends Error {
  readonly stage: StageName;
  /** The thrown error's class, and its code where it has one. */
  readonly reason: string;

  constructor(stage: StageName, thrown: unknown) {
    const reason = reasonOf(thrown);
    super(`the stage ${stage} failed with ${reason}`);
    this.name = 'StageError';
    this.stage = stage;
    this.reason = reason;
  }
}

/** Runs what a stage does. Throws StageError, of the innermost stage. */
export function inStage<Result>(stage: StageName, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw toStageError(stage, error);
  }
}

export function toStageError(stage: StageName, thrown: unknown): StageError {
  return thrown instanceof StageError ? thrown : new StageError(stage, thrown);
}

function reasonOf(thrown: unknown): string {
  const name = thrown instanceof Error ? thrown.constructor.name : '';
  const { code } = Object(thrown) as { code?: unknown };
  const parts = [CLASS.test(name) ? name : 'an unknown error'];
  if (typeof code === 'string' && CODE.test(code)) parts.push(code);
  return parts.join(' ');
}
