// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { createReadStream, mkdtempSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callsOf, RAW, run, type TrueCall } from '../../support/workload.ts';

/** `<>` opens a pipe that nobody writes to yet. */
const WITH_PIPES = 'exec "$@" <>"$0/go" >"$0/said"';

/** A connection of `raw preopened` that has been used: phase 1 of its calls is over. */
export interface Preopened {
  /** Begins phase 2; resolves at the workload's end to the calls of both. */
  goOn(): Promise<TrueCall[]>;
}

export async function preopen(): Promise<Preopened> {
  const directory = mkdtempSync(join(tmpdir(), 'preopened-'));
  const [go, said] = [join(directory, 'go'), join(directory, 'said')];
  await run('mkfifo', [go, said]);
  const calls = callsOf('bash', ['-c', WITH_PIPES, directory, RAW, 'preopened']);
  const output = createReadStream(said);
  await Promise.race([once(output, 'data'), calls]);
  return {
    async goOn() {
      await writeFile(go, '\n');
      return calls;
    },
  };
}
