// SPDX-License-Identifier: Apache-2.0
import { ACCOUNT_LINES_SHOWN } from './account-lines.ts';
import { ACCOUNT_TOOLS_SHOWN } from './account-tools.ts';
import { PLACEHOLDERS_SHOWN } from './placeholders.ts';
import { REASONS_SHOWN } from './reasons.ts';
import { FORM, JSON_TYPE, type ShownRow, shown, TEXT, XML } from './row.ts';
import { SHOWN_NAMES } from './shown-names.ts';
import { SHOWN_TEXTS } from './shown-texts.ts';
import { STRUCTURES_SHOWN } from './structure.ts';

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
  '{"redirect_uri":"https://shop.example/back","client_id":"shop","code":1234567,"n":"one"}',
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
  'helm install --set auth.rootPassword=$(cat x) --wait\n',
  'helm install --set auth.rootPassword=$ROOT_PASSWORD --wait\n',
]);

const OPTIONS_IN_LISTS = shown('options in lists', JSON_TYPE, [
  '{"args":["--secret","db_password","--port","1"],"n":1}',
  '{"args":["--password","--token"],"n":1}',
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
  '/p/how-to-brew-tea-in-a-teapot-of-iron-2024',
  '/query?u=ada&p=2',
  '/x?u=home&p=about',
  '/account_activations/new',
  '/v3/teapots',
  '/verify-email?lang=en',
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
  'order_4111111111111111_visa today\n',
  'part 4111111111111111_2 today\n',
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
  ...SHOWN_NAMES,
  ...SHOWN_TEXTS,
  ...FLAGS,
  ...LABELS,
  ...LABELS_OF_PAGES,
  ...LABELS_IN_LINES,
  ...OPTIONS_IN_LISTS,
  ...QUERIES,
  ...FORMS,
  ...PAGES,
  ...PAGES_IN_QUERIES,
  ...PAGES_IN_XML,
  ...NUMBERS,
  ...NUMBERS_IN_JSON,
  ...ACCOUNT_LINES_SHOWN,
  ...ACCOUNT_TOOLS_SHOWN,
  ...PLACEHOLDERS_SHOWN,
  ...REASONS_SHOWN,
  ...STRUCTURES_SHOWN,
];
