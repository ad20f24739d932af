// SPDX-License-Identifier: Apache-2.0
import { parseArgs } from 'node:util';

/** What needs the settings. `file` is that of --config. */
export type CommandArguments =
  | { readonly kind: 'run' | 'check' | 'print-config'; readonly file?: string }
  | { readonly kind: 'connections'; readonly asJson: boolean; readonly file?: string };

/** What the command line asks for. */
export type Arguments =
  | CommandArguments
  | { readonly kind: 'help' | 'version' }
  | { readonly kind: 'usage-error'; readonly message: string };

export const USAGE = `Usage: ktls-otel [--config FILE] [--check | --print-config | --help | --version]
       ktls-otel connections [--json] [--config FILE]`;

const options = {
  config: { type: 'string' },
  check: { type: 'boolean' },
  'print-config': { type: 'boolean' },
  help: { type: 'boolean' },
  version: { type: 'boolean' },
} as const;

const connectionsOptions = { config: { type: 'string' }, json: { type: 'boolean' } } as const;

const actions = ['check', 'print-config', 'help', 'version'] as const;

/** Takes the arguments after the program's name. */
export function parseArguments(argv: readonly string[]): Arguments {
  const [command, ...rest] = argv;
  try {
    return command === 'connections' ? parseConnections(rest) : parseActions(argv);
  } catch (error) {
    // Node's message goes on with advice about positional arguments, of which there are none.
    return usageError((error as Error).message.split(/\.\s/)[0] ?? '');
  }
}

function parseActions(argv: readonly string[]): Arguments {
  const { values } = parseArgs({ args: [...argv], options });
  const [action = 'run', other] = actions.filter((name) => values[name] === true);
  if (other !== undefined) return usageError(`--${action} and --${other} exclude each other`);
  if (values.config === '') return usageError(NO_FILE);
  if (action === 'help' || action === 'version') return { kind: action };
  return { kind: action, ...fileOf(values) };
}

function parseConnections(argv: readonly string[]): Arguments {
  const { values } = parseArgs({ args: [...argv], options: connectionsOptions });
  if (values.config === '') return usageError(NO_FILE);
  return { kind: 'connections', asJson: values.json === true, ...fileOf(values) };
}

const NO_FILE = '--config needs a file';
const fileOf = ({ config }: { config?: string | undefined }) => (config === undefined ? {} : { file: config });

const usageError = (message: string): Arguments => ({ kind: 'usage-error', message: message.replace(/\.$/, '') });
