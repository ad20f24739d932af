// SPDX-License-Identifier: Apache-2.0
import { Literals } from '../scan/literals.ts';

/** Backwards over a key goes an automaton that knows the words a secret's key has in it: most keys have none. */
export const hints = new Literals(
  'pass pw psw secret token key cred auth session sessid sid pin otp cvv cvc csrf xsrf jwt bearer verifier sig psk cookie dpop signature principal assertion'
    .split(' ')
    .map((word) => [...word].reverse().join('')),
  { ignoreCase: true },
);

/** A longer key is judged by its end. */
export const MAX_KEY = 96;
