// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { installedOptions } from '../support/installed-options.ts';
import { container } from './container.ts';
import { image } from './made.ts';

const MEGABYTE = 1e6;
const MOST_BESIDE_NODE = 40 * MEGABYTE;
const rootfs = join(image, 'rootfs');
const config = JSON.parse(readFileSync(join(image, 'config.json'), 'utf8'));
const files = (): string[] =>
  readdirSync(rootfs, { recursive: true, encoding: 'utf8' }).filter((file) => statSync(join(rootfs, file)).isFile());

test("beside Node.js's own binary it has at most 40 MB", () => {
  const bytes = files().reduce((sum, file) => sum + statSync(join(rootfs, file)).size, 0);
  const node = statSync(join(rootfs, 'opt/ktls-otel/lib/node')).size;
  console.log(`image: ${(bytes / MEGABYTE).toFixed(1)} MB, of which Node.js ${(node / MEGABYTE).toFixed(1)} MB`);
  assert.ok(bytes - node <= MOST_BESIDE_NODE, `${bytes - node} bytes`);
});

test('it has no shell, no npm, and nothing else that runs', () => {
  for (const name of ['bin/sh', 'usr/bin/sh', 'usr/bin/env', 'usr/local/bin/npm'])
    assert.equal(existsSync(join(rootfs, name)), false, name);
  const programs = files().filter(
    (file) => (statSync(join(rootfs, file)).mode & 0o111) !== 0 && !/\.so(?:\.|$)/.test(file),
  );
  assert.deepEqual(programs.sort(), ['opt/ktls-otel/lib/ktls-otel/bin/ktls-otel', 'opt/ktls-otel/lib/node']);
});

test('it says what it is, what it starts and how its health is asked', () => {
  const { Labels, Entrypoint, User, Healthcheck, Env } = config;
  const { version, license } = JSON.parse(readFileSync('package.json', 'utf8'));
  const revision = execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
  const label = (name: string): string => Labels[`org.opencontainers.image.${name}`];
  assert.deepEqual(['title', 'version', 'revision', 'licenses'].map(label), ['ktls-otel', version, revision, license]);
  const program = ['/opt/ktls-otel/lib/node', '/opt/ktls-otel/lib/ktls-otel/bin/ktls-otel'];
  assert.deepEqual(Entrypoint, [program[0], ...installedOptions(), program[1]]);
  assert.deepEqual(Healthcheck.Test, ['CMD', ...program, '--health']);
  assert.equal(User, 'root');
  assert.ok(Env.includes('KTLS_USER=ktls-otel'));
});

test('README runs it with those rights', () => {
  const readme = readFileSync('README.md', 'utf8');
  const command = /^docker run .*?(?<!\\)$/ms.exec(readme)?.[0] ?? '';
  const valuesOf = (flag: string): string[] =>
    Array.from(command.matchAll(new RegExp(`--${flag}=(\\S+)`, 'g')), ([, value = '']) => value);
  assert.deepEqual(valuesOf('cap-add'), container.capabilities);
  const volumes = container.mounts.map(({ path, readOnly }) => `${path}:${path}${readOnly ? ':ro' : ''}`);
  assert.deepEqual(valuesOf('volume'), volumes);
});

test('it has the notices of all that is inside, and a list of the parts', () => {
  for (const file of ['THIRD-PARTY-NOTICES.txt', 'LICENSE', 'lib/node-LICENSE', 'bpf/LICENSE'])
    assert.ok(existsSync(join(rootfs, 'opt/ktls-otel', file)), file);
  const { bomFormat, components } = JSON.parse(readFileSync(join(image, 'sbom.cdx.json'), 'utf8'));
  assert.equal(bomFormat, 'CycloneDX');
  const names: string[] = components.map(({ name }: { name: string }) => name);
  for (const name of ['@2060.io/ffi-napi', 'convict', '@opentelemetry/sdk-node']) assert.ok(names.includes(name), name);
});
