// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { paths } from '../../../../src/redact/tables/paths.ts';
import { shown } from '../engine/verdicts.ts';

const SECRET = 'MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish';

const inUrl = (path: string): string => shown([Buffer.from(`GET https://example.org/x${path} HTTP/1.1`)]);
const unmasked = (path: string): string => `GET https://example.org/x${path} HTTP/1.1`;

describe('a secret in a path', () => {
  for (const { example, least } of paths) {
    test(example, () => {
      assert.equal(inUrl(example), unmasked(example.replace(SECRET, '[token]')));
      const short = example.replace(SECRET, SECRET.slice(0, least - 1));
      assert.equal(inUrl(short), unmasked(short));
    });
  }
  for (const path of ['/bot123456:S/sendMessage', '/services/T000/B000/S', '/api/webhooks/123/S', '/reset-password/S'])
    test(path, () => assert.match(inUrl(path.replace(/\bS\b/, SECRET)), /^[^[]*\[\w+\][^[]*$/));
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
    test(path, () => assert.equal(inUrl(path), unmasked(path)));
});
