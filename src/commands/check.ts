// SPDX-License-Identifier: Apache-2.0
import type { Settings } from '../../config/schema.ts';
import { version } from '../../package.json';
import type { ExitCode } from '../base/exit-code.ts';
import { checkDocument, checkExitCode, printCheck } from '../check/report.ts';
import { checkHost } from '../run/kernel-source.ts';
import type { ProgramSource } from '../run/program-source.ts';
import { checkSpool } from '../run/spools.ts';
import { tryCapture } from '../run/try-capture.ts';
import { tryCollector } from '../run/try-collector.ts';

export interface CheckOptions {
  /** Only what can be looked at: nothing is loaded, nobody is asked. */
  readonly isQuick: boolean;
  readonly asJson: boolean;
}

/** Prints what this host lacks. Resolves to the exit code, which is that of the first thing that is missing. */
export async function check(
  settings: Settings,
  { isQuick, asJson }: CheckOptions,
  { objectPath, source }: { objectPath: string; source: ProgramSource },
): Promise<ExitCode> {
  const host = [...checkHost(settings, objectPath), ...checkSpool(settings)];
  const tried = isQuick ? [] : [await tryCapture(settings, source, host), ...(await tryCollector(settings, version))];
  const results = [...host, ...tried];
  process.stdout.write(
    asJson ? checkDocument(results) : printCheck(results, isColoured(process.stdout.isTTY, process.env)),
  );
  return checkExitCode(results);
}

/** @internal https://no-color.org: NO_COLOR asks for none when it is set to anything but an empty text. */
export const isColoured = (isTerminal: boolean | undefined, env: { readonly NO_COLOR?: string }): boolean =>
  isTerminal === true && !env.NO_COLOR;
