// SPDX-License-Identifier: Apache-2.0
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates as they stand in their sources.
import { FORM, JSON_TYPE, type ShownRow, shown, TEXT, XML, YAML } from './row.ts';

const STRUCTURE = shown('keys and structure', JSON_TYPE, [
  '{"data":[{"secretKey":"password","remoteRef":{"key":"secret/data/db","property":"password"}}]}',
  '{"data":[{"secretKey":"db-password","remoteRef":{"key":"db"}}]}',
  '{"rules":[{"apiGroups":[""],"resources":["secrets","configmaps"],"verbs":["get","list"]}]}',
  '{"resources":["secrets","serviceaccounts/token","pods"],"n":1}',
  '{"methods":["totp","webauthn"],"n":1}',
  '{"Action":["secretsmanager:GetSecretValue","kms:Decrypt"],"Resource":"*"}',
  '{"ARN":"arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/db-AbCdEf","n":1}',
  '{"annotations":{"vault.hashicorp.com/agent-inject-secret-db":"database/creds/shop"}}',
  '{"secret_engine":"kv","secret_backend":"vault","token_dialect":"access_token","password_encoder":"argon2"}',
  '{"lockToken":"opaquelocktoken:e71d4fae-5dec-22d6-fea5-00a0c91e6be4","n":1}',
]);

const COLUMNS = shown('columns', JSON_TYPE, [
  '{"columns":["id","name"],"rows":[[1,"ada"],[2,"bob"]]}',
  '{"columns":["id","password"],"labels":["Id","Kennwort"],"pageSize":10}',
  '{"fields":["username","password"],"required":["username"],"data":[],"rows":["x"]}',
  '{"columns":["password","id"],"rows":[[null,"ada"],["",7]]}',
  '{"data":[["password","required"],["name","optional"]]}',
  '[["user","password"],["Benutzer","Kennwort","Anmelden"]]',
  '[["password","required","text"],["name","optional"]]',
  '{"text":"fields: user,password,token\\nnext,line,here"}',
  '{"text":"user,password\\nthat is all, or nearly, of it"}',
]);

const COLUMNS_IN_LINES = shown('columns', TEXT, [
  'Fields:\n\nuser, password, token\nname, word, sign\n',
  'const names = user,password\nlet next = 1,2\n',
  'list:\n\nuser,password,token\nand no more\n',
]);

const LISTS = shown('lists of objects', JSON_TYPE, [
  '{"kind":"ConfigMapList","items":[{"metadata":{"name":"a"},"data":{"conf":"aGVsbG8gd29ybGQ="}}]}',
  '{"kind":"SecretList","items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"},"type":"Opaque"}]}',
]);

const STYLES = shown('style sheet', JSON_TYPE, [
  '{"css":".token:before{content:\\"x\\"}.pin:hover{color:red}.a{color:blue}","n":1}',
  '{"css":".a.token:nth-last-of-type(2){color:red}.b.secret:placeholder-shown:not(:hover){color:red}","n":1}',
  '{"css":".a.password::file-selector-button{color:red}.b.token::-webkit-scrollbar-thumb{width:1px}","n":1}',
  '{"css":".btn.secret:focus-within{color:red}","auth":"kubernetes","private_key_id":"9f3c1ab27de4408b"}',
]);

const IN_YAML = shown('keys and structure', YAML, [
  'services:\n  web:\n    secrets:\n      - db_password\n      - api_key\n',
  'spec:\n- secretKey: password\n  remoteRef:\n    key: secret/db\n',
  'rules:\n- apiGroups: [""]\n  resources: ["secrets", "configmaps"]\n  verbs: ["get"]\n',
]);

const SCHEMAS = shown('schema', JSON_TYPE, [
  '{"query":"mutation Login($user: String!, $password: String!) { login(user: $user, password: $password) { id } }"}',
  '{"token":"required|string","secret":"string|null","apiKey":"string (required)"}',
]);

const SCHEMAS_IN_LINES = shown('schema', TEXT, [
  'type Login {\n  password: String!\n  token: ID\n}\n',
  'class Login:\n    password: SecretStr\n    token: str | None = None\n',
]);

const COUNTS = shown('counts', JSON_TYPE, [
  '{"secrets":12,"totalSecrets":120,"credentials":3,"n":1}',
  '{"pins":12,"num_pins":7,"n":1}',
  '{"counts":{"secret":3,"token":12,"credential":1}}',
  '{"process_secret_bytes":4096,"secret_ratio":0.5,"n":1}',
]);

const COUNTS_IN_LINES = shown('counts', TEXT, ['process_secret_bytes 12\nsecret_count 3\n']);

const HEADERS = shown('header', 'response-lines', [
  'azureml-model-session: v20240501-1-164492',
  'x-ms-session-token: 0:-1#12345',
  'X-Request-Id: 4111111111111111',
]);

const WORDS = shown('flags and words', JSON_TYPE, [
  ...['list', 'view', 'manage', 'rotate'].map((word) => `{"permissions":{"secrets":"${word}","tokens":"${word}"}}`),
  ...['unset', 'not_set', 'missing', 'expired', '-'].map((word) => `{"password":"${word}","n":1}`),
  '{"auth":"token","session":"created","pin":"unlocked"}',
  '{"object":"card","cvc_check":"unchecked","n":1}',
  '{"settings":{"password":{"current":"Current","new":"New"}}}',
  '{"secret":{"value":"Value","name":"Name"}}',
  '{"dependencies":{"csrf-tokens":"latest","cookie":"^0.6.0"}}',
  '{"flags":{"token-refresh":"v2"}}',
  '{"color":{"token":"#ff0000"},"session":"2024-05-01","n":1}',
  '{"cardNumber":"xxxx-xxxx-xxxx-4242","card_number":"**** **** **** 4242"}',
  '{"apiKey":"sk-...abcd","token":"ghp_****wxyz"}',
  '{"otp":"sms","totp":"app","token":"ready","secret":"synced"}',
  '{"password":"allowed","passwd":"supported"}',
  '{"sort":[{"token":"desc"},{"token":"asc"}]}',
]);

const LABELS = shown('labels', JSON_TYPE, [
  '{"token":"API token (optional)","auth.password":"Password (min. 8 characters)"}',
  '{"cvc":"CVC / CVV","recovery_phrase":"Recovery phrase","seedPhrase":"Your seed phrase"}',
  '{"placeholder":"API key: "}',
  '{"placeholder":"Password: ","n":1}',
  '{"routes":{"password":"/account/password","token":"/oauth/token","session":"/sessions/new"}}',
  '{"password":"Use at least 8 characters","n":1}',
]);

const MESSAGES = shown('messages', JSON_TYPE, [
  '{"errors":{"password":["is too short (minimum is 8 characters)","can\'t be blank"],"token":["has already been taken"]}}',
  '{"new_password":["This field may not be blank."],"n":1}',
  '{"msg":"secret: not found","n":1}',
  '{"password":"must contain a digit","n":1}',
]);

const MESSAGES_IN_LINES = shown('messages', TEXT, [
  'Password: required\npassword: must have 8 characters\nnote: the password: see the manual\n',
  'Warning: password: field is required\nlogin failed: wrong password: try again\n',
  'f(a,password=null,b)\ndef f(host, password=None, user="x"):\n{token:e,secret:t.secret,password:n.password}\n',
  'var a=b,password=c,d=e;\nconst {token:t,password:p}=a;\nx=isSecret?token:other;\n',
  'msbuild /p:Configuration=Release /p:Password=$(PW)\nUsage: x /password:<password>\n',
  '2024-05-01 INFO auth: user ada logged in\n',
  'Usage: login --password <password> --token <token> [--secret SECRET]\n',
  'login --password <password> --verbose\n',
  'see AKIDsOfTheListThatIsShownToTheUserFirst, pat.onTheShoulderOfTheServiceThatAnsweredTheFirstCallOfAll and vcp_letterOfTheManualOfTheEditor\n',
]);

const MANUALS = shown('manuals', JSON_TYPE, [
  '{"description":"Send `Authorization: Bearer {token}` with each request."}',
  '{"usage":"Authorization: Bearer <token>","other":"Authorization: Basic <base64>"}',
  '{"usage":"Authorization: Bearer YOUR_ACCESS_TOKEN","apiKey":"YOUR_API_KEY","token":"your-token"}',
  '{"usage":"curl -H \'X-Api-Key: YOUR_API_KEY\' https://shop.example"}',
  '{"token":"<token>","apiKey":"<api-key>","n":1}',
  '{"self":"<Auth object at 0x7f3a9b2c>","n":1}',
  '{"example":"export TOKEN=<your token>","n":1}',
  '{"security":[{"Authorization":["Basic Auth"]}],"headers":["Authorization", "Bearer"]}',
  '{"code":"headers.add((\'Authorization\', \'Bearer {}\'.format(token)))","log":"{authorization=[Bearer ***], n=1}"}',
]);

const DOCUMENTED = shown('manuals', 'text/html', [
  '<tr><td>password</td><td>The password of the user</td></tr><tr><td>token</td><td>string</td></tr>',
  '<tr><td>password</td><td>text</td><td>The password.</td></tr><tr><th>Password</th><th>Token</th></tr>',
  '<dt>password</dt><dd>The password of the user.</dd><dt>token</dt><dd>A token</dd>',
  '<label>Password</label><span class="hint">Required</span><label>Password</label><a href="/x">Forgot?</a>',
  '<label>Password</label><span>(optional)</span><label>Password</label><span>At least 8 characters</span>',
  '<span>Token</span><span>Next</span><h2>Session</h2><p>Something about it</p><li><a>Password</a></li><li><a>User</a></li>',
  '<li>Password: <b>required</b></li><p>Your password is <b>safe</b> with us</p><b>Token:</b> the token<br>',
  '<td><code>token</code></td><td>string</td><td>x</td><x>Set &lt;token&gt; to &lt;b&gt;</x>',
]);

const DOCUMENTED_IN_ROWS = shown('manuals', TEXT, [
  '| password | string | The password |\n| `token` | `string` | yes |\n| password | The password of the user |\n',
  '| Field | Type | Description |\n|---|---|---|\n| password | string | the password |\n| token | guid | x |\n',
  '| Option | Default |\n|---|---|\n| `token` | `none` |\n| password | required |\n',
  '| Token | Meaning |\n|---|---|\n| yyyy | year |\n| mm | month |\n',
  '| Feature | Password | Token |\n|---|---|---|\n| login | yes | no |\n',
  'cat token | grep x\ntoken || other\necho $TOKEN | base64 -d\nconst a = token | other;\n',
  '**Password:** required\n- **token**: the token\n',
]);

const REFERENCES = shown('references', JSON_TYPE, [
  '{"password":"op://vault/item/password","api_key":"op://dev/shop/api key","n":1}',
  '{"DB_PASSWORD":"vault:secret/data/db#DB_PASSWORD","token":"ref+vault://secret/db#/token"}',
  '{"secret":"projects/123/secrets/db-password/versions/latest","token":"gcpsm://projects/x/secrets/y"}',
  '{"password":"arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-AbCdEf","apiKey":"arn:aws:ssm:eu-central-1:123456789012:parameter/prod/api-key"}',
  '{"DbPassword":"@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/db/)","n":1}',
  '{"DbPassword":"@Microsoft.KeyVault(VaultName=v;SecretName=db)","n":1}',
  '{"password":"awsssm:///prod/db/password","token":"secretref:db-token","n":1}',
  '{"password":"env:DB_PASSWORD","token":"file:/run/secrets/db","secret":"/run/secrets/token","n":1}',
  '{"password":"{{ .Values.db.password }}","token":"{{ .Values.token | quote }}","n":1}',
  '{"password":"process.env.DB_PASSWORD","n":1}',
  '{"level":"info","secret":"default/db-creds","msg":"synced"}',
  '{"password":"!Ref DbPassword","secret":"!GetAtt Db.Password"}',
  '{"password":"[parameters(\'adminPassword\')]","n":1}',
  '{"password":"{{ t | default(\'\') }}","token":"{{ lookup(\'file\',\'x\') }}"}',
  '{"tokenSymbol":"USDC","tokenAddress":"0x3f5ce5fbfe3e9af3971dd833d26ba9b5c936f0be"}',
]);

const REFERENCES_IN_LINES = shown('references', TEXT, [
  'spring.datasource.password=${DB_PASSWORD:}\napi_key=${API_KEY:-}\n',
  'a=1\nPOSTGRES_PASSWORD=/run/secrets/db_password\n',
  'password: op://vault/item/password\ntoken: vault:secret/data/db#token\n',
  'level=info msg=synced secret=default/db-creds ns=prod\n',
  'level=info secret=db-creds namespace=prod action=sync\n',
  'secret=db-creds namespace=prod\n',
]);

const EXPRESSIONS = shown('expressions of programs', TEXT, [
  '{password: this.password, token: opts.token, secret: process.env.SECRET}\n',
  'const cfg = {apiKey: config.apiKey, session: req.session}\n',
  'open({\n  token: options.token,\n  password: credentials.password,\n});\n',
  'password = var.db_password\nsecret = local.secret\n',
  '  password = random_password.db.result\n  token = module.auth.token\n',
  'password = data.aws_secretsmanager_secret_version.db.secret_string\n',
  'password = os.environ["DB_PASSWORD"]\ntoken = os.getenv("TOKEN")\n',
  'password = System.getenv("DB_PASSWORD")\n',
  "password: ENV['DB_PASSWORD']\ntoken: ENV.fetch('TOKEN')\n",
  'a = 1\npassword=process.env.DB_PASSWORD\n',
]);

const SECTIONS = shown('sections of a configuration', TEXT, [
  'var key = Configuration["Auth:Token"];\nvar u = 1;\nvar v = "hello world";\n',
  'x["Jwt:Secret"] ?? throw new X("no");\n',
  'var p = GetSection("Auth:Password").Value;\nx("y");\n',
]);

const TYPES = shown('types of programs', JSON_TYPE, [
  '{"src":"f(): Promise<Session> {}","n":1}',
  '{"src":"function login(user: string, password: string, token?: string): Promise<Session> {}"}',
  '{"src":"async get(): Promise<Token> { return x }","n":1}',
  '{"password":"List[str]","token":"Optional[str] = None"}',
  '{"token":"varchar(255)","n":1}',
]);

const HELP = shown('help', TEXT, [
  '  -p, --password        prompt for password\n',
  'Options:\n  -u, --user string       user name\n  -t, --token TOKEN       token for the API\n',
]);

const USAGE = shown('help', TEXT, [
  'Usage: tool login [--password-stdin]\n  --password-stdin   Take the password from stdin\n',
  'kubectl create secret generic db --from-file=password=./password.txt\n',
  'Token validated. Session started at 10:00, ends at 11:00.\n',
]);

const LOGGED = shown('words of a log', TEXT, [
  'token=refresh user=ada status=200\n',
  'user=ada status=200 token=refresh\n',
  'auth=kubernetes user=a\n',
  'vault_token_count{auth="approle",token_type="service"} 3\n',
]);

const TELEPHONES = shown('number of a telephone', JSON_TYPE, [
  '{"to":"+4915112345678","phones":["+4539999999999"],"text":"call +4915112345678 or +4915112345678"}',
]);

const NO_VALUE = shown(
  'empty value of a query',
  TEXT,
  [
    '"GET /x?password= HTTP/1.1" 200\n"POST /api?a=1&api_key= HTTP/2.0" 200\n"GET /s?token= HTTP/1.1" 200 12 "-"\n',
    'GET /x?a=1&secret= HTTP/1.1\n',
  ],
  { bare: 'an encoded blank is of a value' },
);

const MECHANISMS = shown('mechanisms of a server of mail', 'stream', [
  '* OK [CAPABILITY IMAP4rev1 SASL-IR STARTTLS AUTH=PLAIN AUTH=LOGIN AUTH=CRAM-MD5] ready.\r\n',
  '* CAPABILITY IMAP4rev1 UNSELECT IDLE AUTH=PLAIN AUTH=XOAUTH2\r\n* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n',
  '250-smtp.h\r\n250-AUTH=LOGIN PLAIN\r\n250 8BITMIME\r\n',
]);

const CODES = shown('code that lets nobody in', TEXT, [
  'Your promo code is SAVE20\nYour order code is 483920\nYour area code: 0721\n',
  'Order 483920 is your latest order code\n483920 is the answer to your question\n',
  'error code is 404123, exit code: 12345, the status code: 2000\n',
  'Use 8080 to reach the proxy. Use code SAVE20 to get 20 % off. Enter 1000 or more.\n',
  'your postal code is 483920, your coupon code is 1234-5678\n',
  'your code is reviewed, your source code is 12000 lines long\n',
  '{"code":483920,"message":"1234 is your order"}\n',
]);

/** A state that names a place, or says what becomes of something, is no callback's, and a code beside it is none either. */
const ADDRESSES = shown('state and code of an address', FORM, [
  'address=1&city=Austin&state=TX&country_code=US&code=78701&phone=1',
  'city=Reno&state=NV&zip=89501&code=SAVE10',
  'state=CA&zip=94110&code=SPRING',
  'street=1&city=Passau&state=Bayern&country=de&code=94032',
  'city=Perth&state=Somewhere&postcode=6000&code=A',
  'action=track&state=delivered&code=DLV',
]);

const ADDRESSES_IN_QUERIES = shown('state and code of an address', 'target', [
  '/search?country=us&state=texas&code=tx',
  '/r?code=TX&state=Texas',
  '/r?code=NY&state=New+York',
  '/issues?state=open&code=404',
]);

const FILES = shown('path with an ending', 'target', [
  '/download?key=photos/2026/a.jpg',
  '/o?key=uploads/2026-01-02/report_v2.pdf&x=1',
  '/o?x=1&key=img/IMG_20260102_1234.JPG',
]);

const ALGORITHMS = shown('names of algorithms', JSON_TYPE, [
  '{"hmac":"sha256","signing_key":"HS256","api_key":"beta","client_secret":"aes-256-gcm"}',
]);

const PIECES = shown('pieces of a text', JSON_TYPE, [
  '{"NextToken":"q1","clientToken":"a-1","client_token":"page-2","n":1}',
  '{"tokens":["the","cat","sat"],"tokenizer":"bpe"}',
  '{"tokens":["Hello",",","world","!"],"n":1}',
  '{"tokens":[" the"," cat","##s"],"token_ids":[1,2]}',
  '{"tokens":[{"token":"quick","start_offset":4}]}',
  '{"content":[{"token":" assist","logprob":-0.01,"bytes":[32]},{"token":"par","logprob":-10.5,"bytes":null}]}',
  '[{"score":0.4,"token":3000,"token_str":"paris","n":1}]',
]);

const COMMANDS = shown('commands', TEXT, [
  '["redis-cli","-h","db","ping"]\n["docker","login","--help"]\n',
  'helm install x --set auth.existingSecret=db,port=1 y\n',
  'HMGET user:1 password name\r\nSET counter 1\r\nDEL counter\r\nSET PASSWORD FOR ada = x\r\nSET SESSION AUTHORIZATION ada\r\n',
  '*4\r\n$5\r\nHMGET\r\n$6\r\nuser:1\r\n$8\r\npassword\r\n$4\r\nname\r\n',
  'SET token:42:state active\r\nSET session:abc:color blue\r\n',
  '*3\r\n$3\r\nSET\r\n$14\r\ntoken:42:state\r\n$6\r\nactive\r\n*1\r\n$4\r\nPING\r\n',
  '*3\r\n$6\r\nEXPIRE\r\n$11\r\nsession:abc\r\n$4\r\n3600\r\n*1\r\n$4\r\nPING\r\n',
  'rules [password:required] [name:string]\n(user: string; password: string)\n',
  '{:user "ada" :keyword "x" :tokens 3}\n',
  'password: String(x)\npassword = Secret(name)\n',
  'zone "x" { type master; file "secret.db"; };\n',
  'Votre mot de passe est : trop court\n',
]);

const NUMBERS = shown('numbers', JSON_TYPE, [
  '{"Id":4242424242424242,"n":1}',
  '{"ids":[4242424242424242,4111111111111111],"id":["4242424242424242"]}',
  '{"userIds":["4242424242424242","4111111111111111"],"n":1}',
  '{"order_number":"4111111111111111","offset":4222222222222,"n":1}',
  '{"price":4111.111111111111,"n":1}',
]);

// A private key's numbers have 40 characters and more in Base64.
const SHORT_NUMBERS = shown('numbers', JSON_TYPE, [`{"kty":"EC","d":"${'aB3'.repeat(13)}","n":1}`]);
const NUMBERS_IN_XML = shown('numbers', XML, ['<order><orderId>4242424242424242</orderId><n>1</n></order>']);

const PROGRAMS = shown('programs', 'text/javascript', [
  'headers.append("Authorization","Bearer "+token);xhr.setRequestHeader("X-CSRF-Token", csrf);\n',
  'fetch(u,{headers:{Authorization:`Bearer \x24{token}`,"X-CSRF-Token":csrfToken}});\n',
  'f.setPassword(password);g.setPassword("");t("Password");getPassword("label");m.token("Identifier");n.session("redis");\n',
  'var password string\nconst token string = iota\nchar password[32];\n#define PASSWORD_LENGTH 20\nstd::string password{};\n',
  '[{password, "Password"},{token, Token},{password,string}]\n(password . string)\npassword => undef,\n',
  'new NetworkCredential(user, pass);ConvertTo-SecureString $password -AsPlainText\nset -x DB_PASSWORD $PASS\nset password reset\n',
  'tokens.map(token -> token.getValue()); auth -> auth.requestMatchers(); session -> session.create()\n',
  'Cookie.setGroupCookie("HOMEPAGEX","/home/us",365);readCookie("i13lndng");validatePassword("Too short");\n',
  "gtag('config','G-ABC123DEF4',{cookie_flags:'SameSite=None;Secure'});\n",
]);

/** What stands for secrets or speaks of them, as production sends it. */
export const SHOWN_TEXTS: readonly ShownRow[] = [
  ...STRUCTURE,
  ...IN_YAML,
  ...SCHEMAS,
  ...COLUMNS,
  ...COLUMNS_IN_LINES,
  ...LISTS,
  ...STYLES,
  ...SCHEMAS_IN_LINES,
  ...COUNTS,
  ...COUNTS_IN_LINES,
  ...HEADERS,
  ...WORDS,
  ...LABELS,
  ...MESSAGES,
  ...MESSAGES_IN_LINES,
  ...MANUALS,
  ...DOCUMENTED,
  ...DOCUMENTED_IN_ROWS,
  ...REFERENCES,
  ...REFERENCES_IN_LINES,
  ...EXPRESSIONS,
  ...SECTIONS,
  ...TYPES,
  ...HELP,
  ...USAGE,
  ...LOGGED,
  ...TELEPHONES,
  ...NO_VALUE,
  ...MECHANISMS,
  ...CODES,
  ...ADDRESSES,
  ...ADDRESSES_IN_QUERIES,
  ...FILES,
  ...ALGORITHMS,
  ...PIECES,
  ...COMMANDS,
  ...NUMBERS,
  ...SHORT_NUMBERS,
  ...NUMBERS_IN_XML,
  ...PROGRAMS,
];
