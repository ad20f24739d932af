// SPDX-License-Identifier: Apache-2.0
import { allSettings } from '../../../config/schema.ts';
import { checkSettings } from '../settings.ts';

const NAMES = allSettings.map(({ setting }) => setting.env).filter((name) => name !== 'KTLS_CONFIG');
const NUL = '\0';

/**
 * An environment: variables, each ended by NUL. Of each the first byte says which setting it is, the rest is its value; a
 * byte beyond all settings is the beginning of a name of its own.
 */
export function fuzz(data: Buffer): void {
  const env: Record<string, string> = {};
  for (const text of data.toString('latin1').split(NUL)) {
    if (text === '') continue;
    const name = NAMES[text.charCodeAt(0)];
    if (name !== undefined) env[name] = text.slice(1);
    else env[`KTLS_${text.slice(0, text.indexOf('='))}`] = text.slice(text.indexOf('=') + 1);
  }
  checkSettings(env);
}
