// SPDX-License-Identifier: Apache-2.0
// cspell:ignore pgpass OAUTHBEARER GSSAPI PRIVMSG assword

/** A line that has a password by its form, without a word for it. */
export interface AccountLine {
  /** What it is known by; the rest of the line follows. */
  readonly text: string;
  /** The end of what stands before that in the line, which begins behind a line's end; without it no letter or digit does. */
  readonly before?: RegExp;
  /** The rest of the line, with a group that is the password. */
  readonly rest: RegExp;
  /** It is a command in capitals, or a name as it is written. */
  readonly isExact?: true;
  /** Line ends that are of it too, if they are no escapes. */
  readonly lines?: number;
}

const ORACLE =
  /^(?:[^\n"]*?\s)?(?:userid=|target=)?["']?[A-Za-z][\w$#.]*(?:\[\w+\])?\/(?<secret>[^\s"'@]+)(?=@|["']?(?:\s|$|["'],?))/;
/** Words of prose too: parameters follow. */
const ORACLE_TOOL = /^(?:userid=)?["']?[A-Za-z][\w$#.]*\/(?<secret>[^\s"'@]+)(?=(?:@\S+)?["']?\s+\w+=)/;
const AT_LINE = /[\n\r"'`>$#;|&=(] *$/;
const ACCOUNT = /[\n\r"'`=][\w.*-]{1,64}$/;

/** Ports of PostgreSQL and of what stands before it: pools, services, forwarded ports. */
const ports = `* 5430 5431 5432 5433 5434 5435 5436 5437 5438 5439 5440 5442 5444 6432 6433 6543 15432 25432 35432 45432
  55432 54320 54321 54322 54323 25060 25061 26257`;

const rows: readonly (readonly [texts: string, rest: RegExp, before?: RegExp])[] = [
  ['sqlplus sqlldr sqlcl expdp impdp rman', ORACLE],
  ['exp imp', ORACLE_TOOL],
  ['catalog auxiliary', /^["']?[A-Za-z]\w*\/(?<secret>[^\s"'@]+)(?=@\w)/],
  [
    'net+user',
    /^(?:"[^"\n]+"|[\w.\\-]+)[ \t]+["']?(?<secret>[^\s"'/*][^\s"']*)["']?(?=[ \t]+\/\w|[ \t]*(?:$|[\n"'|&]))/,
    AT_LINE,
  ],
  [
    'net+use',
    /^(?:[A-Za-z]:[ \t]+|\*[ \t]+)?["']?\\+[^\s"']+["']?[ \t]+(?:\/\S+[ \t]+)*["']?(?<secret>[^\s"'/*][^\s"']*)/,
  ],
  ['ktpass', /^(?:[^\n"]*?\s)?[-/]pass\s+["']?(?<secret>[^\s"'*][^\s"']*)/i],
  [
    'echo printf',
    /^(?:-[ne]+\s+)*(?<quote>["']?)[\w.-]+:(?<secret>[^\s"']+?)\n?\k<quote>\s*\|\s*(?:sudo\s+)?(?:\S*\/)?chpasswd\b/,
  ],
  [
    'echo printf',
    /^(?:-[ne]+\s+)*(?<quote>["']?)(?<secret>[^\s"'][^"'\n|]*?)\n?\k<quote>\s*\|\s*(?:sudo\s+(?:-\S+\s+)*-S\b|[^\n|]*(?:--password-stdin|--with-token|passwd\s+--stdin|-passin\s+stdin|cryptsetup\s|kinit\s|(?:gh|docker|podman|wrangler)\s+secret\s+(?:set|put|create)\s|vercel\s+env\s+add\s))/,
  ],
  // What a shell gives a program to read.
  [
    'wrangler+secret+put gh+secret+set vercel+env+add cryptsetup vncpasswd kinit pass+insert',
    /^[^\n|;"']*<<< ?["']?(?<secret>[^\s"'$][^\s"']*)/,
  ],
  // The sign before the password may look like an escape with what follows it.
  // https://www.samba.org/samba/docs/current/man-html/smbclient.1.html: `-U ada%S`; https://lftp.yar.ru/lftp-man.html: `-u ada,S`
  ['smbclient rpcclient smbget', /^[^\n|;]*?(?:-U ?|--user[= ])["']?[\w.\\/-]+(?<secret>[^\w\s"'.\\/-][^\s"']+)/],
  ['etcdctl', /^[^\n|;]*?(?:--user[= ]|user add )["']?[\w.-]+:(?<secret>[^\s"']+)/],
  ['db2+connect+to', /^\S+ user \S+ using ["']?(?<secret>[^\s"']+)/i],
  ['conn', /^[A-Za-z][\w$#]*\/(?<secret>[^\s"'@]+)(?=@\w)/, AT_LINE],
  ['lftp', /^[^\n|;]*?-u ?["']?[^\s"',]+,(?<secret>[^\s"',;]+)/],
  // https://httpd.apache.org/docs/2.4/programs/htpasswd.html: -b takes it from the command, -n names no file
  ['htpasswd', /^(?=(?:-\w+ +)*-\w*b)(?=(?:-\w+ +)*-\w*n)(?:-\w+ +|\d+ +)+(?:""|''|\S+) +["']?(?<secret>[^\s"']+)/],
  [
    'htpasswd mosquitto_passwd',
    /^(?=(?:-\w+ +)*-\w*b)(?!(?:-\w+ +)*-\w*n)(?:-\w+ +|\d+ +)+\S+ +\S+ +["']?(?<secret>[^\s"']+)/,
  ],
  // An older token of Vault has no prefix that shows it.
  ['vault+login', /^(?:-\S+ )*["']?(?<secret>(?=\S*\d)(?:[sb]\.)?[\w-]{20,})/],
  // https://docs.haproxy.org/3.0/configuration.html#stats%20auth
  ['stats+auth', /^["']?[^\s"':]+:(?<secret>[^\s"']+)/],
  // http://www.net-snmp.org/docs/man/snmpd.conf.html
  ['rocommunity rwcommunity rocommunity6 rwcommunity6', /^["']?(?<secret>[^\s"']+)/, AT_LINE],
  // https://docs.strongswan.org/docs/latest/config/ipsecSecrets.html
  [':+EAP :+XAUTH :+NTLM', /^["'](?<secret>[^"'\n]+)["']/, /[\n\r"'`=][\w.@%* -]*$/],
  // What databases print when they are set up.
  ['is+generated+for', /^\S+: (?<secret>[^\s"]+)/, /temporary password $/i],
  ['elastic kibana kibana_system logstash_system apm_system beats_system', /^= (?<secret>[^\s"]+)/, /PASSWORD $/],
  // redis's users.acl: https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/
  [
    'user',
    /^\S+ (?:(?:on|off|reset\w*|no\w+|(?:skip-)?sanitize-payload|all\w+|[~&%+(-]\S*) )+(?:>(?<secret>[^\s"']+)|#(?<hash>[\da-f]{64}))/,
    /[\n\r"'`=] *$/,
  ],
];

/** https://www.postgresql.org/docs/current/libpq-pgpass.html: host:port:database:user:password */
const pgpass = ports
  .trim()
  .split(/\s+/)
  .map((port) => ({
    text: `:${port}:`,
    before: ACCOUNT,
    rest: /^[^:\s"']{1,64}:[^:\s"']{1,64}:(?<secret>[^\s"':][^\s"']*)/,
  }));

/** Some logs say who sends a line. */
const AT_COMMAND = /[\n\r"'=](?:(?:[A-Z]\w+ )?(?:C|client|[<>]{1,3}|[-=]>):? )?$/i;
/** Columns whose values a database should not have told. */
const SECRET_COLUMN = '\\w*(?:token|secret|passw\\w*|api_?key|session_?id)(?:_?(?:hash|digest))?';
const OF_COLUMNS = new RegExp(`Key \\((?:[^()\\n]*, )?"?${SECRET_COLUMN}"?(?:, [^()\\n]*)?$`, 'i');
const AT_TAG = /[\n\r"'=](?:C: )?[A-Za-z.]{0,4}\d{1,6}$/;

/** Commands of line protocols, where a log or a form has them in a string: the line ends are escapes there. */
const protocolRows: readonly (readonly [text: string, rest: RegExp, before: RegExp, lines?: number])[] = [
  // Redis: with a name that is its own, or with a line's end.
  ['AUTH ', /^default (?<secret>[^\s"]+)(?=[\r\n"']|$)/, AT_COMMAND],
  ['AUTH ', /^(?!PLAIN|LOGIN|TLS|SSL|[A-Z0-9]+-|\S+ \S+ )(?:[^\s"]+ )?(?<secret>[^\s"]+)(?=[\r\n]{2})/, AT_COMMAND],
  ['HELLO ', /^\d AUTH [^\s"]+ (?<secret>[^\s"]+)/, AT_COMMAND],
  // SMTP and POP3: RFC 4954, 5034.
  ['AUTH ', /^(?:PLAIN|XOAUTH2?|OAUTHBEARER|NTLM|GSSAPI|SCRAM-\S+) (?<secret>[\w+/=-]{4,})(?=[\s"']|$)/, AT_COMMAND],
  ['AUTH ', /^(?:PLAIN|XOAUTH2|[A-Z]+-MD5)[\r\n]+(?<secret>[\w+/=-]{4,})(?=[\s"']|$)/, AT_COMMAND],
  ['AUTH ', /^LOGIN(?: |[\r\n]+)[\w+/=-]+[\r\n]+(?<secret>[\w+/=-]{4,})(?=[\s"']|$)/, AT_COMMAND],
  ['PASS ', /^(?![^\s"]*[/\\.]\w+[\r\n])(?<secret>[^\s"]+)(?=[\r\n]{2})/, AT_COMMAND],
  // IMAP: RFC 9051.
  [' LOGIN ', /^"?[^\s"]+"? "?(?<secret>[^\s"]+)(?="?(?:[\r\n"']|$))/, AT_TAG],
  [' AUTHENTICATE ', /^(?!LOGIN)[A-Z0-9-]+\s+(?<secret>[\w+/=-]{4,})(?=[\s"']|$)/, AT_TAG],
  [' AUTHENTICATE ', /^LOGIN[\r\n]+[\w+/=-]+[\r\n]+(?<secret>[\w+/=-]{4,})(?=[\s"']|$)/, AT_TAG],
  // IRC and its services.
  [
    'PRIVMSG NickServ :',
    /^(?:IDENTIFY|GHOST|RECOVER|REGAIN|RELEASE) (?:[^\s"]+ )?(?<secret>[^\s"]+)(?=[\r\n"']|$)/i,
    AT_COMMAND,
  ],
  ['PRIVMSG NickServ :', /^REGISTER (?<secret>[^\s"]+)/i, AT_COMMAND],
  ...['NickServ identify ', 'NickServ IDENTIFY ', 'nickserv identify '].map(
    (text) =>
      [text, /^(?:[^\s"]+ )?(?<secret>[^\s"]+)(?=[\r\n"']|$)/, /[\n\r"'=] *\/?(?:msg |MSG |PRIVMSG )?$/] as const,
  ),
  ['OPER ', /^[\w-]+ (?<secret>[^\s"]+)(?=[\r\n"']|$)/, AT_COMMAND],
  // STOMP's CONNECT: https://stomp.github.io/stomp-specification-1.2.html
  [
    'passcode:',
    /^(?<secret>[^\s"]+)/,
    /[\r\n"'=](?:CONNECT|STOMP|(?:login|host|accept-version|heart-beat):[^\r\n]*)[\r\n]+$/,
  ],
  // What PostgreSQL and MySQL say of a value that is there already.
  ...[')=(', ')%3D('].map((text) => [text, /^(?<secret>[^)\n]+)\)/, OF_COLUMNS] as const),
  ['Duplicate entry ', new RegExp(`^'(?<secret>[^'\\n]+)' for key '(?:\\w+\\.)?${SECRET_COLUMN}(?:_\\w+)?'`, 'i'), /$/],
  // What programs print when they are set up: Jenkins, Elasticsearch.
  ['proceed to installation:', /^[\r\n]+(?<secret>[^\s"]+)/, /password to $/, 2],
  ['user successfully reset.', /^[\r\n]+New value: (?<secret>[^\s"]+)/, /assword for the \[\w+\] $/, 1],
  ['elastic user (reset with ', /^[^\n"]*\)?:[\r\n]+ *(?<secret>[^\s"]+)/, /assword for the $/, 1],
  // memcached: https://github.com/memcached/memcached/blob/master/doc/protocol.txt, a first message of two words.
  ['set auth ', /^\d+ \d+ \d+(?: noreply)?[\r\n]+[^\s"]+ (?<secret>[^\s"]+)/, AT_COMMAND, 2],
  ['login ', /^[\w.@-]+ (?<secret>[^\s"]+)\r\n/, /^\n$/, 1],
];

const IN_REQUEST = '(?:GET|PUT|POST|HEAD|DELETE|:path:) ';
const QUERY = '(?:[\\w.]+=[^&\\s"\']*&)*';
/** Queries and paths of which a part is secret beside another one. */
const urlRows: readonly (readonly [text: string, rest: RegExp, before: RegExp])[] = [
  // InfluxDB and Subsonic: a user, and its password, or a salted hash of it.
  ...['&p=', '%26p%3D'].map(
    (text) =>
      [
        text,
        /^(?!\d{1,3}(?:[&\s"']|$))(?<secret>[^&\s"'#<>]+)/,
        new RegExp(`/(?:query|write|ping|rest/\\w+(?:\\.view)?)\\?${QUERY}u=[^&\\s"']+(?:&[\\w.]+=[^&\\s"']*)*$`),
      ] as const,
  ),
  ...['&t=', '%26t%3D'].map(
    (text) =>
      [text, /^(?<secret>[\da-f]{32})(?=&)/, new RegExp(`/rest/\\w+(?:\\.view)?\\?${QUERY}u=[^&\\s"']+$`)] as const,
  ),
  ...['&s=', '%26s%3D'].map(
    (text) => [text, /^(?<secret>[\w-]{4,})/, new RegExp(`/rest/\\w+(?:\\.view)?\\?${QUERY}t=[^&\\s"']+$`)] as const,
  ),
  // Slack's sockets.
  ...['/link/?ticket=', '%2Flink%2F%3Fticket%3D'].map((text) => [text, /^(?<secret>[\w-]{16,})/, /(?:)$/] as const),
  // A request that Oracle's cloud has authorized before.
  ...['/p/', '%2Fp%2F'].map(
    (text) =>
      [text, /^(?<secret>[\w-]{32,})(?=\/n\/[^/\s"]+\/b\/)/, new RegExp(`oraclecloud\\.com$|${IN_REQUEST}$`)] as const,
  ),
  // A session of ASP.NET without cookies.
  ...['/(S(', '%2F(S(', '%2F%28S%28'].map((text) => [text, /^(?<secret>[a-z\d]{20,28})\)\)/i, /(?:)$/] as const),
  // What takes logs, and nodes of chains.
  ...['/inputs/', '%2Finputs%2F'].map(
    (text) => [text, /^(?<secret>[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})(?=\/tag\/)/, /(?:)$/] as const,
  ),
  ...['/v1/input/', '%2Fv1%2Finput%2F'].map((text) => [text, /^(?<secret>[\da-f]{32})(?![\da-z])/, /(?:)$/] as const),
  ...['/v3/', '%2Fv3%2F'].map(
    (text) =>
      [text, /^(?<secret>[\da-f]{32})(?![\da-z])/, new RegExp(`infura\\.io(?:/ws)?$|${IN_REQUEST}(?:/ws)?$`)] as const,
  ),
  ...['/v2/', '%2Fv2%2F'].map(
    (text) =>
      [
        text,
        /^(?<secret>(?=[\w-]*\d)(?=[\w-]*[A-Z])[\w-]{32})(?![\w/-])/,
        /(?:g\.alchemy\.com|alchemyapi\.io)$|(?:POST|:path:) $/,
      ] as const,
  ),
  // What a phone reads off a wall: https://github.com/zxing/zxing/wiki/Barcode-Contents
  ['WIFI:', /^(?:[A-OQ-Z]:(?:\\+.|[^;\\\n"])*;)*P:(?<secret>(?:\\+.|[^;\\\n"])+)/, /(?:)$/],
];

/** Redis's own form: each word behind its length. */
const WORD = '\\d+[\\r\\n]+';
const VALUE = '(?<secret>[^\\r\\n"]+)';
const respRows: readonly (readonly [word: string, rest: RegExp, before: RegExp])[] = [
  ['AUTH', new RegExp(`^${WORD}${VALUE}`), /\*2[\r\n]+\$4[\r\n]+$/],
  ['AUTH', new RegExp(`^${WORD}[^\\r\\n]+[\\r\\n]+\\$${WORD}${VALUE}`), /(?:\*3|\$\d[\r\n]+[23])[\r\n]+\$4[\r\n]+$/],
  [
    'SETUSER',
    /^\d+[\r\n]+[^\r\n"]+(?:[\r\n]+\$\d+[\r\n]+(?!>)[^\r\n"]+)*?[\r\n]+\$\d+[\r\n]+>(?<secret>[^\r\n"]+)/,
    /\$7[\r\n]+$/,
  ],
  ['requirepass', new RegExp(`^${WORD}${VALUE}`), /\$11[\r\n]+$/],
  ['masterauth', new RegExp(`^${WORD}${VALUE}`), /\$10[\r\n]+$/],
];
const escapedLineEnds = ['\\r\\n$', '\\\\r\\\\n$', '%0D%0A%24', '%0D%0A$', '%5Cr%5Cn%24', '%5Cr%5Cn$'];

export const accountLines: readonly AccountLine[] = [
  ...rows.flatMap(([texts, rest, before]) =>
    texts.split(' ').map((text) => ({ text: `${text.replaceAll('+', ' ')} `, rest, ...(before && { before }) })),
  ),
  ...pgpass,
  ...protocolRows.map(([text, rest, before, lines = 0]) => ({ text, rest, before, lines, isExact: true as const })),
  ...urlRows.map(([text, rest, before]) => ({ text, rest, before, isExact: true as const })),
  ...respRows.flatMap(([word, rest, before]) => escapedLineEnds.map((end) => ({ text: word + end, rest, before }))),
].map((line) => ({ ...line, rest: new RegExp(line.rest.source, `${line.rest.flags}d`) }));
