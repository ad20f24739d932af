// SPDX-License-Identifier: Apache-2.0
import { wrapText } from '../../config/wrap.ts';
import { escapeInText } from '../base/steering.ts';

/** Says why something is not done, or what was found besides, on standard error: at most 80 columns wide. */
export function say(text: string): void {
  process.stderr.write(terminalText(`ktls-otel: ${text}`));
}

/** @internal Lines for a terminal. They may quote what was given, which can't steer it. A test looks at their width. */
export const terminalText = (text: string): string => `${wrapText(escapeInText(text, LINE_ENDS))}\n`;

const LINE_ENDS = new Map([['\n', '\n']]);
