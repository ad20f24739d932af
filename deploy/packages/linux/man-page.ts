// SPDX-License-Identifier: Apache-2.0
// man-page.ts: prints ktls-otel(1), of the program's own tables. Node.js runs it as it is.
import { formats } from '../../../config/formats.ts';
import { allSettings } from '../../../config/schema.ts';
import { exitCodes } from '../../../src/base/exit-code.ts';
import { readFileSync } from 'node:fs';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

/** As roff takes it: a line may not begin with a dot or a quote, and a backslash and a hyphen stand for others. */
const roff = (text: string): string => text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replace(/^[.']/gm, '\\&$&');
const bold = (text: string): string => `\\fB${roff(text)}\\fR`;
const entry = (term: string, text: string): string => `.TP\n${term}\n${roff(text)}\n`;

const options: readonly (readonly [option: string, says: string])[] = [
  ['--config FILE', 'Read settings from this YAML file, not that of KTLS_CONFIG.'],
  ['--check [--quick] [--json]', 'Say whether this host can run the service: load and attach the programs for a moment, and ask the Collector. With --quick without these; with --json as one JSON document.'],
  ['--health', 'Ask the service that runs, at KTLS_HEALTH_ADDRESS, whether it is ready; exit status 1: it is not.'],
  ['connections [--json]', 'List the sockets that use kTLS, and whether these settings capture them. It needs CAP_NET_ADMIN.'],
  ['--print-config', 'Print the settings in effect as YAML that --config reads.'],
  ['-h, --help [all | connections]', 'Print what it does; all: with every setting and exit code.'],
  ['-V, --version', 'Print the versions of what is used.'],
];

const signals: readonly (readonly [signal: string, does: string])[] = [
  ['SIGTERM, SIGINT', 'End it: it stops capturing, exports what it has within KTLS_SHUTDOWN_TIMEOUT, and prints the account of the run. A second one ends it at once.'],
  ['SIGHUP', 'Read the settings again; filters take effect at once.'],
];

const files: readonly (readonly [file: string, what: string])[] = [
  ['/etc/default/ktls-otel', 'Settings as variables of the service.'],
  ['/etc/ktls-otel/ktls-otel.yaml', 'Settings as YAML, named by KTLS_CONFIG there.'],
  ['/var/lib/ktls-otel', 'The spool: what waits for a Collector that is away.'],
];

const settings = allSettings.map(({ setting }) => {
  const preset = setting.default === null ? 'not set' : String(setting.default);
  return entry(bold(setting.env), `${setting.doc} Allowed: ${formats[setting.format].allowed(setting)}. Default: ${preset}.`);
});

process.stdout.write(`.\\" SPDX-License-Identifier: Apache-2.0
.TH KTLS-OTEL 1 "" "ktls-otel ${version}" "User Commands"
.SH NAME
ktls\\-otel \\- OpenTelemetry exporter for kernel TLS
.SH SYNOPSIS
.B ktls\\-otel
[\\fB\\-\\-config\\fR \\fIFILE\\fR]
.br
.B ktls\\-otel \\-\\-check
[\\fB\\-\\-quick\\fR] [\\fB\\-\\-json\\fR] [\\fB\\-\\-config\\fR \\fIFILE\\fR]
.br
.B ktls\\-otel \\-\\-health
[\\fB\\-\\-config\\fR \\fIFILE\\fR]
.br
.B ktls\\-otel \\-\\-print\\-config
[\\fB\\-\\-config\\fR \\fIFILE\\fR]
.br
.B ktls\\-otel connections
[\\fB\\-\\-json\\fR] [\\fB\\-\\-config\\fR \\fIFILE\\fR]
.br
.B ktls\\-otel \\-\\-help
[\\fBall\\fR] | \\fB\\-\\-version\\fR
.SH DESCRIPTION
Captures the plaintext of kernel TLS connections by eBPF, and exports it as OpenTelemetry log records, and HTTP exchanges as
spans and metrics, without the secrets in them. Without a command it runs the service.
.SH OPTIONS
${options.map(([option, says]) => entry(bold(option), says)).join('')}.SH ENVIRONMENT
A setting is a variable, or a key of the YAML file: its name in lower case without the prefix, under ktls: or otel:. The
environment goes first. An empty variable counts as not set. A wrong value is an error, except that most of the OTEL_
variables are then ignored with a warning, as OpenTelemetry specifies.
${settings.join('')}.SH SIGNALS
${signals.map(([signal, does]) => entry(bold(signal), does)).join('')}.SH FILES
${files.map(([file, what]) => entry(`\\fI${roff(file)}\\fR`, what)).join('')}.SH EXIT STATUS
${Object.values(exitCodes)
  .map(({ code, meaning }) => entry(bold(String(code)), `${meaning[0]?.toUpperCase()}${meaning.slice(1)}.`))
  .join('')}`);
