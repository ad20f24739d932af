// SPDX-License-Identifier: Apache-2.0
import { SettingsError } from '../../config/settings-error.ts';
import { type ExitCode, exitCodes } from '../base/exit-code.ts';
import { StartError } from '../base/start-error.ts';
import { OtlpSettingsError } from '../export/otlp-client.ts';
import { say } from './say.ts';

/** Says on standard error why something can not be done. */
export function explain(error: unknown): ExitCode {
  if (error instanceof StartError) {
    say(`${error.message}\n${error.whatToDo}`);
    return error.code;
  }
  if (error instanceof SettingsError) {
    say(`${error.message}\nktls-otel --help all lists every setting.`);
    return exitCodes.configuration.code;
  }
  if (error instanceof OtlpSettingsError) {
    say(error.message);
    return exitCodes.configuration.code;
  }
  process.stderr.write(`ktls-otel: ${error instanceof Error ? error.stack : String(error)}\n`);
  return exitCodes.failure.code;
}
