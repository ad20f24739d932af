// SPDX-License-Identifier: Apache-2.0
import { StartError } from './base/start-error.ts';
import { exitAtOnce } from './ffi/libc.ts';
import { becomeWorker } from './privilege/stage.ts';

// What the launcher starts: it gives up its rights and becomes the worker.
try {
  becomeWorker(JSON.parse(process.argv[2] ?? ''));
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  process.stderr.write(`ktls-otel: ${error.message}\n${error.whatToDo}\n`);
  // Its loop may have lost the ring that it had.
  exitAtOnce(error.code);
}
