// SPDX-License-Identifier: Apache-2.0
// cspell:ignore usermod cryptsetup luks hashlib
import { JSON_TYPE, type MaskedRow, masked, type ShownRow, shown, TEXT, TOLD_LATER, UNQUOTED } from './row.ts';

const PROGRAMS = masked(
  'command with a login',
  TEXT,
  [
    'cqlsh -u ada -p § h\n',
    'cypher-shell -u ada -p § "match (n) return n"\n',
    "usermod -p '§' ada\n",
    'gh secret set DB_PASSWORD --body "§"\n',
    'gh secret set DB_PASSWORD -b § -R a/b\n',
    'aws ssm put-parameter --name /db/x --value "§" --type SecureString\n',
    'az keyvault secret set --vault-name kv --name x --value "§"\n',
    'consul acl set-agent-token agent "§"\n',
    'mosquitto_pub -h h -u a -P § -t x\n',
    'mosquitto_passwd -b f ada §\n',
    'rdesktop -u ada -p § h\n',
    'rclone obscure §\n',
    'radtest ada § h 0 x\n',
    'isql -v dsn ada §\n',
    'etcdctl --user root:§ get x\n',
    'etcdctl user add ada:§\n',
    'db2 connect to x user ada using §\n',
    'conn scott/§@x\n',
    'smbclient //h/s -U ada%§\n',
    'rpcclient h --user=ada%§ -c x\n',
    'lftp -u ada,§ ftp.example\n',
    'lftp -e "open -u ada,§ sftp://h; ls; bye"\n',
    'htpasswd -b /etc/f ada §\n',
    'htpasswd -bBC 10 /etc/f ada "§"\n',
    'htpasswd -bnBC 10 "" §\n',
    'htpasswd -nb ada §\n',
    'curl --cert c.pem:§ https://h.example/\n',
    'curl --cert /etc/x/c.pem:§ --key k https://h.example/\n',
  ],
  { ...UNQUOTED, shows: [] },
);

const HERE_STRINGS = masked(
  'text that a shell gives a program',
  TEXT,
  [
    'wrangler secret put X <<< "§"\n',
    'vercel env add X production <<< §\n',
    "cryptsetup luksOpen /dev/x y <<< '§'\n",
    'kinit ada <<< "§"\n',
    'pass insert x <<< §\n',
    'echo § | gh secret set X -R a/b\n',
    'echo "§" | docker secret create x -\n',
    'printf § | wrangler secret put X\n',
  ],
  { ...UNQUOTED, least: TOLD_LATER, whenLost: 'unknown', shows: [] },
);

const SERVERS = masked(
  'account of a server',
  TEXT,
  [
    'frontend x\n  stats auth ada:§\n  stats uri /x\n',
    'rocommunity § 10.0.0.0/8\nsyslocation x\n',
    'rwcommunity § default\nsyslocation x\n',
    'ada : EAP "§"\nbob : XAUTH "§"\n',
    'SMTP < AUTH PLAIN §\n',
  ],
  { ...UNQUOTED, shows: [] },
);

const OLD_TOKENS = masked('token of Vault without a prefix', TEXT, ['vault login s.§\n', 'vault login -no-print §\n'], {
  looks: ['word'],
  shows: [],
});

/** What may follow is a line's end. */
const SET_UP = masked(
  'what a program prints when it is set up',
  TEXT,
  [
    '[Note] A temporary password is generated for root@localhost: §\n',
    '[Server] A temporary password is generated for root@localhost: §\n[Server] ready\n',
    'Changed password for user elastic\nPASSWORD elastic = §\n\nPASSWORD kibana_system = §\n',
    'Please use the following password to proceed to installation:\n\n§\n\nThis may also be found at: x\n',
    'Password for the [elastic] user successfully reset.\nNew value: §\n',
    'Password for the elastic user (reset with `bin/x -u elastic`):\n  §\n',
  ],
  { looks: ['word', 'letters', 'short'], signs: '', whenLost: 'unknown' },
);

const DUPLICATES = masked(
  'value that a database has already',
  JSON_TYPE,
  [
    '{"detail":"Key (api_token)=(§) already exists.","code":"23505"}',
    '{"log":"DETAIL:  Key (user_id, reset_token_hash)=(7, §) is not present in table \\"x\\".\\n"}',
    '{"message":"Duplicate entry \'§\' for key \'users.session_id\'","n":1}',
    '{"message":"Duplicate entry \'§\' for key \'api_key_unique\'","n":1}',
  ],
  { ...UNQUOTED, looks: ['word', 'letters', 'short'], least: TOLD_LATER, whenLost: 'unknown', shows: [] },
);

const CALLS = masked(
  'argument of a call',
  TEXT,
  [
    'server.login("ada@h.example", "§")\n',
    "imap.login('ada', '§')\n",
    "#0 /x.php(1): PDO->__construct('mysql:host=h', 'ada', '§')\n",
    "#1 /x.php(2): Auth->login('ada', '§')\n",
    'MySQLdb.connect("h","ada","§","x")\n',
    "requests.post(u, auth=('ada', '§'))\n",
    'redis.auth("§")\n',
    "jwt.sign(payload, '§', {expiresIn: 1})\n",
    "crypto.createHmac('sha256', '§').update(x)\n",
    "hmac.new(b'§', msg, hashlib.sha256)\n",
    'new SecretKeySpec("§".getBytes(), "AES")\n',
    "SELECT pgp_sym_encrypt('x', '§');\n",
  ],
  { ...UNQUOTED, shows: [] },
);

export const ACCOUNT_TOOLS: readonly MaskedRow[] = [
  ...PROGRAMS,
  ...HERE_STRINGS,
  ...SERVERS,
  ...OLD_TOKENS,
  ...SET_UP,
  ...DUPLICATES,
  ...CALLS,
];

export const ACCOUNT_TOOLS_SHOWN: readonly ShownRow[] = shown('programs and accounts', TEXT, [
  'smbclient -L //h -U ada -N\nlftp -u ada sftp://h\nusermod -aG docker ada\ncqlsh h -u ada\n',
  'htpasswd -c /etc/nginx/.htpasswd ada\nhtpasswd -B /etc/f ada\n',
  'curl --cert c.pem --key k.pem https://h.example/\n',
  'vault login -method=oidc\nvault login failed, use vault login to try again\n',
  'gh secret list\ngh secret set DB_PASSWORD < f\naws ssm get-parameter --name /db/x --with-decryption\n',
  'isql dsn\nrclone obscure -\nconn a/b is closed\netcdctl user add ada\nkinit ada@X\n',
  'stats auth enabled\n250-AUTH PLAIN LOGIN\nan id is generated for ada: 17\n',
  'Key (id)=(17) already exists.\nDETAIL:  Key (email)=(ada@h.example) already exists.\n',
  "Duplicate entry 'ada' for key 'users.name'\n",
  'jwt.verify(token, key);\nlogin("ada", password);\nf.login(user, password)\nget(u, auth=(user, secret))\n',
  'elastic = true\nkibana = x\nThe elastic user (reset with care)\n',
  'createHmac("sha256", key)\n',
]);
