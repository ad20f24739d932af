// SPDX-License-Identifier: Apache-2.0

/** What stands in the place of bytes that are not shown. */
export function mark(rule: string): string {
  return `[redacted:${rule}]`;
}
