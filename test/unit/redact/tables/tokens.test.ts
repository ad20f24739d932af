// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Token, tokens } from '../../../../src/redact/tables/tokens.ts';

/** The token of this kind in the text, as the table says it. */
function find(kind: Token, text: string): string | undefined {
  const { prefix, body, least, before = 0 } = kind;
  const isBody = (byte: number | undefined) => byte !== undefined && body[byte] === 1;
  const bytes = Buffer.from(text, 'latin1');
  for (let at = bytes.indexOf(prefix); at >= 0; at = bytes.indexOf(prefix, at + 1)) {
    let end = at + prefix.length;
    while (isBody(bytes[end])) end += 1;
    const rest = bytes.toString('latin1', at + prefix.length, end);
    const counted = kind.needsDot ? rest.slice(rest.indexOf('.') + 1).length : rest.length;
    const start = at - before;
    if (kind.needsDot && !rest.includes('.')) continue;
    if (kind.needsDigit && !/\d/.test(rest)) continue;
    if (kind.isExact ? counted !== least : counted < least) continue;
    if (start >= 0 && bytes.subarray(start, at).every((byte) => isBody(byte)))
      return bytes.toString('latin1', start, end);
  }
  return undefined;
}

const kindsIn = (text: string): string[] => tokens.filter((kind) => find(kind, text)).map(({ prefix }) => prefix);

describe('each kind of token', () => {
  for (const kind of tokens) {
    test(kind.prefix, () => {
      assert.equal(find(kind, `x "${kind.example}" y`), kind.example);
      const dot = kind.example.indexOf('.', kind.prefix.length) + 1;
      const cut = kind.needsDot ? dot + kind.least - 1 : kind.example.length - kind.least;
      if (kind.least > 1) assert.equal(find(kind, `"${kind.example.slice(0, cut)}"`), undefined);
    });
  }
  test('has a prefix of its own, or another length of it or before it', () =>
    assert.equal(
      new Set(tokens.map(({ prefix, before = 0, least }) => `${prefix} ${before} ${least}`)).size,
      tokens.length,
    ));
});

/** Words, names of programs, public keys and certificates: no kind has anything to say of them. */
const none = [
  'key-value-pairs-of-the-configuration-file key-0123456789',
  'sk-loading-spinner-element-with-name pul-left ops_manager_of_the_year r8_unorm fm2_synthesizer v2.local.storage',
  'test_that_the_server_answers live_streaming_of_the_match secret_store_of_the_cluster re_export_all_the_things',
  'EAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA oy2 ACCESS_KEY SKIPPED NRALT api-reference-section sdk-for-javascript',
  // The key of a project in PostHog stands in each page that sends events: its vendor calls it public.
  `phc_${'MadeUp0'.repeat(6)}`,
  'const my_secret_key_of_2 = client_secret_basic; the_secret_life_of_walter_mitty_1947 $1$2 $5$price $y$x $2a$10$abc {SHA} {SSHA}x',
  'git-scm.com patterns.of.paths sl.init( pat.test( v1.2.3 1000.50 hf_hub npm_package_config_node_gyp',
  `MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA${'b7'.repeat(100)}`,
  `MIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQGEwJJ${'b7'.repeat(100)}`,
  `MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE${'b7'.repeat(50)}`,
  `MCowBQYDK2VwAyEA${'b7'.repeat(20)}`,
  `LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t${'b7'.repeat(50)}`,
];

describe('what is no token', () => {
  for (const text of none) test(text.slice(0, 60), () => assert.deepEqual(kindsIn(text), []));
});
