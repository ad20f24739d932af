// SPDX-License-Identifier: Apache-2.0

/** Of a terminal: what a command prints is no wider. */
export const TERMINAL_COLUMNS = 80;

/** Breaks a sentence at spaces into lines of at most `columns`; a longer word is broken too. */
export function wrap(sentence: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of sentence.split(' ').flatMap((whole) => pieces(whole, columns))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && longer.length > columns) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}

/** Each line of a text, wrapped to a terminal; what is broken goes on below the line's own beginning. */
export function wrapText(text: string): string {
  return text
    .split('\n')
    .flatMap((line) => {
      const indent = /^ */.exec(line)?.[0] ?? '';
      return wrap(line.slice(indent.length), TERMINAL_COLUMNS - indent.length).map((part) =>
        `${indent}${part}`.trimEnd(),
      );
    })
    .join('\n');
}

function pieces(word: string, columns: number): string[] {
  if (word.length <= columns) return [word];
  return [word.slice(0, columns), ...pieces(word.slice(columns), columns)];
}
