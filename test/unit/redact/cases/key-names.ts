// SPDX-License-Identifier: Apache-2.0
import { FORM, GUESS, JSON_TYPE, type MaskedRow, type More, masked, TEXT, XML, YAML } from './row.ts';

const ASCII = [
  'passw fernet_key AIRFLOW__CORE__FERNET_KEY sdkKey certificateKey kubeadm_certificate_key',
  'dbpass userpass keypass storepass SSHPASS pswd bindpw rootpw presharedKey unseal_key hmac_key deployKey',
  'securityCode card_verification_value cvn mfa_code verification_code recovery_codes creds kennwort senha',
  'mot_de_passe',
  // More of the same kind: what people call them.
  'dbPassword db_pwd adminpass root_password ADMIN_PASS mysql_pass pgpass smtp_pass userpwd dbpwd keypwd',
  'storePassword keyPassword keystorePassword trustStorePassword bindPassword bindDn_password pre_shared_key psk wpa_psk',
  'signing_key signingKey encryption_key encryptionKey masterKey master_key private_key privateKey hmacSecret',
  'webhook_secret client_secret consumer_secret consumerSecret shared_secret sharedSecret app_secret appSecret',
  'api_secret secret_key secretKey secretAccessKey access_key accessKey accountKey storage_account_key license_key',
  'licenseKey auth_token authToken access_token refresh_token id_token session_token sessionToken bot_token',
  'personal_access_token deploy_token registration_token csrf_token xsrfToken bearer_token jwt_secret cookie_secret',
  'passphrase pass_phrase backup_codes backupCodes recoveryCode otp_secret totp_secret seed_phrase',
  'passwort contrasena wachtwoord haslo heslo parola losenord',
  'passw0rd contrasenia clave_acceso ntlm_hash mnemonicPhrase seed_words security_answer snmpCommunity csc tanCode',
  'age_key sopsAgeKey communityString SNMP_COMMUNITY_STRING snmpRoCommunity authorizationFingerprint',
  'MATCH_PASSWORD enable_password enablePassword enable_secret wifiKey wep_key wpaKey FB_PAGE_TOKEN',
  'codigo_verificacion sso_ticket enc_key encKey cryptoKey sasKey activationKey signatureKey tacacs_key totp_seed walletSeed spendKey',
].flatMap((line) => line.split(' '));

const UNICODE = [
  'contraseña',
  'пароль',
  '密码',
  'mot_de_passe_été',
  'hasło',
  'lösenord',
  'şifre',
  '密碼',
  'パスワード',
  '비밀번호',
  '暗証',
  '비번',
  'секретный_ключ',
  'bestätigungscode',
  'código_de_verificación',
  '验证码',
];

const KEYS = [...ASCII, ...UNICODE];

/** Names that other things have too: letters that are a word may be the name of a column, a file or a place. */
const LOOKING = (
  'primaryKey pat secondaryKey datadogKey newRelicKey geminiKey firebaseKey mailchimpKey cosmosKey product_key InstrumentationKey ' +
  'keytab assertion authHeader challengeResponse seed xprv app_key appkey partnerKey applicationKey ' +
  'auth_req_id js_code rlkey stok tkn input_token'
).split(' ');

/** Names of services, and of what has a word's name: a key of theirs is long. */
const DENSE =
  'SUPABASE_KEY TMDB_KEY openWeatherMapKey WEATHER_KEY NEWS_KEY merchantKey mch_key transactionKey IntegratorKey listenKey passkey api_hash STRIPE_SK'.split(
    ' ',
  );

/** Each name in each format. */
const named = (kind: string, keys: readonly string[], inXml: readonly string[], more: More = {}): MaskedRow[] => [
  ...masked(
    `JSON${kind}`,
    JSON_TYPE,
    keys.map((key) => `{"a":1,"${key}":"§","b":2}`),
    more,
  ),
  ...masked(
    `properties${kind}`,
    TEXT,
    keys.map((key) => `a=1\n${key}=§\nb=2\n`),
    more,
  ),
  ...masked(
    `YAML${kind}`,
    YAML,
    keys.map((key) => `x:\n  a: 1\n  ${key}: §\n  b: 2\n`),
    more,
  ),
  ...masked(
    `form${kind}`,
    FORM,
    keys.map((key) => `a=1&${encodeURIComponent(key)}=§&b=2`),
    { ...more, signs: '!$*-.^~' },
  ),
  ...masked(
    `XML${kind}`,
    XML,
    inXml.map((key) => `<x><a>1</a><${key}>§</${key}><b>2</b></x>`),
    more,
  ),
];

const ESCAPED_AMPERSAND = masked('form', FORM, ['a=1&password=§\\&b=2'], { signs: '!$*-.^~' });

/** The same, where a word that is long enough is proof too. */
const WORDS = [
  ...masked(
    'name that a long word proves',
    JSON_TYPE,
    ['app_key', 'appkey', 'partnerKey', 'applicationKey', 'pat', 'sas'].map((key) => [
      key,
      (m) => `{"a":1,"${key}":"${m.keep('wandelhorse')}","b":2}`,
    ]),
    { looks: ['word'], isFixed: true },
  ),
  ...masked(
    'name that a long word proves',
    'target',
    ['key', 'appid'].map((key) => [key, (m) => `/data/weather?q=London&${key}=${m.keep('wandelhorse')}&n=1`]),
    { looks: ['word'], isFixed: true },
  ),
];

/** A key that is made of a word that says so and of another. */
const COMPOUND = masked('compound', JSON_TYPE, [
  '{"a":1,"shopDbPass":"§","b":2}',
  '{"a":1,"MYAPP_PSWD":"§","b":2}',
  '{"a":1,"ftp-creds":"§","b":2}',
  '{"a":1,"githubPat":"§","b":2}',
  '{"a":1,"GITLAB_PAT":"§","b":2}',
  '{"a":1,"nova_senha":"§","b":2}',
  '{"a":1,"contraseña_nueva":"§","b":2}',
  '{"a":1,"новый_пароль":"§","b":2}',
  '{"a":1,"旧密码":"§","b":2}',
  '{"a":1,"password2":"§","b":2}',
  '{"a":1,"password_confirmation":"§","b":2}',
  '{"a":1,"confirmPassword":"§","b":2}',
  '{"a":1,"oldPassword":"§","b":2}',
  '{"a":1,"_password":"§","b":2}',
  '{"a":1,"$password":"§","b":2}',
  '{"a":1,"@password":"§","b":2}',
  '{"a":1,"Password ":"§","b":2}',
  '{"a":1,"WiFi Password":"§","b":2}',
]);

/** The code of a second step, where a flag may stand too. */
const CODES = ['2fa', 'mfa', 'two_factor', 'twoFactor'].flatMap((name) => [
  ...masked(
    'code',
    JSON_TYPE,
    [
      [name, (m) => `{"user":"ada","${name}":"${m.keep(m.random.text('23456789', 6))}","n":1}`],
      [`${name}, a number`, (m) => `{"user":"ada","${name}":${m.keep(m.random.text('23456789', 6))},"n":1}`],
    ],
    { looks: ['word'] },
  ),
  ...masked('code in a form', FORM, [[name, (m) => `user=ada&${name}=${m.keep(m.random.text('23456789', 6))}&n=1`]], {
    looks: ['word'],
  }),
]);

export const KEY_NAMES: readonly MaskedRow[] = [
  ...named('', KEYS, ASCII.slice(0, 30)),
  ...named(', proved by its look', LOOKING, LOOKING.slice(0, 4), { looks: GUESS }),
  ...named(', proved by its length', DENSE, DENSE.slice(0, 2), { looks: ['word'] }),
  ...masked('beside the key of an access', JSON_TYPE, ['{"ak":"MadeUp","sk":"§","n":1}'], { looks: ['word'] }),
  ...masked('beside the key of an access', FORM, ['ak=MadeUp&sk=§&n=1'], { looks: ['word'], signs: '' }),
  ...CODES,
  ...masked('name that a look proves', JSON_TYPE, ['{"a":1,"sas":"§","b":2}'], { looks: GUESS }),
  ...ESCAPED_AMPERSAND,
  ...WORDS,
  ...COMPOUND,
];
