// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** The path of a file with this content, which is removed after the test. */
export function yamlFile(context: TestContext, content: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'ktls-otel-settings-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'settings.yaml');
  writeFileSync(file, content);
  return file;
}
