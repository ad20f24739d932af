// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isSecretSegment, paths, type SecretPath } from '../../../../src/redact/tables/paths.ts';

const SECRET = 'MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish';

/** The secret in the path, as the row says it. */
function find(row: SecretPath, path: string): string | undefined {
  const { literal, skip, behind } = row;
  const at = path.indexOf(literal);
  if (at < 0) return undefined;
  let segment = path.slice(at + literal.length).split('/')[skip];
  if (behind !== undefined) segment = segment?.split(behind)[1];
  return segment !== undefined && isSecretSegment(segment, row) ? segment : undefined;
}

describe('a secret in a path', () => {
  for (const path of paths) {
    test(path.example, () => {
      assert.equal(find(path, `https://example.org/x${path.example}`), SECRET);
      assert.equal(find(path, path.example.replace(SECRET, SECRET.slice(0, path.least - 1))), undefined);
    });
  }
  for (const path of ['/bot123456:S/sendMessage', '/services/T000/B000/S', '/api/webhooks/123/S', '/reset-password/S'])
    test(path, () => assert.ok(paths.some((row) => find(row, path.replace(/\bS\b/, SECRET)) === SECRET)));
});

describe('a path without a secret', () => {
  for (const path of [
    '/reset-password/confirm',
    '/reset-password/email-with-instructions-sent',
    '/forgot-password/VerifyEmailModalDialog',
    '/private-sector-jobs-in-2011',
    '/signin/sign-in_button-0073ae11.png',
    '/bottom/of/the/page',
    '/services/Translation/list',
    '/api/webhooks/list',
    '/login/callback',
    '/verify/email',
    '/join/our-newsletter-for-all-news',
    '/token/refresh',
    '/hooks/use-effect-and-its-dependencies',
    '/password/new/form',
    '/activate/account/now',
  ])
    test(path, () =>
      assert.deepEqual(
        paths.filter((row) => find(row, path) !== undefined),
        [],
      ),
    );
});
