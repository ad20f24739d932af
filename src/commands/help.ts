// SPDX-License-Identifier: Apache-2.0
import { formats } from '../../config/formats.ts';
import { allSettings, type NamedSetting } from '../../config/schema.ts';
import { TERMINAL_COLUMNS, wrap } from '../../config/wrap.ts';
import { exitCodes } from '../base/exit-code.ts';
import { type HelpTopic, USAGE } from './cli.ts';

const INDENT = '      ';

const options = `  --config FILE   read settings from this YAML file, not that of KTLS_CONFIG
  --check         say whether this host can run the service: load and attach
                  the programs for a moment, and ask the Collector
    --quick       without loading, attaching and asking
    --json        as one JSON document
  --health        ask the service that runs whether it is ready
  connections     list the sockets that use kTLS, and whether these settings
                  capture them
    --json        one JSON object a line
  --print-config  print the settings in effect as YAML that --config reads
  -h, --help      print this text; --help all: with every setting and exit code
  -V, --version   print the versions of what is used
`;

const usage = `${USAGE}

Captures the plaintext of kernel TLS connections, and exports it as
OpenTelemetry log records and spans. Without a command it runs the service.

${options}
KTLS_CONSOLE=table shows what is captured. Settings are variables of the
environment or keys of the YAML file: --help all lists them.
`;

const settingsIntroduction = `Settings, each with its default. The environment goes first, the YAML file
second, where a setting's key is its name in lower case without the prefix,
under ktls: or otel:. An empty variable counts as not set. A wrong value is an
error, except that most of the OTEL_ variables are then ignored with a warning,
as OpenTelemetry specifies.
`;

const connections = `Usage: ktls-otel connections [--json] [--config FILE]

Lists this host's sockets that use kTLS, and whether the settings of the
environment and the file capture their data. It needs CAP_NET_ADMIN.

  --json          one JSON object a line; notes go to standard error
  --config FILE   read settings from this YAML file, not that of KTLS_CONFIG
  -h, --help      print this text
`;

/** The texts of --help: what fits on a screen, every setting of the schema with the exit codes, a command's own. */
export function helpText(about: HelpTopic): string {
  if (about === 'connections') return connections;
  if (about === 'usage') return usage;
  const settings = allSettings.map(describeSetting).join('');
  return [usage, settingsIntroduction, settings, 'Exit codes:\n', exitCodeTable()].join('\n');
}

function describeSetting({ setting }: NamedSetting): string {
  const assignment = `  ${setting.env}${setting.default === null ? '' : `=${String(setting.default)}`}`;
  const isShort = assignment.length <= TERMINAL_COLUMNS;
  const sentence = `${setting.doc} Allowed: ${formats[setting.format].allowed(setting)}.`;
  const paragraphs = isShort ? [sentence] : [`Default: ${String(setting.default)}`, sentence];
  const lines = paragraphs.flatMap((text) => wrap(text, TERMINAL_COLUMNS - INDENT.length));
  return `${isShort ? assignment : `  ${setting.env}`}\n${lines.map((line) => `${INDENT}${line}\n`).join('')}`;
}

const exitCodeTable = (): string =>
  Object.values(exitCodes)
    .map(({ code, meaning }) => `  ${code}  ${meaning}\n`)
    .join('');
