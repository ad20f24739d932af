// SPDX-License-Identifier: Apache-2.0
import { parseArgs } from 'node:util';
import { closest, distance } from 'fastest-levenshtein';

/** What needs the settings. `file` is that of --config. */
export type CommandArguments =
  | { readonly kind: 'run' | 'print-config' | 'health'; readonly file?: string }
  | { readonly kind: 'check'; readonly isQuick: boolean; readonly asJson: boolean; readonly file?: string }
  | { readonly kind: 'connections'; readonly asJson: boolean; readonly file?: string };

/** What the command line asks for. */
export type Arguments =
  | CommandArguments
  | { readonly kind: 'help'; readonly about: HelpTopic }
  | { readonly kind: 'version' }
  | { readonly kind: 'usage-error'; readonly message: string };

export type HelpTopic = 'usage' | 'all' | 'connections';

export const USAGE = `Usage: ktls-otel [--config FILE]
       ktls-otel --check [--quick] [--json] [--config FILE]
       ktls-otel --health | --print-config [--config FILE]
       ktls-otel connections [--json] [--config FILE]
       ktls-otel --help [all] | --version`;

const options = {
  config: { type: 'string' },
  check: { type: 'boolean' },
  quick: { type: 'boolean' },
  json: { type: 'boolean' },
  health: { type: 'boolean' },
  'print-config': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'V' },
} as const;

const connectionsOptions = {
  config: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const actions = ['check', 'health', 'print-config', 'help', 'version'] as const;
const COMMAND = 'connections';

/** Takes the arguments after the program's name. */
export function parseArguments(argv: readonly string[]): Arguments {
  const [command, ...rest] = argv;
  const known = command === COMMAND ? connectionsOptions : options;
  try {
    return command === COMMAND ? parseConnections(rest) : parseActions(argv);
  } catch (error) {
    // Node's message goes on with advice about positional arguments, of which there are hardly any.
    const message = ((error as Error).message.split(/\.\s/)[0] ?? '').replace(/\.$/, '');
    const mistyped = /^Unknown option '(.*)'$/s.exec(message)?.[1];
    const names = Object.keys(known).map((name) => `--${name}`);
    return usageError(mistyped === undefined ? message : message + nearest(mistyped, names));
  }
}

function parseActions(argv: readonly string[]): Arguments {
  const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
  const [action = 'run', other] = actions.filter((name) => values[name] === true);
  if (other !== undefined) return usageError(`--${action} and --${other} exclude each other`);
  const [word, unexpected] = positionals;
  if (action === 'help' && unexpected === undefined && (word === 'all' || word === COMMAND)) {
    return { kind: 'help', about: word };
  }
  if (word === COMMAND) return usageError(`'${COMMAND}' goes before its options`);
  if (word !== undefined) return usageError(`Unexpected argument '${word}'${nearest(word, [COMMAND, 'all'])}`);
  if (values.config === '') return usageError(NO_FILE);
  if (action === 'help') return { kind: 'help', about: 'usage' };
  if (action === 'version') return { kind: 'version' };
  const { quick: isQuick = false, json: asJson = false } = values;
  if (action === 'check') return { kind: 'check', isQuick, asJson, ...fileOf(values) };
  if (isQuick) return usageError('--quick goes with --check');
  if (asJson) return usageError(`--json goes with --check or with ${COMMAND}`);
  return { kind: action, ...fileOf(values) };
}

function parseConnections(argv: readonly string[]): Arguments {
  const { values } = parseArgs({ args: [...argv], options: connectionsOptions });
  if (values.help === true) return { kind: 'help', about: COMMAND };
  if (values.config === '') return usageError(NO_FILE);
  return { kind: COMMAND, asJson: values.json === true, ...fileOf(values) };
}

const NO_FILE = '--config needs a file';
const fileOf = ({ config }: { config?: string | undefined }) => (config === undefined ? {} : { file: config });

/** The name that was meant, where one is near: at most every third letter is wrong. */
function nearest(word: string, names: readonly string[]): string {
  const name = closest(word, names);
  return word !== name && distance(word, name) <= name.length / 3 ? `; the nearest name is ${name}` : '';
}

const usageError = (message: string): Arguments => ({ kind: 'usage-error', message });
