// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const NOBODY = '65534';

test('a user other than root looks into a folder of root with CAP_DAC_OVERRIDE, and not without', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ktls-otel-exists-'));
  t.after(() => rmSync(folder, { recursive: true }));
  chmodSync(folder, 0o755);
  // Copies, since root's own folders may be closed to other users.
  const [node, tool] = [join(folder, 'node'), join(folder, 'file-exists.tool.cjs')];
  copyFileSync(process.execPath, node);
  copyFileSync(join(__dirname, 'file-exists.tool.cjs'), tool);
  const file = join(folder, 'private', 'file');
  mkdirSync(join(folder, 'private'), { mode: 0o700 });
  writeFileSync(file, '');
  const existsWith = (capability: string): string => {
    const rights = [
      `--reuid=${NOBODY}`,
      '--clear-groups',
      `--inh-caps=-all${capability}`,
      `--ambient-caps=-all${capability}`,
    ];
    return execFileSync('setpriv', [...rights, node, tool, file], { encoding: 'utf8' });
  };
  assert.deepEqual([existsWith(',+dac_override'), existsWith('')], ['true', 'false']);
});
