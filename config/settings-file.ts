// SPDX-License-Identifier: Apache-2.0
import { readFileSync, statSync } from 'node:fs';
import { closest } from 'fastest-levenshtein';
import { parseDocument } from 'yaml';
import { isAllowed } from './check-value.ts';
import { writableBy } from './file-rights.ts';
import type { Format } from './format.ts';
import { formats } from './formats.ts';
import { allSettings, type GroupName, schema } from './schema.ts';
import { type Problem, wrongValue } from './settings-error.ts';

export interface FileValues {
  /** The right ones, as `values.ktls.capture_bytes`. */
  readonly values: Readonly<Record<GroupName, Record<string, unknown>>>;
  readonly problems: readonly Problem[];
}

const QUIET = { logLevel: 'error' } as const;

/** Reads a YAML file of two maps, `ktls` and `otel`. A key without a value counts as not set. */
export function readSettingsFile(file: string): FileValues {
  const values = { ktls: {}, otel: {} };
  const failed = (allowed: string): FileValues => ({ values, problems: [{ name: file, allowed }] });
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
    const danger = writableBy(statSync(file));
    if (danger !== undefined) return failed(danger);
  } catch (error) {
    return failed(`cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  // Its warnings would quote the file, on standard error.
  const document = parseDocument(text, QUIET);
  const broken = [...document.errors, ...document.warnings];
  // Of the parser's message only the first line: those after it quote the file, which may hold secrets.
  if (broken.length > 0) {
    return { values, problems: broken.map(({ message }) => ({ name: file, allowed: firstLine(message) })) };
  }
  let content: unknown;
  let written: unknown;
  try {
    content = document.toJS();
    // In this schema of YAML every scalar is text: an id such as 0123e4 is no number then.
    written = parseDocument(text, { ...QUIET, schema: 'failsafe' }).toJS();
  } catch (error) {
    return failed(firstLine((error as Error).message));
  }
  const problems = content === null ? [] : checkGroups(content, written, file, values);
  return { values, problems };
}

const firstLine = (message: string): string => (message.split('\n')[0] ?? '').replace(/:$/, '');

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

type Values = Record<GroupName, Record<string, unknown>>;

function checkGroups(content: unknown, written: unknown, file: string, values: Values): Problem[] {
  if (!isMap(content)) return [{ name: file, allowed: 'must be a map with the keys ktls and otel' }];
  return Object.entries(content).flatMap(([group, map]): Problem[] => {
    if (!Object.hasOwn(schema, group)) return [unknownKey(group, Object.keys(schema), file)];
    if (map === null) return [];
    if (!isMap(map)) return [{ name: `${group} in ${file}`, allowed: 'must be a map of settings' }];
    return checkKeys(map, Object(Object(written)[group]), group as GroupName, file, values);
  });
}

type YamlMap = Record<string, unknown>;

function checkKeys(map: YamlMap, written: YamlMap, group: GroupName, file: string, values: Values): Problem[] {
  const known = allSettings.filter((named) => named.group === group && !named.setting.environmentOnly);
  const knownPaths = known.map(({ key }) => `${group}.${key}`);
  return Object.entries(map).flatMap(([key, parsed]): Problem[] => {
    const named = known.find((candidate) => candidate.key === key);
    const path = `${group}.${key}`;
    if (named === undefined) return [unknownKey(path, knownPaths, file)];
    if (parsed === null) return [];
    const format: Format = formats[named.setting.format];
    const value = format.fromYaml?.(written[key]) ?? parsed;
    if (value === '') return [];
    if (!isAllowed(value, named.setting)) return [wrongValue(`${path} in ${file}`, value, named.setting)];
    values[group][key] = typeof value === 'string' ? value.trim() : value;
    return [];
  });
}

function unknownKey(path: string, known: readonly string[], file: string): Problem {
  return { name: `${path} in ${file}`, allowed: `unknown; the nearest known name is ${closest(path, known)}` };
}
