// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { harmlessHeaders, secretHeaders } from '../../../../src/redact/tables/headers.ts';
import { headerWords, keyWords, Names, pairWords, shortWords } from '../../../../src/redact/tables/names.ts';
import { secretWords } from '../../../../src/redact/tables/secret-words.ts';

const names = new Names([]);
const rows = (text: string): string[] => text.trim().split(/\s+/);

/** By rule: keys of today, and of the cases' row "keys that are not known". */
const secret: Record<string, string> = {
  password: `password Password PASSWORD userPassword2 user_password DB_PASSWORD MYSQL_ROOT_PASSWORD passwd db_passwd pass pw pwd psw
    newPassword old_password password_confirmation passwordConfirm confirmPassword currentPassword password_again password2
    dbpass userpass keypass storepass smtppass SSHPASS pswd bindpw rootpw mypwd userPass SMTP_PASS pass-word PassWord
    spring.kafka.consumer.properties.schema.registry.ssl.key.password passwordHash user[password] user.password
    Serilog__WriteTo__1__Args__sinkOptions__connection__auth__Password wsse:Password db/password requirepass masterauth
    kennwort contraseña contrase\u006e\u0303a CONTRASEÑA clave senha mot_de_passe motDePasse пароль ПАРОЛЬ 密码 passwort wachtwoord şifre hasło HASŁO
    userPasswordHash PASSWORD_ADMIN javax.net.ssl.keyStorePassword passphrase SSH_KEY_PASSPHRASE CB-ACCESS-PASSPHRASE parola`,
  token: `token access_token accessToken refreshToken id_token id_token_hint csrf csrf-token csrfmiddlewaretoken xsrf jwt bearer pat GITHUB_PAT
    X-Auth-Token tokens authTokens _authToken remember_token reset_token password_reset_token hub.verify_token client_assertion
    SAMLResponse wresult bot_token oauth_token tokenId tokenValue TOKEN_GITHUB botToken2 NPM_TOKEN deviceToken`,
  secret: `secret client_secret clientSecret SECRET webhook_secret credential credentials creds auth _auth pin userPin pin_code pinCode otp totp cvv cvv2
    cvc cvn securityCode card_verification_value mfa_code verification_code recovery_codes mnemonic device_code user_code psk authorization proxyAuthorization
    code_verifier authCode 2fa_code backupCodes`,
  api_key: `api_key apiKey APIKey X-Api-Key api-keys secretKey secret_key SECRET_KEY_BASE privateKey private_key accountKey access_key
    AWS_SECRET_ACCESS_KEY accessKeyId encryptionKey signing_key masterKey subscription-key primaryKey presharedKey pre_shared_key unseal_key
    hmac_key deployKey licenseKey client-key-data X-Honeycomb-Team krbPrincipalKey plaintext Plaintext keys`,
  session: 'session session_id sessionId PHPSESSID JSESSIONID connect.sid sid cookie cookies',
  card: 'card_number cardNumber cc_number ccNumber creditCard pan',
};

/** "Must be shown", and words that only look like a secret's. */
const harmless = rows(`
  token_type tokenType token_endpoint password_policy passwordPolicy max_token_length tokenCount password_expires secretName secretKeyRef
  imagePullSecrets csrfHeaderName password_reset_url passwordHint passwordLabel password_placeholder passwordTitle passwordMessage
  login.password.placeholder errors.password.tooShort forgot_password forgotPassword invalid_password invalidToken resetPassword
  unexpected_token showPassword hasPassword requirePassword password_required prompt_tokens max_tokens total_tokens cached_tokens stop_token_ids
  completion_tokens max_new_tokens cache_creation_input_tokens nextPageToken NextToken pageToken clientToken continuationToken
  ClientRequestToken syncToken NextContinuationToken passwordless tokenizer tokenization author authorName authority passenger compass bypass
  passive passport spinner opinion pinned pins_count spin session_duration sessionDuration session_count cookie_policy cookieConsent
  cookieconsent secretary keynote keyboard key Sid publishableApiKey publicKey primary foreignKey sidebar inside outside encompass shipping pinterest
  typing authorizations_url oauth oauth2 OAuth access-control-allow-credentials allowCredentials name value id type state code
  newResult fastpass_lane pin-sha256 sig signature ticket appid js-tokens password_file tokenizer_config sidecar asset assessment subpass renderPass PWDEBUG_MODE OLDPWD
  tokenEndpoint authorization_endpoint token_endpoint_auth_methods_supported cookieName secret_name description`);

describe('the key of a secret', () => {
  for (const [rule, keys] of Object.entries(secret)) {
    for (const key of rows(keys)) test(`${rule}: ${key}`, () => assert.equal(names.ofKey(key)?.rule, rule));
  }
  for (const key of [
    'pass word',
    'Confirm new password',
    'password (again)',
    'API Key',
    'csrf token',
    'Database Password',
  ])
    test(key, () => assert.notEqual(names.ofKey(key), undefined));
  for (const key of harmless) test(`none: ${key}`, () => assert.equal(names.ofKey(key), undefined));
  for (const key of ['Enter your password', 'Your password has been changed', 'The token is invalid', ''])
    test(`none: ${key}`, () => assert.equal(names.ofKey(key), undefined));
});

test('a key says which word made it secret, and whether numbers are', () => {
  assert.deepEqual(names.ofKey('userPin'), { rule: 'secret', word: 'pin', masksNumbers: true });
  assert.deepEqual(names.ofKey('api_tokens'), { rule: 'token', word: 'tokens', masksNumbers: false });
  assert.deepEqual(names.ofKey('mail_pass'), { rule: 'password', word: 'pass', masksNumbers: false });
  assert.deepEqual(names.ofKey('primaryKey')?.proof, 'look');
  assert.deepEqual(names.ofKey('password_for_backup')?.proof, 'no text');
});

describe('a pair of a query or form', () => {
  const pairs = {
    signature: 'sig signature X-Amz-Signature',
    api_key: 'key appid api_key',
    token:
      'code state RelayState SAMLRequest nonce pgtIou oobCode code_challenge session_state ticket access_token SAMLResponse',
    password: 'password user[password] pass+word',
    session: 'sid PHPSESSID',
  };
  for (const [rule, keys] of Object.entries(pairs)) {
    for (const key of rows(keys))
      test(`${rule}: ${key}`, () => assert.equal(names.ofPair(key.replaceAll('+', ' '))?.rule, rule));
  }
  for (const key of ['q', 'page', 'status_code', 'keyword', 'nextPageToken', 'signature_type'])
    test(`none: ${key}`, () => assert.equal(names.ofPair(key), undefined));
  test('code and state are proven by a callback or by their look', () => {
    assert.equal(names.ofPair('code')?.proof, 'callback');
    assert.equal(names.ofPair('state')?.proof, 'callback');
  });
});

describe('a header field', () => {
  const fields = {
    authorization: 'Authorization PROXY-AUTHORIZATION Authentication',
    cookie: 'Cookie set-cookie',
    api_key: `X-Key X_API_KEY X-SSL-Client-Key DD-APPLICATION-KEY X-Honeycomb-Team X-License-Key X-Insert-Key X-ClickHouse-Key X-Foo-Key ShopKey
      x-amz-server-side-encryption-customer-key X-Registry-Config`,
    password: 'CB-ACCESS-PASSPHRASE X-Password X-User-Password',
    token: 'X-Amz-Foo-Token X-Foo-Csrf-Token',
    secret: 'X-My-Secret-Thing X-Foo-Credential X-Client-Secret',
    session: 'X-Session-Id X-Session',
  };
  for (const [rule, list] of Object.entries(fields)) {
    for (const field of rows(list)) test(`${rule}: ${field}`, () => assert.equal(names.ofHeader(field)?.rule, rule));
  }
  for (const field of secretHeaders) {
    test(`known: ${field}`, () => {
      assert.notEqual(names.ofHeader(field), undefined);
      assert.equal(names.isKnownHeader(field.toUpperCase()), true);
    });
  }
  for (const field of harmlessHeaders) test(`none: ${field}`, () => assert.equal(names.ofHeader(field), undefined));
  for (const field of rows(`Host Accept Content-Type WWW-Authenticate Access-Control-Allow-Headers Access-Control-Allow-Credentials
    X-Session-Duration x-ratelimit-remaining-tokens Authentication-Results DKIM-Signature pin pass auth key sid X-Token-Type
    Monkey X-Shop-Public-Key Sec-CH-UA Clear-Site-Data X-Author Sec-WebSocket-Key Idempotency-Key`)) {
    test(`none: ${field}`, () => assert.equal(names.ofHeader(field), undefined));
  }
});

describe('the literals', () => {
  const lowered = [...keyWords, ...headerWords, ...shortWords];
  const hasLiteral = (key: string) => lowered.some((literal) => key.normalize('NFC').toLowerCase().includes(literal));
  for (const { word, place } of secretWords) {
    const literals = place.endsWith('pair') ? [...lowered, ...pairWords] : lowered;
    for (const written of [word, word.replaceAll('-', '')])
      test(`${written} has one`, () => assert.ok(literals.some((literal) => written.includes(literal))));
  }
  for (const keys of Object.values(secret)) {
    for (const key of rows(keys)) test(`${key} has one`, () => assert.ok(hasLiteral(key)));
  }
  for (const field of secretHeaders) test(`${field} has one`, () => assert.ok(hasLiteral(field)));
});

test("the user's names are shown, in any style, and nothing but they", () => {
  const own = new Names(['deploy-token', 'X-License-Key', 'sid']);
  for (const key of ['deployToken', 'DEPLOY_TOKEN', 'a.b.deploy-token', 'data[deployToken]', 'sid', 'connect.sid'])
    assert.equal(own.ofKey(key), undefined, key);
  assert.equal(own.ofHeader('x-license-key'), undefined);
  assert.equal(own.isKnownHeader('x-license-key'), false);
  for (const key of ['myDeployToken', 'token', 'sids', 'deploy_token_secret'])
    assert.notEqual(own.ofKey(key), undefined, key);
});

test('as many keys as an attacker likes', () => {
  for (let index = 0; index < 5_000; index += 1) assert.equal(names.ofKey(`a${index}b_password`)?.rule, 'password');
});
