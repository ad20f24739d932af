// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { USAGE } from '../../src/commands/cli.ts';
import { assertLoads } from './look.ts';
import { BARE, bareDebian, deb, rpm } from './made.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'linux-packages-'));
after(() => rmSync(folder, { recursive: true }));
const run = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { encoding: 'utf8', maxBuffer: 1e8 });

/** What both packages put on a host, but for what is inside of its own folder. */
const FILES = [
  '/etc/default/ktls-otel',
  '/etc/ktls-otel/ktls-otel.yaml',
  '/usr/bin/ktls-otel',
  '/usr/lib/systemd/system/ktls-otel.service',
  '/usr/lib/sysusers.d/ktls-otel.conf',
  '/usr/share/bash-completion/completions/ktls-otel',
  '/usr/share/fish/vendor_completions.d/ktls-otel.fish',
  '/usr/share/man/man1/ktls-otel.1.gz',
];
const OWN = /^\/usr\/(?:lib|share\/doc)\/ktls-otel(?:\/|$)|\/$/;

test('the .deb has what belongs to it, and lintian finds nothing that is not explained', () => {
  const lines = run('dpkg-deb', '--contents', deb).trim().split('\n');
  const names = lines.map((line) => line.replace(/ -> .*/, '').replace(/^.* \./, ''));
  const others = names.filter((name) => !OWN.test(name));
  assert.deepEqual(
    others.sort(),
    [...FILES, '/usr/share/lintian/overrides/ktls-otel', '/usr/share/zsh/vendor-completions/_ktls-otel'].sort(),
  );
  assert.deepEqual(
    lines.filter((line) => !/ root\/root /.test(line)),
    [],
  );
  const { stdout } = spawnSync('lintian', ['--fail-on', 'none', '--tag-display-limit', '0', deb], { encoding: 'utf8' });
  assert.equal(stdout, '');
});

test('the .rpm has the same', () => {
  const names = run('rpm', '-qpl', rpm).trim().split('\n');
  const others = names.filter((name) => !OWN.test(`${name}`) && !/^\/usr\/(?:lib|share\/doc)\/ktls-otel/.test(name));
  assert.deepEqual(others.sort(), [...FILES, '/usr/share/zsh/site-functions/_ktls-otel'].sort());
  assert.deepEqual(run('rpm', '-qpc', rpm).trim().split('\n').sort(), FILES.slice(0, 2));
  assert.equal(run('rpm', '-qp', '--queryformat', '%{VERSION}', rpm), version.replace('-', '~'));
});

for (const suite of BARE)
  test(`${suite}, which has its required packages alone: installed, upgraded, removed, purged`, () => {
    const root = join(folder, suite);
    run('cp', '-a', bareDebian(suite), root);
    cpSync(deb, join(root, 'tmp/ktls-otel.deb'));
    const inside = (...command: string[]): string =>
      run('chroot', root, '/usr/bin/env', '-i', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', ...command);
    const has = (path: string): boolean => existsSync(join(root, path));
    inside('dpkg', '--install', '/tmp/ktls-otel.deb');
    assert.match(inside('getent', 'passwd', 'ktls-otel'), /:\/usr\/sbin\/nologin$/m);
    const [command, ...args] = [
      'unshare',
      '--mount',
      'sh',
      '-euc',
      'for place in dev proc sys; do mount --rbind "/$place" "$0/$place"; done; exec chroot "$0" "$@"',
      root,
      'ktls-otel',
    ];
    const program = (...options: string[]): string => {
      const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', OTEL_SDK_DISABLED: 'true' };
      return spawnSync(command as string, [...args, ...options], { encoding: 'utf8', env }).stdout;
    };
    assert.match(program('--version'), new RegExp(`^ktls-otel ${version}$`, 'm'));
    assertLoads(program('--check', '--json'));

    const settings = join(root, 'etc/ktls-otel/ktls-otel.yaml');
    appendFileSync(settings, '# changed here\n');
    inside('dpkg', '--install', '/tmp/ktls-otel.deb');
    assert.match(readFileSync(settings, 'utf8'), /^# changed here$/m);
    assert.match(inside('dpkg', '--status', 'ktls-otel'), /^Status: install ok installed$/m);

    inside('dpkg', '--remove', 'ktls-otel');
    assert.deepEqual(
      [has('usr/bin/ktls-otel'), has('usr/lib/ktls-otel'), has('etc/ktls-otel/ktls-otel.yaml')],
      [false, false, true],
    );
    inside('dpkg', '--purge', 'ktls-otel');
    assert.deepEqual(
      [has('etc/default/ktls-otel'), has('etc/ktls-otel'), has('var/lib/ktls-otel')],
      [false, false, false],
    );
  });

test('completions and the page know each option', () => {
  const options = new Set(USAGE.match(/--[a-z-]+/g));
  assert.equal(options.size, 8);
  const page = run(
    'sh',
    '-c',
    `dpkg-deb --fsys-tarfile '${deb}' | tar -xO ./usr/share/man/man1/ktls-otel.1.gz | gzip -d | man -l -`,
  );
  for (const option of options) {
    assert.ok(page.includes(option), `the page: ${option}`);
    for (const file of ['ktls-otel.bash', '_ktls-otel', 'ktls-otel.fish']) {
      const text = readFileSync(join('deploy/completions', file), 'utf8');
      const written = file.endsWith('.fish') ? `-l ${option.slice(2)}` : option;
      assert.ok(text.includes(written), `${file}: ${option}`);
    }
  }
  run('bash', '-n', 'deploy/completions/ktls-otel.bash');
});
