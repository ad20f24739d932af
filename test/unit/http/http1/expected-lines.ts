// SPDX-License-Identifier: Apache-2.0

/** Lines of a transcript: a text from its start to its end. `key` is the exchange's. */
export function head(key: number, name: string, bytes: string): string[] {
  return [`${key} head ${name} ${JSON.stringify(bytes)}`, `${key} head ${name} end`];
}

export function content(key: number, name: string, bytes: string): string[] {
  return [`${key} content ${name} ${JSON.stringify(bytes)}`, `${key} content ${name} end`];
}

/** A text that breaks off. */
export function cut(line: string, bytes: string): string[] {
  return [`${line} ${JSON.stringify(bytes)}`, `${line} gap`, `${line} end`];
}

export function show(key: number | '-', bytes: string): string {
  return `${key} other show ${JSON.stringify(bytes)}`;
}

export function lost(length: number): string {
  return `- other mask lost ${length}`;
}
