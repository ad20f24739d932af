// SPDX-License-Identifier: Apache-2.0
import type { Sender } from '../../../../src/http/protocol.ts';

/** A call; what stands between « and » is secret. */
export type Move = readonly [from: Sender, marked: string];

export interface Conversation {
  readonly name: string;
  readonly moves: readonly Move[];
}

const said =
  (from: Sender, end: string) =>
  (text: string): Move => [from, `${text.replaceAll('\n', end)}${end}`];
/** Lines of either end. */
const C = said('client', '\r\n');
const S = said('server', '\r\n');
const L = said('client', '\n');
const bytesOf = (from: Sender, text: string): Move => [from, text];

/** Lengths count bytes, and not the marks. */
const bulk = (word: string): string => `$${word.replaceAll(/[«»]/g, '').length}\r\n${word}\r\n`;
const command = (...words: string[]): Move => ['client', `*${words.length}\r\n${words.map(bulk).join('')}`];
const answer = (text: string): Move => ['server', text];

const u16 = (value: number): string => String.fromCharCode(value >> 8, value & 0xff);
const u32 = (value: number): string => u16(value >>> 16) + u16(value & 0xffff);
const bare = (text: string): string => text.replaceAll(/[«»]/g, '');
const counted = (text: string): string => u16(bare(text).length) + text;

/** Every protocol by lines in which a client may log in. */
export const OF_LINES: readonly Conversation[] = [
  {
    name: 'Redis',
    moves: [
      command('HELLO', '3', 'AUTH', 'default', '«cusufi6-g»'),
      answer(`%1\r\n${bulk('server')}${bulk('redis')}`),
      command('AUTH', '«sarogo8-l»'),
      answer('+OK\r\n'),
      command('AUTH', 'ada lovelace', '«tagevi7 t»'),
      answer('+OK\r\n'),
      command('CONFIG', 'SET', 'requirepass', '«gitude6-d»'),
      answer('+OK\r\n'),
      command('ACL', 'SETUSER', 'ada', 'on', '>«bacuka3-g»', '~*'),
      answer('+OK\r\n'),
      command('CONFIG', 'GET', 'requirepass'),
      answer(`*2\r\n${bulk('requirepass')}${bulk('«foluzo3-v»')}`),
      command('SET', 'password', '«rapuri4 v»'),
      answer('+OK\r\n'),
      command('GET', 'k'),
      answer(bulk('tea')),
    ],
  },
  {
    name: 'Redis, words in calls of their own',
    moves: ['*2\r\n', bulk('AUTH'), '$9\r\n', '«conego5-m»', '\r\n', '*3\r\n', bulk('AUTH'), bulk('ada l')]
      .map((text): Move => ['client', text])
      .concat([['client', bulk('«tinica3 g»')], answer('+OK\r\n+OK\r\n'), command('PING'), answer('+PONG\r\n')]),
  },
  {
    name: 'Redis, from amid a call of several commands',
    moves: [
      ['client', `hello world\r\n${command('AUTH', 'ada l', '«gabeso3 r»')[1]}`],
      answer('+OK\r\n+OK\r\n'),
      ['client', `${command('SET', 'a', 'hello world')[1]}${command('AUTH', 'ada', '«nucome8-m»')[1]}`],
      answer('+OK\r\n+OK\r\n'),
    ],
  },
  {
    name: 'Redis, an answer in several calls',
    moves: [
      command('CONFIG', 'GET', '*'),
      ['server', `*4\r\n${bulk('port')}${bulk('6379')}${bulk('requirepass')}`],
      ['server', bulk('«pelodu4-k»')],
      command('GET', 'k'),
      answer(bulk('tea')),
    ],
  },
  {
    name: 'Redis, commands in lines',
    moves: [C('PING'), S('+PONG'), C('AUTH «gomolu3-g»'), S('+OK'), C('GET tea'), S('$5\ngreen'), C('GET cup')],
  },
  {
    name: 'SMTP, AUTH LOGIN',
    moves: [
      S('220 mail.test ESMTP'),
      C('EHLO a.test'),
      S('250-mail.test\n250 AUTH PLAIN LOGIN'),
      C('AUTH LOGIN'),
      S('334 VXNlcm5hbWU6'),
      C('YWRh'),
      S('334 UGFzc3dvcmQ6'),
      C('«cGVtaXBvMnZvbGFrdTc=»'),
      S('235 2.7.0 Accepted'),
      C('MAIL FROM:<ada@a.test>'),
      S('250 2.1.0 Ok'),
      C('RCPT TO:<bob@b.test>'),
      S('250 2.1.5 Ok'),
      C('DATA'),
      S('354 End data with a dot'),
      C('Subject: tea\n\nHello Bob, how are you?\nThe tea is ready now.\n.'),
      S('250 2.0.0 Ok: queued as 4'),
      C('QUIT'),
    ],
  },
  {
    name: 'SMTP, AUTH LOGIN in small letters',
    moves: [
      C('ehlo a.test'),
      S('250 AUTH LOGIN'),
      C('auth login'),
      S('334 VXNlcm5hbWU6'),
      C('YWRh'),
      S('334 UGFzc3dvcmQ6'),
      C('«cGVtaXBvMnZvbGFrdTg=»'),
      S('235 ok'),
    ],
  },
  {
    name: 'SMTP, AUTH PLAIN in two lines, and again behind others',
    moves: [
      C('EHLO a.test'),
      S('250 AUTH PLAIN'),
      C('AUTH PLAIN'),
      S('334 '),
      C('«AGFkYQBtaWtpbmUyOXh4eA==»'),
      S('535 5.7.8 no'),
      C('MAIL FROM:<ada@a.test>'),
      S('530 5.7.0 first log in'),
      C('AUTH PLAIN «AGFkYQB0aWNvY2E1Nnh4eA==»'),
      S('235 2.7.0 Accepted'),
    ],
  },
  {
    name: 'IMAP, LOGIN with literals',
    moves: [
      S('* OK ready'),
      C('a1 LOGIN {3}'),
      S('+ go ahead'),
      C('ada {9}'),
      S('+ go ahead'),
      C('«bapugu 76»'),
      S('a1 OK logged in'),
      C('a2 SELECT INBOX'),
      S('* 2 EXISTS\n* FLAGS (\\Seen)\na2 OK done'),
      C('a3 FETCH 1 (FLAGS)'),
    ],
  },
  {
    name: 'IMAP, LOGIN, and with a literal that is not waited for',
    moves: [
      C('a1 CAPABILITY'),
      S('* CAPABILITY IMAP4rev1\na1 OK done'),
      C('a2 LOGIN ada «cadebe66»'),
      S('a2 NO wrong'),
      C('a3 LOGIN ada "«defuri 67»"'),
      S('a3 NO wrong'),
      C('a4 LOGIN ada {9+}\n«buzuse 57»'),
      S('a4 NO wrong'),
      C('a5 AUTHENTICATE PLAIN'),
      S('+'),
      C('«AGFkYQBtb2ZvbnU3OXh4eA==»'),
    ],
  },
  {
    name: 'POP3',
    moves: [
      S('+OK ready'),
      C('USER ada'),
      S('+OK'),
      C('PASS «zubero 97 citad»'),
      S('-ERR no'),
      C('AUTH PLAIN'),
      S('+ '),
      C('«AGFkYQBmYXNlZmk5OXh4eA==»'),
      S('+OK'),
      C('STAT'),
      S('+OK 2 320'),
      C('LIST 1'),
    ],
  },
  {
    name: 'FTP',
    moves: [
      S('220 ready'),
      C('USER ada'),
      S('331 Please specify the password.'),
      C('PASS «duzoba 67 nolem»'),
      S('332 Need account.'),
      C('ACCT «fadeda 57»'),
      S('230 Login successful.'),
      C('SYST'),
      S('215 UNIX Type: L8'),
      C('CWD /pub'),
      S('250 Directory changed.'),
      C('TYPE I'),
    ],
  },
  {
    name: 'IRC',
    moves: [
      C('PASS «zurusa89»'),
      C('NICK ada'),
      C('USER ada 0 * :Ada L'),
      S(':irc.test 001 ada :Welcome to the net'),
      C('CAP REQ :sasl'),
      C('AUTHENTICATE PLAIN'),
      S('AUTHENTICATE +'),
      C('AUTHENTICATE «AGFkYQBnb2thdmkyM3h4eA==»'),
      C('PRIVMSG NickServ :IDENTIFY «zalava43»'),
      C('PRIVMSG #tea :the tea is ready'),
    ],
  },
  {
    name: 'NNTP',
    moves: [
      S('200 ready'),
      C('AUTHINFO USER ada'),
      S('381 More authentication information required'),
      C('AUTHINFO PASS «bibelu 42»'),
      S('281 Authentication accepted'),
      C('GROUP tea.green'),
      S('211 3 1 3 tea.green'),
    ],
  },
  {
    name: 'memcached',
    moves: [
      C('set auth 0 0 12\nada «zomosu26»'),
      S('STORED'),
      C('get tea'),
      S('VALUE tea 0 12\nhello teapot\nEND'),
      C('get cup'),
      S('END'),
    ],
  },
  {
    name: 'a prompt',
    moves: [
      bytesOf('server', 'login: '),
      C('ada'),
      bytesOf('server', 'Password for ada: '),
      C('«cifiru 25 saziz»'),
      S('Last login: Monday'),
      C('ls -l'),
    ],
  },
  {
    name: 'prompts of other kinds',
    moves: [
      bytesOf('server', 'Enter '),
      bytesOf('server', 'PIN: '),
      C('«dusefa19»'),
      bytesOf('server', 'Password for ada\r\n'),
      bytesOf('server', 'New password> '),
      C('«gutemi38»'),
      S('Token:'),
      C('«hazilo91»'),
      S('it is changed'),
      C('who am I'),
      C('ls -l'),
    ],
  },
  {
    name: 'POP3, from amid a line, with blanks in the password',
    moves: [C('SER ada'), S('+OK'), C('PASS «vilomu 16 tarop»'), S('+OK in'), C('STAT'), S('+OK 2 320'), C('LIST 1')],
  },
  {
    name: 'IRC, a key and an operator',
    moves: [
      C('RIVMSG #tea :the tea is ready'),
      C('OPER ada «mofuzi63»'),
      C('JOIN #tea «ribalo27»'),
      C('PRIVMSG Q@CServe.quakenet.org :AUTH ada «sodupe52»'),
      C('PRIVMSG #tea :it is green'),
    ],
  },
  {
    name: 'a list in YAML',
    moves: [
      L('passwords:'),
      L('- «fizolu 48 mabet»'),
      L('- «kuvero 75 dipal»'),
      L('tea: it is ready'),
      L('"green", it is'),
    ],
  },
  {
    name: 'lines of a log',
    moves: [
      C('12:00:01 web started'),
      C('12:00:02 db connected with password=«calomi77» by ada'),
      C('12:00:03 all is well'),
    ],
  },
  {
    name: 'a private key, amid',
    moves: [
      C('«MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj»'),
      C('«MzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8jNbvJZHtCSuYEvu»'),
      C('-----END PRIVATE KEY-----'),
    ],
  },
];

const message = (type: string, text: string): string => type + u32(bare(text).length + 4) + text;
const mysqlPacket = (sequence: number, text: string): string =>
  String.fromCharCode(bare(text).length, 0, 0, sequence) + text;

/** Binary protocols, and what is left of a login without its start. */
export const BINARY: readonly Conversation[] = [
  {
    name: 'PostgreSQL',
    moves: [
      bytesOf('server', message('R', u32(3))),
      bytesOf('client', message('p', '«bidipi59»\0')),
      bytesOf('server', message('R', u32(0))),
      bytesOf('client', message('Q', 'SELECT 1\0')),
    ],
  },
  {
    name: 'PostgreSQL, type, length and text in calls of their own',
    moves: [bytesOf('client', 'p'), bytesOf('client', u32(13)), bytesOf('client', '«bamipo86»\0')],
  },
  {
    name: 'MySQL',
    moves: [
      bytesOf('server', mysqlPacket(1, '\xfemysql_clear_password\0')),
      bytesOf('client', mysqlPacket(2, '«rofalo58»\0')),
      bytesOf('server', mysqlPacket(3, '\0\0\0\x02\0\0\0')),
    ],
  },
  {
    name: 'MQTT, what follows its first bytes',
    moves: [
      bytesOf('client', `\0\x04MQTT\x04\xc2\0\x3c${counted('c1')}${counted('ada')}${counted('«vuceve56»')}`),
      bytesOf('server', '\x20\x02\0\0'),
    ],
  },
  {
    name: 'MQTT, fields in calls of their own',
    moves: ['c1', 'ada', '«vafamu22»'].flatMap((text): Move[] => [
      bytesOf('client', u16(bare(text).length)),
      bytesOf('client', text),
    ]),
  },
  {
    name: 'AMQP',
    moves: [bytesOf('client', `\x01\0\0\0\0\0\x20\0\x0a\0\x0b\0\0\0\0\x05PLAIN\0\0\0\x0d\0ada\0«furito95»\xce`)],
  },
  {
    name: 'LDAP, what follows its first bytes',
    moves: [
      bytesOf('client', '\x02\x01\x01\x60\x1e\x02\x01\x03\x04\x0fcn=ada,dc=a,dc=b\x80\x08«zarase79»'),
      bytesOf('server', '\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\0\x04\0\x04\0'),
    ],
  },
  {
    name: 'Kafka',
    moves: [bytesOf('client', u32(21)), bytesOf('client', '\0ada\0«selapi95»')],
  },
];
