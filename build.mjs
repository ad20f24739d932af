// SPDX-License-Identifier: Apache-2.0
// Bundles the service into dist/: ktls-otel.cjs, host-command.cjs, worker-stage.cjs and worker.cjs; and with `--tests`
// every test/**/*.test.ts, *.tool.ts and *.fuzz.ts into dist/test/, so that neither a container nor a guest has to open a
// thousand small files.
import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/** What --version says: the commit of this checkout, not of one that it lies in. */
function readCommit() {
  try {
    const [prefix, commit] = execFileSync('git', ['rev-parse', '--show-prefix', '--short=12', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).split('\n');
    return prefix === '' && commit ? commit : 'unknown';
  } catch {
    return 'unknown';
  }
}

const common = {
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  // Native add-ons find their .node file beside their own package.json; typescript is large.
  external: ['ffi-napi', '@2060.io/ref-napi', 'esbuild', 'typescript'],
  define: { BUILD_COMMIT: JSON.stringify(readCommit()) },
  sourcemap: 'linked',
  sourcesContent: false,
  logLevel: 'warning',
};

/** What src/main.ts imports when it is known what is asked for is a bundle of its own. */
const hostCommandApart = {
  name: 'host-command apart',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/host-command\.ts$/ }, () => ({ path: './host-command.cjs', external: true }));
  },
};

await build({
  ...common,
  entryPoints: { 'ktls-otel': 'src/main.ts' },
  outdir: 'dist',
  plugins: [hostCommandApart],
});
await build({
  ...common,
  entryPoints: ['src/host-command.ts', 'src/worker.ts', 'src/worker-stage.ts'],
  outdir: 'dist',
});

if (process.argv.includes('--tests')) {
  rmSync('dist/test', { recursive: true, force: true });
  const entryPoints = readdirSync('test', { recursive: true })
    .filter((file) => /\.(test|tool|fuzz)\.ts$/.test(file))
    .map((file) => join('test', file));
  await build({ ...common, entryPoints, outbase: '.', outdir: 'dist' });
}
