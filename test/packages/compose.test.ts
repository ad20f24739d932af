// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { loadSettings } from '../../config/load.ts';
import { container } from './container.ts';

const FILE = 'deploy/compose/compose.yaml';

interface Service {
  readonly image: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly { readonly source: string; readonly target: string; readonly read_only?: boolean }[];
  readonly cap_add?: readonly string[];
  readonly cap_drop?: readonly string[];
  readonly pid?: string;
  readonly read_only?: boolean;
  readonly privileged?: boolean;
}

const compose = execFileSync('bash', ['test/setup/compose/build.sh'], { encoding: 'utf8' }).trim();
const { services }: { services: Record<string, Service> } = JSON.parse(
  execFileSync(compose, [FILE], { encoding: 'utf8', maxBuffer: 1e8 }),
);

test("Compose's own library reads it; each image has a version, each file is there", () => {
  const names = ['client', 'collector', 'grafana', 'jaeger', 'ktls-otel', 'loki', 'nginx', 'prometheus'];
  assert.deepEqual(Object.keys(services).sort(), names);
  for (const { image, volumes = [] } of Object.values(services)) {
    assert.match(image, /:v?\d+\.\d+\.\d+/);
    for (const { source } of volumes.filter((volume) => !/^\/(?:sys|etc)\//.test(volume.source)))
      assert.ok(existsSync(source), source);
  }
});

test('ktls-otel has the rights that the image was run with, and no other', () => {
  const { cap_add, cap_drop, pid, read_only, privileged = false, volumes = [] } = services['ktls-otel'] as Service;
  assert.deepEqual([cap_add, cap_drop], [container.capabilities, ['ALL']]);
  assert.deepEqual([pid, read_only, privileged], ['host', true, false]);
  assert.deepEqual(
    volumes.map(({ target: path, read_only: readOnly = false }) => ({ path, readOnly })),
    container.mounts,
  );
  for (const { source, target } of volumes) assert.equal(source, target);
});

test('its settings are settings, and its version is that of the program', () => {
  const { environment = {}, image } = services['ktls-otel'] as Service;
  const { settings, warnings } = loadSettings({ env: environment });
  assert.deepEqual(warnings, []);
  assert.equal(settings.otel.metrics_exporter, 'prometheus');
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  assert.equal(image, `ktls-otel:${version}`);
});

test('Collector and Loki have the versions that the tests run', () => {
  const collector = /otlpreceiver v(\S+)/.exec(readFileSync('test/backends/collector/manifest.yaml', 'utf8'))?.[1];
  assert.equal(services.collector?.image, `otel/opentelemetry-collector-contrib:${collector}`);
  const loki = /loki\/v3 v(\S+)/.exec(readFileSync('test/backends/loki/go.mod', 'utf8'))?.[1];
  assert.equal(services.loki?.image, `grafana/loki:${loki}`);
});
