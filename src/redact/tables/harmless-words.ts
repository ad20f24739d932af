// SPDX-License-Identifier: Apache-2.0

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** What may stand behind a secret's word and leave it one: `password_hash`, `pin_code`, `SECRET_KEY_BASE`. */
export const behind = words(`
  id ids key keys code codes value values val number numbers num confirm confirmation confirmed hash hashed digest new old again repeat
  repeated retype verify check current previous prev string str plain raw enc encrypted encoded base hex sha md bcrypt salt
  dev prod production test staging live main default primary secondary admin root db`);

/**
 * The key's last part says that the value only tells of a secret. From "Must be shown": "schemas and descriptions"; "flags, words,
 * labels"; "keys and structure below a secret's word".
 */
export const about = words(`
  type types kind kinds modifiers latency url urls uri uris href endpoint endpoints link links path paths file files filename filepath dir directory
  folder location domain count counts length len size sizes bytes ratio percent percentage dialect engine backend encoder flag flags limit limits min max minimum maximum total usage used quota rate
  expires expire expired expiry expiration expirations exp ttl age lifetime lifespan duration timeout timeouts interval period date time
  timestamp at on since until days hours minutes seconds ms created updated changed rotated modified
  required reqd requires optional enabled enable disabled disable supported allowed allow available active valid validity invalid
  exists present missing empty set unset visible visibility hidden shown readonly editable needed
  policy policies rule rules requirement requirements restriction restrictions complexity strength score 
  method methods mode modes strategy scheme schemes algorithm algorithms alg format pattern regex charset encoding
  index details detail info information description descriptions desc title titles label labels hint hints placeholder
  placeholders message messages msg error errors warning warnings help tooltip tip tips caption heading header headers
  prompt prompts instruction instructions notice note notes toast banner modal dialog popup page pages screen view form
  forms button btn icon icons image logo color colour class css selector element
  component template templates section tab menu option options settings setting config configuration preferences
  name names ref refs reference references arn resource resources namespace version versions status state states
  success successful failure failed fail sent reset resets recovery recover forgotten mismatch mismatched incorrect wrong
  short long weak strong medium different same match matches toggle show hide generate generator
  provider providers store storage handler handlers factory resolver source sources filter filters
  issuer issuers audience scope scopes claim claims permission permissions attempts attempt tries retries failures lockout
  transport binding bindings property properties param params parameter parameters argument arguments arg args attribute attributes
  schema schemas request requests response responses event events action actions
  support supports capability capabilities feature features flow flows step steps kid alias aliases prefix suffix
  separator delimiter position offset line lines start end range span spans consent consents preference
  print download copied cancel complete completed manage management rotate rotation renew revoke
  generation prevention reuse spec ready correct overview usage intro 
  domainname chars characters samesite secure httponly jar parser plugin module middleware library
  operation operations theme stdin helper less free based only aware protected protection guard validator validators validation`);

/** Wherever they stand, the key is a message's: "UI translations". */
export const messages = words(`
  unexpected expected invalid missing mean match forgot forgotten forget lost incorrect wrong unknown unsupported
  doesnt dont cannot cant error errors warning failed denied intro checksum passwordless translation translations i18n`);

/** Before the secret's word they make a flag or a message of the key. */
export const flags = words(`
  is has have had show shows hide toggle use uses using require required requires needs need allow allows enable enables disable disables generate
  generates supports inject should must can with without include includes exclude choose enter your the no not publishable public pending non`);

/** A key with blanks or of many words is a sentence that has one of these. */
export const inSentences = words(`
  the a an is are was were has have had be been will would should must can cannot could if when for with without not no and or of to
  in on by from your you our we it its this that please how why what where which`);

/** Before a word for passwords: `reset_password` is a page, `reset_token` a secret. */
export const beforePassword = words(
  'reset change update remember recover set create request send resend expired weak strong',
);

/** Before `token`: pages of lists, ids of requests, words of programs. Before `tokens`, anywhere: counts. */
export const beforeToken = words(`
  prompt max maximum min minimum total cached cache completion input output reasoning audio image text prediction
  thinking tool stop remaining ratelimit limit used usage num number count counts generated candidates thoughts budget context
  special pad eos bos unk sep cls mask added vocab design js syntax parse parsed lex lexer css color colors font spacing theme
  next page paging pagination sequence progress prev previous continuation continue client sync skip skiptoken resume idempotency cursor
  change checkpoint start end forward backward cancellation cancel records marker lock concurrency scroll delta
  keyword operator punctuation comment string identifier literal whitespace comma colon semicolon dot equals arrow brace paren
  bracket asterisk question exclamation plus minus slash template word lookahead ast node`);

/** Whole keys, without what separates their parts: each stands in "Must be shown", or is another word than it looks. */
export const harmlessKeys = words(`
  secretkeyref secretref privatekeyid existingsecret automountserviceaccounttoken opaquelocktoken tokenstr
  accesscontrolallowcredentials allowcredentials supportscredentials withcredentials excludecredentials
  loadcredential loadcredentialencrypted importcredential
  nexttoken nextpagetoken creationtoken apikeyid clientrequesttoken stoptokenids oldpwd oauth documentcookie pinsha tokensymbol tokenaddress
  kubernetesiosshauth kubernetesiobasicauth kubernetesioserviceaccounttoken bootstrapkubernetesiotoken`);

/** What such keys end in: "Kubernetes objects keep all names". */
export const harmlessEndings: readonly string[] = [
  'pullsecret',
  'pullsecrets',
  'credentialsecret',
  'existingsecret',
  // Where a store has them, of Jenkins and WebAuthn.
  'credentialid',
  'credentialsid',
  // What keeps passwords, and how; the names of those that a build gets.
  'passwordencryption',
  'passwordhashing',
  'passwordhashers',
  'passwordmanager',
  'secretmanager',
  'secretsmanager',
  'secretenv',
];

/** Keys as they are written: of a statement in a policy of access. */
export const harmlessWritten: ReadonlySet<string> = new Set(['Sid']);
