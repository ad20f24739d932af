// SPDX-License-Identifier: Apache-2.0

/** What a value must look like where a key's word alone is no proof. */
export type Proof =
  /** As `looksSecret` says. */
  | 'look'
  /** The word stands amid the key: a value of several words is a message. */
  | 'no text'
  /** Of an OAuth callback: beside the other of `code` and `state`, or in a callback's path, no proof is needed. */
  | 'callback'
  /** Letters and digits without a break, as many as a key has. */
  | 'dense'
  /** The same, or a word that is longer than what is chosen from a list. */
  | 'word'
  /** No name of a coin, and no address of one. */
  | 'no coin'
  /** No path of a file. */
  | 'no path'
  /** Digits, as many as a code has. */
  | 'code'
  /** An address with a secret in its query. */
  | 'link'
  /** A ticket of CAS. */
  | 'ticket'
  /** The digits of a card. */
  | 'digits';

/** Where in a key a word makes it secret. */
type Place =
  /** It ends a part of the key: `dbpassword`, `user_password_2`. */
  | 'end'
  /** It is a part of its own, and behind it stands nothing but what `behind` has. */
  | 'last'
  /** The same, and nothing stands before it. */
  | 'whole'
  /** The same, but in no query or form. */
  | 'whole key'
  /** As `last`, in a query or form only. */
  | 'pair'
  /** As `whole`, in a query or form only. */
  | 'whole pair';

interface Kind {
  rule: string;
  place: Place;
  masksNumbers?: true;
  proof?: Proof;
}

export interface Word {
  word: string;
  rule: string;
  place: Place;
  masksNumbers: boolean;
  proof?: Proof;
}

const kinds: readonly (readonly [Kind, words: string])[] = [
  [
    { rule: 'password', place: 'end', masksNumbers: true },
    `password passwd passwort pass-phrase pass-code passwrd passw0rd pswd pwd userpass dbpass keypass storepass sshpass requirepass masterauth authtok
     kennwort zugangs-code contraseña contrasena contrasenia contrasenya clave-acceso clave-de-acceso pw-hash ntlm-hash contrasinal pasahitza senha palavra-passe palavra-chave mot-de-passe
     mots-de-passe parola-chiave wachtwoord lösenord losenord adgangskode kodeord passord salasana lykilorð hasło haslo heslo
     jelszó jelszo geslo lozinka zaporka parool slaptažodis slaptazodis şifre sifre kata-sandi kata-laluan mat-khau mật-khẩu
     пароль пароля паролю паролем парола лозинка κωδικός-πρόσβασης συνθηματικό סיסמה סיסמא كلمة-المرور كلمة-السر گذرواژه
     密码 密碼 口令 パスワード 暗証番号 暗証 비밀번호 비번 암호 รหัสผ่าน पासवर्ड`,
  ],
  [{ rule: 'password', place: 'last', masksNumbers: true }, 'pw psw passw pwrd mdp parola clave'],
  // "pass": 100 counts tests.
  [{ rule: 'password', place: 'last' }, 'pass'],
  [
    { rule: 'secret', place: 'end', masksNumbers: true },
    'secret credential secreto segredo geheim geheimnis секрет recovery-phrase seed-phrase mnemonic-phrase seed-words security-answer snmp-community snmp-ro-community snmp-rw-community community-string',
  ],
  [{ rule: 'secret', place: 'last', masksNumbers: true }, 'psk cred creds mnemonic'],
  [
    { rule: 'secret', place: 'end', masksNumbers: true },
    `security-code verification-code verify-code confirmation-code confirm-code activation-code recovery-code backup-code scratch-code
     mfa-code 2fa-code tfa-code two-factor-code otp-code totp-code sms-code email-code login-code sign-in-code pin-code reset-code
     access-code auth-code authentication-code authorization-code device-code user-code one-time-code one-time-password challenge-code
     card-code card-verification-value card-verification-number cvv-code cvc-code pin-number pin-block unlock-code emergency-code tan-code
     bestätigungscode verifizierungscode sicherheitscode codigo-verificacion codigo-de-verificacion codigo-seguridad codigo-de-seguridad
     código-de-verificación código-de-seguridad código-de-verificação código-de-segurança engangskode einmalcode 验证码 驗證碼 認証コード 確認コード 인증코드 인증번호`,
  ],
  [{ rule: 'secret', place: 'last', masksNumbers: true }, 'pin otp totp hotp cvv cvv2 cvc cvc2 csc cvn cvn2 puk mtan'],
  // Of a login's second step; elsewhere it says whether there is one.
  [{ rule: 'secret', place: 'whole', masksNumbers: true, proof: 'code' }, '2fa mfa tfa two-factor'],
  // Before other words these make a message or a flag: of fastlane, of Cisco's devices.
  [{ rule: 'password', place: 'whole', masksNumbers: true }, 'match-password enable-password'],
  [{ rule: 'secret', place: 'whole', masksNumbers: true }, 'enable-secret'],
  [{ rule: 'secret', place: 'whole', proof: 'no path' }, 'google-application-credentials'],
  [{ rule: 'secret', place: 'last' }, 'auth authorization verifier'],
  [{ rule: 'secret', place: 'end' }, 'code-verifier'],
  // A role in Keycloak.
  [{ rule: 'secret', place: 'end', proof: 'no text' }, 'uma-authorization'],
  // Vaults of clouds name their secrets so, HashiCorp's logs in with it.
  [{ rule: 'secret', place: 'end', proof: 'look' }, 'secret-id auth-header authorization-header challenge-response'],
  [
    { rule: 'token', place: 'end' },
    `token tokens jeton токен oob-code saml-response saml-art saml-assertion client-assertion id-token-hint sso-ticket login-ticket auth-ticket otcs-ticket
     authorization-fingerprint proxy-granting-ticket proxy-ticket service-ticket github-pat gitlab-pat bitbucket-pat gitea-pat azure-pat devops-pat ado-pat
     jira-pat docker-pat docker-hub-pat airtable-pat databricks-pat snowflake-pat gh-pat gl-pat user-pat access-pat
     fb-page-token facebook-page-token`,
  ],
  // Of bank accounts by an app, of a login by WeChat, of shared links and routers; of a client of Telegram.
  [{ rule: 'token', place: 'whole', proof: 'look' }, 'auth-req-id js-code rlkey stok input-token'],
  [{ rule: 'token', place: 'last', proof: 'look' }, 'tkn'],
  [{ rule: 'token', place: 'end', proof: 'dense' }, 'api-hash'],
  // What is exchanged for what.
  [
    { rule: 'token', place: 'whole', proof: 'no coin' },
    'from-token to-token base-token quote-token sell-token buy-token',
  ],
  // What a language model or a parser makes of a text.
  [{ rule: 'token', place: 'whole', proof: 'look' }, 'tokens'],
  [{ rule: 'token', place: 'last' }, 'jwt csrf xsrf bearer wresult'],
  [{ rule: 'token', place: 'last', proof: 'look' }, 'pat assertion'],
  [{ rule: 'token', place: 'whole', proof: 'word' }, 'pat sas'],
  // Of a bank.
  [{ rule: 'secret', place: 'whole', masksNumbers: true, proof: 'code' }, 'tan'],
  // Who has the address is let in.
  [
    { rule: 'token', place: 'whole', proof: 'link' },
    'magic-link magic-url reset-link reset-url password-reset-link invite-link invite-url invitation-link',
  ],
  [
    { rule: 'api_key', place: 'end', masksNumbers: true },
    `api-key access-key principal-key secret-key secret-access-key private-key priv-key account-key encryption-key decryption-key encrypt-key decrypt-key
     crypt-key cipher-key signing-key sign-key sig-key master-key subscription-key shared-key pre-shared-key auth-key session-key
     unseal-key hmac-key deploy-key storage-key license-key licence-key insert-key ingest-key ingestion-key consumer-key admin-key
     root-key service-key service-role-key anon-key recovery-key wrapping-key symmetric-key aes-key des-key rsa-key
     jwt-key cookie-key function-key functions-key integration-key machine-key webhook-key stream-key enc-key crypto-key sas-key
     activation-key signature-key kerberos-key tacacs-key radius-key totp-seed otp-seed wallet-seed seed-hex spend-key секретный-ключ
     nonce-salt nonce-key logged-in-salt logged-in-key
     fernet-key sdk-key certificate-key ssh-key totp-key chave-api clé-api clave-secreta clé-secrète wifi-key wep-key wpa-key`,
  ],
  // Databases, rings of keys and programs have these for other things too.
  [
    { rule: 'api_key', place: 'end', proof: 'look' },
    `primary-key secondary-key routing-key write-key read-key server-key client-key user-key tls-key ssl-key cert-key gpg-key pgp-key
     customer-key security-key project-api-key live-key test-key dev-key prod-key sendgrid-key mailgun-key stripe-key openai-key google-key maps-key
     github-key aws-key azure-key datadog-key new-relic-key gemini-key firebase-key mailchimp-key twilio-key slack-key sentry-key
     algolia-key anthropic-key cosmos-key search-key gcm-key fcm-key product-key serial-key instrumentation-key keytab`,
  ],
  // What people call the keys of services in an environment; those whose names are words of the language stand alone.
  [
    { rule: 'api_key', place: 'end', proof: 'dense' },
    `supabase-key nuget-key pinecone-key cohere-key tmdb-key omdb-key owm-key vultr-key typesense-key mistral-key groq-key replicate-key
     huggingface-key deepl-key deepseek-key elevenlabs-key perplexity-key tavily-key serpapi-key serper-key firecrawl-key openrouter-key jina-key
     weaviate-key qdrant-key langchain-key langsmith-key langfuse-key helicone-key mixpanel-key postmark-key sparkpost-key brevo-key
     klaviyo-key intercom-key hubspot-key pipedrive-key airtable-key asana-key trello-key clickup-key dropbox-key cloudinary-key imgix-key
     unsplash-key pexels-key giphy-key mapbox-key openweather-key openweathermap-key alphavantage-key finnhub-key coingecko-key
     etherscan-key bscscan-key polygonscan-key infura-key alchemy-key moralis-key pusher-key onesignal-key digitalocean-key linode-key hetzner-key
     cloudflare-key fastly-key netlify-key vercel-key railway-key heroku-key snyk-key sonar-key codecov-key pagerduty-key opsgenie-key
     honeycomb-key logtail-key loggly-key rollbar-key bugsnag-key shodan-key virustotal-key censys-key ipinfo-key ipstack-key abuseipdb-key
     newsapi-key youtube-key spotify-key paypal-key razorpay-key paystack-key adyen-key chargebee-key easypost-key shippo-key contentful-key
     strapi-key meilisearch-key assemblyai-key deepgram-key stability-key runpod-key zendesk-key freshdesk-key mailjet-key
     mailersend-key vonage-key nexmo-key plivo-key messagebird-key telnyx-key geoapify-key tomtom-key locationiq-key opencage-key
     exchangerate-key fixer-key currencylayer-key aviationstack-key rapidapi-key scraperapi-key zenrows-key browserless-key
     figma-key gitbook-key storyblok-key hygraph-key plaid-key coinbase-key binance-key kraken-key bybit-key steam-key twitch-key
     merchant-key mch-key transaction-key integrator-key listen-key`,
  ],
  [
    { rule: 'api_key', place: 'whole', proof: 'dense' },
    `weather-key news-key render-key together-key fireworks-key exa-key voyage-key resend-key segment-key amplitude-key notion-key linear-key
     monday-key polygon-key ably-key square-key sanity-key elastic-key passkey`,
  ],
  // Beside the key of an access, `ak`; elsewhere a language.
  [{ rule: 'api_key', place: 'last', proof: 'dense' }, 'sk'],
  [{ rule: 'api_key', place: 'end', proof: 'word' }, 'app-key application-key partner-key'],
  [{ rule: 'api_key', place: 'last', proof: 'look' }, 'plaintext pepper hmac'],
  [{ rule: 'api_key', place: 'whole', proof: 'look' }, 'salt app-salt'],
  // What Vault gives who unseals it.
  [{ rule: 'api_key', place: 'whole' }, 'keys-base'],
  // Other words end in `age`.
  [{ rule: 'api_key', place: 'whole', masksNumbers: true }, 'age-key sops-age-key'],
  // What the members of a cluster of Consul or Nomad share; elsewhere it says how.
  [{ rule: 'api_key', place: 'whole', proof: 'dense' }, 'encrypt'],
  [{ rule: 'api_key', place: 'whole', proof: 'dense' }, 'keys'],
  // Of a wallet; programs have seeds of randomness too.
  [{ rule: 'api_key', place: 'whole', proof: 'dense' }, 'seed xprv'],
  [{ rule: 'session', place: 'end', masksNumbers: true }, 'session-id sessid'],
  [{ rule: 'session', place: 'last' }, 'sid'],
  [{ rule: 'session', place: 'end' }, 'cookie'],
  [{ rule: 'session', place: 'last', proof: 'no text' }, 'session'],
  [
    { rule: 'card', place: 'end', masksNumbers: true },
    'card-number card-num card-no credit-card cc-number cc-num cc-no kartennummer numero-tarjeta номер-карты',
  ],
  [{ rule: 'card', place: 'last', masksNumbers: true, proof: 'digits' }, 'pan'],
  [{ rule: 'signature', place: 'pair' }, 'sig signature'],
  // Of interfaces for payments; elsewhere it is of a zodiac, or the sign of a number. In a query it needs others beside it.
  [{ rule: 'signature', place: 'whole key', proof: 'dense' }, 'sign'],
  [{ rule: 'api_key', place: 'whole pair', proof: 'word' }, 'key appid'],
  [{ rule: 'api_key', place: 'whole pair', proof: 'look' }, 'assertion hmac'],
  [{ rule: 'token', place: 'whole pair', proof: 'callback' }, 'code state'],
  [{ rule: 'token', place: 'whole pair', proof: 'ticket' }, 'ticket pgt pgtiou pgtid'],
  // What comes with a login from one server to another.
  [
    { rule: 'token', place: 'whole pair' },
    'relaystate samlrequest logoutrequest wctx nonce code-challenge session-state',
  ],
];

/** A hyphen shows where the parts of a key may be separated. The longest word that fits is taken. */
export const secretWords: readonly Word[] = kinds.flatMap(
  ([{ rule, place, masksNumbers = false as boolean, proof }, words]) =>
    words
      .split(/\s+/)
      .map((word) => ({ word: word.normalize('NFC'), rule, place, masksNumbers, ...(proof && { proof }) })),
);

/** One of these is in every key that `Names.ofKey` finds secret: small letters, and for others than ASCII without those whose case differs. */
export const keyWords: readonly string[] = (
  'pass pwd psw pw secret token key cred auth session sessid sid sig pin otp cvv cvc cvn csrf xsrf jwt bearer verifier psk cookie code phrase ' +
  'magiclink magic_link magic-link magicurl magic_url magic-url resetlink reset_link reset-link reseturl reset_url reset-url ' +
  'invitelink invite_link invite-link inviteurl invite_url invite-url invitationlink invitation_link invitation-link ' +
  'salt pepper hmac geheim verification mnemonic assertion saml wresult plaintext ticket seed xprv snmp challenge csc ntlm answer encrypt communitystr community_str community-str digo card ccn cc_n cc-n kartennummer tarjeta pan puk mtan jeton mdp pat ' +
  '_sk twofactor two_factor two-factor tkn stok apihash api_hash api-hash kennwort contrase contrasinal pasahitza senha palavra parola wachtwoord senord kodeord adgangskode engangskode salasana lykilor ' +
  'hasło hasŁo haslo heslo jelsz geslo lozink zaporka parool slapta ifre sandi laluan khau kh\u1ea9u kh\u1ea8u segredo chave clave clé clÉ ' +
  'ароль АРОЛ арол екрет ЕКРЕТ окен ОКЕН озинк ОЗИНК карт КАРТ ωδικ ΩΔΙΚ υνθηματικ ΥΝΘΗΜΑΤΙΚ סיסמ كلمة گذرواژه ' +
  '密码 密碼 口令 パスワード 暗証 비밀번호 비번 암호 รหัสผ่าน पासवर्ड 验证码 驗證碼 認証コード 確認コード 인증코드 인증번호'
).split(' ');

/** Words that stand in many others: a key begins with them, behind a quote or what separates pairs. */
export const shortWords: readonly string[] = ['sas', 'tan', 'sk', '2fa', 'mfa', 'tfa'];

/** The same for what only `Names.ofPair` finds secret. */
export const pairWords: readonly string[] = ['appid', 'state', 'pgt', 'logoutrequest', 'wctx', 'nonce'];
