// SPDX-License-Identifier: Apache-2.0
import { LOGIN_FRAMES } from './login-frames.ts';
import { GUESS, type MaskedRow, type More, masked, PLAIN, TEXT } from './row.ts';

const lines: More = { bare: 'the first words of a connection', looks: PLAIN, signs: '!$*-.^~', shows: [] };

const resp = (...words: string[]): string =>
  `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`;

const REDIS = masked(
  'Redis',
  'stream',
  [
    'AUTH §\r\nPING\r\n',
    'auth §\r\nPING\r\n',
    'AUTH ada §\r\nPING\r\n',
    'HELLO 3 AUTH default §\r\nPING\r\n',
    'MIGRATE db 6379 k 0 1000 AUTH §\r\nPING\r\n',
    'AUTH "§"\r\nPING\r\n',
    ['RESP', (m) => resp('AUTH', m.value()) + resp('PING')],
    ['RESP, with a user', (m) => resp('AUTH', 'ada', m.value()) + resp('PING')],
    ['RESP, small letters', (m) => resp('auth', m.value()) + resp('PING')],
    ['RESP, HELLO', (m) => resp('HELLO', '3', 'AUTH', 'default', m.value()) + resp('PING')],
    ['RESP, HELLO with a name', (m) => resp('HELLO', '3', 'AUTH', 'default', m.value(), 'SETNAME', 'x') + resp('PING')],
    ['RESP, after another', (m) => resp('CLIENT', 'SETNAME', 'x') + resp('AUTH', m.value()) + resp('PING')],
    ['RESP, CONFIG SET', (m) => resp('PING') + resp('CONFIG', 'SET', 'requirepass', m.value()) + resp('PING')],
    ['RESP, MIGRATE', (m) => resp('MIGRATE', 'h', '6379', 'k', '0', '9', 'AUTH', m.value()) + resp('PING')],
    ['RESP, ACL SETUSER', (m) => resp('ACL', 'SETUSER', 'ada', 'on', `>${m.value()}`, '+@all') + resp('PING')],
  ],
  { ...lines, shows: ['PING'] },
);

const STORED = masked(
  'Redis: what is stored',
  TEXT,
  [
    'HSET user:1 password §\r\nPING\r\n',
    'HSET user:1 name ada password § n 1\r\nPING\r\n',
    'SET password §\r\nPING\r\n',
    ['RESP, SET', (m) => resp('SET', 'password', m.value()) + resp('PING')],
    'SET user:1:password §\r\nPING\r\n',
    ['RESP, SET below a name', (m) => resp('SET', 'user:1:password', m.value()) + resp('PING')],
    ['RESP, HSET', (m) => resp('HSET', 'user:1', 'name', 'ada', 'password', m.value(), 'n', '1') + resp('PING')],
    ['RESP, answer of HGETALL', (m) => resp('name', 'ada', 'api_key', m.value(), 'n', '1')],
  ],
  { looks: PLAIN, signs: '!$*-.^~', shows: [] },
);
/** Behind the word stands whose it is: the look decides. */
const STORED_BELOW = masked(
  'Redis: what is stored',
  TEXT,
  [
    'SET session:abc §\r\nPING\r\n',
    'SETEX session:abc 3600 §\r\nPING\r\n',
    ['RESP, path', (m) => resp('SET', 'app:session:abc', m.value()) + resp('PING')],
    ['RESP, SETEX', (m) => resp('SETEX', 'session:abc', '3600', m.value()) + resp('PING')],
  ],
  { looks: GUESS, shows: [] },
);

const PASS = masked(
  'PASS',
  'stream',
  ['PASS §\r\nNICK ada\r\nUSER ada 0 * :Ada\r\n', 'CAP LS\r\nPASS §\r\nNICK ada\r\n'],
  {
    ...lines,
    shows: ['NICK ada'],
  },
);
const FTP = masked(
  'FTP',
  'stream',
  ['USER ada\r\nPASS §\r\nSYST\r\n', 'user ada\r\npass §\r\nSYST\r\n', 'USER ada\r\nPASS § §\r\nSYST\r\n'],
  {
    ...lines,
    shows: ['SYST'],
    greeting: '220 teapots\r\n',
  },
);
const POP3 = masked(
  'POP3',
  'stream',
  ['USER ada\r\nPASS §\r\nSTAT\r\n', 'CAPA\r\nUSER ada\r\nPASS §\r\nSTAT\r\n', 'APOP ada §\r\nSTAT\r\n'],
  {
    ...lines,
    shows: ['STAT'],
    greeting: '+OK teapots\r\n',
  },
);
const IMAP = masked(
  'IMAP',
  'stream',
  [
    'a1 LOGIN ada §\r\na2 SELECT INBOX\r\n',
    'a1 LOGIN "ada" "§"\r\na2 SELECT INBOX\r\n',
    'A001 login ada@shop.example §\r\nA002 SELECT INBOX\r\n',
    'a1 CAPABILITY\r\na2 LOGIN ada §\r\na3 SELECT INBOX\r\n',
    [
      'literal',
      (m) => {
        const value = m.value();
        return `a1 LOGIN {3}\r\nada {${value.length}}\r\n${value}\r\na2 SELECT INBOX\r\n`;
      },
    ],
    [
      'literal of the password',
      (m) => {
        const value = m.value();
        return `a1 LOGIN ada {${value.length}+}\r\n${value}\r\na2 SELECT INBOX\r\n`;
      },
    ],
    ['AUTHENTICATE PLAIN', (m) => `a1 AUTHENTICATE PLAIN\r\n${m.base64(24)}\r\na2 SELECT INBOX\r\n`],
    ['AUTHENTICATE PLAIN, at once', (m) => `a1 AUTHENTICATE PLAIN ${m.base64(24)}\r\na2 SELECT INBOX\r\n`],
  ],
  { ...lines, shows: ['SELECT INBOX'], greeting: '* OK teapots\r\n' },
);
const SMTP = masked(
  'SMTP',
  'stream',
  [
    ['AUTH PLAIN', (m) => `EHLO h\r\nAUTH PLAIN ${m.base64(24)}\r\nMAIL FROM:<a@b>\r\n`],
    ['AUTH PLAIN, after the answer', (m) => `EHLO h\r\nAUTH PLAIN\r\n${m.base64(24)}\r\nMAIL FROM:<a@b>\r\n`],
    ['AUTH LOGIN', (m) => `EHLO h\r\nAUTH LOGIN\r\nYWRh\r\n${m.base64(18)}\r\nMAIL FROM:<a@b>\r\n`],
    ['AUTH LOGIN with the user', (m) => `EHLO h\r\nAUTH LOGIN YWRh\r\n${m.base64(18)}\r\nMAIL FROM:<a@b>\r\n`],
    ['AUTH LOGIN, short', (m) => `EHLO h\r\nAUTH LOGIN\r\nYWRh\r\n${m.base64(6)}\r\nMAIL FROM:<a@b>\r\n`],
    ['auth login, small letters', (m) => `ehlo h\r\nauth login\r\nYWRh\r\n${m.base64(18)}\r\nMAIL FROM:<a@b>\r\n`],
    ['AUTH CRAM-MD5', (m) => `EHLO h\r\nAUTH CRAM-MD5\r\n${m.base64(36)}\r\nMAIL FROM:<a@b>\r\n`],
    ['AUTH XOAUTH2', (m) => `EHLO h\r\nAUTH XOAUTH2 ${m.base64(60)}\r\nMAIL FROM:<a@b>\r\n`],
  ],
  { ...lines, looks: ['word'], shows: ['MAIL FROM'], greeting: '220 teapots\r\n' },
);
const SASL = masked(
  'line',
  'stream',
  [
    'NICK ada\r\nUSER ada 0 * :Ada\r\nPRIVMSG NickServ :IDENTIFY §\r\n',
    'AUTHINFO USER ada\r\nAUTHINFO PASS §\r\nDATE\r\n',
  ],
  lines,
);
const NATS = masked(
  'NATS',
  'stream',
  ['CONNECT {"verbose":false,"user":"ada","pass":"§"}\r\nPING\r\n', 'CONNECT {"auth_token":"§"}\r\nPING\r\n'],
  { ...lines, shows: ['PING'] },
);
const STOMP = masked('STOMP', 'stream', ['CONNECT\naccept-version:1.2\nlogin:ada\npasscode:§\n\n\0'], {
  ...lines,
  shows: ['accept-version'],
});

export const PROTOCOLS: readonly MaskedRow[] = [
  ...REDIS,
  ...STORED,
  ...STORED_BELOW,
  ...PASS,
  ...FTP,
  ...POP3,
  ...IMAP,
  ...SMTP,
  ...SASL,
  ...NATS,
  ...STOMP,
  ...LOGIN_FRAMES,
];
