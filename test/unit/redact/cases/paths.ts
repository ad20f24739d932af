// SPDX-License-Identifier: Apache-2.0
import { LATIN } from '../fuzz/secrets.ts';
import { JSON_TYPE, type MaskedRow, masked, TEXT } from './row.ts';

const PATHS: readonly string[] = [
  '/bot123456:§/sendMessage',
  '/bot123456789:§/getUpdates?offset=1',
  '/file/bot123456:§/photos/x.jpg',
  '/services/T000/B000/§',
  '/services/T0A1B2C3D/B0A1B2C3D/§',
  '/workflows/T000/A000/123/§',
  '/api/webhooks/123/§',
  '/api/webhooks/1234567890/§/slack',
  '/api/v10/webhooks/1234567890/§?wait=true',
  '/reset-password/§',
  '/password/reset/§',
  '/users/password-reset/§/confirm',
  '/account/reset_password/§?n=1',
  '/forgot-password/§',
  '/verify-email/§',
  '/confirm-email/§',
  '/magic-link/§',
  '/activate/§',
  '/invite/§',
  '/invitations/accept/§',
  '/unsubscribe/§',
  '/webhookb2/x@y/IncomingWebhook/§/z',
  '/webhookb2/§/IncomingWebhook/§/z',
  '/passwordless/§',
  '/set-password/MQ/§',
  '/reset-password/MQ/§/',
  '/mainnet.infura.io/v3/§',
  '/hc-ping.com/§',
];

const TARGETS = masked('target', 'target', PATHS, { signs: '-_', looks: ['word'], shows: [] });

const LINES = masked(
  'line',
  TEXT,
  PATHS.flatMap((path) => [`called https://shop.example${path} in 12 ms\n`, `10.0.0.1 "GET ${path} HTTP/1.1" 200\n`]),
  { signs: '-_', looks: ['word'], shows: [] },
);

const WITHOUT_DIGIT = masked(
  'line',
  TEXT,
  [
    [
      'letters and signs alone',
      (m) =>
        `called https://shop.example/api/webhooks/123/${m.keep(`a${m.random.text(`${LATIN}-_`, 66)}z`)} in 12 ms\n`,
    ],
  ],
  { signs: '-_', looks: ['word'], shows: ['called'] },
);

const JSONS = masked(
  'URL in JSON',
  JSON_TYPE,
  PATHS.slice(0, 10).flatMap((path) => [
    `{"url":"https://shop.example${path}","n":1}`,
    `{"url":"https:\\/\\/shop.example${path.replaceAll('/', '\\/')}","n":1}`,
  ]),
  { signs: '-_', looks: ['word'], shows: [] },
);

const IN_REFERER = masked(
  'Referer',
  'request-lines',
  PATHS.slice(0, 10).map((path) => `Referer: https://shop.example${path}`),
  { signs: '-_', looks: ['word'], shows: [] },
);

export const PATH_ROWS: readonly MaskedRow[] = [...TARGETS, ...LINES, ...WITHOUT_DIGIT, ...JSONS, ...IN_REFERER];
