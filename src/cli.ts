// SPDX-License-Identifier: Apache-2.0
import { parseArgs } from 'node:util';

/** What the command line asks for. `file` is that of --config. */
export type Arguments =
  | { readonly kind: 'run' | 'check' | 'print-config'; readonly file?: string }
  | { readonly kind: 'help' | 'version' }
  | { readonly kind: 'usage-error'; readonly message: string };

export const USAGE = 'Usage: ktls-otel [--config FILE] [--check | --print-config | --help | --version]';

const options = {
  config: { type: 'string' },
  check: { type: 'boolean' },
  'print-config': { type: 'boolean' },
  help: { type: 'boolean' },
  version: { type: 'boolean' },
} as const;

const actions = ['check', 'print-config', 'help', 'version'] as const;

/** Takes the arguments after the program's name. */
export function parseArguments(argv: readonly string[]): Arguments {
  try {
    const { values } = parseArgs({ args: [...argv], options });
    const [action = 'run', other] = actions.filter((name) => values[name] === true);
    if (other !== undefined) return usageError(`--${action} and --${other} exclude each other`);
    if (values.config === '') return usageError('--config needs a file');
    if (action === 'help' || action === 'version') return { kind: action };
    return values.config === undefined ? { kind: action } : { kind: action, file: values.config };
  } catch (error) {
    // Node's message goes on with advice about positional arguments, of which there are none.
    return usageError((error as Error).message.split(/\.\s/)[0] ?? '');
  }
}

const usageError = (message: string): Arguments => ({ kind: 'usage-error', message: message.replace(/\.$/, '') });
