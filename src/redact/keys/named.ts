// SPDX-License-Identifier: Apache-2.0
import { AMPERSAND, CLOSE_BRACE, COLON, COMMA, CR, DASH, EQUALS, LF, OPEN_BRACE } from '../bytes.ts';
import { work } from '../credit.ts';
import type { Plan } from '../plan.ts';
import { SYNTAXES } from '../syntaxes.ts';
import { isBlank, isQuote, isWhite, textOf, type Unit, unitBefore } from '../units.ts';
import type { Reader } from './cursor.ts';
import { isKeyByte, isQuotedKeyByte, MAX_AHEAD, MAX_KEY, nameOf } from './key-text.ts';
import { toLineMember } from './line-members.ts';
import { NAME_MEMBER, toMember, VALUE_MEMBER } from './members.ts';
import { openedValue } from './opened.ts';
import { partValue } from './parts.ts';
import { beforeBlanks, frameOf, MIDDLE, placed } from './place.ts';
import { nameInTag } from './tags.ts';
import { itemBelow, lineValue } from './yaml.ts';

/** Members and lines that give a name to a value beside them, before that name. */
const NAMING_MEMBER = new RegExp(`["'\`]${NAME_MEMBER.source.slice(1, -1)}["'\`]\\s*:\\s*$`, 'i');
const NAMING_LINE = /(?:^|[\n\r{,-])[ \t]*(?:-[ \t]*)?(?:\{[ \t{]*)?["']?(?:name|key)["']?[ \t]*[:=][ \t]*["']?$/i;
/** Fields of a form that give a name to the next one, and those that have its value. */
const NAMING_PAIR = /(?:^|[?&,\s"'=])[\w.[\]-]*(?:name|key)\]?=$/i;
const VALUE_PAIR = /(?:value|val)\]?$/i;
const MAX_PAIR_NAME = 64;
/** The key of the line that has the value. */
const VALUE_LINE = /^(?:value|val|data)$/i;
/** The same behind other lines. */
const LATER_LINE = /^(?:value|val|default|default_?value)$/i;
/** What a line takes besides its characters. */
const LINE_COST = 40;

/** A name that is a value itself. */
export function readName(
  reader: Reader,
  text: string,
  { quote, from, at }: { quote: Unit; from: number; at: number },
  back: number,
): Plan | undefined {
  const { cursor, names, view } = reader;
  if (nameOf(names, text) === undefined) return undefined;
  const before = unitBefore(view, at);
  cursor.at = back;
  cursor.skip((code) => isQuotedKeyByte[code] === 1, MAX_KEY);
  cursor.at += cursor.peek()?.length ?? 0;
  const behind = cursor.at;
  if (before?.code === EQUALS || (isBlank(before?.code) && beforeBlanks(view, at).before?.code === EQUALS))
    return nameInHead(reader, text, at) ?? (cursor.isCut ? undefined : nameInLine(reader, text, from, behind));
  const plan = nameInObject(reader, text, quote, from);
  if (plan !== undefined || cursor.isCut) return plan;
  return nameInLine(reader, text, from) ?? (cursor.isCut ? undefined : variableDefault(reader, text, at));
}

/** A name that is an attribute's value: in the head of a part, or in a tag. */
export function nameInHead(reader: Reader, text: string, at: number): Plan | undefined {
  const { cursor } = reader;
  const behind = cursor.at;
  const part = partValue(reader, text, at);
  if (part !== undefined || cursor.isCut) return part;
  cursor.at = behind;
  return nameInTag(reader, text, at);
}

/** A name that is a value itself, in JSON: `{"name":"password","value":"S"}`. */
function nameInObject(reader: Reader, text: string, quote: Unit, from: number): Plan | undefined {
  const { cursor, names, view } = reader;
  const start = from - quote.length;
  const before = textOf(view, Math.max(0, start - 64), start);
  if (!NAMING_MEMBER.test(before)) return undefined;
  const key = nameOf(names, text);
  if (key === undefined) return undefined;
  if (!toMember(cursor, quote, VALUE_MEMBER)) return undefined;
  cursor.skip(isWhite);
  const plan = openedValue(cursor, key, placed('middle', quote), SYNTAXES.word, 'none', { ...quote, code: COLON });
  return plan?.more === undefined && plan !== undefined ? { ...plan, quote, more: 'members' } : plan;
}

/** `- name: DB_PASSWORD` and on the next line `value: S`, or in one line; `- --token` and on the next line `- S`. */
export function nameInLine(reader: Reader, text: string, start: number, behind = reader.cursor.at): Plan | undefined {
  const { cursor, names, view } = reader;
  cursor.at = behind;
  const before = textOf(view, Math.max(0, start - 64), start);
  work.done += LINE_COST;
  if (text.startsWith('--') && /(?:^|\n)[ \t]*- +["']?$/.test(before)) return optionInLine(reader, text, start);
  const key = NAMING_LINE.test(before) ? nameOf(names, text) : undefined;
  if (key === undefined) return undefined;
  cursor.skip((code) => isBlank(code) || isQuote(code));
  cursor.takes(CR);
  const isFlow = cursor.takes(COMMA) !== undefined;
  const lineEnd = isFlow ? undefined : cursor.takes(LF);
  if (!isFlow && lineEnd === undefined) return undefined;
  const lineAt = cursor.at;
  let indent = cursor.skip(isBlank);
  const from = cursor.at;
  cursor.skip((code) => isKeyByte[code] === 1, 16);
  const isNext = !cursor.isCut && VALUE_LINE.test(textOf(view, from, cursor.at));
  if (cursor.isCut || (isFlow && !isNext)) return undefined;
  if (isNext) cursor.skip(isBlank);
  let separator = isNext ? (cursor.takes(COLON) ?? cursor.takes(EQUALS)) : undefined;
  if (!isNext && lineEnd !== undefined) {
    cursor.at = lineAt;
    const line = toLineMember(cursor, LATER_LINE, lineEnd);
    separator = line?.separator;
    indent = line?.indent ?? indent;
  }
  if (separator === undefined) return undefined;
  const frame = frameOf(view, start);
  if (isFlow)
    return cursor.skip(isBlank) === 0 ? undefined : openedValue(cursor, key, MIDDLE, SYNTAXES.word, 'none', separator);
  // What HCL binds may be an expression.
  const doubt = separator.code === EQUALS ? 'code' : 'none';
  return lineValue(cursor, key, placed('middle', frame, indent), separator, doubt);
}

/** A name that is a value itself, in a form: `key=DB_PASSWORD&value=S`, `variable[key]=DB_PASSWORD&variable[value]=S`, `ParameterKey=DBPassword,ParameterValue=S`. */
export function nameInForm(reader: Reader, text: string, start: number): Plan | undefined {
  const { cursor, names, view } = reader;
  const sign = cursor.peek();
  if (sign?.code !== AMPERSAND && sign?.code !== COMMA) return undefined;
  const around = NAMING_PAIR.exec(textOf(view, Math.max(0, start - MAX_PAIR_NAME), start));
  const key = around === null ? undefined : nameOf(names, text);
  if (key === undefined) return undefined;
  cursor.at += sign.length;
  const from = cursor.at;
  cursor.skip((code) => isKeyByte[code] === 1, MAX_PAIR_NAME);
  const name = textOf(view, from, cursor.at);
  const equals = cursor.takes(EQUALS);
  if (equals === undefined || !VALUE_PAIR.test(name)) return undefined;
  // Amazon's command has such pairs with commas between them.
  const isWord = sign.code === COMMA;
  const [place, syntax] = isWord ? [MIDDLE, SYNTAXES.argument] : [placed('pair', equals), SYNTAXES.query];
  return openedValue(cursor, key, place, syntax, 'none', equals);
}

/** Terraform's `variable "db_password" { default = "S" }`, `output "db_password" { value = "S" }`. */
function variableDefault(reader: Reader, text: string, quoteAt: number): Plan | undefined {
  const { cursor, names, view } = reader;
  if (!/(?:^|[\s"'=])(?:variable|output)\s+["']?$/.test(textOf(view, Math.max(0, quoteAt - 24), quoteAt)))
    return undefined;
  const key = nameOf(names, text);
  cursor.skip(isBlank);
  if (key === undefined || cursor.takes(OPEN_BRACE) === undefined) return undefined;
  const from = cursor.at;
  for (const limit = from + MAX_AHEAD; cursor.at < limit; ) {
    const unit = cursor.peek();
    if (unit === undefined || unit.code === CLOSE_BRACE) return undefined;
    cursor.at += unit.length;
    if (
      unit.code !== EQUALS ||
      !/(?:^|\s)(?:default|value)\s*=$/.test(textOf(view, Math.max(from, cursor.at - 48), cursor.at))
    )
      continue;
    cursor.skip(isBlank);
    return openedValue(cursor, key, MIDDLE, SYNTAXES.word, 'guess', unit);
  }
  return undefined;
}

/** The next item of a list in YAML is the option's value. */
function optionInLine(reader: Reader, text: string, start: number): Plan | undefined {
  const { cursor, names, view } = reader;
  const key = names.ofKey(text);
  cursor.skip((code) => isBlank(code) || isQuote(code));
  cursor.takes(CR);
  if (key === undefined || cursor.takes(LF) === undefined) return undefined;
  const indent = cursor.skip(isBlank);
  if (cursor.takes(DASH) === undefined || cursor.skip(isBlank) === 0) return undefined;
  return cursor.isCut ? undefined : itemBelow(cursor, key, indent, false, frameOf(view, start));
}
