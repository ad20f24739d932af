// SPDX-License-Identifier: Apache-2.0
import { explain } from './commands/explain.ts';
import { endWith } from './commands/program.ts';
import { runWorker } from './run/worker.ts';

void endWith((overdue) => runWorker(overdue).catch(explain));
