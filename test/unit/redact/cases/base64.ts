// SPDX-License-Identifier: Apache-2.0
import type { Maker } from '../corpus/maker.ts';
import { JSON_TYPE, type MaskedRow, masked, TEXT, XML, YAML } from './row.ts';

const encode = (text: string): string => Buffer.from(text, 'latin1').toString('base64');
const encodeUrl = (text: string): string => Buffer.from(text, 'latin1').toString('base64url');

type Make = (m: Maker) => string;

/** Files and messages with a secret in them. */
const INNER: Readonly<Record<string, Make>> = {
  JSON: (m) => `{"user":"ada","password":"${m.value()}","n":1}`,
  'JSON on lines': (m) => `{\n  "user": "ada",\n  "api_key": "${m.value()}"\n}\n`,
  properties: (m) => `user=ada\npassword=${m.value()}\nport=1\n`,
  YAML: (m) => `db:\n  user: ada\n  password: ${m.value()}\n`,
  environment: (m) => `PORT=1\nDB_PASSWORD=${m.value()}\n`,
  URL: (m) => `postgres://app:${m.value()}@db.example/x`,
};

/** A Kubernetes Secret: all below `data` is secret, in Base64, whatever its keys are. */
const SECRETS = masked(
  'Kubernetes Secret',
  JSON_TYPE,
  [
    [
      'data',
      (m) =>
        `{"kind":"Secret","apiVersion":"v1","metadata":{"name":"db"},"data":{"user":"${m.base64(9)}","x":"${m.base64(18)}"},"type":"Opaque"}`,
    ],
    [
      'data before kind',
      (m) => `{"apiVersion":"v1","data":{"x":"${m.base64(18)}"},"kind":"Secret","metadata":{"name":"db"}}`,
    ],
    [
      'data before kind, with more between them',
      (m) =>
        `{"data":{"x":"${m.base64(18)}"},"immutable":true,"metadata":{"name":"db","labels":["a","b"],"n":{"k":1}},"kind":"Secret"}`,
    ],
    [
      'kind before data, with more between them',
      (m) =>
        `{"kind":"Secret","immutable":true,"metadata":{"name":"db","labels":["a","b"],"n":{"k":1}},"data":{"x":"${m.base64(18)}"}}`,
    ],
    ['password', (m) => `{"kind":"Secret","data":{"password":"${m.base64(9)}"},"metadata":{"name":"db"}}`],
    ['stringData', (m) => `{"kind":"Secret","stringData":{"x":"${m.value()}"},"metadata":{"name":"db"}}`],
    [
      'of a list',
      (m) =>
        `{"kind":"SecretList","items":[{"metadata":{"name":"db"},"data":{"x":"${m.base64(18)}"},"type":"Opaque"}]}`,
    ],
    [
      'dockerconfigjson',
      (m) =>
        `{"kind":"Secret","data":{".dockerconfigjson":"${encode(`{"auths":{"h":{"auth":"${encode(`ada:${m.value()}`)}"}}}`)}"}}`,
    ],
  ],
  { looks: ['word', 'letters'], shows: ['Secret'], isBase64: true },
);

/** https://developer.paypal.com/braintree/docs/guides/authorization/client-token */
const CLIENT_TOKEN = masked(
  'client token of Braintree',
  JSON_TYPE,
  [
    [
      'in Base64',
      (m) => `{"clientToken":"${encode(`{"version":2,"authorizationFingerprint":"${m.value()}","env":"a"}`)}","n":1}`,
    ],
  ],
  { looks: ['word', 'letters'], shows: ['"n":1}'], isBase64: true },
);

const SECRETS_IN_YAML = masked(
  'Kubernetes Secret in YAML',
  YAML,
  [
    [
      'data',
      (m) =>
        `apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ndata:\n  user: ${m.base64(9)}\n  x: ${m.base64(18)}\n`,
    ],
    ['data before kind', (m) => `apiVersion: v1\ndata:\n  password: ${m.base64(18)}\nkind: Secret\n`],
    [
      'stringData',
      (m) => `kind: Secret\nstringData:\n  username: ${m.value()}\n  password: ${m.value()}\ntype: Opaque\n`,
    ],
    [
      '.dockerconfigjson',
      (m) =>
        `kind: Secret\ndata:\n  .dockerconfigjson: ${encode(`{"auths":{"h":{"auth":"${encode(`ada:${m.value()}`)}"}}}`)}\n`,
    ],
    ['a file', (m) => `kind: Secret\ndata:\n  config.yaml: ${encode(`db:\n  password: ${m.value()}\n`)}\n`],
  ],
  { looks: ['word', 'letters'], shows: ['Secret'], isBase64: true },
);

const DOCKER = masked(
  'dockerconfigjson',
  JSON_TYPE,
  [
    ['auth', (m) => `{"auths":{"h":{"auth":"${encode(`ada:${m.value()}`)}"}}}`],
    [
      '.dockerconfigjson',
      (m) => `{".dockerconfigjson":"${encode(`{"auths":{"h":{"username":"ada","password":"${m.value()}"}}}`)}"}`,
    ],
    ['.dockercfg', (m) => `{".dockercfg":"${encode(`{"h":{"auth":"${encode(`ada:${m.value()}`)}"}}`)}"}`],
  ],
  { looks: ['word', 'letters'], shows: [], isBase64: true },
);

const MESSAGES = masked(
  'message',
  JSON_TYPE,
  Object.entries(INNER).flatMap(([name, make]) => [
    [`Pub/Sub, ${name}`, (m: Maker) => `{"message":{"data":"${encode(make(m))}","messageId":"7"},"n":1}`] as const,
    [`Kafka REST, ${name}`, (m: Maker) => `{"records":[{"key":"YQ==","value":"${encode(make(m))}"}],"n":1}`] as const,
    [`Kinesis, ${name}`, (m: Maker) => `{"Records":[{"Data":"${encode(make(m))}","PartitionKey":"a"}],"n":1}`] as const,
    [`content of a file, ${name}`, (m: Maker) => `{"content":"${encode(make(m))}","encoding":"base64","n":1}`] as const,
    [`URL alphabet, ${name}`, (m: Maker) => `{"data":"${encodeUrl(make(m))}","n":1}`] as const,
  ]),
  { looks: ['word', 'letters'], shows: ['"n":1}'], isBase64: true },
);

const OTHERS = masked(
  'Base64',
  TEXT,
  [
    ['amid a line', (m) => `x ${encode(`{"user":"ada","password":"${m.value()}","n":1}`)} end\n`],
    ['data URL', (m) => `x data:application/json;base64,${encode(`{"password":"${m.value()}","n":1}`)} end\n`],
    ['twice', (m) => `x ${encode(encode(`{"user":"ada","password":"${m.value()}"}`))} end\n`],
    ['long', (m) => `x ${encode(`{"x":"${'abc '.repeat(500)}","password":"${m.value()}"}`)} end\n`],
    [
      'longer than the hold',
      (m) => `x ${encode(`{"x":"${'abc '.repeat(2000)}","password":"${m.value()}","n":1}`)} end\n`,
    ],
    [
      'on lines of 76',
      (m) =>
        `${encode(`{"x":"${'abc '.repeat(40)}","password":"${m.value()}","n":1}`).replaceAll(/.{76}/g, '$&\n')}\n--end\n`,
    ],
    [
      'a secret over lines of 64',
      (m) => `${encode(`{"password":"${m.secret(300)}","n":1}`).replaceAll(/.{64}/g, '$&\n')}\n--end\n`,
    ],
  ],
  { looks: ['word', 'letters'], shows: ['end'], isBase64: true },
);

const ELEMENT = masked(
  'Base64',
  XML,
  [['element', (m) => `<body>${encode(`{"password":"${m.value()}","n":1}`)}</body><n>1</n>`]],
  { looks: ['word', 'letters'], shows: ['<n>1</n>'], isBase64: true },
);

export const BASE64_ROWS: readonly MaskedRow[] = [
  ...SECRETS,
  ...SECRETS_IN_YAML,
  ...CLIENT_TOKEN,
  ...DOCKER,
  ...MESSAGES,
  ...OTHERS,
  ...ELEMENT,
];

/** Their items have no kind of their own. */
export const SECRET_LISTS: readonly MaskedRow[] = [
  ...masked(
    'list of Kubernetes Secrets',
    JSON_TYPE,
    [
      [
        'without a type',
        (m) =>
          `{"kind":"SecretList","apiVersion":"v1","metadata":{},"items":[{"metadata":{"name":"a"},"data":{"conf":"${m.base64(18)}","n":"${m.base64(18)}"}},{"metadata":{"name":"b"}},{"data":{"x":"${m.base64(18)}"},"metadata":{"name":"c"}}]}`,
      ],
      [
        'stringData',
        (m) =>
          `{"kind":"SecretList","items":[{"metadata":{"name":"a"},"data":{},"stringData":{"x":"${m.value()}"}}],"n":1}`,
      ],
    ],
    { looks: ['word', 'letters'], shows: ['SecretList'], isBase64: true },
  ),
  ...masked(
    'list of Kubernetes Secrets in YAML',
    YAML,
    [
      [
        'items',
        (m) =>
          `apiVersion: v1\nkind: SecretList\nitems:\n- metadata:\n    name: a\n  data:\n    conf: ${m.base64(18)}\n    x: ${m.base64(18)}\n- data:\n    conf: ${m.base64(18)}\n  metadata:\n    name: b\n`,
      ],
    ],
    { looks: ['word', 'letters'], shows: ['SecretList'], isBase64: true },
  ),
];
