// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';

// In parts, since this file is linted too.
const MISSPELT = ['recie', 'ved'].join('');

/** What is added to a file of the tree, the rule that finds it and the line that names it. */
const FAULTS: [fault: string, file: string, text: string, rule: string, named: RegExp][] = [
  [
    'an import that the layout forbids',
    'src/base/sleep.ts',
    "import '../run/stop-signal.ts';\n",
    'imports',
    /^src\/base\/sleep\.ts -> src\/run\/stop-signal\.ts: base imports no other folder$/m,
  ],
  [
    'an export that nothing imports',
    'src/base/on-abort.ts',
    'export const PLANTED = 1;\n',
    'knip',
    /^PLANTED +src\/base\/on-abort\.ts:\d+/m,
  ],
  [
    'a C file that is not formatted',
    'bpf/copy.bpf.h',
    'int  planted;\n',
    'clang-format',
    /^bpf\/copy\.bpf\.h:\d+:\d+: error: code should be clang-formatted/m,
  ],
  [
    'a misspelt word',
    'README.md',
    `\nThis was ${MISSPELT}.\n`,
    'cspell',
    new RegExp(`^README\\.md:\\d+:\\d+ - Unknown word \\(${MISSPELT}\\)`, 'm'),
  ],
  [
    "a shell script's mistake",
    'test/demo/demo.sh',
    'cat $1\n',
    'shellcheck',
    /^In test\/demo\/demo\.sh line \d+:\ncat \$1\n.*SC2086/m,
  ],
];

describe('npm run lint', () => {
  const rules = FAULTS.map(([, , , rule]) => rule);
  let tree: string;
  let status: number | null;
  let output: string;

  before(() => {
    tree = mkdtempSync(join(tmpdir(), 'ktls-otel-lint-'));
    const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
      encoding: 'utf8',
    });
    for (const file of listed.split('\n')) if (existsSync(file) && file !== '') cpSync(file, join(tree, file));
    symlinkSync(resolve('node_modules'), join(tree, 'node_modules'));
    execFileSync('git', ['init', '--quiet'], { cwd: tree });
    for (const [, file, text] of FAULTS) appendFileSync(join(tree, file), text);
    ({ status, stdout: output } = spawnSync('npm', ['run', '--silent', 'lint', '--', ...rules], {
      cwd: tree,
      encoding: 'utf8',
    }));
  });

  after(() => rmSync(tree, { recursive: true }));

  test('fails, and says by which rules', () => {
    assert.equal(status, 1, output);
    assert.match(output, new RegExp(`^lint: 5 rules, .*, failed: ${rules.toSorted().join(' ')}$`, 'm'));
  });

  for (const [fault, , , rule, named] of FAULTS) test(`${rule} names ${fault}`, () => assert.match(output, named));
});
