// SPDX-License-Identifier: Apache-2.0

/** `scheme://authority` of a target that is a URL, as proxies are sent it (RFC 9112, 3.2.2). */
const ORIGIN = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/([^/?#]*)/;

/** The authority of a target that is a URL; undefined: it is none. */
export const authorityOf = (target: string): string | undefined => ORIGIN.exec(target)?.[1];

/** The path of a target, with or without a query; undefined: it has none, as `*` and what CONNECT names. */
export function pathOf(target: string): string | undefined {
  if (target.startsWith('/')) return target;
  const [origin] = ORIGIN.exec(target) ?? [];
  if (origin === undefined) return undefined;
  const path = target.slice(origin.length);
  return path.startsWith('/') ? path : `/${path}`;
}
