// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Scheme, schemes } from '../../../../src/redact/tables/schemes.ts';

/** The credential behind the scheme's name, as the row says it. */
function find({ word, least, needsDigit, long = Number.POSITIVE_INFINITY, proof }: Scheme, text: string) {
  const [, credential = ''] = new RegExp(`\\b${word} ([\\w.~+/=:-]+)`, 'i').exec(text) ?? [];
  if (proof === 'basic') return Buffer.from(credential, 'base64').includes(':') ? credential : undefined;
  if (credential.length < least || (needsDigit && credential.length < long && !/\d/.test(credential))) return undefined;
  return credential;
}

describe('a credential behind the name of its scheme', () => {
  for (const scheme of schemes) {
    test(scheme.word, () => {
      assert.equal(find(scheme, `x ${scheme.word.toUpperCase()} ${scheme.example}, y`), scheme.example);
      const short = scheme.example.slice(0, Math.min(scheme.least, 4) - 1);
      assert.equal(find(scheme, `${scheme.word} ${short}`), undefined);
    });
  }
});

describe('a sentence', () => {
  for (const text of [
    'the bearer of this knows basic principles; Basic authentication, bearer token',
    'a token that has expired; the token administrator; API-key management; key considerations; oauth documentation',
    'negotiate internationalization; a bot framework; splunk enterprise',
  ])
    test(text, () =>
      assert.deepEqual(
        schemes.filter((scheme) => find(scheme, text) !== undefined),
        [],
      ),
    );
});
