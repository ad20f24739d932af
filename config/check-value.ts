// SPDX-License-Identifier: Apache-2.0
import { formats } from './formats.ts';
import type { Setting } from './setting.ts';

/** Whether this, text from a variable or a value from YAML, is a value of the setting. */
export function isAllowed(raw: unknown, setting: Setting<unknown>): boolean {
  const format = formats[setting.format];
  const value = typeof raw === 'string' ? format.coerce(raw.trim()) : raw;
  return format.accepts(value, setting);
}
