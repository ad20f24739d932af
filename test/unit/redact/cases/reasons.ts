// SPDX-License-Identifier: Apache-2.0
import { GUESS, JSON_TYPE, type MaskedRow, masked, PLAIN, type ShownRow, shown, TEXT, YAML } from './row.ts';

const BESIDE = { shows: [], looks: PLAIN, signs: '' } as const;

/** Beside a reason that a program says of what the key names. */
export const REASONS: readonly MaskedRow[] = [
  ...masked(
    'beside a reason',
    JSON_TYPE,
    [
      '{"password":"PASSWORD_EXPIRED§","n":1}',
      '{"password":"too_short§","n":1}',
      '{"password":"any.required§","n":1}',
      '{"password":"Mindestens 8 Zeichen §","n":1}',
      '{"password":"VARCHAR(255) NOT NULL §","n":1}',
      '{"password":"(not set)§","n":1}',
      '{"password":"ensure this value has at least 8 characters\\n§","n":1}',
      '{"token":"invalid signature §","n":1}',
      '{"token":"access_token§","n":1}',
    ],
    BESIDE,
  ),
  ...masked(
    'beside a reason',
    YAML,
    [
      'random_password.db: Creation complete after 0s [id=§]\nuser: ada\n',
      'password: 12 changed, §\nuser: ada\n',
      'user: ada\npassword: params[:password]§\n',
    ],
    { ...BESIDE, looks: GUESS },
  ),
];

export const REASONS_SHOWN: readonly ShownRow[] = [
  ...shown('reasons', JSON_TYPE, [
    '{"msg":"jwt: signature is invalid","error":"secret: key not found","detail":"token: signature mismatch"}',
    '{"error":"Token: invalid signature","message":"api_key: invalid format","msg":"auth: token expired"}',
    '{"detail":"password: ensure this value has at least 8 characters","n":1}',
    '{"token":"TOKEN_EXPIRED","password":"PASSWORD_INCORRECT","new_password":"ERR_PASSWORD_TOO_SHORT"}',
    '{"password":"too_short","token":"token_expired","secret":"configured"}',
    '{"password":"blank","n":1}',
    '{"password":"any.required","new_password":"validation.password.min","token":"auth.token.label"}',
    '{"password":"Mindestens 8 Zeichen","new_password":"Required field","n":1}',
    '{"status":{"password":"set","token":"unset","api_key":"(not set)"}}',
    '{"password":"VARCHAR(255) NOT NULL","n":1}',
    '{"errors":{"$.password":["The JSON value could not be converted to System.String."]}}',
    '{"token_field":"access_token","client_secret":"client_secret","n":1}',
  ]),
  ...shown('reasons', TEXT, [
    'ERRO[0001] auth: token expired\nCVV: the 3-digit number on the back\nPassword: must be at least 12 characters\n',
    'random_password.db: Creating...\nrandom_password.db: Creation complete after 0s [id=none]\n',
    'aws_secretsmanager_secret.db: Refreshing state... [id=arn:aws:x]\nrandom_password.db: Still creating... [10s elapsed]\n',
    'Passwords: 12 changed, 3 expired\nSecret: rotated weekly\n- API key: can now be rotated\n',
    "const ACCESS_TOKEN = 'access_token';\nconst TOKEN_KEY = 'access_token';\nprivate tokenKey = 'auth_token';\n",
    'docker login -u ada --password-stdin registry.example.com\ngit config --global credential.helper store\n',
    'def f(doc):\n    token = tokens[i]\n    token = doc[0].text\n    password = params[:password]\n',
    'password = config["db"]["password"]\nfmt.Errorf("token: %w", err)\n',
  ]),
  ...shown('reasons', YAML, ['hints:\n  password: 8 caractères minimum\n']),
];
