// SPDX-License-Identifier: Apache-2.0
import { filterSettings } from './filter-settings.ts';
import { loadSettings } from './load.ts';
import { allSettings, type NamedSetting, type Settings } from './schema.ts';

export interface Reloaded {
  /** What is in effect from now on: the filters of now, and the rest as it was. */
  readonly settings: Settings;
  /** The variables of settings that have changed and wait for the next start. */
  readonly waiting: readonly string[];
}

type Filters = Pick<Settings['ktls'], keyof typeof filterSettings>;

/** Reads the settings again, by the arguments of the start. Throws a SettingsError when anything is wrong. */
export function reload(current: Settings, inputs: Parameters<typeof loadSettings>[0]): Reloaded {
  const { settings: next } = loadSettings(inputs);
  const waiting = allSettings
    .filter((named) => !isFilter(named) && settingValue(current, named) !== settingValue(next, named))
    .map(({ setting }) => setting.env);
  const filters = Object.fromEntries(
    allSettings.filter(isFilter).map((named) => [named.key, settingValue(next, named)]),
  ) as unknown as Filters;
  return { settings: { ...current, ktls: { ...current.ktls, ...filters } }, waiting };
}

const isFilter = ({ group, key }: NamedSetting): boolean => group === 'ktls' && Object.hasOwn(filterSettings, key);

const settingValue = (settings: Settings, { group, key }: NamedSetting): unknown => Object(settings[group])[key];
