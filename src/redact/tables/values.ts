// SPDX-License-Identifier: Apache-2.0
import { PLUS } from '../bytes.ts';
import { isRandom } from './bigrams.ts';
import { isLabel } from './labels.ts';
import type { SecretName } from './names.ts';
import { isPlaceOrState } from './places.ts';
import { isReason } from './reasons.ts';
import { isBehindReference, isReference } from './references.ts';
import { isSubstitution } from './substitutions.ts';

const wordsOf = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));
/** No secret behind any key: "true, false, null, empty", types of schemas, what stands for a value that is hidden. */
const plainWords = wordsOf(`
  ~ @ true false null none undefined undef nil nan yes no on off required optional enabled disabled
  string string? string! text integer int number boolean bool object array date datetime date-time uuid binary
  include omit same-origin
  allowed supported pending
  n/a na redacted filtered masked hidden protected removed omitted scrubbed sanitized placeholder
  current new old str id id! int! boolean! secretstr - not_set not-set unset missing expired mismatch incorrect invalid
  confirm confirmed nullable confirmation bestätigung bestätigen bevestiging bekreftelse bekræftelse megerősítés potvrzení potvrdenie potwierdzenie
  conferma confirmación confirmação confirmar confirmer`);
/** "Flags, words, labels": no secret but for what people choose, a password. */
const flagWords = wordsOf(`
  y n t f ok beta alpha read write list view edit create update revoke rotate manage full admin readwrite read-write readonly read-only owner user guest public private internal all any always never
  sms push app asc desc ready synced
  auto refresh enable disable allow deny denied default inherit inherited empty
  present absent valid active inactive locked unlocked unavailable unchecked
  created closed opened started ended refreshed revoked renewed rotated issued updated deleted success successful failed failure fail pass passed error unknown
  uri url email visible bytes byte base64 hex plain json xml html file hours minutes days seconds
  basic bearer digest negotiate ntlm oauth oauth2 openidconnect oidc saml jwt ldap kerberos kubernetes approle userpass radius anonymous session apikey api_key
  header query body cookie path form left right top bottom center middle inline block
  strict lax secure httponly memory redis database onload register loggedout example sample todo tbd
  first last other login logout get post put delete latest value primary secondary token password username credentials`);
const PLACEHOLDER = new RegExp(
  `^(?:${[
    '[*x•●.·\\-_#?X]{3,}',
    // <your password>, [FILTERED], (redacted)
    '<[A-Za-z][A-Za-z _./-]*>',
    '\\[[A-Za-z _-]*\\]',
    '\\((?:redacted|filtered|masked|hidden|removed)\\)',
    // $VARIABLE, ${variable}, $(variable), $1, %X{variable}i, %VARIABLE%, #{variable}, @variable@, :variable, __VARIABLE__
    '\\$(?:[A-Z_][A-Z\\d_]*|[1-9@])',
    '\\$env:\\w+',
    '[$#%]\\{[\\w.]+\\}',
    '\\$\\([\\w.-]*\\)',
    // A word ends before the brace.
    '%X\\{[\\w.-]+(?:\\}i?)?',
    '%\\{[\\w-]+\\}[io]',
    '%[A-Za-z_]+%',
    '@[A-Za-z_.]+@',
    ':[a-z_]+',
    '__[A-Z_]+__',
    // {{ template }}, {name}, {0}, %s, %(name)s, <%= erb %>
    '\\$?\\{\\{[^"\'`}]*\\}\\}',
    '\\{(?:[a-z]+(?:[A-Z][a-z]+)*(?:[._][a-z]+)*|[A-Z_]+|\\d*)\\}',
    '%[sdqvw@]',
    '%\\([a-z_.]+\\)s',
    '<%[^%]*%>',
  ].join('|')})$`,
);
/** Behind a quote that ends a text of a program. */
const CONCATENATED = /^\+.*\+$/;
const VERSION =
  /^(?:[\^~]\d[\w.+-]*|(?!.*x\d)[\^~<>=]{0,2}\s?(?:v(?=\d+\.[\dx*]+\.|\d+\.[x*]))?\d+\.[\dx*]+[\^~<>=|.*x \-\d]*|(?:workspace|npm|file|link|catalog):[\w.@/^~*-]*|\*|latest)$/;
/** Of more parts it is none that is only shown. */
const LONGEST_URL = 24;
const LONGEST_WORD = 20;
/** Types with alternatives or a default, and whether a field is needed: `str | None = None`, `string (required)`. */
const TYPE = /^([\w!?]+(?: ?\| ?[\w!?]+)*)(?: = (?:None|null|undefined)| \((?:required|optional)\))?$/i;
/** Types of Python with a type within, and columns of SQL with a length. */
const TYPE_OF =
  /^(?:Optional|List|list|Sequence|Option|Union)[[<](?:(?:str|int|bytes|bool|SecretStr|String|None)(?:, ?(?=[a-zA-Z])|(?=[\]>])))+[\]>](?: = None)?$|^String\? = nil$|^&(?:mut |'a )?str$|^(?:var)?char\(\d{1,5}\)$/;
const LONGEST_TYPE = 40;
const NUMBER = /^-?\d[\d.,_]*(?:e[+-]?\d+)?%?$/i;
const QUANTITY =
  /^\d{1,9}(?:\.\d{1,3})? (?:bytes?|bits?|[KMGT]?i?B|kb|mb|gb|chars?|characters|digits|words|tokens?|times|ms|secs?|seconds?|mins?|minutes?|hours?|days?|weeks?|months?|years?)$/;
/** What a program checks, as rules that Laravel has: `required|min:8|confirmed`. */
const RULE =
  '(?:required|required_(?:if|unless|with|without)|nullable|sometimes|filled|present|bail|string|numeric|integer|boolean|array|confirmed|alpha(?:_num|_dash)?|ascii|current_password|(?:min|max|size|between|digits|digits_between|same|different|in|exists|unique)(?=:))(?::[a-z_.]{1,40}(?:,[a-z_.]{1,40})*|:\\d{1,5}(?:,\\d{1,5})?)?';
const RULES = new RegExp(`^${RULE}(?:\\|${RULE})+$|^(?:min|max|size|between):\\d{1,5}(?:,\\d{1,5})?$`);
const MEDIA_TYPE = /^(?:application|audio|font|image|message|model|multipart|text|video)\/[\w.+*-]+(?:;.*)?$/;
const URL = /^https?:\/\/[^@\s]*$/;
const ARN = /^arn:aws[\w-]*:/;
/** `.data-api`, `12px` and `#0a84ff` of a style sheet. */
const STYLE = /^[.#][a-z]+(?:[-_][a-z]+)*$|^\d+(?:px|em|rem|pt|%)$|^#(?:[\da-fA-F]{3,4}){1,2}$/;
/** A card of which the first and last digits are left. */
const HIDDEN_CARD = /^(?=.*[*xX•·#]{4})[\d*xX•·#. -]+$/;
const MOST_OF_CARD = 10;
/** A letter of a format: `SSSS` stands for milliseconds. */
const REPEATED = /^([A-Za-z])\1{0,3}$/;
/** `com.example.auth#basic`, `read:user`. */
const WAY = /^(?:[a-z\d]+\.)+[a-z\d]+#\w+$|^[a-z]+:[a-z]+$/i;
/** Mechanisms that a server of mail says it has, up to the end of its line: `AUTH=PLAIN AUTH=XOAUTH2] ready`. */
const MECHANISMS =
  /^(?:(?:AUTH=)?(?:PLAIN(?:-CLIENTTOKEN)?|LOGIN|CRAM-MD5|DIGEST-MD5|XOAUTH2?|OAUTHBEARER|NTLM|GSSAPI|EXTERNAL|ANONYMOUS|SCRAM-SHA-(?:1|256|512)(?:-PLUS)?|APOP|KERBEROS_V4)(?:[ \]]|$))+(?:[A-Z]|$)?/;
/** The name of a secret in Kubernetes, perhaps behind its namespace. */
const REFERENCE =
  /^[a-z]+(?:-[a-z]+)*(?:-[a-z]*(?:secret|token|credentials?|creds|tls|auth)(?:-[a-z\d]{5})?|\/[a-z]+(?:-[a-z]+)*)$/;
/** A key of a secret in Kubernetes. */
const KEY_OF_SECRET = /^[a-z]+(?:[-_.][a-z]+)*[-_.](?:password|user(?:name)?|token|crt|json)$/;
/** A piece of a text that a language model has: it begins with the sign for a blank, or for none. */
const PIECE = /^(?:[Ġ▁]|##)[\p{L}'’]{1,16}$/u;
/** A text that a program puts something into. */
const TEMPLATE =
  /\{\d\}|\{\w+, ?(?:plural|select)|%\([a-zA-Z_]+\)[sd]|\{\{\s*[\w.$-]+\s*\}\}|<\/?\d>|%\d\$[sd](?![A-Za-z\d])/;
/** What a program's object has, as the line of a program ends: `this.state.password,`. */
const MEMBER =
  /^(?:this|props|state|response|e|ev|event)(?:\.[A-Za-z_$][\w$]*)+[,;]\s*$|^\{this(?:\.[A-Za-z_$][\w$]*)+\}$|^ev\.target\.value$|^\(this\.\w+ = /;
/** A drawing, and the sign of a font that has it: code points for private use. */
const DRAWING = /^M-?\d+(?:\.\d+)?[ ,-](?=.{20})[MmLlHhVvCcSsQqTtAaZz\d., -]+$/;
const SIGN_OF_FONT = /^[ef][\da-f]{3}$/;
/** Behind a quote that ends an attribute. */
const MARKUP = /^\/?>\s*<\/?[a-z]/;
/** The first and last letters of one: `sk-…abcd`. */
const ELIDED = /^[\w-]{0,8}(?:\.{3,}|…|•{3,}|\*{3,})[\w-]{0,4}$/;
/** What a reader of a manual is to fill in: `YOUR_API_KEY`, `<your-token`, `OAUTH-TOKEN`. */
const YOURS = /^<?your(?:[-_ ][a-z]+){1,4}>?$|^<(?:your|my|the)$/i;
const CONSTANT = /^(?:[A-Z]+[-_])+(?:TOKEN|KEY|SECRET|CREDENTIALS?)$/;
/** What no credential behind a scheme begins with (RFC 9110, 11.2): `{token`, `$TOKEN`, without what ends it; `{}`. */
const BEGINS_VARIABLE = /^(?:[<[%]|\$?\{{1,2}|\$(?=[A-Z_]+$|[a-z_]+$))[A-Za-z_.: -]+\d*[>}\]%]{0,2}$|^\{\d?\}?$/;
/** An expression in a template of JavaScript. */
const IN_TEMPLATE = /^\$\{[^{}]*\}$/;
/** The end of the text around a credential, as an escape. */
const QUOTE_BEHIND = /[\\"'`]+\s*$/;
const ENDS_MARKED = /[\\`]\s*$/;
/** Of hashes, ciphers and signatures: RFC 7518. */
const ALGORITHM =
  /^(?:(?:hmac-?)?sha-?\d{1,3}|md5|[HREP]S(?:256|384|512)|aes-?(?:128|192|256)(?:-[a-z]{3})?|ed25519|es256k)$/i;
const SHORT_VERSION = /^v\d{1,3}$/;
const DATE = /^\d{4}-\d\d-\d\d(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?$/;
const NIL_UUID = /^0{8}-(?:0{4}-){3}0{12}$/;
/** A page of an archive. */
const DATED_PATH = /^\/\d{4}\/\d\d\/\d\d\/[a-z\d-]+\/(?:\?.*)?$/;
/** What may follow a query in a text. */
const BEHIND_QUERY = /[\\"'`)\]}>,;.]+$/;
/** A path with a file's ending: what stores of objects call a key. */
const FILE =
  /^[\w ./+()-]*[\w)]\.(?:jpe?g|png|gif|webp|svg|avif|heic|tiff?|ico|pdf|csv|tsv|json|xml|ya?ml|txt|md|log|html?|css|js|zip|gz|tgz|tar|7z|mp[34]|mov|webm|wav|docx?|xlsx?|pptx?|parquet|avro|bin|woff2?)$/i;
/** Of a school or a parliament, and of an exchange. */
const TERM = /^(?:spring|summer|fall|autumn|winter)[ -]?(?:term )?(?:19|20)\d\d$/i;
const OF_A_MARKET = /^(?:regular|pre|post|(?:pre|post)[-_]?market|after[-_]?hours|extended)$/i;
const PIN_OF_BOARD = /^GPIO[ _]?\d{1,2}$/i;
/** How Keycloak has hashed a password. */
const HASHING =
  /^\{"hashIterations":\d{1,9},"algorithm":"[\w-]+"(?:,"additionalParameters":\{(?:"\w+":\["[\w.]+"\],?)*\})?\}$/;
/** What a server of a language is at, as it calls it: `rustAnalyzer/Indexing`. */
const WORK_OF_SERVER = /^[a-z]+(?:[A-Z][a-z]+)+\/[A-Z][a-z]+(?: [A-Z]?[a-z]+)*$/;
/** Whether a browser takes cookies. */
const TEST_COOKIE = /^(?:test|check|true)?;\s/;
/** A site's number with pairs behind it that entities separate, and an element of a page. */
const OTHER_ID = /^\d{1,5}&|^div(?:-[a-z]+)+-\d+$/;
/** A word, the path of a module, the name of a cookie. */
const COOKIE_WORD = /^(?:[a-z]{3,8}|[a-z]+(?:\/[a-z]+)+|_?[a-z]+(?:_[a-z]+){2,})$/;
/** What a program has put in that had no token. */
const NO_TOKEN = /^Bearer (?:undefined|null)$/i;
const PATH = /^(?:[A-Z]:\\|\/)[\w.\\/ -]*$/;
const DENSE = /^(?=.*\d)(?=.*[A-Za-z])[A-Za-z\d+/_-]{20,}={0,2}$/;
const PUBLIC = /^(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-\w+|sk-ssh-\S+|-+BEGIN (?:[A-Z\d ]*PUBLIC KEY|CERTIFICATE))[ -]/;
/** What a coin is called, or where its contract is. */
const COIN = /^(?:[A-Z]{2,6}|0x[\da-fA-F]{40})$/;
const PATH_OF_FILE = /^["']?(?:[A-Z]:[\\/]|\.{0,2}\/|~\/)[\w.\\/ -]+["']?$/;
const LINK = /^[a-z][\w+.-]*:\/\/[^\s?#]*[?#]\S*=[^&\s]{6,}|^[a-z][\w+.-]*:\/\/\S*[/+](?=[\w~-]*\d)[\w~-]{16,}/i;
const LONG_WORD = /^(?:[a-z]{9,}|[A-Z]{9,}|[A-Z][a-z]{8,})$/;
/** What fields, sorts and pages are called ends so. */
const NOUN =
  /(?:ed|ing|ble|ive|ion|ions|ent|ents|ess|ure|ial|ity|ate|ame|ger|ment|ance|ence|ical|ory|ary|ship|hood|ness|ist|ers?|ors?|ics|age|title|price|time|number|count|date|index|order|level)$/i;
const CODE_OF_DIGITS = /^(?=.*\d)[\dA-Z]{4,10}$/;
const VOUCHER = /^[A-Z]{3,12}-?\d{1,3}$/;
const TICKET = /^(?:ST|PT|TGT|PGT|PGTIOU)-/;

/** Letters and digits, as most secrets have them: nothing below shows these. */
const PLAIN_SECRET = /^(?=[A-Z\d]*[a-z]|[a-z\d]*[A-Z])(?=[A-Za-z]*\d)[A-Za-z\d]{9,}$/;
const VARIABLE = /^\$[a-z][A-Za-z_]*$/;
const LETTERS = /^[A-Za-z]+$/;
const EXAMPLE = /X{8}|x{8}|\*{6}/;
const BEGINS_PLACEHOLDER = /^[*x•●.·\-_#?X<[($%@:{]/;

/** Whether the value is shown although it is bound to a secret's key. */
export function isNoSecret(value: string, key: SecretName): boolean {
  if (key.proof === 'link') return !LINK.test(value.trim());
  if (key.proof === undefined && PLAIN_SECRET.test(value)) return EXAMPLE.test(value);
  // The quote behind it may be an escaped one, or one of Markdown.
  const text = (ENDS_MARKED.test(value) ? value.replace(QUOTE_BEHIND, '') : value).trim();
  if (text === '' || (text.length <= LONGEST_WORD && isPlainWord(text, key)) || isType(text)) return true;
  if (isBehindReference(text)) return false;
  if (LETTERS.test(text))
    return (
      isOfWord(text, key) ||
      /^[xX]{3,}$/.test(text) ||
      isLabel(text, key) ||
      isReason(text, key) ||
      !isProven(text, key)
    );
  if (BEGINS_PLACEHOLDER.test(text) && PLACEHOLDER.test(text)) return true;
  return (
    isOfForm(text, key) || isOfWord(text, key) || isLabel(text, key) || isReason(text, key) || !isProven(text, key)
  );
}

function isPlainWord(text: string, { rule }: SecretName): boolean {
  const lower = text.toLowerCase();
  return plainWords.has(lower) || (rule !== 'password' && flagWords.has(lower));
}

function isType(text: string): boolean {
  if (TYPE_OF.test(text)) return true;
  const types = text.length <= LONGEST_TYPE ? TYPE.exec(text)?.[1] : undefined;
  return types?.split(/ ?\| ?/).every((type) => plainWords.has(type.toLowerCase())) === true;
}

/** Numbers, versions, addresses, texts of programs. */
function isOfForm(text: string, key: SecretName): boolean {
  const first = text.charCodeAt(0);
  if (NUMBER.test(text) && isCount(text, key)) return true;
  if (key.rule !== 'password' && (STYLE.test(text) || SIGN_OF_FONT.test(text) || isOfMachine(text, key))) return true;
  if (MEMBER.test(text) || DRAWING.test(text) || MARKUP.test(text) || NO_TOKEN.test(text) || NIL_UUID.test(text))
    return true;
  if (first === PLUS ? CONCATENATED.test(text) : VERSION.test(text)) return true;
  if (text.includes('/') && (MEDIA_TYPE.test(text) || (URL.test(text) && isPlainUrl(text)))) return true;
  return (
    RULES.test(text) ||
    ARN.test(text) ||
    PUBLIC.test(text) ||
    TEMPLATE.test(text) ||
    EXAMPLE.test(text) ||
    isReference(text) ||
    isSubstitution(text, looksSecret)
  );
}

/** What stands for a secret that a machine makes: people may choose it as a password. */
const isOfMachine = (text: string, { rule, word, masksNumbers }: SecretName): boolean =>
  ALGORITHM.test(text) ||
  ELIDED.test(text) ||
  QUANTITY.test(text) ||
  isToFillIn(text) ||
  SHORT_VERSION.test(text) ||
  (!masksNumbers && DATE.test(text)) ||
  ((rule === 'authorization' || word === 'authorization') &&
    isCredentialToFillIn(text.replace(/^["']?\w+ +/, '').replace(QUOTE_BEHIND, '')));

/** What a manual has for a secret. */
const isToFillIn = (text: string): boolean => YOURS.test(text) || CONSTANT.test(text);
const isCredentialToFillIn = (text: string): boolean =>
  BEGINS_VARIABLE.test(text) || IN_TEMPLATE.test(text) || isToFillIn(text);

function isCount(text: string, { masksNumbers, rule, word }: SecretName): boolean {
  const digits = text.replace(/\D/g, '').length;
  if (rule === 'card') return digits < 12;
  // Fewer digits than a code has, or a secret: they count.
  if (digits < 3 || (digits < 4 && /^(?:secret|credential)s?$/.test(word))) return true;
  // "pass": 100 counts tests.
  if (rule === 'password') return digits < (masksNumbers ? 4 : 6) && !word.endsWith('code');
  // Behind an id of a session a number is one.
  return !masksNumbers && (word === 'tokens' || digits < (rule === 'session' ? 6 : 16));
}

/** What only values behind this word may be. */
function isOfWord(text: string, { word, rule, proof }: SecretName): boolean {
  // An id of a session is longer, and has no words.
  if (rule === 'session' && (text.length < 3 || isText(text) || TEST_COOKIE.test(text) || OTHER_ID.test(text)))
    return true;
  if (word === 'cookie' && COOKIE_WORD.test(text) && !isRandom(text, 1 / 8, SHORTEST_RANDOM)) return true;
  // An option of a program.
  if (rule === 'cookie') return /^(?:true|false),/.test(text);
  // A variable of a query in GraphQL.
  if (VARIABLE.test(text) && text.toLowerCase().endsWith(word)) return true;
  // A shell's working directory.
  if (word === 'pwd') return PATH.test(text);
  // A test's result.
  if (word === 'pass') return /^(?:(?:pass|fail)(?:ed)?|ok|warn|error)$/i.test(text);
  // <button accesskey="s">
  if (word === 'accesskey') return text.length === 1;
  if (rule === 'card') return HIDDEN_CARD.test(text) && text.replace(/\D/g, '').length <= MOST_OF_CARD;
  if (word === 'state') return isPlaceOrState(text);
  if (word === 'session' && (TERM.test(text) || OF_A_MARKET.test(text))) return true;
  if (word === 'pin' && PIN_OF_BOARD.test(text)) return true;
  if (word === 'credential' && HASHING.test(text)) return true;
  if (word === 'token' && WORK_OF_SERVER.test(text)) return true;
  // A parser's token.
  if (rule === 'token') return !/[\p{L}\d]/u.test(text) || REPEATED.test(text) || PIECE.test(text);
  // Names of ways to authenticate, and scopes.
  if (word === 'auth' || word === 'authorizationcode') return WAY.test(text) || MECHANISMS.test(text);
  if (word === 'secret') return REFERENCE.test(text);
  if (word === 'secretkey') return KEY_OF_SECRET.test(text);
  // `?key=`: a key of an API is longer.
  if (word === 'key' && proof === 'word') return text.length < 8 || FILE.test(text.replace(BEHIND_QUERY, ''));
  // What the programs of social networks are known by.
  if (word === 'appid') return /^\d{6,17}(?:&|$)/.test(text);
  // The country code of Palau; the width of a page, and its path.
  if (word === 'pw') return /^\d+px$/.test(text) || DATED_PATH.test(text) || /^(?:Pal|Bel)[aá]|^[^ -~]+$/.test(text);
  return false;
}

/** An address that leads to secrets and has none. */
function isPlainUrl(text: string): boolean {
  const parts = text.split(/[/?&=#:]+/, LONGEST_URL + 1);
  if (parts.length > LONGEST_URL) return false;
  return parts.every((part) => part.length < 40 && (part.includes('.') || !looksSecret(part)));
}

function isProven(text: string, { proof }: SecretName): boolean {
  switch (proof) {
    case 'look':
      return hasLook(text);
    case 'word':
      return hasLook(text) || (LONG_WORD.test(text) && !NOUN.test(text));
    case 'code':
      return CODE_OF_DIGITS.test(text);
    case 'callback':
      // A link has the next pair behind it as an entity. What shops have for a voucher is capitals and two digits.
      return looksSecret(text.replace(/&.*/s, '')) && !VOUCHER.test(text);
    case 'dense':
      return DENSE.test(text);
    case 'no coin':
      return !COIN.test(text);
    case 'no path':
      return !PATH_OF_FILE.test(text);
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

const hasLook = (text: string): boolean =>
  looksSecret(text) ||
  isRandom(text, 1 / 8, SHORTEST_RANDOM) ||
  isIrregular(text) ||
  DIGIT_WITHIN.test(text) ||
  OF_ALL_KINDS.test(text) ||
  isRandom(text.replace(/[\d"'\\]+/g, ''), 1 / 4, 4);

/** Words of letters with blanks between them. */
const isText = (text: string): boolean => /^[\p{L}\p{M}\p{P}\p{Sm} \d]+$/u.test(text) && /\p{L} \p{L}/u.test(text);

const CODE = /=>|&&|\|\||[(){}[\];<>`"']|^[!~&|=]|\?\?|\+\+|--$|::|[=!]==?[^=]/;
const DOTTED = /^[A-Za-z_$][\w$]*(?:(?:\?\.|\.|->|\\)[A-Za-z_$][\w$]*)+$/;
const WORDS = /^[@$#.]?(?:[A-Za-z]+|\d{1,4})(?:[-_./:][A-Za-z]*\d{0,4})*$/;
const OTHER =
  /^(?:[a-z.+-]+@[a-z-]+(?:\.[a-z]+)+|https?:\/\/[^?#@]*|\/[\w./-]*|0x[\da-f]{1,8}|#[\da-f]{3,8}|\d+(?:px|em|rem|ms|vh|vw|deg|kb|mb|gb|%)|\d{1,4}(?:[-/.:]\d{1,4}){1,3}(?:T[\d:.]+Z?)?)$/i;
/** A sign that stands in no word, within it. */
const TILDE = /[\w-]{3}~\w{3}/;
const LEAST = 6;
/** Digits, capitals and small letters, and no blank. */
const OF_ALL_KINDS = /^(?=\S{8,}$)(?=.*\d)(?=.*[A-Z])(?=.*[a-z])/;
const DIGIT_WITHIN = /^(?=.{5})[A-Za-z\d]*\d[A-Za-z][A-Za-z\d]*$/;
const ONE_CASE = /^(?:[a-z]+|[A-Z]+)$/;
const LEAST_RANDOM = 8;
const SHORTEST_RANDOM = 5;
const LONG = 20;

/** Letters of both cases as few names have them: capitals side by side, and small letters before capitals again and again. */
export const isJumbled = (text: string): boolean =>
  /[A-Z]{2}/.test(text) && (text.match(/[a-z](?=[A-Z])/g) ?? []).length > 4;

/** Whether a value that stands behind a secret's word by chance or not is one by its look: no word, name or expression of a program. */
export function looksSecret(value: string): boolean {
  const text = value.trim().replace(/[,;]$/, '');
  if (text.length < LEAST || /\s/.test(text) || PLACEHOLDER.test(text) || VERSION.test(text)) return false;
  if (CODE.test(text) || OTHER.test(text) || MEDIA_TYPE.test(text)) return false;
  const digits = text.match(/\d+/g) ?? [];
  if (DOTTED.test(text)) return isDense(text);
  if (digits.length > 0) return !/[._]/.test(text) || digits.join('').length > 1;
  return (
    TILDE.test(text) ||
    hasManySigns(text) ||
    (ONE_CASE.test(text) && isRandom(text, 1 / 4, LEAST_RANDOM)) ||
    isIrregular(text) ||
    (text.length >= LONG && (isJumbled(text) || !isName(text)))
  );
}

/** Digits amid the letters of a part: a program's names have them at the end. */
const isDense = (text: string): boolean =>
  text.split(/\W+/).some((part) => /\d[A-Za-z_]+\d|[A-Za-z]\d+[A-Za-z]{2}/.test(part) && part.length >= 4);

/** Three of: small letters, capitals, signs within. A program puts no such signs into a word. */
function hasManySigns(text: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /\w[@#^%$*!~&+?]+\w/].filter((pattern) => pattern.test(text)).length;
  return kinds === 3 && text.length >= 8;
}

/** Capitals as chance puts them: `xKqPwZrTbNmL` has no words as `getElementById` has. */
export function isIrregular(text: string): boolean {
  if (!/^[A-Za-z]{12,}$/.test(text)) return false;
  const words = text.match(/[A-Z]?[a-z]+|[A-Z]+/g)?.length ?? 1;
  return text.length / words < 2.6;
}

/** Words, in whatever way a program joins them. */
function isName(text: string): boolean {
  if (WORDS.test(text) && /[-_./:]/.test(text)) return true;
  return /^[A-Z]?[a-z]+(?:[A-Z]+[a-z]*)+$/.test(text) || /^[a-zA-Z]+$/.test(text);
}
