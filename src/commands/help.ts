// SPDX-License-Identifier: Apache-2.0
import { formats } from '../../config/formats.ts';
import { allSettings, type NamedSetting } from '../../config/schema.ts';
import { wrap } from '../../config/wrap.ts';
import { exitCodes } from '../base/exit-code.ts';
import { USAGE } from './cli.ts';

const MAX_COLUMNS = 100;
const INDENT = '      ';

const introduction = `${USAGE}

Captures the plaintext of kernel TLS connections and exports it as OpenTelemetry log records.

  connections     list this host's sockets that use kTLS, and whether these settings capture them
  --json          the list as one JSON object a line
  --config FILE   read settings from this YAML file rather than from that of KTLS_CONFIG
  --check         say whether this host can run the service, and what is missing
  --print-config  print the settings in effect as YAML that --config reads
  --help          print this text
  --version       print the version

Settings, each with its default. The environment goes first, the YAML file second, where a setting's
key is its name in lower case without the prefix, under ktls: or otel:. An empty variable counts as
not set. A wrong value is an error, except that most of the OTEL_ variables are then ignored with a
warning, as OpenTelemetry specifies.
`;

/** The text of --help: arguments, every setting of the schema, the exit codes. */
export function helpText(): string {
  return [introduction, allSettings.map(describeSetting).join(''), 'Exit codes:\n', exitCodeTable()].join('\n');
}

function describeSetting({ setting }: NamedSetting): string {
  const shownDefault = setting.default === null ? '' : `=${String(setting.default)}`;
  const sentence = `${setting.doc} Allowed: ${formats[setting.format].allowed(setting)}.`;
  const lines = wrap(sentence, MAX_COLUMNS - INDENT.length).map((line) => `${INDENT}${line}\n`);
  return `  ${setting.env}${shownDefault}\n${lines.join('')}`;
}

const exitCodeTable = (): string =>
  Object.values(exitCodes)
    .map(({ code, meaning }) => `  ${code}  ${meaning}\n`)
    .join('');
