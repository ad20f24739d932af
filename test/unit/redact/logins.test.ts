// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Logins, mayBeLogin } from '../../../src/redact/logins.ts';
import { bytes as anyBytes, cut, cycle, list } from '../arbitraries.ts';

const MAX_HELD = 4_096;

const u8 = (...values: number[]): Buffer => Buffer.from(values);
const u16 = (value: number): Buffer => u8(value >> 8, value & 0xff);
const u32 = (value: number): Buffer => Buffer.concat([u16(value >>> 16), u16(value & 0xffff)]);
type Piece = Buffer | string;
const join = (...parts: Piece[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));

/** What stands between « and » is a secret: returns the text without the marks and what is to be shown of it. */
function expectation(marked: Buffer): { text: Buffer; expected: string } {
  const source = marked.toString('latin1');
  return {
    text: Buffer.from(source.replaceAll(/[\xab\xbb]/g, ''), 'latin1'),
    expected: source.replaceAll(/\xab[^\xbb]*\xbb/g, '[login]'),
  };
}
const secret = (value: Piece): Buffer => join('\xab', value, '\xbb');
const bare = (value: Buffer): Buffer => expectation(value).text;
const withLength = (size: (length: number) => Buffer, ...parts: Piece[]): Buffer => {
  const content = join(...parts);
  return join(size(bare(content).length), content);
};

interface Outcome {
  shown: string;
  isOver: boolean;
  mostHeld: number;
}

function run(pieces: readonly Buffer[]): Outcome {
  const logins = new Logins();
  let [offset, mostHeld] = [0, 0];
  const judged: [number, number][] = [];
  for (const piece of pieces) {
    // As in a larger buffer: the bytes before and after are none of this text's new ones.
    const larger = Buffer.concat([Buffer.from('~~~'), piece, Buffer.from('~~')]);
    logins.read(larger, 3, 3 + piece.length, offset - 3);
    offset += piece.length;
    mostHeld = Math.max(mostHeld, offset - logins.spans.judged);
    judged.push([offset, logins.spans.judged]);
  }
  const { isOver } = logins;
  logins.end(offset);
  assert.equal(logins.spans.judged, offset);
  const text = Buffer.concat(pieces);
  let [shown, at] = ['', 0];
  for (const { start, end, rule, isOpen } of logins.spans.list) {
    assert.ok(start >= at && end >= start && end <= text.length && !isOpen);
    if (end === start) continue;
    shown += `${text.toString('latin1', at, start)}[${rule}]`;
    at = end;
    // What was judged once does not become a secret later.
    for (const [read, sure] of judged) assert.ok(start >= sure || start < read, `${start} was judged at ${read}`);
    for (const [read, sure] of judged) if (read <= start) assert.ok(sure <= read);
  }
  return { shown: shown + text.toString('latin1', at), isOver, mostHeld };
}

function assertLogin(marked: Buffer, isOver?: boolean): void {
  const { text, expected } = expectation(marked);
  const whole = run([text]);
  assert.equal(whole.shown, expected);
  if (isOver !== undefined) assert.equal(whole.isOver, isOver);
  for (let at = 1; at < text.length; at += 1) {
    assert.equal(run([text.subarray(0, at), text.subarray(at)]).shown, expected, `cut at ${at}`);
  }
  const single = run(Array.from(text, (byte) => u8(byte)));
  assert.equal(single.shown, expected, 'byte by byte');
  assert.equal(single.isOver, whole.isOver);
}

/** A text with its secrets between « and ». */
const lines = (text: string): Buffer => Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1');

const resp = (...words: Piece[]): Buffer =>
  join(`*${words.length}\r\n`, ...words.map((word) => join(`$${bare(join(word)).length}\r\n`, word, '\r\n')));

// Redis: protocol specification, "Sending commands to a Redis server", and the pages of the commands.
const redis: [name: string, text: Buffer, isOver?: boolean][] = [
  ['AUTH password', resp('AUTH', secret('hunter2')), false],
  ['AUTH user password', resp('AUTH', 'ada', secret('hunter2'))],
  ['auth in small letters', resp('auth', 'ada', secret('p\r\nw'))],
  ['HELLO', resp('HELLO', '3', 'AUTH', 'default', secret('hunter2'), 'SETNAME', 'web')],
  ['HELLO of a user named auth', resp('HELLO', '3', 'AUTH', 'auth', secret('auth'))],
  [
    'CONFIG SET',
    join(resp('PING'), resp('CONFIG', 'SET', 'maxmemory', '5', 'requirepass', secret('p')), resp('GET', 'AUTH')),
    false,
  ],
  ['CONFIG SET masterauth', resp('CONFIG', 'SET', 'masterauth', secret('p'))],
  ['CONFIG GET', resp('CONFIG', 'GET', 'requirepass', 'x')],
  [
    'ACL SETUSER',
    resp('ACL', 'SETUSER', 'ada', 'on', join('>', secret('pw')), '~*', '+@all', join('#', secret('9f86')), '>'),
  ],
  ['SENTINEL SET', resp('SENTINEL', 'SET', 'main', 'auth-pass', secret('pw'))],
  ['MIGRATE', resp('MIGRATE', 'h', '6379', 'k', '0', '99', 'AUTH2', 'ada', secret('pw'))],
  ['a later login', join(resp('SET', 'AUTH', 'x'.repeat(9_000)), resp('AUTH', secret('pw'))), false],
  [
    'a later login, seen amid many',
    join(...Array.from({ length: 3 }, () => resp('GET', 'k')), resp('AUTH', secret('p')), resp('GET', 'k')),
    false,
  ],
  [
    'as many arguments as are looked at',
    resp('CONFIG', 'SET', ...Array.from({ length: 252 }, () => 'x'), 'requirepass', secret('p')),
  ],
  [
    'more arguments than are looked at',
    resp('CONFIG', 'SET', ...Array.from({ length: 254 }, () => 'x'), 'requirepass', 'p'),
    false,
  ],
  ['AUTH with too much', resp('AUTH', 'a', 'b', 'c')],
  ['an empty password', resp('AUTH', '')],
  ['a wrong length', join('*2\r\n$4\r\nAUTH\r\n$3\r\n', secret('pas'), 'sword\r\n'), true],
  ['a hostile length', join('*2\r\n$4\r\nAUTH\r\n$99999999\r\npassword\r\n'), true],
  ['a length of too many digits', join('*2\r\n$0000000000004\r\nAUTH\r\n$1\r\na\r\n'), true],
  ['no length', join('*2\r\n$\r\nAUTH\r\n$1\r\na\r\n'), true],
  ['no length, and as many bytes', join('*1\r\n$\r\n\r\n', resp('PING')), true],
  ['no array', join('**\r\nAUTH password\r\n'), true],
  ['AUTH password inline', lines('AUTH «hunter2»\nGET a\n'), true],
  ['AUTH user password inline', lines('AUTH ada «hunter2»\n'), false],
  ['AUTH in small letters inline', lines('auth ada «hunter2»\n'), false],
  ['AUTH without a line end', lines('AUTH «hunter2»')],
  ['HELLO inline', lines('HELLO 3 AUTH default «hunter2»\n')],
  ['CONFIG SET inline', lines('PING\nCONFIG SET requirepass «"a b"»\n')],
  ['ACL SETUSER inline', lines('ACL SETUSER ada on >«pw» ~* -@all\n')],
  ['AUTH inline with too much', lines('AUTH failed for ada\nAUTH pw\n'), true],
];

// FTP: RFC 959 and 4217. POP3: RFC 1939 and 5034. IRC: RFC 2812, IRCv3 SASL. NNTP: RFC 4643.
const commands: [name: string, text: Buffer, isOver?: boolean][] = [
  ['FTP', lines('PBSZ 0\nPROT P\nUSER ada\nPASS «a b/c.txt»\nACCT «x»\nPWD\nPASS shown\n'), true],
  ['FTP that asks for TLS', lines('AUTH TLS\nUSER ada\nPASS «hunter2»\n'), false],
  ['POP3', lines('CAPA\nUSER ada\nPASS «hunter2»\nSTAT\n'), true],
  ['POP3 in small letters', lines('user ada\npass «hunter2»\nstat\n'), true],
  ['POP3 APOP', lines('APOP ada «c4c9334bac560ecc979e58001b3e22fb»\nSTAT\n')],
  ['POP3 AUTH PLAIN', lines('AUTH PLAIN\n«AGFkYQBodW50ZXIy»\nSTAT\nPASS x\n'), true],
  ['IRC', lines('CAP LS 302\nPASS «hunter2»\nNICK ada\nUSER ada 0 * :Ada L\nJOIN #a\n'), false],
  ['IRC, PASS first', lines('PASS «oauth:hunter2»\nNICK ada\n'), false],
  ['IRC with SASL', lines('CAP REQ :sasl\nNICK ada\nAUTHENTICATE PLAIN\nAUTHENTICATE «AGFkYQBodW50ZXIy»\nCAP END\n')],
  ['IRC, channels with keys', lines('NICK ada\nJOIN #a,#b «x,y»\nJOIN 0 x\nJOIN &c\nOPER ada «hunter2»\n')],
  ['IRC, other services', lines('NICK ada\nPRIVMSG Q@CServe.quakenet.org :AUTH ada «x»\nPRIVMSG Q :AUTH ada x\n')],
  ['IRC of an operator', lines('NICK ada\nOPER ada «hunter2»\n')],
  [
    'IRC with a service of names',
    lines(
      'NICK ada\nUSER ada 0 * :Ada L\nJOIN #a\nPRIVMSG NickServ :IDENTIFY «hunter2»\nPRIVMSG #a :IDENTIFY shown\n' +
        'PRIVMSG nickserv@services.test :identify ada «hunter2»\nNS REGISTER «hunter2» ada@a.test\n' +
        'NICKSERV SET PASSWORD «hunter3»\nPRIVMSG NickServ :HELP IDENTIFY\nPRIVMSG NickServ :SET EMAIL shown\nQUIT\n',
    ),
    true,
  ],
  ['IRC of a gateway', lines('WEBIRC «hunter2» cgi host 192.0.2.1\n')],
  ['NNTP', lines('AUTHINFO USER ada\nAUTHINFO PASS «hunter2»\nGROUP a\n'), true],
  ['PASS without a line end', lines('PASS «hunter2»')],
  ['ManageSieve, with a literal', lines('AUTHENTICATE "PLAIN" {24+}\n«AGFkYQBodW50ZXIy»\nLISTSCRIPTS\n')],
  ['ManageSieve', lines('AUTHENTICATE "PLAIN" «"AGFkYQBodW50ZXIy"»\nLISTSCRIPTS\n')],
];

// SMTP: RFC 4954 and 4616; LOGIN and XOAUTH2 by their drafts and vendors' pages.
const smtp: [name: string, text: Buffer, isOver?: boolean][] = [
  [
    'AUTH PLAIN with its response',
    lines('EHLO a.test\nAUTH PLAIN «AGFkYQBodW50ZXIy»\nMAIL FROM:<ada@a.test>\nAUTH PLAIN AGFkYQ==\n'),
    true,
  ],
  ['AUTH PLAIN', lines('EHLO a.test\nAUTH PLAIN\n«AGFkYQBodW50ZXIy»\nMAIL FROM:<ada@a.test>\n'), true],
  ['AUTH LOGIN', lines('EHLO a.test\nAUTH LOGIN\nYWRh\n«aHVudGVyMg==»\nMAIL FROM:<ada@a.test>\n'), true],
  ['AUTH LOGIN with the name', lines('EHLO a.test\nAUTH LOGIN YWRh\n«aHVudGVyMg==»\nQUIT\n'), true],
  ['AUTH XOAUTH2', lines('EHLO a.test\nauth xoauth2 «dXNlcj1hZGEBYXV0aD1CZWFyZXIgeAEB»\nMAIL FROM:<a>\n'), true],
  ['a second attempt', lines('EHLO a.test\nAUTH LOGIN\nYWRh\n«eA==»\nAUTH LOGIN\nYWRh\n«eQ==»\nQUIT\n'), true],
  ['AUTH LOGIN of a client of small letters', lines('ehlo a.test\nauth login\nYWRh\n«eA==»\nmail from:<a>\n'), true],
  [
    'a token longer than is held',
    lines(`EHLO a.test\nAUTH« XOAUTH2 ${'x'.repeat(MAX_HELD)}»\nRSET\nMAIL FROM:<a>\n`),
    true,
  ],
  ['a mail that speaks of it', lines('EHLO a.test\nMAIL FROM:<a>\nRCPT TO:<b>\nDATA\nAUTH PLAIN AGFkYQ==\n'), true],
];

// IMAP: RFC 9051, 6.2; RFC 7888 for literals that are not waited for.
const imap: [name: string, text: Buffer, isOver?: boolean][] = [
  ['LOGIN', lines('a1 LOGIN ada «hunter2»\na2 SELECT INBOX\na3 LOGIN x y\n'), true],
  [
    'LOGIN between others',
    lines('A001 CAPABILITY\nA002 ID ("name" "x")\nA003 LOGIN ada «hunter2»\nA004 NOOP\n'),
    false,
  ],
  ['LOGIN with quotes', lines('1 login "ada l" "«a \\"b\\\\»"\n2 LIST "" "*"\n'), true],
  ['LOGIN with literals', lines('a1 LOGIN {5}\nada l {8}\n«pass\n d»\na2 LIST "" *\n'), true],
  ['LOGIN with literals that are not waited for', lines('a1 LOGIN {3+}\nada {2+}\n«pw»\n')],
  ['AUTHENTICATE PLAIN with its response', lines('a1 AUTHENTICATE PLAIN «AGFkYQB4»\na2 LIST "" *\n'), true],
  ['AUTHENTICATE PLAIN', lines('a1 AUTHENTICATE PLAIN\n«AGFkYQB4»\na2 LIST "" *\n'), true],
  ['AUTHENTICATE LOGIN', lines('a1 AUTHENTICATE LOGIN\nYWRh\n«eA==»\na2 LIST "" *\n'), true],
  ['a literal of a hostile length', lines('a1 LOGIN {3}\nada {99999}\npassword\n'), true],
  ['prose', lines('User login failed for ada\n'), true],
  ['prose of two words', join('a login page works\n'), true],
];

const message = (type: string, ...parts: Piece[]): Buffer =>
  join(
    type,
    withLength((n) => u32(n + 4), ...parts),
  );
const startup = withLength((n) => u32(n + 4), u32(196_608), 'user\0ada\0database\0db\0\0');

// PostgreSQL: protocol 3.0, "Message Formats".
const postgres: [name: string, text: Buffer, isOver?: boolean][] = [
  ['a password', join(startup, message('p', secret('hunter2\0')), message('Q', 'SELECT 1\0')), true],
  [
    'SCRAM',
    join(
      startup,
      message('p', secret(join('SCRAM-SHA-256\0', u32(9), 'n,,n=,r=x'))),
      message('p', secret('c=biws,r=xy,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=')),
      message('Q', 'SELECT 1\0'),
      message('p', 'shown\0'),
    ),
    true,
  ],
  ['after a request for TLS', join(u32(8), u32(80_877_103), startup, message('p', secret('hunter2\0'))), false],
  ['a password message alone', message('p', secret('hunter2\0')), false],
  ['a long one alone', join(message('p', secret(`${'x'.repeat(300)}\0`)), message('Q', 'SELECT 1\0')), true],
  ['no password', join(startup, message('Q', 'p\0\0\0\x0bhunter2\0')), true],
  ['a request to cancel', join(u32(16), u32(80_877_102), u32(1), u32(2), message('p', 'hunter2\0')), true],
  ['another version', join(u32(9), u32(131_072), '\0', message('p', 'hunter2\0')), true],
  ['a hostile length', join(startup, 'p', u32(70_000), 'hunter2\0'), true],
  ['a startup of a hostile length', join(u32(10_001), u32(196_608), 'x'.repeat(99)), true],
];

const u24le = (value: number): Buffer => u8(value & 0xff, (value >> 8) & 0xff, value >> 16);
const packet = (sequence: number, ...parts: Piece[]): Buffer =>
  withLength((n) => join(u24le(n), u8(sequence)), ...parts);
const mysqlHead = (capabilities: number): Buffer =>
  join(u8(capabilities & 0xff, (capabilities >> 8) & 0xff, capabilities >>> 16, 0), u32(1), u8(45), Buffer.alloc(23));
const response = (sequence: number, auth: Piece): Buffer =>
  packet(sequence, mysqlHead(0x28_8a_0d), 'ada\0', auth, 'db\0', 'caching_sha2_password\0');

// MySQL: client/server protocol, "Protocol::HandshakeResponse41".
const mysql: [name: string, text: Buffer, isOver?: boolean][] = [
  [
    'a hashed password, then a command',
    join(response(1, join(u8(20), secret('h'.repeat(20)))), packet(0, '\x03SELECT 1'), packet(2, 'shown')),
    true,
  ],
  [
    'TLS before it, and the password in clear text after it',
    join(response(2, join(u8(32), secret('h'.repeat(32)))), packet(4, secret('hunter2\0')), packet(0, '\x03SELECT 1')),
    true,
  ],
  [
    'the request for TLS in the same text',
    join(packet(1, mysqlHead(0x28_8a_0d)), response(2, join(u8(1), secret('h')))),
  ],
  ['a long response', response(1, join(u8(0xfc, 0x2c, 0x01), secret('h'.repeat(300))))],
  ['a length that only looks like a long one', packet(1, mysqlHead(0x8a_0d), 'ada\0', u8(3), secret('abc'), 'db\0')],
  ['no password', response(1, u8(0))],
  ['a packet as long as a letter of PostgreSQL', response(1, join(u8(50), secret('h'.repeat(50))))],
  ['a response that is longer than its packet', response(1, join(u8(250), 'hunter2')), true],
  ['an old protocol', packet(1, mysqlHead(0x0d), 'ada\0', u8(3), 'abc', 'db\0'), true],
  ['bytes in what is reserved', packet(1, mysqlHead(0x8a_0d).fill(1, 12), 'ada\0', u8(3), 'abc'), true],
  ['a packet of another number', join(response(1, u8(0)), packet(9, 'hunter2')), true],
];

const field = (...parts: Piece[]): Buffer => withLength(u16, ...parts);
const mqttConnect = (version: number, flags: number, ...parts: Piece[]): Buffer =>
  join(
    u8(0x10),
    withLength((n) => (n < 128 ? u8(n) : u8((n & 0x7f) | 0x80, n >> 7)), ...mqttFields(version, flags, parts)),
  );
const mqttFields = (version: number, flags: number, parts: Piece[]): Piece[] => [
  field(version === 3 ? 'MQIsdp' : 'MQTT'),
  u8(version, flags),
  u16(60),
  ...parts,
];
const properties = (...parts: Piece[]): Buffer => withLength((n) => u8(n), ...parts);

// MQTT 3.1.1 and 5, section 3.1.
const mqtt: [name: string, text: Buffer, isOver?: boolean][] = [
  ['3.1.1', join(mqttConnect(4, 0xc2, field('c1'), field('ada'), field(secret('hunter2'))), 'more'), true],
  ['3.1', mqttConnect(3, 0xc2, field('c1'), field('ada'), field(secret('hunter2')))],
  [
    'with a will',
    mqttConnect(4, 0xc6, field('c1'), field('a/b'), field('gone'), field('ada'), field(secret('hunter2'))),
  ],
  ['no password', mqttConnect(4, 0x82, field('c1'), field('ada')), true],
  [
    '5, with properties',
    mqttConnect(
      5,
      0xc6,
      properties(u8(0x11), u32(9), u8(0x26), field('k'), field('v')),
      field('c1'),
      properties(u8(0x18), u32(1)),
      field('a/b'),
      field('gone'),
      field('ada'),
      field(secret('hunter2'.repeat(20))),
    ),
    false,
  ],
  [
    '5, with an authentication of its own',
    join(
      mqttConnect(5, 0x02, properties(u8(0x15), field('SCRAM'), u8(0x16), field(secret('n,,n=ada'))), field('c1')),
      u8(0xf0),
      withLength((n) => u8(n), u8(0x18), properties(u8(0x16), field(secret('c=biws')))),
      u8(0x30, 3),
      field('a'),
    ),
    true,
  ],
  [
    'a property that is unknown',
    mqttConnect(5, 0xc2, properties(u8(0x77, 1)), field('c'), field('a'), field('b')),
    true,
  ],
  [
    'a password longer than its packet',
    join(u8(0x10, 23), ...mqttFields(4, 0xc2, [field('c1'), field('ada'), u16(99), 'pw'])),
    true,
  ],
  ['another protocol', join(u8(0x10, 20), field('MQTX'), u8(4, 0xc2), u16(60), field('c1'), field('pw')), true],
];

const frame = (...parts: Piece[]): Buffer => join(u8(1), u16(0), withLength(u32, ...parts), u8(0xce));
const longText = (...parts: Piece[]): Buffer => withLength(u32, ...parts);
const shortText = (...parts: Piece[]): Buffer => withLength((n) => u8(n), ...parts);
const startOk = (mechanism: string, ...answer: Piece[]): Buffer =>
  frame(
    u16(10),
    u16(11),
    longText(shortText('product'), 'S', longText('x')),
    shortText(mechanism),
    longText(...answer),
    shortText('en_US'),
  );
const tuneOk = frame(u16(10), u16(31), u16(0), u32(131_072), u16(60));
const amqp091 = join('AMQP', u8(0, 0, 9, 1));
const saslFrame = (code: number, list: Piece): Buffer =>
  withLength((n) => u32(n + 4), u8(2, 1), u16(0), u8(0, 0x53, code), list);
const list8 = (count: number, ...parts: Piece[]): Buffer =>
  join(u8(0xc0), withLength((n) => u8(n + 1), ...parts).subarray(0, 1), u8(count), ...parts);
const list32 = (count: number, ...parts: Piece[]): Buffer => {
  const size = bare(join(...parts)).length;
  return join(u8(0xd0), u32(size + 4), u32(count), ...parts);
};
const symbol = (text: string): Buffer => join(u8(0xa3), shortText(text));

// AMQP 0-9-1, 4.2 and 1.4.2.2; AMQP 1.0, part 5.3.
const amqp: [name: string, text: Buffer, isOver?: boolean][] = [
  ['0-9-1 PLAIN', join(amqp091, startOk('PLAIN', '\0ada\0', secret('hunter2')), tuneOk), true],
  ['0-9-1 AMQPLAIN', join(amqp091, startOk('AMQPLAIN', secret(join(shortText('LOGIN'), 'S', longText('a'))))), false],
  ['0-9-1 with a challenge', join(amqp091, startOk('X', secret('a')), frame(u16(10), u16(21), longText(secret('b'))))],
  [
    '0-9-1 with a hostile length',
    join(amqp091, u8(1), u16(0), u32(99), u16(10), u16(11), u32(4_000_000_000), 'pw'),
    true,
  ],
  [
    '1.0 PLAIN',
    join(
      'AMQP',
      u8(3, 1, 0, 0),
      saslFrame(
        0x41,
        list8(3, symbol('PLAIN'), u8(0xa0), shortText('\0ada\0', secret('hunter2')), u8(0xa1), shortText('h')),
      ),
      'AMQP',
      u8(0, 1, 0, 0),
    ),
    true,
  ],
  [
    '1.0 with long lists',
    join(
      'AMQP',
      u8(3, 1, 0, 0),
      saslFrame(0x41, list32(2, symbol('XOAUTH2'), u8(0xb0), longText(secret('token')))),
      saslFrame(0x43, list8(1, u8(0xa0), shortText(secret('more')))),
    ),
    false,
  ],
  [
    '1.0 without a response',
    join('AMQP', u8(3, 1, 0, 0), saslFrame(0x41, list8(2, symbol('ANONYMOUS'), u8(0x40)))),
    false,
  ],
  ['0-9-1, seen without its header', startOk('PLAIN', '\0ada\0', secret('hunter2'))],
  ['1.0 without SASL', join('AMQP', u8(0, 1, 0, 0), 'x'), true],
];

const ber = (tag: number, ...parts: Piece[]): Buffer =>
  join(
    u8(tag),
    withLength((n) => (n < 128 ? u8(n) : join(u8(0x82), u16(n))), ...parts),
  );
/** As Active Directory's clients write lengths: always in four bytes. */
const ber4 = (tag: number, ...parts: Piece[]): Buffer => join(u8(tag, 0x84), withLength(u32, ...parts));
const request = (id: number, ...parts: Piece[]): Buffer => ber(0x30, ber(2, u8(id)), ...parts);
const DN = 'cn=ada,dc=a,dc=test';
const bind = (...credentials: Piece[]): Buffer => ber(0x60, ber(2, u8(3)), ber(4, DN), ...credentials);
const search = ber(0x63, ber(4, 'dc=a,dc=test'), ber(0x0a, u8(0)));

// LDAP: RFC 4511, 4.2 (bind), 4.12 (extended operation); RFC 3062 (change of a password).
const ldap: [name: string, text: Buffer, isOver?: boolean][] = [
  ['a simple bind', join(request(1, bind(ber(0x80, secret('hunter2')))), request(2, search)), false],
  [
    'lengths in four bytes',
    ber4(0x30, ber(2, u8(1)), ber4(0x60, ber(2, u8(3)), ber4(4, DN), ber4(0x80, secret('hunter2')))),
    false,
  ],
  ['a number of four bytes', ber(0x30, ber(2, u8(1, 2, 3, 4)), bind(ber(0x80, secret('hunter2')))), false],
  ['a number of five bytes', ber(0x30, ber(2, u8(1, 2, 3, 4, 5)), bind(ber(0x80, 'hunter2'))), true],
  ['a request longer than its message', join(u8(0x30, 12), ber(2, u8(1)), bind(ber(0x80, 'hunter2'))), true],
  ['a long password', request(1, bind(ber(0x80, secret('x'.repeat(300)))))],
  ['SASL PLAIN', request(1, bind(ber(0xa3, ber(4, 'PLAIN'), ber(4, '\0ada\0', secret('hunter2')))))],
  ['SASL with another mechanism', request(1, bind(ber(0xa3, ber(4, 'GSS-SPNEGO'), ber(4, secret('token')))))],
  ['SASL without credentials', request(1, bind(ber(0xa3, ber(4, 'EXTERNAL'))))],
  ['an anonymous bind', request(1, bind(ber(0x80)))],
  [
    'a bind after a search',
    join(request(1, search), request(2, search), request(3, bind(ber(0x80, secret('hunter2')))), request(4, ber(0x42))),
    false,
  ],
  [
    'a change of a password',
    request(5, ber(0x77, ber(0x80, '1.3.6.1.4.1.4203.1.11.1'), ber(0x81, secret(ber(0x30, ber(0x82, 'hunter2')))))),
  ],
  ['another extended operation', request(5, ber(0x77, ber(0x80, '1.3.6.1.4.1.1466.20037')))],
  ['a key in DER', ber(0x30, ber(2, u8(0)), ber(0x30, ber(6, 'x'))), true],
  ['a password longer than its message', request(1, ber(0x60, ber(2, u8(3)), ber(4, DN), u8(0x80, 99), 'pw')), false],
  ['an answer', request(1, ber(0x61, ber(0x0a, u8(0)))), true],
];

const kafkaRequest = (kind: number, version: number, ...parts: Piece[]): Buffer =>
  withLength(u32, u16(kind), u16(version), u32(7), field('app'), ...parts);
const versions = withLength(u32, u16(18), u16(3), u32(1), field('app'), u8(0, 5), 'java', u8(2), '1', u8(0));

// Kafka's protocol guide: ApiVersions (18), SaslHandshake (17), SaslAuthenticate (36), Metadata (3).
const kafka: [name: string, text: Buffer, isOver?: boolean][] = [
  [
    'PLAIN',
    join(
      versions,
      kafkaRequest(17, 1, field('PLAIN')),
      kafkaRequest(
        36,
        2,
        u8(0),
        withLength((n) => u8(n + 1), '\0ada\0', secret('hunter2')),
        u8(0),
      ),
      kafkaRequest(3, 9, u8(0)),
    ),
    true,
  ],
  [
    'PLAIN with a long length',
    join(kafkaRequest(17, 1, field('PLAIN')), kafkaRequest(36, 1, longText('\0ada\0', secret('x')))),
    false,
  ],
  [
    'OAUTHBEARER',
    join(kafkaRequest(17, 1, field('OAUTHBEARER')), kafkaRequest(36, 1, longText(secret('n,,\x01auth=Bearer x')))),
  ],
  [
    'without a client',
    join(
      withLength(u32, u16(17), u16(1), u32(7), u16(0xffff), field('PLAIN')),
      kafkaRequest(36, 1, longText('\0ada\0', secret('x'))),
    ),
  ],
  [
    'a handshake of version 0',
    join(kafkaRequest(17, 0, field('PLAIN')), longText('\0ada\0', secret('hunter2')), 'more'),
    true,
  ],
  [
    'a hostile length',
    join(kafkaRequest(17, 1, field('PLAIN')), u32(40), u16(36), u16(1), u32(7), field('app'), u32(60_000), 'pw'),
    true,
  ],
  ['no login', join(versions, kafkaRequest(3, 9, u8(0)), kafkaRequest(36, 1, longText('\0ada\0x'))), true],
];

const memcachedRequest = (opcode: number, mechanism: string, value: Piece): Buffer => {
  const length = mechanism.length + bare(join(value)).length;
  return join(u8(0x80, opcode), u16(mechanism.length), u8(0, 0, 0, 0), u32(length), 'opaquecas---', mechanism, value);
};
const memcached: [name: string, text: Buffer, isOver?: boolean][] = [
  [
    'PLAIN, behind the list of mechanisms',
    join(
      memcachedRequest(0x20, '', ''),
      memcachedRequest(0x21, 'PLAIN', join('\0ada\0', secret('hunter2'))),
      memcachedRequest(0x0a, '', ''),
    ),
    false,
  ],
  [
    'SCRAM in two steps',
    join(
      memcachedRequest(0x21, 'SCRAM-SHA-256', secret('n,,n=a')),
      memcachedRequest(0x22, 'SCRAM-SHA-256', secret('c=biws')),
    ),
    false,
  ],
  [
    'another request',
    join(
      memcachedRequest(0x0b, '', ''),
      memcachedRequest(0x00, 'tea', ''),
      memcachedRequest(0x21, 'PLAIN', '\0ada\0x'),
    ),
    true,
  ],
  ['a hostile length', join(u8(0x80, 0x21), u16(5), u8(0, 0, 0, 0), u32(4), 'opaquecas---PLAIN\0ada\0x'), true],
];

const cqlFrame = (opcode: number, body: Piece): Buffer =>
  join(u8(4, 0, 0, 0, opcode), u32(bare(join(body)).length), body);
const cqlStartup = cqlFrame(0x01, join(u16(1), u16(11), 'CQL_VERSION', u16(5), '3.0.0'));
const cassandra: [name: string, text: Buffer, isOver?: boolean][] = [
  [
    'the name is shown',
    join(
      cqlFrame(0x05, ''),
      cqlStartup,
      cqlFrame(0x0f, withLength(u32, '\0ada\0', secret('hunter2'))),
      cqlFrame(0x07, 'x'),
    ),
    true,
  ],
  ['a hostile length', join(cqlStartup, cqlFrame(0x0f, join(u32(99), '\0ada\0x'))), true],
  ['a short one', join(cqlStartup, cqlFrame(0x0f, 'x'), 'more'), true],
];

const groups = { memcached, cassandra, redis, commands, smtp, imap, postgres, mysql, mqtt, amqp, kafka, ldap };
for (const [group, cases] of Object.entries(groups)) {
  describe(`logins of ${group}`, () => {
    for (const [name, text, isOver] of cases) test(name, () => assertLogin(text, isOver));
  });
}

describe('what is no login', () => {
  for (const text of [
    'PASS src/redact/a.test.js\nPASS src/b.test.js\n',
    'PASS a.spec.ts\r\n',
    'PASS: all tests\n',
    'PASS two words\n',
    'ACCT x\n',
    'ACCT two words\r\n',
    'OPER ada x\n',
    'OPER in three words\r\n',
    'Pass hunter2\r\n',
    'pass rate\n',
    'auth failed\n',
    'auth service is up\r\n',
    'Authorization follows\n',
    'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
    '{"pass":"x"}\nPASS x\n',
    'some text\nPASS hunter2\nAUTH x\n',
    '\x16\x03\x01AUTH x\r\n',
    '220 a.test ESMTP\r\nAUTH PLAIN x\r\n',
    '+OK ready\r\nPASS x\r\n',
    '* OK IMAP4rev1\r\na1 LOGIN x y\r\n',
    'A'.repeat(40),
    '',
  ]) {
    test(JSON.stringify(text.slice(0, 40)), () => assertLogin(Buffer.from(text, 'latin1'), text !== ''));
  }
});

test('no text that has a login is turned away by its beginning, and most others are', () => {
  const hasLogin = Object.values(groups).flatMap((cases) => cases.filter(([, text]) => text.includes(0xab)));
  assert.ok(hasLogin.length > 80);
  for (const [name, marked] of hasLogin) {
    const text = bare(marked);
    for (let to = 3; to <= text.length + 3; to += 1) {
      assert.equal(mayBeLogin(Buffer.concat([Buffer.from('zzz'), text]), 3, to), true, `${name}, ${to}`);
    }
  }
  for (const text of [
    '{"pass":"x"}',
    '<html>',
    'GET / HTTP/1.1\r\n',
    'Hello, world',
    'a=1&b=2',
    '\x89PNG\r\n',
    'password',
  ]) {
    assert.equal(mayBeLogin(Buffer.from(text), 0, text.length), text === 'password', text);
  }
});

test('a login has at most 64 messages, but of Redis and LDAP', () => {
  // The bytes that tell the protocol count as one.
  for (const [count, isMasked] of [
    [62, true],
    [63, false],
  ] as const) {
    const { shown, isOver } = run([lines(`${'NOOP\n'.repeat(count)}PASS hunter2\nNOOP\n`)]);
    assert.deepEqual([shown.includes('PASS [login]'), isOver], [isMasked, true]);
  }
  for (const [other, secretMessage] of [
    [resp('PING'), resp('AUTH', secret('hunter2'))],
    [request(1, search), request(2, bind(ber(0x80, secret('hunter2'))))],
  ] as const) {
    const many = join(...Array.from({ length: 200 }, () => join(other, secretMessage)));
    const { text, expected } = expectation(many);
    assert.deepEqual(run([text]), { shown: expected, isOver: false, mostHeld: 0 });
  }
});

test('a line is held until it is decided, at most as much as may be held', () => {
  for (const length of [MAX_HELD - 1, MAX_HELD, MAX_HELD + 1, 3 * MAX_HELD]) {
    const text = Buffer.from(`PASS ${'x'.repeat(length - 1)}`);
    const { mostHeld, shown } = run(cut(text, () => 1));
    assert.equal(mostHeld, Math.min(length, MAX_HELD));
    assert.equal(shown, length <= MAX_HELD ? 'PASS [login]' : 'PASS[login]');
  }
});

test('behind missing bytes a login goes on with the next line', () => {
  for (const [before, after] of [
    ['EHLO a\r\nAUTH PLAIN eA', 'B\r\nPASS «s3cret»\r\n'],
    ['', 'SER ada\r\nPASS «s3cret»\r\n'],
    ['', 'SER ada\r\nPASS «s3 cr et»\r\n'],
    ['', 'SER ada\r\npass «s3 cr et»\r\n'],
    ['USER ada\r\n', 'S x\r\nACCT «s3cret»\r\n'],
    ['', 'IVMSG #a :b c\r\nOPER ada «s3cret»\r\nNS IDENTIFY «s3cret»\r\n'],
    // The name of SASL's LOGIN may be missing.
    ['', 'AUTH LOGIN\r\n«czNjcmV0»\r\n'],
    ['auth login\r\n', 'auth login\r\n«czNjcmV0»\r\n'],
  ] as const) {
    const logins = new Logins(before === '');
    const text = Buffer.from(before);
    logins.read(text, 0, text.length, 0);
    if (before !== '') logins.reset(30);
    assert.deepEqual([logins.isOver, logins.spans.judged, logins.spans.list], [false, before === '' ? 0 : 30, []]);
    const { text: next, expected } = expectation(Buffer.from(after, 'latin1'));
    logins.read(next, 0, next.length, 30);
    let shown = '';
    let at = 0;
    for (const { start, end } of logins.spans.list) {
      shown += `${next.toString('latin1', at, start - 30)}[login]`;
      at = end - 30;
    }
    assert.equal(shown + next.toString('latin1', at), expected);
  }
});

test('behind missing bytes the first line tells what follows, where it is whole', () => {
  for (const marked of [
    'USER ada\nPASS «a b»\n',
    // The name's line may be the password's, where the question is missing.
    'AUTH LOGIN\n«YWRh»\n«aHVudGVyMg==»\nQUIT\n',
    'a1 LOGIN {3}\nada {3+}\n«p w»\na2 NOOP\n',
    '\nPASS «hunter2»\n',
    'USER\nPASS «a b»\n',
    // It is masked itself, and may be the rest of one.
    'NOUSER ada\nPASS «a b»\n',
    'GIN {3}\nPASS «hunter2»\n',
    'Some longer words of prose\nPASS «hunter2»\n',
  ]) {
    const { text, expected } = expectation(lines(marked));
    for (let at = 0; at <= text.length; at += 1) {
      const logins = new Logins();
      const before = Buffer.from('NOOP\r\n');
      logins.read(before, 0, before.length, 0);
      logins.reset(0);
      for (const [from, to] of [
        [0, at],
        [at, text.length],
      ] as const)
        logins.read(text, from, to, 0);
      logins.end(text.length);
      let shown = '';
      let done = 0;
      for (const { start, end } of logins.spans.list) {
        shown += `${text.toString('latin1', done, start)}[login]`;
        done = end;
      }
      assert.equal(shown + text.toString('latin1', done), expected, `${marked}, cut at ${at}`);
    }
  }
});

test('behind missing bytes what is no line is no login', () => {
  const logins = new Logins();
  const text = Buffer.from('EHLO a\r\n');
  logins.read(text, 0, text.length, 0);
  logins.reset(30);
  const next = Buffer.from('B\r\n{"pass":1}\n');
  logins.read(next, 0, next.length, 30);
  assert.ok(logins.isOver);
});

const messages = Object.values(groups).flatMap((cases) => cases.map(([, text]) => bare(text)));

test('where a text is cut changes nothing, whatever it is', () => {
  const damaged = fc
    .tuple(list(fc.constantFrom(...messages), 1, 3), fc.nat(60), anyBytes(0, 3))
    .map(([parts, at, bytes]) => {
      const text = Buffer.concat(parts);
      return Buffer.concat([text.subarray(0, at), bytes, text.subarray(at + 1)]).subarray(0, 2_000);
    });
  const lengths = list(fc.integer({ min: 1, max: 12 }), 1, 40);
  const holds = fc.property(damaged, lengths, (text, pieceLengths) => {
    const pieces = run(cut(text, cycle(pieceLengths)));
    const whole = run([text]);
    assert.deepEqual([pieces.shown, pieces.isOver], [whole.shown, whole.isOver]);
    assert.ok(pieces.mostHeld <= MAX_HELD);
  });
  fc.assert(holds, { seed: 11, numRuns: 2_000 });
});

test('what no command begins with is no login, as soon as it is there', () => {
  for (const text of ['{"id"', '<?xm', '[1,2', 'ab"c'])
    assert.equal(run(Array.from(text, (byte) => Buffer.from(byte))).isOver, true, text);
});
