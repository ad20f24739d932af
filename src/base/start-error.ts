// SPDX-License-Identifier: Apache-2.0
import type { ExitCode } from './exit-code.ts';

/** The service cannot start: the process prints `message`, then `whatToDo`, and exits with `code`. */
export class StartError extends Error {
  readonly code: ExitCode;
  readonly whatToDo: string;

  constructor(code: ExitCode, message: string, whatToDo: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
    this.whatToDo = whatToDo;
  }
}
