// SPDX-License-Identifier: Apache-2.0
import type { SecretName } from './names.ts';

/** Values that are no secret, whatever the key: "flags, words, labels; true, false, null, empty", and types of schemas. */
const plainWords = new Set(
  `~ true false null none undefined nil nan yes no on off y n t f ok
   read write admin readwrite read-write readonly read-only owner user guest public private internal all any always never auto
   required optional enabled disabled enable disable allow allowed deny denied default inherit inherited unset empty missing
   present absent valid invalid active inactive expired pending success successful failed failure fail pass passed error unknown
   string text integer int number boolean bool object array date datetime date-time uuid uri url email hidden visible
   binary bytes byte base64 hex plain json xml html file secret-key
   basic bearer digest negotiate ntlm oauth oauth2 openidconnect oidc saml jwt ldap kerberos anonymous session apikey api_key
   header query body cookie path form left right top bottom center middle inline block
   include omit same-origin strict lax secure httponly memory redis database session-cookie onload register loggedout not_set hours minutes days seconds
   placeholder example sample todo tbd n/a na redacted filtered masked hidden removed omitted scrubbed sanitized secret-redacted
   confirm confirmation bestätigung bestätigen bevestiging bekreftelse bekræftelse megerősítés potvrzení potvrdenie
   potwierdzenie conferma confirmación confirmação confirmar confirmer first last other login logout get post put delete`.split(
    /\s+/,
  ),
);
/** A text that is shown where it has one of its key's own words in it, by rule: beginnings of words, in small letters. */
const ownWords: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries({
    password:
      'password passwort passwörter kennwort kennworts contraseña contrasena contrasenya contrasinal senha passe passphrase passcode pass pwd ' +
      'passfrase pasfraz frase parolfrazo wachtwoord lösenord adgangskode passord salasana salasõna hasł haseł hesl jelsz jelsav geslo lozink zaporka parool slaptažod ' +
      'şifre şifrə parol pasvort lykilorð fjalëkalim pasahitz sandi laluan mật passfrase parole heslo heslá pin ' +
      'пароль парол лозинк нууц κωδικ συνθηματικ პაროლ գաղտնաբառ סיסמ كلمة رمز گذرواژ عبارت পাসওয়ার্ড पासवर्ड कूटशब्द கடவுச் రహస్య ລະຫັດ รหัสผ่าน ' +
      '密码 密碼 口令 パスワード 暗証番号 비밀번호 암호',
    token: 'token jeton žeton токен รหัส 令牌 憑證 トークン 토큰 jwt csrf xsrf bearer pat assertion رمز توکن',
    api_key:
      'key keys clé clef schlüssel clave chave chiave llave llaves sleutel nyckel nøgle nøkkel avain võti võtmed klucz klíč kľúč ključ kulcs anahtar açar raktas cheie ŝlosil ' +
      'lykil gako giltz κλειδ ключ מפתח مفتاح مفاتيح کلید 密钥 密鑰 金鑰 キー 키 khóa kunci plaintext',
    secret:
      'secret geheim secreto segredo segreto hemlig hemmelig sekret секрет тайн таен tajn tajem gizli rahasia μυστικ titk titok salai secrèt segret slapt سر سري مخفی סוד 机密 密钥 シークレット 시크릿 ' +
      'credential credenciais credenziali credenciales identifiants anmeldedaten zugangsdaten inloggegevens accréditation ' +
      'code codes código códigos codice codici koodi kod kód κωδικ код رمز کد 代码 验证码 驗證碼 コード 코드 ' +
      'pin otp totp hotp cvv cvc cvn csc auth authorization authentication authentification authentifizierung autenticación autenticação psk verifier creds cred puk',
    session:
      'session sitzung sesión sesiones sessão sessões sessione sessioni sessie sessies istunto istunnot relace sesja sesje сеанс сессия جلسة 会话 會話 工作階段 セッション 세션 cookie cookies sid',
    card: 'card karte carte tarjeta cartão carta kaart kort karta карта карты 卡 カード 카드 pan number nummer',
    cookie: 'cookie',
    authorization: 'authorization',
    signature: 'signature',
  }).map(([rule, words]) => [rule, words.split(' ')]),
);
const noLetters = /[^\p{L}\p{M}]/u;
const hasNoBlanks = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

const PLACEHOLDER =
  /^(?:[*x•●.·\-_#?X]{3,}|<[^<>]*>|\$\{[^}]*\}|\$\([\w.-]*\)|\$[A-Z_][A-Z\d_]*|\$env:\w+|\$?\{\{.*\}\}|\{[\w.$ -]*\}|%[sdqv@]|%\([\w.]+\)s|%[\w.]+%|%\{[^}]*\}|\[[A-Za-z _-]*\]|\((?:redacted|filtered|masked|hidden|removed)\)|<%.*%>|@[\w.]+@|:[a-z_]+|#\{[^}]*\}|__[A-Z_]+__|\?)$/;
/** Behind a quote that ends a text of a program, and a size. */
const CONCATENATED = /^\+.*\+$|^\d+(?:px|em|rem|pt|%)$/;
/** Of an example. */
const CROSSED_OUT = /X{8}|x{8}|\*{6}/;
const VERSION =
  /^(?:[\^~]\d[\w.+-]*|[<>=]{0,2}\s?\d+\.[\dx*]+[\^~<>=|.*x \-\d]*|(?:workspace|npm|file|link|catalog):[\w.@/^~*-]*|\*|latest)$/;
const NUMBER = /^-?\d[\d.,_]*(?:e[+-]?\d+)?%?$/i;
const MEDIA_TYPE = /^(?:application|audio|font|image|message|model|multipart|text|video)\/[\w.+*-]+(?:;.*)?$/;
const URL = /^https?:\/\/[^@\s]*$/;
const ARN = /^arn:aws[\w-]*:/;
const SELECTOR = /^[.#][a-z]+(?:[-_][a-z]+)*$/;
/** A letter of a format: `SSSS` stands for milliseconds. */
const REPEATED = /^([A-Za-z])\1{0,3}$/;
/** The name of a secret in Kubernetes. */
const REFERENCE = /^[a-z]+(?:-[a-z]+)*-[a-z]*(?:secret|token|credentials?|creds|tls|auth)(?:-[a-z\d]{5})?$/;
/** A text that a program puts something into. */
const TEMPLATE = /\{\d\}|\{\w+, ?(?:plural|select)|%\([a-zA-Z_]+\)[sd]|\{\{\s*[\w.$-]+\s*\}\}|<\/?\d>|%\d\$[sd]|\$\{[\w.]+\}.* /;
const PATH = /^(?:[A-Z]:\\|\/)[\w.\\/ -]*$/;
const DENSE = /^(?=.*\d)(?=.*[A-Za-z])[A-Za-z\d+/_-]{20,}={0,2}$/;
const PUBLIC = /^(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-\w+|sk-ssh-\S+|-+BEGIN (?:[A-Z\d ]*PUBLIC KEY|CERTIFICATE))[ -]/;
const TICKET = /^(?:ST|PT|TGT|PGT|PGTIOU)-/;

/** Whether the value is shown although it is bound to a secret's key. */
export function isNoSecret(value: string, key: SecretName): boolean {
  const text = value.trim();
  if (text === '' || plainWords.has(text.toLowerCase()) || PLACEHOLDER.test(text)) return true;
  if (CONCATENATED.test(text) || CROSSED_OUT.test(text)) return true;
  if (NUMBER.test(text) && isCount(text, key)) return true;
  if (VERSION.test(text) || MEDIA_TYPE.test(text) || SELECTOR.test(text) || isOfWord(text, key)) return true;
  if (ARN.test(text) || PUBLIC.test(text) || TEMPLATE.test(text) || (URL.test(text) && isPlainUrl(text))) return true;
  return isLabel(text, key) || isForeign(text) || isWordOfPeople(text, key) || !isProven(text, key);
}

function isCount(text: string, { masksNumbers, rule, word }: SecretName): boolean {
  const digits = text.replace(/\D/g, '').length;
  if (rule === 'card') return digits < 12;
  if (rule === 'password' && digits < 4 && !/pin|code/.test(word)) return true;
  // Behind an id of a session a number is one.
  return !masksNumbers && (word === 'tokens' || digits < (rule === 'session' ? 6 : 16));
}

/** What only values behind this word may be. */
function isOfWord(text: string, { word, rule }: SecretName): boolean {
  // An id of a session is longer, and has no words.
  if (rule === 'session' && (text.length < 3 || isText(text))) return true;
  // A shell's working directory.
  if (word === 'pwd') return PATH.test(text);
  // <button accesskey="s">
  if (word === 'accesskey') return text.length === 1;
  // A parser's token.
  if (rule === 'token') return !/[\p{L}\d]/u.test(text) || REPEATED.test(text);
  // Names of ways to authenticate, and scopes.
  if (word === 'auth' || word === 'authorizationcode') return /^(?:[a-z\d]+\.)+[a-z\d]+#\w+$/i.test(text) || /^[a-z]+:[a-z]+$/.test(text);
  if (word === 'secret') return REFERENCE.test(text);
  // The country code of Palau.
  if (word === 'pw') return /^(?:Pal|Bel)[aá]/.test(text) || /^[^\x20-\x7f]+$/.test(text);
  return false;
}

/** An address that leads to secrets and has none. */
const isPlainUrl = (text: string): boolean =>
  text.split(/[/?&=#:]+/).every((part) => part.length < 40 && (part.includes('.') || !looksSecret(part)));

function isProven(text: string, { proof }: SecretName): boolean {
  switch (proof) {
    case 'look':
    case 'callback':
      return looksSecret(text);
    case 'dense':
      return DENSE.test(text);
    case 'no text':
      return !isText(text);
    case 'ticket':
      return TICKET.test(text);
    case 'digits':
      return text.replace(/\D/g, '').length >= 12;
    default:
      return true;
  }
}

/** A translation: words with accents, or of an alphabet that fields for passwords don't take. */
const isForeign = (text: string): boolean =>
  /^(?!\p{Ll})[\p{L}\p{M}\p{P} ]+$/u.test(text) &&
  (/[\p{Lo}\p{Script=Georgian}]/u.test(text) || (/[^ -~]/.test(text) && BLANK_BETWEEN.test(text)));
const BLANK_BETWEEN = /\p{L}[\p{M}\p{P}]* +\p{P}*\p{L}/u;

/** What a machine makes, as tokens, keys and codes, is no word that begins a sentence; what people choose may be one. */
function isWordOfPeople(text: string, { rule, word }: SecretName): boolean {
  if (LABEL_WITH_COLON.test(text)) return true;
  if (rule === 'password' || word === 'secret' || word === 'authorization' || word.endsWith('phrase')) return false;
  return SENTENCE.test(text) || (NUMBERS.has(word) && TEXT.test(text));
}

const LABEL_WITH_COLON = /^\p{Lu}[\p{L} -]*\p{Ll} ?[:：]$/u;
const SENTENCE =
  /^(?!(?:Bearer|Basic|Token|ApiKey|Apikey|Digest) )(?:\p{Lu}\p{Ll}{2,}|\p{Lu}{2,4}(?= )|\p{Lu}-\p{Ll}+)(?:[ '’-](?:\p{Ll}+|\p{Lu}\p{Ll}*|\p{Lu}{2,4}))*[.:!?…]*$/u;
const TEXT = /^\p{L}+[,.]?(?: \p{L}+[,.]?)+$/u;
/** Words for codes that are digits. */
const NUMBERS = new Set(['pin', 'otp', 'totp', 'hotp', 'cvv', 'cvc', 'cvn']);

/** Words of letters with blanks between them. */
const isText = (text: string): boolean => /^[\p{L}\p{M}\p{P}\p{Sm} \d]+$/u.test(text) && /\p{L} \p{L}/u.test(text);

/** A label or a message that names what the key names: "Password", "Enter your password", "密码不能为空". */
function isLabel(text: string, { rule, word }: SecretName): boolean {
  const own = [...(ownWords[rule] ?? []), word];
  const plain = text
    .normalize('NFC')
    .replace(/\{\{[^}]*\}\}|[%$#]?\{[^}]*\}|<[^>]*>|&\w+;|%[sd@]|%\d\$[sd]/g, ' ')
    .toLowerCase();
  const words = plain.split(/[^\p{L}\p{M}\d]+/u).filter((part) => part !== '');
  if (words.length === 0) return false;
  if (hasNoBlanks.test(plain)) return own.some((part) => hasNoBlanks.test(part) && plain.includes(part));
  const hasOwn = words.some((part) => own.some((candidate) => isForm(part, candidate)));
  if (!hasOwn) return false;
  if (words.length < 3 || !/\s/.test(text.trim())) return /^[\p{L}\p{M} ]+[.:?!…*]{0,3}$/u.test(text.replace(/['’-]/g, ' '));
  return words.every((part) => /^(?:[\p{L}\p{M}]+|\d{1,3})$/u.test(part));
}

/** The word, or one of its forms: with a plural, a case or another word behind it, as German and Finnish write it. */
function isForm(part: string, word: string): boolean {
  if (part === word || part === `${word}s`) return true;
  return word.length >= 4 && part.startsWith(word) && !noLetters.test(part) && part.length <= word.length + 14;
}

const CODE = /=>|&&|\|\||[(){}[\];<>`"']|^[!~&|=]|\?\?|\+\+|--$|::|[=!]==?[^=]/;
const DOTTED = /^[A-Za-z_$][\w$]*(?:(?:\?\.|\.|->|\\)[A-Za-z_$][\w$]*)+$/;
const WORDS = /^[@$#.]?(?:[A-Za-z]+|\d{1,4})(?:[-_./:][A-Za-z]*\d{0,4})*$/;
const EMAIL = /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/;
const OTHER =
  /^(?:https?:\/\/[^?#@]*|\/[\w./-]*|0x[\da-f]{1,8}|#[\da-f]{3,8}|\d+(?:px|em|rem|ms|vh|vw|deg|kb|mb|gb|%)|\d{1,4}(?:[-/.:]\d{1,4}){1,3}(?:T[\d:.]+Z?)?)$/i;
const LEAST = 6;
const LONG = 20;

/** Whether a value that stands behind a secret's word by chance or not is one by its look: no word, name or expression of a program. */
export function looksSecret(value: string): boolean {
  const text = value.trim();
  if (text.length < LEAST || /\s/.test(text) || PLACEHOLDER.test(text) || VERSION.test(text)) return false;
  if (CODE.test(text) || EMAIL.test(text) || OTHER.test(text) || MEDIA_TYPE.test(text)) return false;
  const digits = text.match(/\d+/g) ?? [];
  if (DOTTED.test(text)) return isDense(text);
  if (digits.length > 0) return !/[._]/.test(text) || digits.join('').length > 1;
  return hasManySigns(text) || isRandom(text) || isIrregular(text) || (text.length >= LONG && !isName(text));
}

/** Dotted parts as long as those of tokens: no program's names. */
const isDense = (text: string): boolean =>
  text.split(/\W+/).some((part) => part.length >= LONG && (part.match(/\d+/g) ?? []).length >= 2);

/** Three of: small letters, capitals, signs within. A program puts no such signs into a word. */
function hasManySigns(text: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /\w[@#^%$*!~&+?]+\w/].filter((pattern) => pattern.test(text)).length;
  return kinds === 3 && text.length >= 8;
}

/** Capitals as chance puts them: `xKqPwZrTbNmL` has no words as `getElementById` has. */
function isIrregular(text: string): boolean {
  if (!/^[A-Za-z]{12,}$/.test(text)) return false;
  const words = text.match(/[A-Z]?[a-z]+|[A-Z]+/g)?.length ?? 1;
  return text.length / words < 2.6;
}

/** Of two letters that follow each other in words and names, by the first: what may be the second. */
const bigrams = new Set(
  `abcdfgiklmnprstuvwxy baeiloprstuy cacehiklorstuy dadegilorstuy eabcdefgijlmnopqrstuvwxy faefilorstuy gaeghilmnorstu haeilmortu
   iabcdefgklmnoprstvxz jaeosu kadeins labcdefilopstuvy mabeilmopsu nacdefghiklmnopstuvy oabcdefgiklmnoprstuvw padehilmoprstuy qu
   rabcdefgiklmnoprstuvwy sacefhiklmnopstuvwy tacefghilmoprstuwy uabcdefgilmnprst vaegio waehinors xaceipt yeilmnopst zaeio`
    .trim()
    .split(/\s+/)
    .flatMap(([first = '', ...seconds]) => seconds.map((second) => first + second)),
);
const LEAST_RANDOM = 8;

/** Letters of one case, of which so many follow each other as they don't in words. */
function isRandom(text: string): boolean {
  if (text.length < LEAST_RANDOM || !/^(?:[a-z]+|[A-Z]+)$/.test(text)) return false;
  const small = text.toLowerCase();
  let rare = 0;
  for (let at = 1; at < small.length; at += 1) if (!bigrams.has(small.slice(at - 1, at + 1))) rare += 1;
  return rare >= (text.length - 1) / 4;
}

/** Words, in whatever way a program joins them. */
function isName(text: string): boolean {
  if (WORDS.test(text) && /[-_./:]/.test(text)) return true;
  return /^[A-Z]?[a-z]+(?:[A-Z]+[a-z]*)+$/.test(text) || /^[a-zA-Z]+$/.test(text);
}
