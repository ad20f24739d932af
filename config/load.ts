// SPDX-License-Identifier: Apache-2.0
import convict from 'convict';
import { checkTogether } from './check-together.ts';
import { type Environment, readEnvironment } from './environment.ts';
import type { Format, Limits } from './format.ts';
import { formats } from './formats.ts';
import { makeOtelEnvironment } from './otel-environment.ts';
import { parseResourceAttributes } from './resource-attributes.ts';
import { type Settings, schema } from './schema.ts';
import { SettingsError } from './settings-error.ts';
import { type FileValues, readSettingsFile } from './settings-file.ts';

export interface LoadedSettings {
  readonly settings: Settings;
  /** For our own log: what was ignored or changed, one sentence each. */
  readonly warnings: readonly string[];
  /**
   * The OTEL_ variables as they are in effect, for process.env, where OpenTelemetry's own packages read them: those of
   * the environment and of the file, and an empty text for one that is wrong and ignored.
   */
  readonly otelEnvironment: Readonly<Record<string, string>>;
}

// convict by itself reads the numbers 8000abc as 8000 and 1.7 as 1, and the booleans 0 and no as true.
for (const [name, format] of Object.entries<Format>(formats)) {
  convict.addFormat({
    name,
    coerce: (text: unknown) => (typeof text === 'string' ? format.coerce(text.trim()) : text),
    validate(value: unknown, limits) {
      if (!format.accepts(value, limits as Limits)) throw new Error(format.allowed(limits as Limits));
    },
  });
}

/**
 * The settings: environment first, the YAML file second, defaults last. `file` goes before KTLS_CONFIG.
 * Throws a SettingsError with everything that is wrong.
 */
export function loadSettings({ env, file }: { env: Environment; file?: string }): LoadedSettings {
  const fromEnvironment = readEnvironment(file === undefined ? env : { ...env, KTLS_CONFIG: file });
  const path = fromEnvironment.values.get('KTLS_CONFIG');
  const fromFile = path === undefined ? noFile : readSettingsFile(path);
  const combined = combine(fromEnvironment.values, fromFile.values);
  const { settings, problems, warnings } = checkTogether(combined);
  const all = [...fromEnvironment.problems, ...fromFile.problems, ...problems];
  if (all.length > 0) throw new SettingsError(all);
  return {
    settings,
    warnings: [...fromEnvironment.warnings, ...warnings],
    otelEnvironment: makeOtelEnvironment(settings, fromEnvironment, fromFile.values.otel),
  };
}

const noFile: FileValues = { values: { ktls: {}, otel: {} }, problems: [] };

function combine(variables: ReadonlyMap<string, string>, file: FileValues['values']): Settings {
  const config = convict<Settings>(schema, { env: Object.fromEntries(variables), args: [] });
  config.load(file);
  config.validate({ allowed: 'strict' });
  const settings = config.getProperties();
  const name = settings.otel.service_name ?? nameInAttributes(settings);
  return { ...settings, otel: { ...settings.otel, service_name: name } };
}

// OTEL_SERVICE_NAME goes before a service.name among the resource attributes (Resource SDK specification).
function nameInAttributes({ otel }: Settings): string | null {
  return parseResourceAttributes(otel.resource_attributes ?? '')?.['service.name'] || null;
}
