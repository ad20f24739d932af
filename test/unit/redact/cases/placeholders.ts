// SPDX-License-Identifier: Apache-2.0
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates as they stand in their sources.
import { JSON_TYPE, type MaskedRow, masked, PLAIN, type ShownRow, shown, TEXT, YAML } from './row.ts';

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
    'api-key: ${{ secrets.X }}\ntoken: "${{ secrets.NPM_TOKEN }}"\n',
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
  'see https://<user>:<password>@host and https://ada:<password>@host\n',
  'https://$USER:$PASSWORD@h/ https://user:$(PASSWORD)@h/\n',
  'f"https://{user}:{password}@h/" % "https://%s:%s@h/"\n',
  'redis://:${REDIS_PASSWORD}@h/0 https://{{ user }}:{{ password }}@h/\n',
  'https://x-access-token:${{ secrets.GITHUB_TOKEN }}@h/a https://ada:****@h/\n',
]);

export const PLACEHOLDERS: readonly MaskedRow[] = [...BEHIND_REFERENCES, ...BEHIND_IN_JSON, ...IN_URLS];

export const PLACEHOLDERS_SHOWN: readonly ShownRow[] = [...REFERENCES_SHOWN, ...URLS_SHOWN];
