// SPDX-License-Identifier: Apache-2.0
// cspell:ignore Odoo walletpassphrase walletpassphrasechange encryptwallet importprivkey

/** Where a procedure that is called by its name takes a secret without one. */
export interface Procedure {
  readonly name: string;
  readonly rule: string;
  /** So many arguments stand before it; in a list that is called `args`, of Odoo, so many. */
  readonly index: number;
  readonly inArgs: number;
  /** All that follow are secrets too. */
  readonly isRest: boolean;
}

/** What the member is called whose value is such a name. */
export const METHOD = /["'`](?:method|procedure|function|msg|target)["'`]\s*:\s*$/i;
/** The members that have the arguments, behind it. */
export const ARGUMENTS = /^(?:params|arguments|args)$/i;
export const ARGS_BEFORE = /["'`]args["'`]\s*:\s*$/i;

const rows: readonly (readonly [rule: string, index: number, names: string])[] = [
  // Of routers, servers and applications; Odoo has a database before them.
  [
    'password',
    1,
    'login auth.login user.login session.login session.login_with_password system.login signin authenticate execute execute_kw',
  ],
  // Of wallets.
  ['password', 0, 'walletpassphrase walletpassphrasechange encryptwallet personal_newAccount'],
  ['password', 1, 'personal_unlockAccount personal_sendTransaction'],
  ['private_key', 0, 'importprivkey personal_importRawKey'],
];
const WITH_REST = /change$|RawKey$/;

export const procedures: readonly Procedure[] = rows.flatMap(([rule, index, names]) =>
  names
    .split(' ')
    .map((name) => ({ name, rule, index, inArgs: index === 1 ? 2 : index, isRest: WITH_REST.test(name) })),
);
