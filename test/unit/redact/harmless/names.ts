// SPDX-License-Identifier: Apache-2.0
import type { Mask } from './masks.ts';

/** Names of fields in JSON, JavaScript and YAML. */
const KEYS = [
  /(?<=(["']))[^"'\\\n]+(?=\1\s*:)/g,
  /(?<=[{,]\s*)[A-Za-z_$][\w$]*(?=:\s)/g,
  /(?<=^[ \t]*(?:- +)*)[\w./$-]+(?=:\s)/gm,
];

/** What fields hold that tell an object's name: name, namespace, secretName, serviceAccountName. */
const NAMES = /(?<=\b(?:name|namespace|[a-z]+Name)["']?: ?(["']?))[\w.:/-]+(?=\1[\s,}])/g;

/** Keys of an object of Kubernetes, and names of objects, that a mask hides any byte of. */
export function hiddenNames(bytes: Buffer, masks: readonly Mask[]): string[] {
  if (masks.length === 0) return [];
  const text = bytes.toString('latin1');
  const hidden: string[] = [];
  for (const pattern of [...KEYS, NAMES]) {
    for (const { 0: name, index } of text.matchAll(pattern))
      if (masks.some(({ start, end }) => start < index + name.length && index < end)) hidden.push(name);
  }
  return hidden;
}
