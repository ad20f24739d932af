// SPDX-License-Identifier: Apache-2.0
// Bundles the service into dist/: ktls-otel.cjs, host-command.cjs, worker-stage.cjs and worker.cjs, and beside them the
// native add-ons, in the folder of this processor. They need no node_modules. With `--tests`, also
// every test/**/*.test.ts, *.tool.ts and *.fuzz.ts into dist/test/, so that neither a container nor a guest has to open a
// thousand small files.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { noticesOf, sbomOf } from './deploy/packages/notices.mjs';

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
  define: { BUILD_COMMIT: JSON.stringify(readCommit()) },
  sourcemap: 'linked',
  sourcesContent: false,
  metafile: true,
  minifyWhitespace: true,
  logLevel: 'warning',
};

/**
 * Node keeps the source of what it runs: two bytes a character when one of them is not Latin-1, and of regular expressions
 * esbuild escapes none.
 */
function escapeCharacters({ outputs }) {
  for (const file of Object.keys(outputs).filter((name) => name.endsWith('.cjs'))) {
    const source = readFileSync(file, 'utf8');
    const escaped = source.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
    if (escaped !== source) writeFileSync(file, escaped);
  }
}

/** What src/main.ts imports when it is known what is asked for is a bundle of its own. */
const hostCommandApart = {
  name: 'host-command apart',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/host-command\.ts$/ }, () => ({ path: './host-command.cjs', external: true }));
  },
};

/** The packages with an add-on, by the name that its file gets. */
const ADDONS = {
  'ffi.node': 'node_modules/ffi-napi/build/Release/ffi_bindings.node',
  'ref.node': 'node_modules/@2060.io/ref-napi/build/Release/binding.node',
};
const platform = `${process.platform}-${process.arch}`;

/** Where these packages look for their add-on, they find it beside the bundle. */
const addonsBeside = {
  name: 'add-ons beside the bundle',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^node-gyp-build$/ }, ({ importer }) => ({
      path: /[/\\]ref-napi[/\\]/.test(importer) ? 'ref.node' : 'ffi.node',
      namespace: 'add-on',
    }));
    onLoad({ filter: /./, namespace: 'add-on' }, ({ path }) => ({
      contents: `module.exports = () => require(__dirname + '/' + process.platform + '-' + process.arch + '/${path}');`,
    }));
  },
};

mkdirSync(join('dist', platform), { recursive: true });
for (const [name, file] of Object.entries(ADDONS)) copyFileSync(file, join('dist', platform, name));

const { metafile: ofMain } = await build({
  ...common,
  entryPoints: { 'ktls-otel': 'src/main.ts' },
  outdir: 'dist',
  plugins: [hostCommandApart, addonsBeside],
});
const { metafile: ofRest } = await build({
  ...common,
  entryPoints: ['src/host-command.ts', 'src/worker.ts', 'src/worker-stage.ts'],
  outdir: 'dist',
  plugins: [addonsBeside],
});
for (const made of [ofMain, ofRest]) escapeCharacters(made);
writeFileSync('dist/THIRD-PARTY-NOTICES.txt', noticesOf([ofMain, ofRest]));
writeFileSync('dist/sbom.cdx.json', sbomOf([ofMain, ofRest]));

if (process.argv.includes('--tests')) {
  rmSync('dist/test', { recursive: true, force: true });
  const entryPoints = readdirSync('test', { recursive: true })
    .filter((file) => /\.(test|tool|fuzz)\.ts$/.test(file))
    .map((file) => join('test', file));
  // Native add-ons find their .node file beside their own package.json; typescript is large.
  const external = ['ffi-napi', '@2060.io/ref-napi', 'esbuild', 'typescript'];
  // A failure names the line of a bundle.
  const tests = { external, entryPoints, outbase: '.', outdir: 'dist', minifyWhitespace: false };
  const { metafile } = await build({ ...common, ...tests });
  escapeCharacters(metafile);
}
