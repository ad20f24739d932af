// SPDX-License-Identifier: Apache-2.0
import { type Complaint, WrongValue } from './filter-list.ts';
import { parseRange, type Range } from './filter-numbers.ts';
import { parseContainer } from './filter-texts.ts';
import type { Format } from './format.ts';

const MAX_RULES = 64;
const MAX_NAME = 255;
const MAX_PORT = 65_535;
const MAX_COMM_BYTES = 15;

/** A text, or how texts begin. */
export interface Beginning {
  readonly text: string;
  /** False: the text is all of it. */
  readonly isPrefix: boolean;
}

/** A service, and all that has to be true of a call to be its. */
export interface ServiceRule {
  readonly service: string;
  readonly namespace: string | undefined;
  readonly conditions: {
    readonly port?: Range;
    readonly peer_port?: Range;
    readonly comm?: Beginning;
    readonly unit?: Beginning;
    readonly container?: Beginning;
    readonly script?: Beginning;
  };
}

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= MAX_NAME && !/\p{Cc}/u.test(value);

function parseName(value: unknown): string {
  if (!isText(value)) throw new WrongValue(`is no text of 1 to ${MAX_NAME} characters without controls`);
  return value;
}

function parsePorts(value: unknown): Range {
  if (typeof value !== 'string' && typeof value !== 'number') throw new WrongValue('is neither a number nor a range');
  return parseRange(String(value), 1, MAX_PORT);
}

function parseBeginning(value: unknown): Beginning {
  const text = parseName(value);
  return text.endsWith('*') ? { text: text.slice(0, -1), isPrefix: true } : { text, isPrefix: false };
}

function parseComm(value: unknown): Beginning {
  const beginning = parseBeginning(value);
  if (Buffer.byteLength(beginning.text) > MAX_COMM_BYTES)
    throw new WrongValue(`is longer than ${MAX_COMM_BYTES} bytes`);
  return beginning;
}

/** How each condition is read. */
const CONDITIONS: { readonly [Key in keyof ServiceRule['conditions']]-?: (value: unknown) => object } = {
  port: parsePorts,
  peer_port: parsePorts,
  comm: parseComm,
  // A unit is told with or without its type.
  unit: (value) => parseBeginning(parseName(value).replace(/(?!^)\.service$/, '')),
  container: (value) => ({ text: parseContainer(String(value)), isPrefix: true }),
  script: parseBeginning,
};
const CONDITION_KEYS = Object.keys(CONDITIONS) as (keyof typeof CONDITIONS)[];
const KEYS = ['service', 'namespace', ...CONDITION_KEYS];

/** The rules of a text that `serviceRules` accepts, in their order. */
export const parseServiceRules = (text: string | null): readonly ServiceRule[] =>
  text === null ? [] : readRules(text).rules;

/** As text the rules are JSON, so that a variable can hold them too. */
export const serviceRules: Format = {
  coerce: (text) => text,
  accepts: (value) => typeof value === 'string' && readRules(value).complaints.length === 0,
  allowed: () =>
    `a list of at most ${MAX_RULES} rules with service, perhaps namespace, and at least one of ` +
    `${CONDITION_KEYS.join(', ')} (as a variable, in JSON)`,
  complaints: (value) => (typeof value === 'string' ? readRules(value).complaints : []),
  fromYaml: (written) => (Array.isArray(written) ? JSON.stringify(written) : written),
};

interface Read {
  readonly rules: readonly ServiceRule[];
  readonly complaints: readonly Complaint[];
}

const refused = (reason: string): Read => ({ rules: [], complaints: [{ reason }] });

function readRules(text: string): Read {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return refused('is no JSON');
  }
  if (!Array.isArray(list)) return refused('is no list');
  if (list.length > MAX_RULES) return refused(`${list.length} rules, at most ${MAX_RULES}`);
  const complaints: Complaint[] = [];
  const rules = list.map((rule, index) =>
    readRule(rule, (reason) => complaints.push({ reason: `rule ${index + 1} ${reason}` })),
  );
  return { rules, complaints };
}

function readRule(rule: unknown, complain: (reason: string) => void): ServiceRule {
  const written = Object(rule) as Record<string, unknown>;
  if (typeof rule !== 'object' || rule === null || Array.isArray(rule)) complain('is no map');
  else complainOfKeys(written, complain);
  const read = <Value>(key: string, parse: (value: unknown) => Value): Value | undefined => {
    if (!Object.hasOwn(written, key)) return undefined;
    try {
      return parse(written[key]);
    } catch (error) {
      if (!(error instanceof WrongValue)) throw error;
      complain(`has a ${key} that ${error.message}`);
      return undefined;
    }
  };
  const conditions = CONDITION_KEYS.flatMap((key) => {
    const condition = read(key, CONDITIONS[key]);
    return condition === undefined ? [] : [[key, condition]];
  });
  return {
    service: read('service', parseName) ?? '',
    namespace: read('namespace', parseName),
    conditions: Object.fromEntries(conditions),
  };
}

function complainOfKeys(written: Record<string, unknown>, complain: (reason: string) => void): void {
  if (!Object.hasOwn(written, 'service')) complain('needs a service');
  if (!CONDITION_KEYS.some((key) => Object.hasOwn(written, key))) {
    complain(`needs at least one of ${CONDITION_KEYS.join(', ')}`);
  }
  if (!Object.keys(written).every((key) => KEYS.includes(key))) {
    complain(`has something unknown, its keys are ${KEYS.join(', ')}`);
  }
}
