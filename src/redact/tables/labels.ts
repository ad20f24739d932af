// SPDX-License-Identifier: Apache-2.0
import { isRandom } from './bigrams.ts';
import type { SecretName } from './names.ts';

/**
 * Words for what a key of the rule names, in the languages of translations: small letters, first those of ASCII. Words that
 * begin so are forms of one that has four letters or more.
 */
const ownWords: Readonly<Record<string, readonly [ascii: string, other: string]>> = {
  password: [
    `password passwort kennwort contrasena contrasenya contrasinal senha passe passphrase passcode pass pwd clave passfrase pasfraz frase
     parolfrazo wachtwoord losenord adgangskode passord salasana haslo haslem hesl jelsz geslo lozink zaporka parool slaptazod sifre
     parol parola pasvort pasahitz sandi laluan pin`,
    `passwörter contraseña lösenord salasõna hasł haseł jelsz jelsav slaptažod şifre şifrə lykilorð fjalëkalim mật
     парол лозинк нууц κωδικ συνθηματικ პაროლ գաղտնաբառ סיסמ كلمة رمز گذرواژ عبارت পাসওয়ার্ড पासवर्ड कूटशब्द கடவுச் రహస్య ລະຫັດ
     รหัสผ่าน 密码 密碼 口令 パスワード 暗証番号 비밀번호 암호`,
  ],
  authorization: ['auth authentication authorization token tokens credential credentials scheme jwt', 'токен 令牌'],
  token: [
    'token tokens jeton jwt csrf xsrf bearer pat assertion zugriffstoken',
    'žeton токен รหัส 令牌 憑證 トークン 토큰 رمز توکن',
  ],
  api_key: [
    `key keys clef clave chave chiave chiavi llave llaves sleutel avain klucz kulcs anahtar raktas cheie cheia lykil gako giltz clau khoa kunci
     plaintext`,
    `clé clés schlüssel nyckel nøgle nøkkel võti võtmed klíč kľúč ključ açar ŝlosil κλειδ ключ מפתח مفتاح مفاتيح کلید 密钥 密鑰 金鑰 キー 키 khóa`,
  ],
  secret: [
    `secret secrets geheim secreto segredo segreto segret hemlig hemmelig sekret gizli rahasia titk titok tajn tajem salai slapt
     credential credenciais credenziali credenciales identifiants anmeldedaten anmeldeinformation zugangsdaten inloggegevens
     code codes codice codici koodi kod pin otp totp hotp cvv cvc cvn csc puk psk verifier creds cred
     auth authorization authentication authentification authentifizierung`,
    `secrèt секрет тайн таен μυστικ سر سري مخفی סוד 机密 密钥 シークレット 시크릿 código códigos kód κωδικ код رمز کد 代码 验证码 驗證碼 コード 코드
     autenticación autenticação accréditation`,
  ],
  session: [
    'session sessions sitzung sessione sessioni sessie sessies istunto istunnot relace sesja sesje cookie cookies sid',
    'sesión sesiones sessão sessões сеанс сессия جلسة 会话 會話 工作階段 セッション 세션',
  ],
  card: ['card karte carte tarjeta carta kaart kort karta pan number nummer', 'cartão карта карты 卡 カード 카드'],
};

const SHORTEST_STEM = 4;
/** Longer ends are of another word, which German writes together and with a capital: Passwortbestätigung. */
const END = '[a-zà-ž]{0,3}';
const COMPOUND = '[a-zà-ž]{0,14}';
const isStem = (word: string): boolean => word.length >= SHORTEST_STEM && word !== 'pass';
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

function asciiPattern(words: readonly string[]): RegExp {
  const stems = words.filter(isStem);
  const whole = words.filter((word) => !isStem(word));
  return new RegExp(`\\b(?:(?:${stems.join('|')})${END}|(?:${whole.join('|')})s?)(?![\\w\\d])`, 'i');
}

const ownPatterns = new Map(
  Object.entries(ownWords).map(([rule, [ascii, other]]) => {
    const words = ascii.trim().split(/\s+/);
    const foreign = other.trim().split(/\s+/);
    return [
      rule,
      {
        ascii: asciiPattern(words),
        compound: new RegExp(`\\b(?:${words.filter(isStem).map(capital).join('|')})${COMPOUND}(?![\\w\\d])`),
        other: new RegExp(`(?<!\\p{L})(?:${foreign.join('|')})`, 'iu'),
      },
    ] as const;
  }),
);

const SHORTEST_RANDOM = 5;
/** A longer text is none. */
const LONGEST = 240;
/** Capitals behind small letters, twice or two of them: no word of a language. */
const MIXED = /^(?=\S+$)(?:\P{L}*(?:\p{L}*\p{Ll}\p{Lu}){2}|\S*\p{Ll}\p{Lu}{2})/u;
const NO_ASCII = /[^ -~]/;
/** What is filled in later, and what gives the text its form. */
const FILLED_IN =
  /\((?:optional|opcional|required|facultati[fv]o?)\)|\{\{[^{}]*\}\}|[%$#]?\{[^{}]*\}|<[^<>]*>|&\w+;|%[sd@]|%\d\$[sd]/g;
const ONE_WORD = /^\s*[\p{L}\p{M}]+(?:['’-][\p{L}\p{M}]+)*[.:?!…*]{0,3}\s*$/u;
const ONE_OR_TWO_WORDS = /^\P{L}*\p{L}[\p{L}\p{M}'’]*(?:[ -]+[\p{L}\p{M}'’]+)?[ .:?!…*]{0,4}$/u;
const WORDS = /^(?:[\p{L}\p{M}]+|\d{1,3})?(?:[ \p{P}]+(?:[\p{L}\p{M}]+|\d{1,3})?)*$/u;
const MANY = /\p{L}[ -]+[("“]?\p{L}+[.,]?[ -]+[("“]?[\p{L}\d]/u;
const LONG_SENTENCE = /(?: \S+){5}/;
const LABEL_WITH_COLON = /^[A-Z][A-Za-z -]*[a-z] ?:$/;
const SENTENCE =
  /^(?!(?:Bearer|Basic|Token|ApiKey|Apikey|Digest) )(?:[A-Z][a-z]{2,}|[A-Z]{2,4}(?= )|[A-Z]-[a-z]+)(?:[ '-](?:[a-z]+|[A-Z][a-z]*|[A-Z]{2,4}))*[.:!?]*$/;
const FOREIGN_SENTENCE = /^\p{Lu}[\p{L}\p{M}]{2,}(?:[ '’-][\p{L}\p{M}]+)*[.:!?…]*$/u;
const TEXT = /^[A-Za-z]+[,.]?(?: [A-Za-z]+[,.]?)+$/;
const LETTERS_AND_SIGNS = /^(?!(?!\p{Script=Georgian})\p{Ll})[\p{L}\p{M}\p{P}\p{Zs}\p{Cf}]+$/u;
const UNCASED = /[\p{Lo}\p{Script=Georgian}]/u;
const BLANK_BETWEEN = /\p{L}[\p{M}\p{P}]{0,3} +\p{P}{0,3}\p{L}/u;
/** What follows a field's name in a message of a form, or is one: `is too short`, `can't be blank`, `not found`. */
const MESSAGE =
  /^(?:is (?:too|not|invalid|required|reserved|incorrect|already|missing|expired|unknown|empty|wrong)|has (?:already|expired|been)|(?:can(?:'t|not)|may not|must(?: not)?|should(?: not)?) (?:be|have|contain|match|include)|does(?:n't| not) (?:match|exist|have|contain)|\(?(?:(?:use|at least|min\.?|minimum|of) )*\d{1,3}\+? (?:or more )?(?:characters|chars|digits|letters|symbols)|not (?:found|set|provided|specified|configured|required|available|allowed|supported|present|valid)|(?:this|the) (?:field|value) (?:is|was|may|must|can|cannot|should|has)|too (?:short|long|weak|common|simple))\b[\p{L}\p{M}\p{P} \d]*$/iu;
/** `This field is`, in other languages. */
const FOREIGN_MESSAGE = new RegExp(
  `^(?:${[
    '(?:dieses|das) feld (?:ist|darf|muss)',
    '(?:ce|le) champ (?:est|ne|doit)',
    '(?:este|el|o) campo (?:es|é|no|não|debe|deve)',
    '(?:questo|il) campo (?:è|non|deve)',
    'dit veld (?:is|mag|moet)',
  ].join('|')})(?![\\p{L}\\d])[\\p{L}\\p{M}\\p{P} \\d]*$`,
  'iu',
);
/** A label of words that are a secret: `Your recovery phrase`. */
const PHRASE = /^\p{Lu}\p{L}+(?: \p{L}+){0,2} (?:phrase|phrases)$/u;
const SLASHED = /^[A-Za-z]{2,10}(?: ?\/ ?[A-Za-z]{2,10})+$/;
/** Where a page is that is called so. */
const PAGE = /^\/?[a-z]{3,}(?:[-/][a-z]{2,})*\/?$/;
/** Words for codes of digits. */
const digitCodes = new Set(['pin', 'otp', 'totp', 'hotp', 'cvv', 'cvc', 'cvn']);

/** Whether the value is a label or a message about what the key names, as a form or a translation has it. */
export function isLabel(text: string, key: SecretName): boolean {
  if (text.length > LONGEST) return false;
  if (MIXED.test(text)) return false;
  if (MESSAGE.test(text) || FOREIGN_MESSAGE.test(text) || (key.word.endsWith('phrase') && PHRASE.test(text)))
    return true;
  if (NO_ASCII.test(text))
    return isForeign(text) || hasOwnWord(text, key, 'other') || isOfPeople(text, key, FOREIGN_SENTENCE);
  return hasOwnWord(text, key, 'ascii') || isOfPeople(text, key, SENTENCE);
}

/** A text that names what the key names: "Password", "Enter your password", "Введите пароль". */
function hasOwnWord(text: string, { rule, word }: SecretName, alphabet: 'ascii' | 'other'): boolean {
  const patterns = ownPatterns.get(rule);
  const has =
    text.toLowerCase() === word ||
    (patterns !== undefined &&
      (patterns[alphabet].test(text) || patterns.ascii.test(text) || patterns.compound.test(text)));
  if (!has) return false;
  const plain = text.replace(FILLED_IN, ' ');
  if (SLASHED.test(plain) || (text.startsWith('/') && PAGE.test(text))) return true;
  if (!/\s/.test(plain.trim())) return ONE_WORD.test(plain);
  return ONE_OR_TWO_WORDS.test(plain) || (MANY.test(plain) && WORDS.test(plain));
}

/** Words of another alphabet than fields for passwords take, or several with accents. */
const isForeign = (text: string): boolean =>
  LETTERS_AND_SIGNS.test(text) && (UNCASED.test(text) || BLANK_BETWEEN.test(text));

/** What a machine makes, as tokens, keys and codes, is no word that begins a sentence; what people choose may be one. */
function isOfPeople(text: string, { rule, word }: SecretName, sentence: RegExp): boolean {
  if (LABEL_WITH_COLON.test(text)) return true;
  if (!NO_ASCII.test(text) && isRandom(text, 1 / 4, SHORTEST_RANDOM)) return false;
  if (word === 'secret') return LONG_SENTENCE.test(text) && sentence.test(text);
  if (rule === 'password' || word === 'authorization' || word.endsWith('phrase')) return false;
  return sentence.test(text) || (digitCodes.has(word) && TEXT.test(text));
}
