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
  '/commands/T0A1B2C3D/123456789012/§',
  '/receiver/v1/http/§',
  '/account_activations/§/edit',
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

/** What stands beside it says so. */
const HEX = '0123456789abcdef';
const UUID = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/;
const BESIDE = ['line', 'JSON'].flatMap((kind) => {
  const around = (url: string): string => (kind === 'line' ? `called ${url} in 12 ms\n` : `{"url":"${url}","n":1}`);
  return masked(
    `URL, ${kind}`,
    kind === 'line' ? TEXT : JSON_TYPE,
    [
      ['a socket of Slack', (m) => around(`wss://wss-primary.slack.com/link/?ticket=${m.secret(36)}`)],
      ['Oracle', (m) => around(`https://objectstorage.eu.oraclecloud.com/p/${m.secret(64)}/n/ns/b/cups/o/a.csv`)],
      [
        'Loggly',
        (m) =>
          around(
            `https://logs-01.loggly.com/inputs/${m.keep(m.random.text(HEX, 32).replace(UUID, '$1-$2-$3-$4-$5'))}/tag/http/`,
          ),
      ],
      ['Datadog', (m) => around(`https://http-intake.logs.datadoghq.com/v1/input/${m.keep(m.random.text(HEX, 32))}`)],
      ['Infura', (m) => around(`https://polygon-mainnet.infura.io/v3/${m.keep(m.random.text(HEX, 32))}`)],
      ['Infura, WebSocket', (m) => around(`wss://mainnet.infura.io/ws/v3/${m.keep(m.random.text(HEX, 32))}`)],
      ['Alchemy', (m) => around(`https://arb-mainnet.g.alchemy.com/v2/${m.secret(32)}`)],
      ['ASP.NET', (m) => around(`https://shop.example/(S(${m.secret(24)}))/default.aspx`)],
      ['InfluxDB', (m) => around(`http://db.example:8086/query?db=a&u=admin&p=${m.secret(12)}&q=b`)],
      [
        'a code',
        (m) => around(`https://shop.example/verify-email?email=ada&code=${m.keep(m.random.text('23456789', 6))}`),
      ],
      ['a user alone', (m) => around(`nats://K${m.secret(6)}4x7q@nats:4222`)],
      ['Wi-Fi', (m) => around(`WIFI:T:WPA;S:teapot;P:${m.secret(12)};;`)],
    ],
    { looks: ['word'], shows: [] },
  );
});

export const PATH_ROWS: readonly MaskedRow[] = [
  ...TARGETS,
  ...LINES,
  ...WITHOUT_DIGIT,
  ...JSONS,
  ...IN_REFERER,
  ...BESIDE,
];
