// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';

/** What bin/ktls-otel gives to Node. */
export function installedOptions(): string[] {
  const [firstLine = ''] = readFileSync('bin/ktls-otel', 'utf8').split('\n');
  return firstLine.match(/--\S+/g) ?? [];
}
