// SPDX-License-Identifier: Apache-2.0
import { FORM, JSON_TYPE, type MaskedRow, masked, PLAIN, QUOTED, TEXT, XML, YAML } from './row.ts';

const FLAGGED = masked(
  'beside a flag',
  JSON_TYPE,
  [
    '{"key":"conn","value":"§","sensitive":true}',
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
  ...SOURCE_OF_DATA,
  ...SOURCE_OF_DATA_IN_YAML,
  ...LINKS,
  ...CODES,
  ...CODES_IN_FORMS,
  ...SETTINGS,
  ...TICKETS,
];
