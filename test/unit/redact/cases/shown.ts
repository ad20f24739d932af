// SPDX-License-Identifier: Apache-2.0
import { FORM, JSON_TYPE, type ShownRow, shown, TEXT, XML, YAML } from './row.ts';

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

const FLAGS = shown('flags and words', JSON_TYPE, [
  ...['read', 'write', 'none', 'admin'].map((word) => `{"permissions":{"secrets":"${word}","n":"read"}}`),
  '{"permissions":{"id-token":"write","contents":"read"}}',
  '{"password":true,"token":false,"secret":null,"api_key":"","n":1}',
  '{"password":null,"n":1}',
  '{"password":"","n":1}',
  '{"hasPassword":true,"password_required":false,"n":1}',
  '{"token":{},"secrets":[],"credentials":{},"n":1}',
  '{"withCredentials":true,"credentials":true,"n":1}',
  '{"token_type":"Bearer","n":1}',
  '{"grant_types_supported":["authorization_code","password"],"n":1}',
  '{"grant_type":"password","n":1}',
  '{"type":"password","n":1}',
  '{"code":404,"message":"not found"}',
  '{"code":"NOT_FOUND","message":"x"}',
  '{"state":"CA","city":"Oakland"}',
  '{"state":"open","number":7}',
  '{"status":"ok","state":"running","n":0}',
  '{"country_code":"DE","zip_code":"10115","currency_code":"EUR"}',
]);

const LABELS = shown('labels', JSON_TYPE, [
  '{"password":"Password","username":"Username"}',
  '{"password":"Enter your password"}',
  '{"password":"password"}',
  '{"passwordLabel":"Your password","n":1}',
  '{"token":"Token","secret":"Secret","apiKey":"API key"}',
  '{"login.password":"Password","login.password.placeholder":"Enter your password"}',
  '{"forgot_password":"Forgot your password?","reset_password":"Reset password"}',
  '{"passwordMismatch":"The passwords do not match","passwordTooShort":"Your password is too short"}',
  '{"invalid_token":"This token is not valid any more"}',
  '{"sessionExpired":"Your session has expired"}',
  '{"pin":"Enter the PIN","otp":"One-time code (OTP)"}',
  '{"cookies":"We use cookies","cookie_policy":"Cookie policy"}',
  '{"error":"invalid_grant","error_description":"Invalid password"}',
  '{"placeholder":"password","label":"Password","n":1}',
]);

const LABELS_OF_PAGES = shown('labels', 'text/html', [
  '<label for="password">Password</label><input type="password" name="password" placeholder="Password">',
  '<label>API token</label><input type="text" name="n" value="1">',
  '<p>Forgot your password? <a href="/reset-password">Reset your password</a></p>',
  '<input type="password" name="password" value="" autocomplete="current-password">',
  '<button type="submit" name="reset_password">Reset password</button>',
]);

const LABELS_IN_LINES = shown('labels', TEXT, [
  'Enter your password: \n',
  'the password is wrong, the token has expired\n',
  'login.password=Password\nlogin.token=Token\n',
  'password: string\ntoken: string\n',
  'password=\ntoken=\nn=1\n',
  'password: ~\ntoken: null\nsecret: true\n',
  'fields: user, password, token\n',
]);

const QUERIES = shown('query', 'target', [
  '/issues?state=open',
  '/issues?state=open&page=2',
  '/error?code=404',
  '/error?code=404&lang=en',
  '/shops?state=CA&city=Oakland',
  '/phone?country=DE&code=49',
  '/search?q=password&page=2',
  '/search?token=&page=2',
  '/list?pageToken=&pageSize=5',
  '/reset-password',
  '/reset-password?lang=en',
  '/password/reset',
  '/api/webhooks/123',
  '/services/teapots/blue',
  '/sessions/keynote',
  '/tokens/colors.css',
  '/secrets/list?key=&n=1',
]);

const FORMS = shown('form', FORM, [
  'state=open&page=2',
  'code=404&lang=en',
  'password=&token=&n=1',
  'state=CA&city=Oakland',
]);

const PAGES = shown('pages', JSON_TYPE, [
  '{"items":[],"nextPageToken":"CAUQAA3f9xKq"}',
  '{"NextToken":"AAAAbYx3f9xKqPz2","Items":[]}',
  '{"clientToken":"7f3a9b2c-1d4e-4f5a-8b6c-9d0e1f2a3b4c","n":1}',
  '{"ClientToken":"shop-order-7","n":1}',
  '{"next_page_token":"CAUQAA3f9xKq","n":1}',
  '{"nextToken":"AAAAbYx3f9xKqPz2","n":1}',
  '{"pageToken":"CAUQAA3f9xKq","prevPageToken":"CAUQAQ3f9xKq"}',
  '{"ContinuationToken":"1ueGcxLPRx1Tr","NextContinuationToken":"1ueGcxLPRx1Ts","n":1}',
  '{"nextSyncToken":"CPDAlvWDx70CEPDA","n":1}',
  '{"continue":"eyJ2IjoibWV0YS5rOHMuaW8","n":1}',
]);

const PAGES_IN_QUERIES = shown('pages', 'target', [
  '/list?pageToken=CAUQAA3f9xKq&pageSize=5',
  '/list?page_token=CAUQAA3f9xKq',
  '/bucket?list-type=2&continuation-token=1ueGcxLPRx1Tr',
  '/list?NextToken=AAAAbYx3f9xKqPz2&n=1',
]);

const PAGES_IN_XML = shown('pages', XML, [
  '<R><NextToken>AAAAbYx3f9xKqPz2</NextToken><n>1</n></R>',
  '<R><NextContinuationToken>1ueGcxLPRx1Tr</NextContinuationToken><n>1</n></R>',
]);

const NUMBERS = shown('numbers', TEXT, [
  // 16 digits whose check digit is wrong or whose issuer nobody is.
  'order 1234567890123456 today\n',
  'order 9876543210987654 today\n',
  'order 4111111111111112 today\n',
  'order 8000000000000002 today\n',
  'item 4006381333931 today\n',
  'item 5901234123457 today\n',
  'item 9780306406157 today\n',
  'iban DE89 3704 0044 0532 0130 00 today\n',
  'iban GB29 NWBK 6016 1331 9268 19 today\n',
  'iban FR14 2004 1010 0505 0001 3M02 606 today\n',
  'iban NL91ABNA0417164300 today\n',
  'iban AT61 1904 3002 3457 3201 today\n',
  'at 1714557600123456789 today\n',
  'at 2024.0501.1000.0012 today\n',
]);

const NUMBERS_IN_JSON = shown('numbers', JSON_TYPE, [
  '{"id":4111111111111111,"n":1}',
  '{"id":"4111111111111111","n":1}',
  '{"order_id":4242424242424242,"n":1}',
  '{"orderId":"5555555555554444","n":1}',
  '{"ean":"4006381333931","n":1}',
  '{"ean":4006381333931,"n":1}',
  '{"gtin":"5901234123457","isbn":"9780306406157","n":1}',
  '{"iban":"DE89370400440532013000","n":1}',
  '{"trace_id":"4012888888881881","n":1}',
  '{"ts":1714557600123456,"n":1}',
]);

export const SHOWN: readonly ShownRow[] = [
  ...STRUCTURE,
  ...IN_YAML,
  ...SCHEMAS,
  ...SCHEMAS_IN_YAML,
  ...COUNTS,
  ...HEADERS,
  ...REQUEST_HEADERS,
  ...FLAGS,
  ...LABELS,
  ...LABELS_OF_PAGES,
  ...LABELS_IN_LINES,
  ...QUERIES,
  ...FORMS,
  ...PAGES,
  ...PAGES_IN_QUERIES,
  ...PAGES_IN_XML,
  ...NUMBERS,
  ...NUMBERS_IN_JSON,
];
