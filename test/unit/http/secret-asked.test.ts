// SPDX-License-Identifier: Apache-2.0
// cspell:ignore dvcm
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asksForSecret } from '../../../src/http/secret-asked.ts';

const asks = (text: string): boolean => asksForSecret(Buffer.from(text, 'latin1'));

test('a call asks for a secret by its last line', () => {
  for (const text of [
    '334 UGFzc3dvcmQ6\r\n',
    '334 \r\n',
    '331 Please specify the password.\n',
    '332-Need account\r\n',
    '381 more\r\n',
    '383 =\r\n',
    '250 ok\r\n334 \r\n',
    '+\r\n',
    '+ go ahead\r\n',
    'AUTHENTICATE +\r\n',
    ':irc.test AUTHENTICATE +\r\n',
    'Password: ',
    'Enter passphrase for key a:',
    `${'x'.repeat(300)}\n+ \r\n`,
  ])
    assert.equal(asks(text), true, text);
});

test('any other does not', () => {
  for (const text of [
    '',
    '235 Accepted\r\n',
    '335 \r\n',
    '3345 \r\n',
    '334\r\n',
    '334 \r\n250 ok\r\n',
    '334 UGFz',
    '+OK\r\n',
    '+OK ready\r\n',
    'AUTHENTICATE PLAIN\r\n',
    'Password: wrong\r\n',
    'x+ a\r\n',
  ])
    assert.equal(asks(text), false, text);
});
