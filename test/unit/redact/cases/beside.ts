// SPDX-License-Identifier: Apache-2.0
import { FORM, JSON_TYPE, type MaskedRow, masked, PLAIN, QUOTED, TEXT, XML, YAML } from './row.ts';

const FLAGGED = masked(
  'beside a flag',
  JSON_TYPE,
  [
    '{"key":"conn","value":"§","sensitive":true}',
    '{"type":"encrypted","key":"conn","value":"§","target":["production"]}',
    '{"key":"conn","sensitive":true,"value":"§","n":1}',
    '{"data":{"type":"vars","attributes":{"key":"a","value":"§","category":"terraform","hcl":false,"sensitive":true}}}',
    '{"outputs":{"db":{"sensitive":true,"type":"string","value":"§"}},"n":1}',
    '{"outputs":{"db":{"value":"§","type":"string","sensitive":true}},"n":1}',
    '{"name":"conn","value":"§","secret":true}',
    '{"name":"conn","is_secret":true,"value":"§","n":1}',
    '{"variables":{"conn":{"value":"§","isSecret":true},"b":{"value":"x"}}}',
    '{"variables":{"conn":{"isSecret":true,"value":"§"},"b":{"value":"x"}}}',
    '{"Name":"conn","Value":"§","Type":"Sensitive","IsSensitive":true}',
    '{"Name":"conn","Type":"Sensitive","Value":"§","n":1}',
    '{"key":"conn","value":"§","protected":false,"masked":true}',
    '{\n  "name": "conn",\n  "secret": true,\n  "value": "§"\n}',
  ],
  { signs: QUOTED },
);

const MADE = masked(
  'what a resource has made',
  JSON_TYPE,
  [
    '{"type":"random_password","name":"db","instances":[{"attributes":{"length":16,"result":"§"}}],"n":1}',
    '{"type":"random_password","instances":[{"attributes":{"bcrypt_hash":"§","id":"none","result":"§"}}],"n":1}',
    '{"type":"random_password","instances":[{"attributes":{"result":"§"}},{"attributes":{"result":"§"}}],"n":1}',
    '{"address":"random_password.db","type":"random_password","values":{"length":16,"result":"§"},"n":1}',
  ],
  { signs: QUOTED },
);

const OF_KEYS = masked(
  'beside what tells of keys',
  JSON_TYPE,
  [
    '{"keys":["§","§"],"keys_base64":["§"],"root_token":"§","n":1}',
    '{"root_token":"§","keys":["§"],"keys_base64":["§"],"n":1}',
    '{"KeyId":"arn:aws:kms:x","Plaintext":"§","CiphertextBlob":"AQID"}',
    '{"CiphertextBlob":"AQID","KeyId":"arn:aws:kms:x:1:key/a","Plaintext":"§"}',
    '{"Plaintext":"§","KeyId":"arn:aws:kms:x"}',
    '{"plaintext":"§","plaintextCrc32c":"1"}',
    '{"keys":[{"keyName":"key1","permissions":"FULL","value":"§"},{"keyName":"key2","permissions":"Full","value":"§"}]}',
    '{"auth":{"client_token":"§","accessor":"x","policies":["default"],"lease_duration":3600},"n":1}',
    '{"auth":{"accessor":"x","lease_duration":3600,"client_token":"§"},"n":1}',
    '{"auth":{"client_token":"§"},"n":1}',
    '{"auth":{"clientToken":"§","renewable":true},"n":1}',
    '{"data":{"createClientToken":{"clientToken":"§"}},"n":1}',
    '{"role_id":"a","secret_id":"§"}',
    '{"secret_id":"§","role_id":"a"}',
    '{"roleId":"a","secretId":"§","n":1}',
    '{"encoded":"§","id":"a","name":"b","api_key":"§"}',
    '{"host":"h","community":"§","snmp_version":"2c"}',
    '{"oid":"1.3.6.1","community":"§"}',
    '{"kty":"oct","k":"§","alg":"HS256"}',
    '{"alg":"HS256","k":"§","kty":"oct"}',
  ],
  { signs: QUOTED },
);

/** What stands close before the member. */
const OF_KEYS_BEFORE = masked(
  'beside what tells of keys',
  JSON_TYPE,
  ['{"id":"a","name":"b","api_key":"§","encoded":"§"}', '{"api_key":"§","expiration":1,"encoded":"§","n":1}'],
  { looks: ['word', 'letters', 'short'] },
);

const VERSION = '0123456789abcdef0123456789abcdef';
const STORED = masked(
  'where it is stored',
  JSON_TYPE,
  [
    '{"value":"§","id":"https://x.vault.azure.net/secrets/name/v1"}',
    '{"id":"https://x.vault.azure.net/secrets/name/v1","value":"§","n":1}',
    `{"value":"§","contentType":"a","id":"https://shop-of-ada.vault.azure.net/secrets/the-name/${VERSION}","tags":{}}`,
    `{"attributes":{"enabled":true},"id":"https://shop-of-ada.vault.azure.net/secrets/the-name/${VERSION}","value":"§"}`,
    '{"name":"projects/1/secrets/n/versions/1","payload":{"data":"§","dataCrc32c":"7"}}',
    '{\n  "name": "projects/shop/locations/eu/secrets/n/versions/1",\n  "payload": {\n    "data": "§"\n  }\n}',
    '{"Parameter":{"Name":"/a","Type":"SecureString","Value":"§","Version":1}}',
    '{"Parameter":{"Name":"/a","Value":"§","Type":"SecureString","Version":1}}',
    '{"id":"a","type":"CONCEALED","label":"b","value":"§"}',
    '{"object":"secret","key":"A","value":"§","note":"b"}',
  ],
  { signs: QUOTED },
);

const SOURCE_OF_DATA = masked('source of data', JSON_TYPE, [
  '{"name":"x","secureJsonData":{"httpHeaderValue1":"§","tlsCACert":"§"},"b":1}',
]);
const SOURCE_OF_DATA_IN_YAML = masked('source of data', YAML, [
  'datasources:\n  - name: x\n    secureJsonData:\n      foo: §\n      bar: "§"\n    editable: true\n',
]);

/** What has the secret is the address. */
const LINKS = masked(
  'address that lets in',
  JSON_TYPE,
  [
    '{"a":1,"magicLink":"https://shop.example/l?t=§","b":2}',
    '{"a":1,"magic_link":"https://shop.example/login?token_hash=§&type=x","b":2}',
    '{"a":1,"resetLink":"https://shop.example/r?k=§","b":2}',
    '{"a":1,"invite_link":"https://shop.example/join?i=§","b":2}',
  ],
  { looks: PLAIN, shows: ['"a":1', '"b":2'] },
);

const CODES = masked(
  'code of a bank',
  JSON_TYPE,
  [
    ['string', (m) => `{"a":1,"tan":"${m.digits(6)}","b":2}`],
    ['number', (m) => `{"a":1,"tan":${m.digits(6)},"b":2}`],
  ],
  { looks: ['word'] },
);
const CODES_IN_FORMS = masked('code of a bank', FORM, [['form', (m) => `a=1&tan=${m.digits(6)}&b=2`]], {
  looks: ['word'],
});

const SETTINGS = masked('salt of a site', TEXT, [
  "<?php\ndefine( 'NONCE_SALT', '§' );\ndefine('LOGGED_IN_SALT',   '§');\n",
  "<?php\ndefine('NONCE_KEY', '§');\ndefine('LOGGED_IN_KEY', '§');\n",
]);

const TICKETS = masked(
  'ticket',
  XML,
  [
    '<cas:user>ada</cas:user><cas:proxyGrantingTicket>PGTIOU-84678-§</cas:proxyGrantingTicket><a>b</a>',
    '<cas:proxySuccess><cas:proxyTicket>PT-957-§</cas:proxyTicket></cas:proxySuccess><a>b</a>',
  ],
  { shows: ['<cas:proxy', '<a>b</a>'] },
);

/** Secrets that a member beside them, or a name of their own, tells of. */
export const BESIDE: readonly MaskedRow[] = [
  ...FLAGGED,
  ...MADE,
  ...OF_KEYS,
  ...OF_KEYS_BEFORE,
  ...STORED,
  ...SOURCE_OF_DATA,
  ...SOURCE_OF_DATA_IN_YAML,
  ...LINKS,
  ...CODES,
  ...CODES_IN_FORMS,
  ...SETTINGS,
  ...TICKETS,
];
