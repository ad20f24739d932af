// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';

/** The path of what depends on the processor: it has a folder of its own beside the bundles, which are in `folder`. */
export const platformFile = (folder: string, name: string): string =>
  join(folder, `${process.platform}-${process.arch}`, name);
