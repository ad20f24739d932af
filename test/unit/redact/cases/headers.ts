// SPDX-License-Identifier: Apache-2.0
import { FORM, JSON_TYPE, type MaskedRow, masked, TEXT, WORD, XML } from './row.ts';

const WEBSOCKET = masked(
  'WebSocket subprotocol',
  'request-lines',
  [
    'Sec-WebSocket-Protocol: base64url.bearer.authorization.k8s.io.§',
    'Sec-WebSocket-Protocol: v4.channel.k8s.io, base64url.bearer.authorization.k8s.io.§',
    'Sec-WebSocket-Protocol: base64url.bearer.authorization.k8s.io.§, v4.channel.k8s.io',
    'Sec-WebSocket-Protocol: access_token, §',
    'Sec-WebSocket-Protocol: bearer, §',
    'Sec-WebSocket-Protocol: graphql-ws, access_token, §',
    'Sec-WebSocket-Protocol: token, §',
    'Sec-WebSocket-Protocol: Authorization, Bearer, §',
    'Sec-WebSocket-Protocol: graphql-ws, bearer.§',
    'Sec-WebSocket-Protocol: jwt.§, graphql-ws',
    'Sec-WebSocket-Protocol: openai-insecure-api-key.§',
  ],
  { signs: '-._~', shows: ['Sec-WebSocket-Protocol'] },
);

const VENDORS = [
  'X-Honeycomb-Team',
  'X-2FA',
  'X-License-Key',
  'X-Insert-Key',
  'X-ClickHouse-Key',
  'x-amz-server-side-encryption-customer-key',
  'X-Registry-Config',
  'X-Registry-Auth',
  'Stripe-Signature',
  'X-Slack-Signature',
  'X-Shopify-Hmac-Sha256',
  'Svix-Signature',
  'X-Identity-Header',
  'X-Firebase-AppCheck',
  'API-Sign',
  'X-Zm-Signature',
  'Verif-Hash',
  'X-Vercel-Protection-Bypass',
  'X-Origin-Verify',
  'X-WP-Nonce',
  'X-Recaptcha-Response',
  'OTCSTicket',
  'iPlanetDirectoryPro',
];

/** Signatures of requests. */
const SIGNATURES = masked(
  'signature',
  'request-lines',
  [
    'X-Signature-Ed25519: §\r\nX-Signature-Timestamp: 1720000000',
    'X-Signature-SHA256: §\r\nX-Page: 2',
    'X-Teapot-Signature-V2: §\r\nX-Page: 2',
    'X-Docusign-Signature-1: §\r\nX-Page: 2',
    'Teapot-Signature: §\r\nX-Page: 2',
    'X-BAPI-SIGN: §\r\nX-BAPI-SIGN-TYPE: 2',
    'Webhook-Signature: v1,§\r\nX-Page: 2',
    'Twitch-Eventsub-Message-Signature: sha256=§\r\nX-Page: 2',
    'Paddle-Signature: ts=1720000000;h1=§\r\nX-Page: 2',
  ],
  { signs: WORD, shows: ['X-'] },
);

/** A name says so by how it ends. */
const BY_THEIR_END = [
  'X-Shop-Key',
  'X-Shop-Token',
  'X-Shop-Secret',
  'X-Shop-Password',
  'X-Shop-Credential',
  'X-Shop-Credentials',
  'Shop-Pass',
  'shop_token',
  'X-SHOP-APIKEY',
  'X-ShopApiKey',
  'Shop-Signing-Key',
  'x-goog-iam-authorization-token',
  'CF-Access-Client-Secret',
  'CF-Access-Token',
  'X-Hub-Token',
  'X-Figma-Token',
  'X-JFrog-Art-Api',
  'X-Shopify-Access-Token',
  'X-Postmark-Server-Token',
  'X-Auth-Key',
  'X-Functions-Key',
  'Ocp-Apim-Subscription-Key',
  'DD-API-KEY',
  'X-Plex-Token',
  'X-Parse-REST-API-Key',
  'X-Algolia-API-Key',
  'X-Consul-Token',
  'X-Nomad-Token',
  'X-Rundeck-Auth-Token',
  'Circle-Token',
  'Job-Token',
  'Deploy-Token',
  'X-Emby-Token',
  'x-access-token',
  'x-refresh-token',
  'api_key',
  'x-ms-copy-source-authorization',
  'X-Forwarded-Access-Token',
  'X-Amzn-Oidc-Data',
  'X-Auth-Request-Access-Token',
  'x-amz-copy-source-server-side-encryption-customer-key',
];

const NAMES = masked(
  'header',
  'request-lines',
  [...VENDORS, ...BY_THEIR_END].map((name) => `Accept: x/y\r\n${name}: §\r\nX-Page: 2`),
  { signs: WORD },
);

const NEGOTIATE = masked(
  'challenge',
  'response-lines',
  [
    'WWW-Authenticate: Negotiate §',
    'WWW-Authenticate: NTLM §',
    'Proxy-Authenticate: Negotiate §',
    'WWW-Authenticate: Kerberos §',
    'Authentication-Info: nextnonce="§"',
    'Proxy-Authentication-Info: rspauth="§"',
  ],
  { signs: '+/-', shows: [] },
);

const RESPONSES = masked(
  'header of a response',
  'response-lines',
  ['X-Subject-Token: §', 'X-Shop-Token: §', 'X-New-Api-Key: §', 'X-Auth-Token: §\r\nX-Page: 2'],
  { signs: WORD.replaceAll('=', '') },
);

const COOKIES = masked('cookie', 'response-lines', ['Set-Cookie: sid=§; Path=/', 'Set-Cookie2: sid=§; Path=/'], {
  signs: WORD.replaceAll('=', ''),
  shows: [],
});

const AMONG_LINES = masked('header in a log', TEXT, [
  '> Accept: */*\n> X-Honeycomb-Team: §\n> X-Page: 2\n',
  'Host: h\nX-License-Key: §\nX-Page: 2\n',
  'GET / HTTP/1.1\nX-ClickHouse-Key: §\nX-Page: 2\n\n',
]);

const IN_JSON = masked('headers in JSON', JSON_TYPE, [
  '{"headers":{"X-Honeycomb-Team":"§","X-Page":"2"}}',
  '{"headers":{"X-License-Key":["§"],"X-Page":["2"]}}',
  '{"headers":{"x-amz-server-side-encryption-customer-key":"§","X-Page":"2"}}',
  '{"headers":{"Sec-WebSocket-Protocol":"access_token, §"}}',
  '{"headers":["X-Insert-Key: §","X-Page: 2"]}',
  '{"headers":{"x-zm-signature":"§","X-Page":"2"}}',
  '{"headers":{"Linear-Signature":["§"],"X-Page":["2"]}}',
]);

/** Of interfaces for payments: in hexadecimal digits or Base64. */
const SIGNS = [
  ...masked('sign', 'target', ['/pay?app=1&sign=§&sign_type=MD5']),
  ...masked('sign', FORM, ['app=1&sign=§&sign_type=MD5']),
  ...masked('sign', XML, [
    '<xml><a>1</a><sign>§</sign><b>2</b></xml>',
    '<xml><a>1</a><sign><![CDATA[§]]></sign></xml>',
  ]),
  ...masked('sign', JSON_TYPE, ['{"a":1,"sign":"§","b":2}']),
].map((row) => ({ ...row, looks: ['long' as const], signs: '' }));

export const HEADERS: readonly MaskedRow[] = [
  ...WEBSOCKET,
  ...NAMES,
  ...SIGNATURES,
  ...NEGOTIATE,
  ...RESPONSES,
  ...COOKIES,
  ...AMONG_LINES,
  ...IN_JSON,
  ...SIGNS,
];
