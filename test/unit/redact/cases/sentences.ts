// SPDX-License-Identifier: Apache-2.0
import { type MaskedRow, masked, TEXT } from './row.ts';

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

/** "Key" is a scheme of authorization too, so that more may be masked. */
const OF_KEYS = masked('sentence', TEXT, ['Your API key is § from now on\n'], {
  looks: ['word'],
  signs: '',
  shows: ['Your'],
});

export const SENTENCES: readonly MaskedRow[] = [...PLAIN_SENTENCES, ...OF_KEYS];
