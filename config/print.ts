// SPDX-License-Identifier: Apache-2.0
import { stringify } from 'yaml';
import { formats } from './formats.ts';
import { allSettings, type GroupName, type NamedSetting, type Settings, schema } from './schema.ts';
import { wrap } from './wrap.ts';

const INDENT = '  ';
const MAX_COLUMNS = 112;

/** YAML that the service reads back as the same settings. Of a sensitive one it says only whether it is set. */
export function printSettings(settings: Settings): string {
  return (Object.keys(schema) as GroupName[])
    .map(
      (group) =>
        `${group}:\n${allSettings
          .filter((named) => isPrinted(named, group))
          .map(print)
          .join('\n')}`,
    )
    .join('\n');

  function print({ group, key, setting }: NamedSetting): string {
    const comment = `${setting.doc} Allowed: ${formats[setting.format].allowed(setting)}. Variable: ${setting.env}.`;
    const lines = wrap(comment, MAX_COLUMNS - INDENT.length).map((line) => `${INDENT}# ${line}\n`);
    return `${lines.join('')}${INDENT}${key}: ${printValue(Object(settings[group])[key], setting.sensitive)}\n`;
  }
}

const isPrinted = ({ group, setting }: NamedSetting, wanted: GroupName): boolean =>
  group === wanted && !setting.environmentOnly;

function printValue(value: unknown, sensitive: boolean): string {
  if (sensitive && value !== null) return 'null # set, but sensitive and not shown: put its value here';
  // Block scalars and folded lines would need the indentation of where they stand.
  return stringify(value, { lineWidth: 0, blockQuote: false }).trimEnd();
}
