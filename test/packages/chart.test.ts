// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse, parseAllDocuments } from 'yaml';
import { loadSettings } from '../../config/load.ts';
import { yamlFile } from '../unit/config/yaml-file.ts';
import { container } from './container.ts';

const CHART = 'deploy/helm/ktls-otel';
const VERSIONS = ['1.28', '1.29', '1.30', '1.31', '1.32', '1.33', '1.34', '1.35', '1.36'];
/** Everything that is off by default. */
const ALL = [
  ...['metrics.prometheus', 'serviceMonitor.enabled', 'prometheusRule.enabled', 'dashboards.enabled'],
  ...['networkPolicy.enabled', 'openshift.enabled'],
].flatMap((name) => ['--set', `${name}=true`]);
/** Kinds of others than Kubernetes itself, of which it has no schema. */
const CUSTOM = ['ServiceMonitor', 'PrometheusRule', 'SecurityContextConstraints'];

const built = (...script: string[]): string => execFileSync('bash', script, { encoding: 'utf8' }).trim();
const helm = built('test/setup/go-tool.sh', 'helm');
const python = built('test/setup/kubernetes-validate.sh');

// biome-ignore lint/suspicious/noExplicitAny: what Kubernetes calls a manifest has many shapes.
type Manifest = any;

/** What this helm would take for granted is older than the chart takes. */
const ON_NEWEST = ['--kube-version', '1.36.0'];

const template = (...options: string[]): string => {
  const args = ['template', 'ktls-otel', CHART, '--namespace', 'observability', ...ON_NEWEST, ...options];
  return execFileSync(helm, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
};
const manifests = (...options: string[]): Manifest[] =>
  parseAllDocuments(template(...options)).map((document) => document.toJS());
const daemonSet = (...options: string[]): Manifest => manifests(...options).find(({ kind }) => kind === 'DaemonSet');

test('helm finds nothing to complain about', () => {
  for (const options of [[], ALL]) execFileSync(helm, ['lint', '--strict', CHART, ...options], { encoding: 'utf8' });
});

test('what the values change is what they say', () => {
  const unittest = built('test/setup/go-tool.sh', 'helm-unittest');
  execFileSync(unittest, ['--strict', CHART], { encoding: 'utf8', stdio: 'pipe' });
});

for (const version of VERSIONS)
  test(`Kubernetes ${version} takes all that the chart makes`, (context) => {
    for (const options of [[], ALL]) {
      const kinds = manifests(...options, '--kube-version', `${version}.0`);
      assert.equal(kinds.length, options.length === 0 ? 3 : 9);
      const known = kinds.filter(({ kind }) => !CUSTOM.includes(kind));
      const file = yamlFile(context, known.map((manifest) => `---\n${JSON.stringify(manifest)}\n`).join(''));
      const args = ['-m', 'kubernetes_validate', '--strict', '--version', version, file];
      const { status, stdout, stderr } = spawnSync(python, args, { encoding: 'utf8' });
      assert.equal(status, 0, stdout + stderr);
    }
  });

test('a value that is none is refused', () => {
  const statusOf = (value: string): number | null =>
    spawnSync(helm, ['template', CHART, ...ON_NEWEST, '--set', value]).status;
  assert.equal(statusOf('healthPort=1'), 0);
  for (const value of ['healthPort=0', 'otlp.endpoint=', 'image.digest=latest', 'privilege=true'])
    assert.equal(statusOf(value), 1, value);
});

test('the pod has the rights that the image was run with, and no other', () => {
  const { spec } = daemonSet().spec.template;
  const [{ securityContext, volumeMounts }] = spec.containers;
  assert.deepEqual(securityContext.capabilities, { drop: ['ALL'], add: container.capabilities });
  assert.deepEqual(
    [spec.hostPID, securityContext.privileged, securityContext.readOnlyRootFilesystem],
    [true, false, true],
  );
  const own = ['/etc/ktls-otel', '/var/lib/ktls-otel'];
  const mounts = volumeMounts.filter(({ mountPath }: Manifest) => !own.includes(mountPath));
  assert.deepEqual(
    mounts.map(({ mountPath: path, readOnly = false }: Manifest) => ({ path, readOnly })),
    container.mounts,
  );
  const paths = new Map(spec.volumes.map(({ name, hostPath }: Manifest) => [name, hostPath?.path]));
  for (const { name, mountPath } of mounts) assert.equal(paths.get(name), mountPath);
});

test('OpenShift allows what the pod asks for, and no more', () => {
  const all = manifests(...ALL);
  const { containers, initContainers } = all.find(({ kind }) => kind === 'DaemonSet').spec.template.spec;
  const asked = [...containers, ...initContainers].flatMap(({ securityContext }) => securityContext.capabilities.add);
  const { allowedCapabilities } = all.find(({ kind }) => kind === 'SecurityContextConstraints');
  assert.deepEqual(allowedCapabilities.toSorted(), [...new Set(asked)].sort());
});

test('the settings that it makes are settings', (context) => {
  const all = manifests(...ALL, '--set', 'config.ktls.filter_local_port=443', '--set', 'env.KTLS_PAYLOAD=headers');
  const { data } = all.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'ktls-otel');
  const file = yamlFile(context, data['ktls-otel.yaml']);
  const [{ env }] = all.find(({ kind }) => kind === 'DaemonSet').spec.template.spec.containers;
  const given = Object.fromEntries(
    env.map(({ name, value }: Manifest) => [name, value?.replace('$(HOST_IP)', '192.0.2.1')]),
  );
  const { settings, warnings } = loadSettings({ env: { ...given, KTLS_CONFIG: file } });
  assert.deepEqual(warnings, []);
  assert.deepEqual(
    [
      settings.ktls.payload,
      settings.ktls.filter_local_port,
      settings.ktls.shutdown_timeout,
      settings.ktls.health_address,
    ],
    ['headers', '443', 25_000, '0.0.0.0:9465'],
  );
  assert.equal(settings.otel.exporter_otlp_endpoint, 'http://192.0.2.1:4317');
});

test('rules and dashboard are those of the project', () => {
  const all = manifests(...ALL);
  const rule = all.find(({ kind }) => kind === 'PrometheusRule');
  assert.deepEqual(rule.spec, parse(readFileSync('deploy/prometheus/alerts.yaml', 'utf8')));
  const { data } = all.find(({ metadata }) => metadata.name === 'ktls-otel-dashboards');
  const dashboard = readFileSync('deploy/grafana/dashboards/ktls-otel.json', 'utf8');
  assert.deepEqual(JSON.parse(data['ktls-otel.json']), JSON.parse(dashboard));
});

test('the chart has the version of the program', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  const chart = parse(readFileSync(`${CHART}/Chart.yaml`, 'utf8'));
  assert.deepEqual([chart.version, chart.appVersion], [version, version]);
});
