// SPDX-License-Identifier: Apache-2.0

/** Text in latin1, byte for byte; a secret's is never to be shown. */
export interface Segment {
  readonly text: string;
  readonly isSecret: boolean;
}

export const open = (text: string): Segment => ({ text, isSecret: false });
export const secret = (text: string): Segment => ({ text, isSecret: true });

/** Texts with secrets between them: segments`password=${secret(...)}`. */
export function segments(
  texts: TemplateStringsArray,
  ...inserted: (string | Segment | readonly Segment[])[]
): Segment[] {
  return texts.flatMap((text, i) => {
    const next = inserted[i];
    if (next === undefined) return [open(text)];
    return [open(text), ...(typeof next === 'string' ? [open(next)] : isSegment(next) ? [next] : next)];
  });
}

function isSegment(value: Segment | readonly Segment[]): value is Segment {
  return 'text' in value;
}

/** An encoding that encodes each byte by itself keeps secrets apart from what is around them. */
export function mapped(parts: readonly Segment[], encode: (text: string) => string): Segment[] {
  return parts.map(({ text, isSecret }) => ({ text: encode(text), isSecret }));
}

/** UTF-8, as latin1. */
export const utf8 = (text: string): string => Buffer.from(text).toString('latin1');

/** As the inside of a string of JSON. */
export function jsonEscaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** As a value of a form or a query. */
export function percentEncoded(text: string): string {
  return text.replace(
    /[^A-Za-z0-9._~-]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

/** Base64 without padding; of a secret's characters those that hold nothing but the secret. */
export function inBase64(parts: readonly Segment[]): Segment[] {
  const encoded = Buffer.from(parts.map(({ text }) => text).join(''), 'latin1').toString('base64');
  const cut: Segment[] = [];
  let [at, bytes] = [0, 0];
  for (const { text, isSecret } of parts) {
    const from = isSecret ? Math.ceil((bytes * 4) / 3) : Math.floor((bytes * 4) / 3);
    bytes += text.length;
    const to = isSecret ? Math.floor((bytes * 4) / 3) : Math.ceil((bytes * 4) / 3);
    if (!isSecret) continue;
    cut.push(open(encoded.slice(at, from)), secret(encoded.slice(from, to)));
    at = to;
  }
  return [...cut, open(encoded.slice(at))];
}
