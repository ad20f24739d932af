// SPDX-License-Identifier: Apache-2.0
const MAX_LENGTH = 255;

/**
 * OTEL_RESOURCE_ATTRIBUTES, `k=v,k=v`, percent-decoded. Undefined when any pair is malformed: the specification
 * (Resource SDK, "Specifying resource information via an environment variable") discards the whole value then.
 */
export function parseResourceAttributes(text: string): Record<string, string> | undefined {
  const entries: [string, string][] = [];
  for (const pair of text.split(',')) {
    if (pair.trim() === '') continue;
    const entry = parsePair(pair);
    if (entry === undefined) return undefined;
    entries.push(entry);
  }
  return Object.fromEntries(entries);
}

function parsePair(pair: string): [string, string] | undefined {
  const [rawKey, rawValue, ...rest] = pair.split('=');
  if (rawKey === undefined || rawValue === undefined || rest.length > 0) return undefined;
  try {
    const key = decodeURIComponent(rawKey.trim());
    const value = decodeURIComponent(rawValue.trim());
    return key === '' || key.length > MAX_LENGTH || value.length > MAX_LENGTH ? undefined : [key, value];
  } catch {
    return undefined;
  }
}
