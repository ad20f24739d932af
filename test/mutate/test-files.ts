// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';

const OUTPUT = 'dist/mutate';
const SERVICE = { in: 'src/main.ts', out: 'ktls-otel' };
const HEAP_MEGABYTES = 1024;
/** Of a test file of which nothing is known yet. */
const UNCHANGED_LIMIT_MILLIS = 600_000;
/** A mutant hangs when a test file takes longer than so many times what it takes unchanged. */
const LIMIT_FACTOR = 10;
const LIMIT_FLOOR_MILLIS = 30_000;
/** So many times the limit in wall time is one too: what waits takes no processor's time. */
const WAIT_FACTOR = 3;

/** A file of tests, and what is known of it while nothing is changed. */
export interface TestFile {
  readonly file: string;
  /** The sources that it uses. */
  readonly inputs: ReadonlySet<string>;
  readonly millis: number;
}

export type Outcome = 'passed' | 'failed' | 'hung';

/** A source file with another text. */
interface ChangedSource {
  readonly file: string;
  readonly text: string;
}

/** Runs every test file of these folders once, unchanged, but for those left out. Throws when one fails. The quickest comes first. */
export async function measure(folders: readonly string[], leftOut = /^$/): Promise<TestFile[]> {
  rmSync(OUTPUT, { recursive: true, force: true });
  const files = folders.flatMap((folder) => filesIn(folder, '.test.ts')).filter((file) => !leftOut.test(file));
  const output = join(OUTPUT, 'original');
  const { metafile } = await build({ ...optionsOf(files, output), metafile: true });
  const inputsOf = (entry: string): string[] =>
    Object.keys(Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint === entry)?.inputs ?? {});
  const measured: TestFile[] = [];
  for (const file of files) {
    const inputs = new Set([...inputsOf(file), ...(startsService(file) ? inputsOf(SERVICE.in) : [])]);
    const started = performance.now();
    if ((await run(file, output, UNCHANGED_LIMIT_MILLIS)) !== 'passed') throw new Error(`${file} fails unchanged`);
    measured.push({ file, inputs, millis: performance.now() - started });
  }
  return measured.sort((a, b) => a.millis - b.millis);
}

/** Those that use this source, the one named after it first. */
export function testsOf(source: string, tests: readonly TestFile[]): TestFile[] {
  const name = basename(source).replace('.ts', '.test.ts');
  const using = tests.filter(({ inputs }) => inputs.has(source));
  return [
    ...using.filter(({ file }) => basename(file) === name),
    ...using.filter(({ file }) => basename(file) !== name),
  ];
}

/** Bundles a test file with the changed source in `name`, a folder of its own, and runs it. */
export async function runChanged({ file, millis }: TestFile, changed: ChangedSource, name: string): Promise<Outcome> {
  const output = join(OUTPUT, name);
  await build({ ...optionsOf([file], output), plugins: [replacing(changed)] });
  return run(file, output, Math.max(LIMIT_FLOOR_MILLIS, LIMIT_FACTOR * millis));
}

/** As build.mjs has them. Tests start the tools that are beside them. */
function optionsOf(files: readonly string[], outdir: string): BuildOptions {
  const folders = new Set(files.map((file) => join(file, '..')));
  const tools = [...folders].flatMap((folder) => filesIn(folder, '.tool.ts'));
  const entries = [...files, ...tools].map((file) => ({ in: file, out: file.replace(/\.ts$/, '') }));
  return {
    entryPoints: files.some(startsService) ? [...entries, SERVICE] : entries,
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    external: ['ffi-napi', '@2060.io/ref-napi', 'esbuild', 'typescript'],
    logLevel: 'silent',
  };
}

/** Some tests run the whole service, whose bundle they find above them. */
const startsService = (file: string): boolean => readFileSync(file, 'utf8').includes(`${SERVICE.out}.cjs`);

function filesIn(folder: string, end: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith(end))
    .map((name) => join(folder, name))
    .sort();
}

function replacing({ file, text }: ChangedSource): Plugin {
  const path = resolve(file);
  return {
    name: 'changed source',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, (args) => (args.path === path ? { contents: text, loader: 'ts' } : undefined));
    },
  };
}

/** Groups of processes that have not ended. */
const running = new Set<number>();

/** Ends what runs, for it is no child of the terminal. */
export function endRuns(): void {
  for (const group of running) process.kill(-group, 'SIGKILL');
}

/** Ends at the first failed test. The limit is of a processor's time, so that other work on the machine changes nothing. */
function run(file: string, folder: string, limitMillis: number): Promise<Outcome> {
  const bundle = join(folder, file.replace(/\.ts$/, '.cjs'));
  // A group of its own, for tests start processes too.
  const command = [process.execPath, `--max-old-space-size=${HEAP_MEGABYTES}`, '--test-reporter=tap', bundle];
  const child = spawn('prlimit', [`--cpu=${Math.ceil(limitMillis / 1000)}`, ...command], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  const group = child.pid;
  if (group !== undefined) running.add(group);
  return new Promise((done, failed) => {
    let isHung = false;
    let isFailed = false;
    let output = '';
    const end = (): void => {
      if (group !== undefined && running.has(group)) process.kill(-group, 'SIGKILL');
    };
    const timer = setTimeout(() => {
      isHung = true;
      end();
    }, WAIT_FACTOR * limitMillis);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-4096);
      if (isFailed || !/^ *not ok /m.test(output)) return;
      isFailed = true;
      end();
    });
    child.on('error', failed);
    child.on('exit', (code, signal) => {
      isHung ||= signal === 'SIGXCPU' || (signal === 'SIGKILL' && !isFailed);
      clearTimeout(timer);
      if (group !== undefined) running.delete(group);
      if (isHung) done('hung');
      else done(code === 0 && !isFailed ? 'passed' : 'failed');
    });
  });
}
