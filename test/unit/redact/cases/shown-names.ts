// SPDX-License-Identifier: Apache-2.0
import { JSON_TYPE, type ShownRow, shown, YAML } from './row.ts';

const STRUCTURE = shown('keys and structure', JSON_TYPE, [
  '{"valueFrom":{"secretKeyRef":{"name":"db","key":"pw"}}}',
  '{"env":[{"name":"DB_PASSWORD","valueFrom":{"secretKeyRef":{"name":"db","key":"pw","optional":false}}}]}',
  '{"spec":{"imagePullSecrets":[{"name":"r"}]}}',
  '{"tls":[{"hosts":["h"],"secretName":"tls"}]}',
  '{"volumes":[{"name":"v","secret":{"secretName":"tls","defaultMode":420,"items":[{"key":"a","path":"b"}]}}]}',
  '{"secretRef":{"name":"db"}}',
  '{"secrets":[{"name":"default-token"}]}',
  '{"session":{"title":"Keynote","room":"A"}}',
  '{"sessions":[{"title":"Keynote","room":"A"},{"title":"Lunch","room":"B"}]}',
  '{"cookies":[{"name":"oat","price":3}]}',
  '{"cookie":{"flavour":"oat","price":3}}',
  '{"tokens":[{"color":"red"}]}',
  '{"tokens":{"color":{"primary":"red","accent":"blue"}}}',
  '{"pin":{"lat":1,"lng":2}}',
  '{"pins":[{"lat":52.5,"lng":13.4,"title":"Teapots"}]}',
  '{"key":{"name":"a","size":3}}',
  '{"serviceAccountToken":{"path":"token","expirationSeconds":3600,"audience":"api"}}',
  '{"passwordSecretRef":{"name":"db","key":"password"}}',
  '{"credentials":{"type":"none","ttl":60}}',
  '{"passwordPolicy":{"minLength":8,"requireDigits":true}}',
  '{"password_reset_url":"https://shop.example/help","n":1}',
  '{"tokenEndpoint":"https://id.example/token","n":1}',
  '{"token_endpoint":"https://id.example/token","token_endpoint_auth_methods_supported":["client_secret_basic"]}',
  '{"secretsManager":{"region":"eu"},"n":1}',
  '{"metadata":{"name":"db-password","namespace":"shop"},"kind":"Secret"}',
]);

const BESIDE = shown('beside what says nothing', JSON_TYPE, [
  '{"key":"region","value":"eu","sensitive":false}',
  '{"name":"region","is_secret":false,"value":"eu-central-1"}',
  '{"value":"abc","case_sensitive":true}',
  '{"value":"abc","id":true,"label":true,"type":true}',
  '{"items":[{"name":"a","value":"x","secret":false},{"name":"b","secret":true}]}',
  '{"id":"1","sensitive":true,"content":"<p>Hello</p>","account":{"fields":[{"name":"a","value":"b"}]}}',
  '{"type":"random_string","name":"x","instances":[{"attributes":{"result":"abc"}}]}',
  '{"KeyId":"arn:aws:kms:x","KeyState":"Enabled"}',
  '{"keys":["name","email"],"plaintext":"Hello world","n":1}',
  '{"magicLink":true,"magic_link":"Send magic link","resetLink":"https://shop.example/help"}',
  '{"pat":"*.js","tan":"beige","tangent":0.5,"sasl":"PLAIN"}',
  '{"encoded":"aGVsbG8gd29ybGQ","id":"a","community":"Ubuntu","k":"colour","v":"red"}',
  '{"secret_id":"db-password","name":"a","clientToken":"9f3c1ab27de4408b9f3c1ab27de4408b"}',
  '{"id":"https://x.vault.azure.net/keys/name/v1","value":"hello"}',
  '{"value":[{"id":"https://x.vault.azure.net/secrets/name","attributes":{"enabled":true}}],"nextLink":null}',
  '{"name":"projects/1/secrets/n/versions/1","state":"ENABLED","payload":{"kind":"a"}}',
  '{"Name":"/a","Type":"String","Value":"hello","object":"secret","n":1}',
  '{"imageKey":"a","languageKey":"b","pageKey":"c","encrypt":"aes-256-gcm","n":1}',
]);

const IN_YAML = shown('keys and structure', YAML, [
  'env:\n- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef:\n      name: db\n      key: pw\n- name: TZ\n  value: UTC\n',
  'imagePullSecrets:\n- name: registry\ncontainers: []\n',
  'tls:\n- hosts:\n  - shop.example\n  secretName: shop-tls\n',
  'volumes:\n- name: certs\n  secret:\n    secretName: shop-tls\n    defaultMode: 420\n',
  'session:\n  title: Keynote\n  room: A\n',
  'serviceAccountName: shop\nautomountServiceAccountToken: false\n',
  'kind: Secret\nmetadata:\n  name: db-password\n  namespace: shop\n',
]);

const SCHEMAS = shown('schema', JSON_TYPE, [
  '{"password":{"type":"string","format":"password"}}',
  '{"properties":{"password":{"type":"string","minLength":8,"description":"What you log in with"},"n":{"type":"integer"}}}',
  '{"required":["user","password"],"n":1}',
  '{"token":{"type":"string","nullable":true,"example":null}}',
  '{"name":"password","in":"query","required":true,"schema":{"type":"string"}}',
  '{"apiKey":{"type":"apiKey","name":"X-Api-Key","in":"header"}}',
  '{"securitySchemes":{"bearer":{"type":"http","scheme":"bearer","bearerFormat":"JWT"}}}',
  '{"access_token":{"shape":"AccessToken","locationName":"access_token"}}',
  '{"secret":{"$ref":"#/definitions/Secret"}}',
  '{"password":{"type":"keyword","ignore_above":256}}',
  '{"password":{"required":true,"message":"too short"}}',
]);

const SCHEMAS_IN_YAML = shown('schema', YAML, [
  'properties:\n  password:\n    type: string\n    format: password\n  n:\n    type: integer\n',
  'parameters:\n- name: token\n  in: query\n  required: true\n  schema:\n    type: string\n',
]);

const COUNTS = shown('counts', JSON_TYPE, [
  '{"usage":{"prompt_tokens":12,"completion_tokens":34,"total_tokens":46}}',
  '{"max_tokens":1024,"temperature":0.7}',
  '{"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0}}',
  '{"stop_token_ids":[1,2,32000]}',
  '{"usage":{"input_tokens":12,"output_tokens":34,"cache_read_input_tokens":0}}',
  '{"eos_token_id":2,"pad_token_id":0}',
  '{"max_completion_tokens":256,"reasoning_tokens":64}',
  '{"tokens":1234,"n":1}',
  '{"token_count":1234,"n":1}',
  '{"pass":100,"fail":2}',
  '{"passed":98,"pass":98,"failed":2}',
  '{"passwordLength":12,"passwordMinLength":8}',
  '{"sessions":340,"session_duration":120}',
  '{"secretCount":3,"keyCount":4}',
  '{"credentialsExpireIn":3600,"tokenExpiresIn":60,"expires_in":3600,"token_ttl":60}',
  '{"password_attempts":3,"login_attempts":2}',
  '{"keys":12,"key":7}',
]);

const HEADERS = shown('header', 'response-lines', [
  'Access-Control-Allow-Credentials: true',
  'x-ratelimit-remaining-tokens: 99',
  'x-ratelimit-limit-tokens: 150000',
  'x-ratelimit-reset-tokens: 6ms',
  'X-Session-Duration: 120',
  'anthropic-ratelimit-tokens-remaining: 39000',
  'Access-Control-Allow-Headers: Authorization, X-Api-Key, X-CSRF-Token',
  'Access-Control-Expose-Headers: X-Auth-Token, ETag',
  'Vary: Cookie, Authorization',
  'WWW-Authenticate: Bearer realm="shop", error="invalid_token"',
  'WWW-Authenticate: Basic realm="shop"',
  'Content-Security-Policy: script-src https://h/',
  'X-Cache-Key: /teapots?page=2',
  'Surrogate-Key: teapots page-2',
  'Idempotency-Key-Expires: 60',
  'X-Next-Token: CAUQAA3f9xKq',
  'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
  'Access-Control-Max-Age: 600',
  'X-Token-Count: 12',
  'X-Password-Expired: true',
]);

const REQUEST_HEADERS = shown('header', 'request-lines', [
  'Sec-WebSocket-Protocol: graphql-transport-ws, v4.channel.k8s.io',
  'Access-Control-Request-Headers: authorization,x-api-key',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Idempotency-Key: 7f3a9b2c-1d4e-4f5a-8b6c-9d0e1f2a3b4c',
  'X-Cache-Key: teapots',
  'Referer: https://shop.example/issues?state=open&page=2',
  'X-Page-Token-Count: 7',
]);

/** Behind names that have a secret's word in them, but say of something else. */
export const SHOWN_NAMES: readonly ShownRow[] = [
  ...STRUCTURE,
  ...BESIDE,
  ...IN_YAML,
  ...SCHEMAS,
  ...SCHEMAS_IN_YAML,
  ...COUNTS,
  ...HEADERS,
  ...REQUEST_HEADERS,
];
