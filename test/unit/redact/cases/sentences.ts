// SPDX-License-Identifier: Apache-2.0
import { JSON_TYPE, type MaskedRow, masked, TEXT } from './row.ts';

/** The binding is a guess, so that the value's look decides. */
const PLAIN_SENTENCES = masked(
  'sentence',
  TEXT,
  [
    'Your temporary password is § and it ends today.\n',
    'Ihr neues Passwort lautet: §\n',
    'Ihr Passwort ist § und gilt ab sofort\n',
    'Su clave_de_acceso es: §\n',
    'Hello Ada, your new password is: § (change it)\n',
    'user ada with password § logged in\n',
    'the password for ada was set to §, as asked\n',
    'password changed to § by ada\n',
    'Your API key: § from now on\n',
    '<p>Your password is <b>§</b></p>\n',
    'The client secret is "§".\n',
    "Set the access key to '§' first\n",
    'the password has been reset to §\n',
    'Votre mot de passe est : §\n',
    'Votre mot de passe : §\n',
    'Bonjour Ada, votre mot de passe est: § (à changer)\n',
    'Votre mot de passe temporaire est : §\n',
    'Ihr Passwort ist: §\n',
    'A sua senha é: §\n',
    'La tua password è : §\n',
    'Ditt lösenord är: §\n',
    'Din adgangskode er §\n',
    'Twoje hasło to: §\n',
  ],
  { looks: ['word'], signs: '' },
);

/** A code ends its sentence, or has two groups. */
const CODES = masked(
  'code in a message',
  TEXT,
  [
    ['at the end of a sentence', (m) => `Your verification code is ${m.digits(6)}. Do not share it.\n`],
    ['with an exclamation mark', (m) => `Your OTP is ${m.digits(6)}!\n`],
    [
      'in two groups',
      (m) => `Your login code is: ${m.keep(`${m.random.text('2345', 4)}-${m.random.text('6789', 4)}`)}\n`,
    ],
    ['Danish', (m) => `Din engangskode er ${m.digits(6)}\n`],
  ],
  { looks: ['word'], shows: [] },
);

/** A form has a message of a hook in JSON. */
const IN_HOOKS = masked(
  'sentence in JSON',
  JSON_TYPE,
  ['{"text":"New password for ada: §","channel":"x"}', '{"text":"The password is §","channel":"x"}'],
  { looks: ['word'], signs: '' },
);

/** "Key" is a scheme of authorization too, so that more may be masked. */
const OF_KEYS = masked('sentence', TEXT, ['Your API key is § from now on\n'], {
  looks: ['word'],
  signs: '',
  shows: ['Your'],
});

export const SENTENCES: readonly MaskedRow[] = [...CODES, ...IN_HOOKS, ...PLAIN_SENTENCES, ...OF_KEYS];
