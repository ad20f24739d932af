// SPDX-License-Identifier: Apache-2.0
import { byteSet } from '../bytes.ts';
import { ruleName } from '../plan.ts';
import type { Names, SecretName } from '../tables/names.ts';

/** A longer key is judged by its end. */
export const MAX_KEY = 96;
/** A key without quotes. */
export const isKeyByte = byteSet({ ranges: 'a-zA-Z0-9\x80-\xff', bytes: '_-.$[]' });
/** One in quotes. */
export const isQuotedKeyByte = byteSet({ ranges: 'a-zA-Z0-9\x80-\xff', bytes: '_-.$[]@/: ()+' });
export const isDigit = byteSet({ ranges: '0-9' });
/** So far is read for what is not the value: tags, headers of a part, lines. */
export const MAX_AHEAD = 2_048;

const NAMESPACED = /^[\w.-]+:[\w.-]+$/;
// Of secrets in a store; of files and MIME types too, which are none.
const PATH =
  /^(?!(?:application|audio|build|dist|font|image|lib|message|model|multipart|node_modules|src|test|text|types|video)\/)[\w.-]+\/[\w.-]+$/;

/** A colon and a slash stand in URLs and sentences, but one between two names is a namespace's or a path's. */
export const isKeyText = (text: string): boolean => !/[:/]/.test(text) || NAMESPACED.test(text) || PATH.test(text);

/** How a vault of Azure, and Google's Secret Manager, call a secret's value. */
const STORED =
  /^https:\/\/[\w.-]+\.vault\.(?:azure\.(?:net|cn)|usgovcloudapi\.net)(?::443)?\/secrets\/|^projects\/[\w.:-]+(?:\/locations\/[\w-]+)?\/secrets\/[\w-]+\/versions\//;

/** It says where a secret is stored. */
export const isStored = (text: string): boolean => STORED.test(text);

/** Of a text that is a name: that of a field, a path in a document, or of anything else. */
export function nameOf(names: Names, text: string): SecretName | undefined {
  if (isStored(text)) return ruleName('secret');
  const name = text.replace(/^.*\//, '');
  return names.isKnownHeader(name) ? names.ofHeader(name) : names.ofKey(name);
}
