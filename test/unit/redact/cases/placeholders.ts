// SPDX-License-Identifier: Apache-2.0
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates as they stand in their sources.
import { GUESS, JSON_TYPE, type MaskedRow, masked, PLAIN, type ShownRow, shown, TEXT, YAML } from './row.ts';

/** What is masked with the secret may be its placeholder. */
const GLUED = { shows: [], looks: PLAIN, signs: '' } as const;

const BEHIND_REFERENCES = masked(
  'behind a reference',
  YAML,
  [
    'password: ${{ secrets.X }}§\nuser: ada\n',
    'api-key: ${{ secrets.X }}§\nuser: ada\n',
    'password: $(DB_PASSWORD)§\nuser: ada\n',
    'password: !Sub ${X}§\nuser: ada\n',
    'token: $1§\nuser: ada\n',
  ],
  GLUED,
);

const BEHIND_IN_JSON = masked(
  'behind a reference',
  JSON_TYPE,
  [
    '{"password":"[parameters(\'x\')]§","n":1}',
    '{"password":"${{ secrets.X }}§","n":1}',
    '{"accountKey":"listKeys(resourceId(\'a\',\'b\')).keys[0].value§","n":1}',
  ],
  GLUED,
);

const REFERENCES_SHOWN = [
  ...shown('placeholders', YAML, [
    'api-key: ${{ secrets.X }}\ntoken: "${{ secrets.NPM_TOKEN }}"\nn: 1\n',
    'password: $(DB_PASSWORD)\nx-api-key: $(API_KEY)\n',
    'token: !Sub ${Token}\npassword: !Sub ${Db.Password}\n',
    "password: [parameters('x')]\naccountKey: listKeys(resourceId('a','b')).keys[0].value\n",
  ]),
  ...shown(
    'placeholders',
    YAML,
    [
      'password: !Sub \'${X}\'\ntoken: !Sub "${Token}"\n',
      "password: !Sub '{{resolve:secretsmanager:${Db}:SecretString:password}}'\n",
    ],
    { bare: 'a quote behind a tag ends the value of an encoded text' },
  ),
  ...shown('placeholders', JSON_TYPE, [
    '{"password":"[variables(\'x\')]","n":1}',
    '{"accountKey":"[listKeys(resourceId(\'a/b\', parameters(\'x\')), \'2021-04-01\').keys[0].value]","n":1}',
  ]),
  ...shown('placeholders', TEXT, [
    'login token=$1 now\npassword="$2"\n',
    'pattern token=%X{token} %m\nlog "token=%{X-Token}i"\nX-Api-Key: %{X-Api-Key}i\n',
  ]),
];

const IN_URLS = masked(
  'beside a placeholder of a URL',
  TEXT,
  [
    'postgres://${USER}:§@h/db\n',
    'https://{user}:§@h/\n',
    'https://$USER:$(PASSWORD)§@h/\n',
    'https://ada:${PASSWORD:-§}@h/\n',
  ],
  { shows: [], looks: PLAIN, signs: '' },
);

const URLS_SHOWN = shown('placeholders of a URL', TEXT, [
  'postgres://${USER}:${PASSWORD}@h/db\n',
  'see https://<user>:<password>@host, https://ada:<password>@host or <b>https://{user}:{password}@host</b>\n',
  'https://$USER:$PASSWORD@h/ https://user:$(PASSWORD)@h/\n',
  'f"https://{user}:{password}@h/" % "https://%s:%s@h/"\n',
  'redis://:${REDIS_PASSWORD}@h/0 https://{{ user }}:{{ password }}@h/\n',
  'https://x-access-token:${{ secrets.GITHUB_TOKEN }}@h/a https://ada:****@h/\n',
]);

const BESIDE_MARKS = [
  ...masked(
    'beside a mark',
    TEXT,
    ['[Service]\nSetCredential=§\nUser=ada\n', 'User [Username=ada, Password=[§], Enabled=true]\n'],
    {
      looks: PLAIN,
      signs: '',
      shows: [],
    },
  ),
  ...masked('beside a mark', JSON_TYPE, ['{"password":"(optional)§","n":1}', '{"password":"§ (optional)","n":1}'], {
    shows: [],
  }),
];

const MARKS_SHOWN = [
  ...shown('marks', TEXT, [
    '[Service]\nLoadCredential=name:/path\nLoadCredentialEncrypted=db:/etc/x.cred\n',
    'Token [Principal=ada, Credentials=[PROTECTED], Authenticated=true]\n',
    'Credentials=[PROTECTED]\n',
    'User [Username=ada, Password=[PROTECTED], Enabled=true]\n',
    'Password (optional)\n',
  ]),
  ...shown('marks', JSON_TYPE, ['{"password":"Password (optional)","token":"Token (required)"}']),
];

const BESIDE_TYPES = [
  ...masked('beside a number with a unit', YAML, ['token: 1024 §\nuser: ada\n', 'token: 1024§ bytes\nuser: ada\n'], {
    shows: [],
    looks: GUESS,
  }),
  ...masked('beside a type', YAML, ['password: Union[§] = None\nuser: ada\n'], GLUED),
  // A line that ends so is a program's: the look decides.
  ...masked('beside a type', YAML, ['password: §;\nuser: ada\n'], { looks: GUESS }),
];

const TYPES_SHOWN = [
  ...shown('numbers with a unit', YAML, ['token:  1024 bytes\nsession: 30 minutes\nsecret: 2.5 MB\n']),
  ...shown('types', TEXT, [
    'password: string;\ntoken?: string;\n',
    'token: Optional[str] = None\npassword: Union[str, None] = None\nsecret: Option<String>\n',
    'def f(token: Optional[str] = None, password: str = ""):\n',
    'var password: String? = nil\n',
  ]),
  ...shown('alphabets', JSON_TYPE, ['{"token_chars":["letter","digit"],"password_characters":"a-z"}']),
];

const BESIDE_RULES = [
  ...masked(
    'beside a rule',
    JSON_TYPE,
    ['{"password":"required|min:8|§","n":1}', '{"password":"§|min:8","n":1}', '{"password":"min:§","n":1}'],
    { shows: [] },
  ),
  ...masked('beside a message', JSON_TYPE, ['{"password":"too§","n":1}', '{"password":"Dieses Feld §","n":1}'], {
    shows: [],
  }),
];

const RULES_SHOWN = [
  ...shown('rules', TEXT, [
    "$rules = ['password' => 'required|min:8|confirmed', 'name' => 'required'];\n",
    "'password' => 'nullable|string|max:255|same:confirm_password',\n",
    "'password' => ['required', 'min:8', 'confirmed'],\n",
    'password: le mot de passe est requis\n',
  ]),
  ...shown('messages', JSON_TYPE, [
    '{"password":["Das Passwort ist zu kurz."],"n":1}',
    '{"password":["Dieses Feld ist erforderlich."],"new_password":"Ce champ est requis."}',
    '{"password":["Este campo es obligatorio.","too short"],"token":"Este campo é obrigatório."}',
  ]),
];

export const PLACEHOLDERS: readonly MaskedRow[] = [
  ...BEHIND_REFERENCES,
  ...BEHIND_IN_JSON,
  ...IN_URLS,
  ...BESIDE_MARKS,
  ...BESIDE_TYPES,
  ...BESIDE_RULES,
];

export const PLACEHOLDERS_SHOWN: readonly ShownRow[] = [
  ...REFERENCES_SHOWN,
  ...URLS_SHOWN,
  ...MARKS_SHOWN,
  ...TYPES_SHOWN,
  ...RULES_SHOWN,
];
