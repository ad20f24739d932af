// SPDX-License-Identifier: Apache-2.0
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates as they stand in their sources.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Names, type SecretName } from '../../../../src/redact/tables/names.ts';
import { isNoSecret, looksSecret } from '../../../../src/redact/tables/values.ts';

const names = new Names([]);
const nameOf = (key: string): SecretName => names.ofPair(key) ?? assert.fail(key);

const shown: Record<string, string[]> = {
  password: [
    '',
    ' ',
    'true',
    'false',
    'null',
    'None',
    'undefined',
    'string',
    'required',
    'optional',
    'none',
    'Password',
    'password',
    'Password:',
    'Enter your password',
    'Passwort vergessen?',
    'Mot de passe',
    'Contraseña',
    'パスワード',
    'パスワードを入力してください',
    '密码不能为空',
    'Пароль',
    'Введите пароль',
    'Passwortbestätigung',
    'Salasanan vahvistus',
    'Kennwort',
    'Password must have at least 8 characters',
    'Enter your {{name}} password',
    'Repeat password*',
    'Forgot your password?',
    '***',
    '********',
    'xxxx',
    'XXXXXX',
    '<password>',
    '<your password>',
    '${DB_PASSWORD}',
    '{{ token }}',
    '$TOKEN',
    '%s',
    '[FILTERED]',
    'REDACTED',
    '[redacted]',
    '...',
    '${{ secrets.TOKEN }}',
    '^1.2.3',
    '2.0.1',
    'application/json',
    '••••••',
  ],
  token: [
    '12',
    '4096',
    'Token',
    'Invalid token',
    'bearer',
    '{',
    '=>',
    'https://example.org/oauth/token',
    'workspace:*',
    'csrf token',
  ],
  tokens: ['12', '1048576', '0.5'],
  pass: ['100', '98.5%', 'fail', 'pass'],
  pwd: ['/root', '/home/ada/work', 'C:\\Users\\ada'],
  accesskey: ['n'],
  credentials: ['include', 'omit', 'same-origin', 'Credentials', 'Your credentials'],
  pin: ['left', 'true', 'PIN', 'Enter PIN'],
  mfa_code: ['Enter the 6 digit code', 'Verification code', 'Code'],
  auth: ['basic', 'required', 'oauth2', 'none'],
  session: ['Opening the second day', 'Session'],
  cookie: ['0.6.0', 'Cookie'],
  primaryKey: ['id', 'userId', 'user_id', 'PRIMARY', 'order.id'],
  pat: ['*.js', 'pattern', 'get'],
  code: ['404', '200', 'en', 'US', 'not_found', 'E_NOENT'],
  state: ['open', 'CA', 'closed', 'in_progress', 'all'],
  key: ['name', 'created_at', 'sort-by', 'value'],
  ticket: ['12345', 'ABC-123', 'VIP'],
  pan: ['pan-y', '12', 'left'],
  password_for_backup: ['It was changed last night'],
};

const secret: Record<string, string[]> = {
  password: [
    'hunter2',
    'password123',
    'MyPassword1!',
    'qwertz',
    'S',
    'a b',
    'p@ss w/rd',
    '12345678',
    '1234',
    'correct horse battery staple',
    '/etc/x!',
    '$ecret',
    'Summer!',
    'changeme',
    'letmein',
    'iloveyou',
    '$2b$10$abcdefghijklmnopqrstuv',
    'xyz',
    'password!1',
    'the password is hunter2x',
  ],
  token: ['abcdef', 'tok-en', 'a.b.c', 'f81d4fae-7dec-11d0'],
  secret: ['12345', 'squeamish', 'a'],
  api_key: ['1234567890', 'abcdefgh', 'AbCdEf'],
  pwd: ['hunter', '/a$b'],
  pass: ['hunter', '123456'],
  pin: ['1234', '0000', '12-34'],
  otp: ['123456'],
  cvv: ['123'],
  mfa_code: ['123456', 'ABCD-EFGH'],
  session: ['abcdefgh', '0af7651916cd43dd'],
  auth: ['dXNlcjpwYXNz'],
  primaryKey: ['c2VjcmV0MTIzNDU2Nzg5MGFiY2RlZg==', '0af7651916cd43dd8448eb211c80319c'],
  code: ['4/0AX4XfWhabc', 'SplxlOBeZQQYbYS6WxSbIA', 'c0ffee12345'],
  state: ['af0ifjsldkj1', 'xyzABC123_-9'],
  key: ['AIzaSyA1b2c3', '0af7651916cd43dd'],
  ticket: ['ST-1-abc', 'TGT-2-x'],
  pan: ['4111111111111111', '4111 1111 1111 1111'],
  password_for_backup: ['hunter', 'squeamish'],
};

shown.secrets = ['read', 'write', 'none', 'admin', 'inherit', 'my-app-secret'];
shown.DATA_API_KEY = ['.data-api'];
shown.session_id = ['ID relace:', 'Sitzungs-ID'];
shown.access_token = ['Zugriffstoken', '%(a)s of %(b)s'];
shown.PW = ['Palau', 'パラオ'];
secret.PWD = ['{ab1c2;d3}', '{ab1c2d3}'];
secret.DB_PASSWORD = [
  'admin',
  '${DB_PASSWORD:-hunter}',
  '{{ "hunter" }}',
  '<ab1c2>',
  'passwordpassword',
  '#hunter',
  'Tr0ub4@dor.com',
  '.x',
];
secret.access_token = [
  'https://example.org/a1b2c3d4e5',
  'https://example.org/?token=a1b2c3d4e5',
  `https://example.org/${'a/'.repeat(30)}a1b2c3d4e5`,
  `Token ${'a '.repeat(150)}`,
];
shown.keys = ['id', 'a1', 'some-long-name-of-a-key'];
secret.keys = ['0af7651916cd43dd8448eb211c80319c', 'TO3bPOc7cyoXqPZ5kq2y6lKRnq8xl8YcYkNsV5XcrE='];
shown.sshKey = ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI ada'];

describe('a value bound to a secret key', () => {
  for (const [key, values] of Object.entries(shown)) {
    for (const value of values)
      test(`${key}: ${JSON.stringify(value)} is shown`, () => assert.equal(isNoSecret(value, nameOf(key)), true));
  }
  for (const [key, values] of Object.entries(secret)) {
    for (const value of values)
      test(`${key}: ${JSON.stringify(value)} is secret`, () => assert.equal(isNoSecret(value, nameOf(key)), false));
  }
});

const looking = [
  'hunter2x',
  'abc123',
  '0af7651916cd43dd8448eb211c80319c',
  'f81d4fae-7dec-11d0-a765-00a0c91e6bf6',
  'SplxlOBeZQQYbYS6WxSbIA',
  'dXNlcjpwYXNzd29yZDEyMw==',
  'xKqPwZrTbNmL',
  'Tr@ub!adour',
  'ab1_cd2_ef3',
  'abc1d.ef2gh',
  'Tr0ub4@dor.com',
  '12345678',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3',
  'wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzz',
  'S3cr3t!',
  'a1b2c3d4e5',
];
const plain = [
  '',
  'abc',
  'a1',
  'getToken()',
  'this.token',
  'user.getToken',
  'e.t0',
  'http2.token',
  'process.env.TOKEN',
  'see',
  'required',
  'undefined',
  'await',
  'function(){return',
  'e=>e.next',
  'password_hash',
  'my-css-class-name',
  'resetPasswordController',
  'SOME_LONG_CONSTANT_NAME_HERE',
  '/path/to/file.txt',
  'https://example.org/a',
  'ada@example.org',
  '#ff00aa',
  '100px',
  '2024-01-01',
  '12:30:45',
  'a&&b.token',
  '!token1x',
  'e[t12345]',
  'token===x1234',
  'abc def 123',
  '<password1>',
  '${PASSWORD1}',
  '^1.2.33',
  'application/json',
  '"abc123"',
  'std::token1',
  'arr[10].token',
  'true',
  'var(--token-2xx)',
  'sequential-words-of-kebab-case',
  'com.example.package.ClassName',
  'squeamish',
  'AbstractFactoryBean',
  'TokenKind.Identifier',
];

describe('a value that may be bound to a secret key by chance', () => {
  for (const value of looking) test(`${value} looks secret`, () => assert.equal(looksSecret(value), true));
  for (const value of plain) test(`${JSON.stringify(value)} does not`, () => assert.equal(looksSecret(value), false));
});
