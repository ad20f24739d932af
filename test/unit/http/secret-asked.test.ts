// SPDX-License-Identifier: Apache-2.0
// cspell:ignore contraseña dvcm passwort
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asksForSecret, endOf } from '../../../src/http/secret-asked.ts';

const asks = (text: string): boolean => asksForSecret(endOf('', Buffer.from(text, 'latin1')));

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
    'Password:\r\n',
    'Passwort: ',
    'Mot de passe : ',
    'Contraseña: ',
    'Password> ',
    'password? ',
    'Enter PIN: ',
    'API key: ',
    'Verification code: ',
    'Password: \xff\xfb\x01',
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
    '<password>x</password>\n',
    'spin: ',
    'Password: \xff\xf1\x01',
  ])
    assert.equal(asks(text), false, text);
});

test('the end of a text is that of the bytes before with those that follow, of 256 bytes at most', () => {
  assert.equal(endOf('Pass', Buffer.from('word: ')), 'Password: ');
  assert.equal(endOf('b'.repeat(10), Buffer.from('a'.repeat(250))), 'b'.repeat(6) + 'a'.repeat(250));
  assert.equal(endOf('b', Buffer.from('a'.repeat(300))), 'a'.repeat(256));
});
