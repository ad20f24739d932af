// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';

/** Of the BPF object beside the bundles in `folder`: what depends on the processor has a folder of its own there. */
export const objectPathIn = (folder: string): string =>
  join(folder, `${process.platform}-${process.arch}`, 'ktls.bpf.o');
