// SPDX-License-Identifier: Apache-2.0
// Waits for a sample that never comes, and crashes meanwhile.

import { RingWait } from '../../../src/capture/ring-wait.ts';
import { openLibc } from '../../../src/ffi/libc.ts';
import { Filler } from './filler.ts';

const filler = new Filler(4096);
const wait = new RingWait(openLibc(), filler.ringFd);
void wait.wait(-1);
setTimeout(() => {
  throw new Error('crash');
}, 100);
