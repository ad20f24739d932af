// SPDX-License-Identifier: Apache-2.0
// cspell:ignore ecrets
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

const BESIDE_SUBSTITUTIONS = [
  ...masked(
    'beside what a shell puts in',
    TEXT,
    [
      'a=1\nPASSWORD=$TOKEN§\nUSER=ada\n',
      'a=1\nPASSWORD=$DB_PASS!§ psql -h db\nUSER=ada\n',
      'a=1\nPASSWORD=$(cat /run/x)§\nUSER=ada\n',
      'a=1\nPASSWORD=$(cat /run/x)§ psql\nUSER=ada\n',
      'a=1\nPASSWORD=$(vault login -p §)\nUSER=ada\n',
      'a=1\nPASSWORD=$(openssl passwd §)\nUSER=ada\n',
      'a=1\nPASSWORD=$(echo §)\nUSER=ada\n',
      'a=1\npassword=***§ host=db\nuser=ada\n',
    ],
    GLUED,
  ),
  ...masked('behind what a shell puts in', TEXT, ['a=1\nTOKEN=$DB_PASS PASSWORD=§ node x.js\n'], {
    looks: PLAIN,
    signs: '',
  }),
  ...masked('behind the type of a token', TEXT, ['a\ntoken_type=bearer access_token=§ expires_in=60\n'], {
    looks: PLAIN,
    signs: '',
  }),
];

const SUBSTITUTIONS_SHOWN = [
  ...shown('what a shell puts in', TEXT, [
    '#!/bin/sh\nPGPASSWORD=$PGPASS psql -h db -U app\nTOKEN=${API} ./run.sh && echo ok\nPASSWORD=$1 ./x\n',
    'a=1\nDB_PASSWORD=$(cat /run/secrets/db_password)\nDB_PASSWORD="$(cat /run/secrets/db)"\nDB_PASSWORD=`cat /run/secrets/db`\n',
    'export VAULT_TOKEN="$(cat ~/.vault-token)"\nexport TOKEN=$(vault print token)\nDB_PASSWORD=$(openssl rand -base64 32)\n',
    'a=1\nTOKEN=$(gcloud auth print-access-token) ./run\nexport SECRET_KEY=$(jq -r .SecretAccessKey creds.json)\n',
    "a=1\nPASSWORD=$(kubectl get secret db -o jsonpath='{.data.password}' | base64 -d)\nPASSWORD=$(< /run/secrets/x)\n",
  ]),
  ...shown('what a shell puts in', YAML, [
    'script:\n  - PGPASSWORD=$PGPASS psql -h db\n  - DB_PASSWORD=$(cat /run/x) ./x\n',
  ]),
  ...shown('what a shell puts in', JSON_TYPE, [
    '{"scripts":{"deploy":"TOKEN=$TOKEN node deploy.js","db":"PGPASSWORD=$PGPASSWORD psql -h db"}}',
    '{"cmd":["sh","-c","PGPASSWORD=$PGPASS psql -h db"],"command":"export TOKEN=$(cat /var/run/token) && ./run"}',
  ]),
  ...shown('hidden values before a pair', TEXT, [
    'a\npassword=*** host=db\npassword=[REDACTED] user=ada\npassword=<hidden> user=ada\npassword=xxxxx, host=db\n',
    'host=db password=*** user=ada token_type=bearer expires_in=3600\n',
  ]),
];

const BESIDE_STORES = [
  ...masked(
    'beside a reference of a program',
    YAML,
    [
      'password: !secret §\nuser: ada\n',
      'password: !ENV §\nuser: ada\n',
      'password: ${self:custom.token}§\nuser: ada\n',
      'password: $__file{/etc/x}§\nuser: ada\n',
      'password: ENC[AES256_GCM,data:aa]§\nuser: ada\n',
      'password: $.§\nuser: ada\n',
      'password: @@TOKEN@@§\nuser: ada\n',
      'password: YOUR_PASSWORD§\nuser: ada\n',
      'password: your_password_§\nuser: ada\n',
    ],
    GLUED,
  ),
  ...masked(
    'beside a reference of a program',
    JSON_TYPE,
    [
      '{"password":"{{ lookup(\'env\', \'X\') }}§","n":1}',
      '{"password":"{{ vault[\'db\'] }}§","n":1}',
      '{"password":"[[password]]§","n":1}',
      '{"password":"$encrypted$§","n":1}',
    ],
    GLUED,
  ),
  ...masked(
    'beside a placeholder of a field',
    'request-lines',
    ['Authorization: Bearer {{token}}§', 'Authorization: Bearer <token>§', 'Authorization: Bearer ${TOKEN}§'],
    { ...GLUED, bare: 'amid a line, the placeholder ends a value' },
  ),
  ...masked(
    'beside a placeholder of a URL',
    TEXT,
    ['https://oauth2:${TOKEN}§@h/\n', 'redis://app:[REDACTED]§@h/\n'],
    GLUED,
  ),
];

const STORES_SHOWN = [
  ...shown('references of programs', YAML, [
    'mqtt:\n  password: !secret mqtt_password\n  token: !ENV ${TOKEN}\n  secret: !env TOKEN\n',
    'a:\n  password: ${self:custom.token}\n  password: ${ssm:/app/${self:provider.stage}/db-password}\n',
    'a:\n  password: ENC[AES256_GCM,data:aaaa,iv:bbbb,tag:cccc,type:str]\n  secret: ref+awssecrets://app/db#/password\n',
    'a: 1\nvault_password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  66386439653236336462626566653063\n  3364\nnext: 1\n',
  ]),
  ...shown(
    'references of programs',
    YAML,
    [
      "a:\n  password: '%env(resolve:DATABASE_PASSWORD)%'\n  secret: '%env(APP_SECRET)%'\n",
      "a:\n  token: ${env:API_KEY, ''}\n",
    ],
    { bare: 'a percent sign begins an escape, and a quote ends the value of an encoded text' },
  ),
  ...shown('references of programs', TEXT, [
    '[database]\npassword = $__file{/etc/secrets/x}\nsecret_key = $__env{X}\n',
    '<match **>\n  password "#{ENV[\'ES_PASSWORD\']}"\n</match>\n',
    '[OUTPUT]\n    HTTP_Passwd ${ES_PASSWORD}\n    Name es\n',
    'proxy_set_header Authorization "Bearer $token";\n',
  ]),
  ...shown('references of programs', JSON_TYPE, [
    '{"password":"NOT_LOGGING_PASSWORD","token":"VALUE_SPECIFIED_IN_NO_LOG_PARAMETER","secret":"$encrypted$"}',
    '{"token.$":"$.Payload.token","token":"$context.authorizer.token"}',
    '{"token":"@body(\'Login\')?[\'token\']","secret":"@{activity(\'Login\').output.token}"}',
    '{"password":"#{Password}#","token":"@@TOKEN@@","secret":"[[password]]","api_key":"$${DB_PASSWORD}"}',
    '{"password":"YOUR_PASSWORD","token":"REPLACE_ME","db_password":"your_password_here"}',
    '{"token":"{{$node[\\"Login\\"].json[\\"token\\"]}}","password":"{{ vault[\'db\'][\'password\'] }}"}',
  ]),
  ...shown('placeholders of a field', 'request-lines', [
    'Authorization: Bearer {{access_token}}',
    'Authorization: Bearer ${TOKEN}',
    'Authorization: Bearer <token>',
  ]),
  ...shown('placeholders of a URL', TEXT, [
    'git clone https://oauth2:${CI_TOKEN}@gitlab.com/a/b\n',
    'postgres://<user>:<password>@<host>/<db>\nredis://app:[REDACTED]@db/0\napp:${DB_PASS}@tcp(db:3306)/shop\n',
    'Server=db;User Id=app;Password={your_password};Encrypt=True\n',
  ]),
];

export const PLACEHOLDERS: readonly MaskedRow[] = [
  ...BEHIND_REFERENCES,
  ...BEHIND_IN_JSON,
  ...IN_URLS,
  ...BESIDE_MARKS,
  ...BESIDE_TYPES,
  ...BESIDE_RULES,
  ...BESIDE_SUBSTITUTIONS,
  ...BESIDE_STORES,
];

export const PLACEHOLDERS_SHOWN: readonly ShownRow[] = [
  ...REFERENCES_SHOWN,
  ...URLS_SHOWN,
  ...MARKS_SHOWN,
  ...TYPES_SHOWN,
  ...RULES_SHOWN,
  ...SUBSTITUTIONS_SHOWN,
  ...STORES_SHOWN,
];
