// SPDX-License-Identifier: Apache-2.0
// What may import what, checked by dependency-cruiser.
import { cruise } from 'dependency-cruiser';

/** The way of a byte: each folder imports those before it. config is beside src, and beside base. */
const WAY = [
  'base',
  'config',
  'ffi',
  'capture',
  'process',
  'streams',
  'http',
  'trace',
  'redact',
  'records',
  'console',
  'export',
];

/** Each folder, and what else it imports. src/main.ts joins them, and imports what it likes. */
const MAY_IMPORT = {
  ...Object.fromEntries(WAY.map((folder, index) => [folder, WAY.slice(0, index)])),
  config: [],
  check: ['base', 'config', 'ffi'],
  connections: ['base', 'config', 'ffi', 'capture', 'check', 'console'],
  privilege: ['base', 'config', 'ffi', 'capture', 'process', 'check'],
  self: WAY,
  run: [...WAY, 'check', 'self', 'privilege'],
  commands: [...WAY, 'check', 'connections', 'self', 'privilege', 'run'],
};

const anyOf = (folders) => `^(${folders.map((folder) => (folder === 'config' ? folder : `src/${folder}`)).join('|')})/`;

const RULES = [
  ...Object.entries(MAY_IMPORT).map(([folder, others]) => ({
    name: `${folder} imports ${others.join(', ') || 'no other folder'}`,
    from: { path: anyOf([folder]) },
    to: { path: '^(src|config)/', pathNot: anyOf([folder, ...others]) },
  })),
  {
    name: 'a folder of src has its place in the table of this rule',
    from: { path: '^src/[^/]+/', pathNot: anyOf(Object.keys(MAY_IMPORT)) },
    to: {},
  },
  {
    name: 'only src/ffi loads native code',
    from: { path: '^(src|config)/', pathNot: '^src/ffi/' },
    to: { path: '(^|/)node_modules/(ffi-napi|@2060[.]io/ref-napi)/' },
  },
  { name: 'the service imports nothing of test', from: { path: '^(src|config)/' }, to: { path: '^test/' } },
  { name: 'no file imports one that imports it', from: {}, to: { circular: true } },
  { name: 'what is imported is there', from: {}, to: { couldNotResolve: true } },
];

/** What does not hold yet. This list may only shrink: an exception that nothing needs any more is wrong too. */
const EXCEPTIONS = [
  // Rules of the user's own are built to find out whether they can be.
  'config/redaction-rules.ts -> src/redact/user/pattern.ts',
  'config/redaction-rules.ts -> src/redact/user/user-patterns.ts',
];

const { output } = await cruise(['src', 'config', 'test'], {
  validate: true,
  ruleSet: { forbidden: RULES.map((rule) => ({ ...rule, severity: 'error' })) },
  // Imports of types too.
  tsPreCompilationDeps: true,
  doNotFollow: { path: '(^|/)node_modules/' },
  enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
});
const { violations, totalCruised } = output.summary;
const found = violations.map(({ from, to, rule, cycle = [] }) => ({
  edge: `${from} -> ${to}`,
  text: `${[from, ...(cycle.length > 0 ? cycle.map(({ name }) => name) : [to])].join(' -> ')}: ${rule.name}`,
}));
const wrong = [
  ...found.filter(({ edge }) => !EXCEPTIONS.includes(edge)).map(({ text }) => text),
  ...EXCEPTIONS.filter((exception) => !found.some(({ edge }) => edge === exception)).map(
    (exception) => `${exception}: an exception that is needed no more`,
  ),
];
for (const line of wrong) console.log(line);
console.log(`${totalCruised} files, ${EXCEPTIONS.length} exceptions, ${wrong.length} wrong`);
process.exitCode = wrong.length === 0 ? 0 : 1;
