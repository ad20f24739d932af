// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';

interface Container {
  /** Without CAP_. */
  readonly capabilities: readonly string[];
  /** Of the host, at the same path. */
  readonly mounts: readonly { readonly path: string; readonly readOnly: boolean }[];
}

/** What the image is given wherever it runs: by a test in a guest, by Compose, by the chart. */
export const container: Container = JSON.parse(readFileSync('deploy/container.json', 'utf8'));
