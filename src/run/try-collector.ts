// SPDX-License-Identifier: Apache-2.0
import { type Decided, otlp, otlpEndpoint, otlpSignals } from '../../config/otlp.ts';
import type { SignalName } from '../../config/otlp-settings.ts';
import type { Settings } from '../../config/schema.ts';
import { exitCodes } from '../base/exit-code.ts';
import { type CheckResult, missing, ok, warning } from '../check/check-result.ts';
import { exportNothing } from '../export/create-export.ts';
import type { ExportResult } from '../export/export-result.ts';
import { OtlpSettingsError, otlpSettings } from '../export/otlp-client.ts';

/** grpc-js: `No connection established. Last error: Error: connect ECONNREFUSED 127.0.0.1:4317. Resolution note: `. */
const CAUSE = /Last error: (?:Error: )?(.*?)\. Resolution note/;

/** Who looks at `--check` waits for it. */
const MAX_MILLIS = 5000;

/**
 * A row for each signal that goes to a Collector: what it answers to a request without records. One that does not
 * answer is a warning, since a start goes on without it.
 */
export function tryCollector(settings: Settings, version: string): Promise<CheckResult[]> {
  return Promise.all(otlpSignals(settings).map((signal) => trySignal(settings, signal, `ktls-otel/${version}`)));
}

async function trySignal(settings: Settings, signal: SignalName, userAgent: string): Promise<CheckResult> {
  const name = `${signal} endpoint`;
  const endpoint = otlpEndpoint(settings, signal);
  const connection = otlpSettings(settings, signal);
  const timeoutMillis = Math.min(connection.timeoutMillis, MAX_MILLIS);
  try {
    const result = await exportNothing(signal, connection, { userAgent, timeoutMillis });
    return describe(name, endpoint, otlp(settings, signal, 'protocol').value, result);
  } catch (error) {
    if (!(error instanceof OtlpSettingsError)) throw error;
    return missing(
      name,
      error.message,
      exitCodes.configuration,
      'correct it; ktls-otel --help all lists every setting',
    );
  }
}

function describe(
  name: string,
  { value, variable }: Decided<string>,
  protocol: string,
  result: ExportResult,
): CheckResult {
  const place = `${value} by ${protocol}`;
  switch (result.kind) {
    case 'success':
      return ok(name, place);
    case 'retryable': {
      const detail = result.detail === '' ? '' : ` (${CAUSE.exec(result.detail)?.[1] ?? result.detail})`;
      const found = `${place}: ${result.status}${detail}`;
      return warning(name, found, `start the Collector there, or correct ${variable}; exports wait until it answers`);
    }
    case 'failure':
      return warning(name, `${place}: refused with ${result.status}`, `correct ${variable} or what answers there`);
    case 'unreadable':
      return warning(name, `${place}: the answer is not OTLP`, `correct ${variable}: something else listens there`);
  }
}
