// SPDX-License-Identifier: Apache-2.0
// cspell:disable

/** What tells a person the code that lets them in, in the words of a message. */
export interface CodeMessage {
  /** What it is known by. */
  readonly text: string;
  /** What stands before that; with a group `secret`, the code does. */
  readonly before?: RegExp;
  /** What follows that, or the code behind it. */
  readonly after?: RegExp;
}

/** Four to eight digits, in two groups or three, or capitals and digits in two. */
const CODE =
  '(?:\\d{4,8}|\\d{3}[ -]\\d{3}|\\d{2}-\\d{2}-\\d{2}|(?=[A-Z]*\\d|\\d*[A-Z])(?=[A-Z\\d]*-?[A-Z]*\\d)[A-Z\\d]{3,4}-?[A-Z\\d]{3,4})';
/** Codes that let nobody in. */
const OTHER =
  'promo\\w*|discount|coupon|voucher|gift|referr?al|invit\\w+|zip|postal|post|area|country|dial\\w*|status|error|response|exit|return|order|booking|reservation|product|item|article|tracking|sort|swift|branch|store|tax|qr|bar|hex|colou?r|course|class|event|friend|source|dress|airport|currency|language|reason|result';
/** At most four words, none of which says that. */
const WORDS = `(?:(?!(?:${OTHER})\\b)[^\\s<>"{}=]{1,24} ){0,4}(?:(?!(?:${OTHER})-?$)[^\\s<>"{}=]{1,24}-)?`;
/** The escape of JSON for a character of UTF-16. */
export const escapeOf = (letter: string): string => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
/** A pattern of it as its bytes, as Latin letters, and with escapes for the letters that are none. */
export const both = (text: string): string =>
  [
    Buffer.from(text).toString('latin1'),
    text,
    text.replaceAll(/[^\0-\xff]/g, (letter) => `\\\\+${escapeOf(letter).slice(1)}`),
  ].join('|');
const NOUN = both(
  '(?:pass)?code|otp|one-time pass(?:word|code)|pin|código|codigo|codice|kode|kod|code de [^\\s<>"]+|код|verificatiecode|bestätigungscode|sicherheitscode|anmeldecode',
);
const YOUR = new RegExp(
  `(?:^|[^A-Za-z])(?:your|this|votre|ton|ihr|dein|tu|su|tuo|suo|seu|teu|uw|je|jouw|din|ditt|twój|twoj|váš|tvůj|ваш|твой) ${WORDS}$`,
  'i',
);
/** What such a message may begin behind. */
const BEGINNING = '(?:^|[\\n\\r"\'`>=：】\\]] ?)(?:[A-Z]{1,2}-)?';
const AT_BEGINNING = new RegExp(`${BEGINNING}(?<secret>${CODE})$`);
const NAMES_CODE = new RegExp(`^${WORDS}[^\\s<>"{}=]{0,24}?(?:${NOUN})(?![\\w-])`, 'i');
/** A code that a person is to use, before what for. */
const USED = '(?:use|enter|type|verwende|utilisez|usa)(?: the| this)?(?: (?:[a-z-]+ )?(?:code|otp|pin))?:? ';
const AT_USE = new RegExp(`(?:^|[^A-Za-z])${USED}(?<secret>${CODE})$`, 'i');

/** Words for it that are none without one before that says whose it is. */
const nouns = 'code passcode otp pin código codigo codice kode kod код'.split(' ');
/** Words that are enough. */
const phrases = `login code|sign-in code|signin code|one-time code|one time code|one-time passcode|2fa code
  |código de verificación|codigo de verificacion|código de seguridad|codigo de seguridad|código de acceso|codigo de acceso|código de confirmación|codigo de confirmacion
  |código de verificação|codigo de verificacao|código de segurança|codigo de seguranca|código de acesso|código de confirmação
  |codice di verifica|codice di sicurezza|codice di accesso|codice di conferma|codice otp
  |code de vérification|code de verification|code de sécurité|code de securite|code d'accès|code d'acces|code de confirmation|code de connexion|code de validation
  |verificatiecode|beveiligingscode|inlogcode|bevestigingscode|bestätigungscode|bestaetigungscode|verifizierungscode|sicherheitscode|anmeldecode|einmalcode|zugangscode
  |verifieringskod|säkerhetskod|engångskod|bekreftelseskode|bekræftelseskode|engangskode|vahvistuskoodi|kod weryfikacyjny|kod autoryzacyjny|ověřovací kód|doğrulama kodu|doğrulama kodunuz|onay kodu|onay kodunuz
  |код подтверждения|код доступа|код для входа|код авторизации|проверочный код|код підтвердження|ваш код
  |验证码|驗證碼|校验码|动态码|認証コード|確認コード|認証番号|인증번호|인증 번호|인증코드|인증 코드|mã xác nhận|mã xác thực|mã otp|kode verifikasi|kode otp|รหัส otp|رمز التحقق`
  .split('|')
  .map((phrase) => phrase.trim());
/** What stands between the code and the word for it. */
const links =
  `is your |is ur |ist dein |ist ihr |lautet ihr |est votre |est ton |es tu |es su |è il tuo |è il suo |é o seu |é seu |is je |is uw |är din |er din |to twój |- ваш |— ваш `
    .split('|')
    .filter((link) => link !== '');

/** What a code is used for. */
const uses =
  `to verify|to log in|to login|to log into|to sign in|to confirm|to reset|to complete|to continue|to activate|to authenticate`.split(
    '|',
  );
const ENDS_WORD = /^(?![\w-])/;

export const codeMessages: readonly CodeMessage[] = [
  ...nouns.map((text) => ({ text, before: YOUR })),
  ...phrases.map((text) => ({ text })),
  ...links.map((link) => ({ text: ` ${link}`, before: AT_BEGINNING, after: NAMES_CODE })),
  ...nouns.map((noun) => ({ text: ` is the ${noun}`, before: AT_BEGINNING, after: ENDS_WORD })),
  ...uses.map((use) => ({ text: ` ${use}`, before: AT_USE, after: ENDS_WORD })),
  { text: ' as your ', before: AT_USE, after: NAMES_CODE },
];

/** The code, behind what a message has between it and the word for it. */
export const CODE_BEHIND = new RegExp(`^(?<secret>${CODE})(?![\\w-])`);
/** A blank, as it is or as a form or a URL has it, and as far as it is there. */
const GAP = '(?: |\\+|%20?|%)';
const WORD = "[A-Za-z\\x80-\\xff'-]{0,6}";
/** What a text ends with that may be a code, or one and the beginning of what follows it. */
export const BEGUN_CODE = new RegExp(
  `(?:${BEGINNING}|(?:[Uu]se|[Ee]nter|[Tt]ype|(?:code|OTP|PIN):?)(?: |\\+|%20))(?<secret>(?:${CODE})(?=$|${GAP}(?:${WORD}(?:${GAP}${WORD}){0,2})?$)|\\d{1,3}(?:[ -]\\d{0,2})?$)`,
  'd',
);
