// SPDX-License-Identifier: Apache-2.0
import type { Sender } from '../../../../src/http/protocol.ts';

/** What is shown of each call of these conversations, from the first one on. Marks are without their first word. */
export const SHOWN: Readonly<Record<string, Record<Sender, readonly string[]>>> = {
  Redis: {
    client: [
      '*5\r\n$5\r\nHELLO\r\n$1\r\n3\r\n$4\r\nAUTH\r\n$7\r\ndefault\r\n$9\r\n[login]\r\n',
      '*2\r\n$4\r\nAUTH\r\n$9\r\n[login]\r\n',
      '*3\r\n$4\r\nAUTH\r\n$12\r\n[secret]\r\n$9\r\n[login]\r\n',
      '*4\r\n$6\r\nCONFIG\r\n$3\r\nSET\r\n$11\r\nrequirepass\r\n$9\r\n[login]\r\n',
      '*6\r\n$3\r\nACL\r\n$7\r\nSETUSER\r\n$3\r\nada\r\n$2\r\non\r\n$10\r\n>[login]\r\n$2\r\n~*\r\n',
      '*3\r\n$6\r\nCONFIG\r\n$3\r\nGET\r\n$11\r\nrequirepass\r\n',
      '*3\r\n$3\r\nSET\r\n$8\r\npassword\r\n$9\r\n[password]\r\n',
      '*2\r\n$3\r\nGET\r\n$1\r\nk\r\n',
    ],
    server: [
      '%1\r\n$6\r\nserver\r\n$5\r\nredis\r\n',
      '+OK\r\n',
      '+OK\r\n',
      '+OK\r\n',
      '+OK\r\n',
      '*2\r\n$11\r\nrequirepass\r\n$9\r\n[password]\r\n',
      '+OK\r\n',
      '$3\r\ntea\r\n',
    ],
  },
  'Redis, words in calls of their own': {
    client: ['[gap]', '[gap]', '[gap]', '[gap]', '[gap]', '[gap]', '[gap]', '[gap]', '[gap]', '*1\r\n$4\r\nPING\r\n'],
    server: ['[gap]', '+PONG\r\n'],
  },
  'Redis, from amid a call of several commands': {
    client: [
      '[gap]',
      '*3\r\n$3\r\nSET\r\n$1\r\na\r\n$11\r\nhello world\r\n*3\r\n$4\r\nAUTH\r\n$3\r\n[secret]\r\n$9\r\n[login]\r\n',
    ],
    server: ['[gap]', '+OK\r\n+OK\r\n'],
  },
  'Redis, an answer in several calls': {
    client: ['*3\r\n$6\r\nCONFIG\r\n$3\r\nGET\r\n$1\r\n*\r\n', '*2\r\n$3\r\nGET\r\n$1\r\nk\r\n'],
    server: ['*4\r\n$4\r\nport\r\n$4\r\n6379\r\n$11\r\nrequirepass\r\n', '$9\r\n[password]\r\n', '$3\r\ntea\r\n'],
  },
  'Redis, commands in lines': {
    client: ['[gap]', '[gap]', 'GET tea\r\n', 'GET cup\r\n'],
    server: ['[gap]', '[gap]', '[gap]'],
  },
  'SMTP, AUTH LOGIN': {
    client: [
      '[gap]',
      'AUTH LOGIN\r\n',
      '[lost]',
      '[lost]',
      'MAIL FROM:<ada@a.test>\r\n',
      'RCPT TO:<bob@b.test>\r\n',
      'DATA\r\n',
      'Subject: tea\r\n\r\nHello Bob, how are you?\r\nThe tea is ready now.\r\n.\r\n',
      'QUIT\r\n',
    ],
    server: [
      '[gap]',
      '[gap]',
      '334 VXNlcm5hbWU6\r\n',
      '334 UGFzc3dvcmQ6\r\n',
      '235 2.7.0 Accepted\r\n',
      '250 2.1.0 Ok\r\n',
      '250 2.1.5 Ok\r\n',
      '354 End data with a dot\r\n',
      '250 2.0.0 Ok: queued as 4\r\n',
    ],
  },
  'SMTP, AUTH PLAIN in two lines, and again behind others': {
    client: ['[gap]', 'AUTH PLAIN\r\n', '[lost]', 'MAIL FROM:<ada@a.test>\r\n', 'AUTH PLAIN [password]\r\n'],
    server: ['[gap]', '[gap]', '535 5.7.8 no\r\n', '530 5.7.0 first log in\r\n', '235 2.7.0 Accepted\r\n'],
  },
  'IMAP, LOGIN with literals': {
    client: ['[gap]', '[lost]', '[lost]', '[gap]', 'a3 FETCH 1 (FLAGS)\r\n'],
    server: [
      '[gap]',
      '+ go ahead\r\n',
      '+ go ahead\r\n',
      'a1 OK logged in\r\n',
      '* 2 EXISTS\r\n* FLAGS (\\Seen)\r\na2 OK done\r\n',
    ],
  },
  'IMAP, LOGIN, and with a literal that is not waited for': {
    client: [
      '[gap]',
      'a2 LOGIN ada [login]\r\n',
      'a3 LOGIN ada "[login]"\r\n',
      'a4 LOGIN ada [password]\r\n[login]\r\n',
      'a5 AUTHENTICATE PLAIN\r\n',
      '[lost]',
    ],
    server: ['[gap]a1 OK done\r\n', 'a2 NO wrong\r\n', 'a3 NO wrong\r\n', 'a4 NO wrong\r\n', '+\r\n'],
  },
  POP3: {
    client: ['[gap]', 'PASS [login]\r\n', 'AUTH PLAIN\r\n', '[lost]', 'STAT\r\n', 'LIST 1\r\n'],
    server: ['[gap]', '[gap]', '[gap]', '[gap]', '[gap]', '[gap]'],
  },
  FTP: {
    client: ['[gap]', '[lost]', '[lost]', '[gap]', '[gap]', 'TYPE I\r\n'],
    server: [
      '[gap]',
      '331 Please specify the password.\r\n',
      '332 Need account.\r\n',
      '230 Login successful.\r\n',
      '215 UNIX Type: L8\r\n',
      '250 Directory changed.\r\n',
    ],
  },
  IRC: {
    client: [
      '[gap]',
      'NICK ada\r\n',
      'USER ada 0 * :Ada L\r\n',
      'CAP REQ :sasl\r\n',
      'AUTHENTICATE PLAIN\r\n',
      '[lost]',
      'PRIVMSG NickServ :IDENTIFY [login]\r\n',
      'PRIVMSG #tea :the tea is ready\r\n',
    ],
    server: ['[gap]', 'AUTHENTICATE [login]\r\n'],
  },
  NNTP: {
    client: ['[gap]', '[lost]', 'GROUP tea.green\r\n'],
    server: [
      '[gap]',
      '381 More authentication information required\r\n',
      '281 Authentication accepted\r\n',
      '211 3 1 3 tea.green\r\n',
    ],
  },
  memcached: {
    client: ['[gap]ada [password]\r\n', 'get tea\r\n', 'get cup\r\n'],
    server: ['[gap]', '[gap]hello teapot\r\nEND\r\n', 'END\r\n'],
  },
  'a prompt': {
    client: ['[gap]', '[lost]', '[gap]'],
    server: ['[gap]', '[gap]', '[gap]'],
  },
  'SMTP, AUTH LOGIN in small letters': {
    client: ['[gap]', 'auth login\r\n', '[lost]', '[lost]'],
    server: ['[gap]', '334 VXNlcm5hbWU6\r\n', '334 UGFzc3dvcmQ6\r\n', '235 ok\r\n'],
  },
  'prompts of other kinds': {
    client: ['[lost]', '[lost]', '[lost]', '[gap]', 'ls -l\r\n'],
    server: ['[gap]', '[gap]', '[gap]', 'New password> ', 'Token:\r\n', 'it is changed\r\n'],
  },
  'POP3, from amid a line, with blanks in the password': {
    client: ['[gap]', 'PASS [login]\r\n', 'STAT\r\n', 'LIST 1\r\n'],
    server: ['[gap]', '[gap]', '+OK 2 320\r\n'],
  },
  'IRC, a key and an operator': {
    client: [
      '[gap]',
      'OPER ada [login]\r\n',
      'JOIN #tea [login]\r\n',
      'PRIVMSG Q@CServe.quakenet.org :AUTH ada [login]\r\n',
      'PRIVMSG #tea :it is green\r\n',
    ],
    server: [],
  },
  'a list in YAML': {
    client: ['[gap]', '[gap]', '[gap]', '[gap]', '"green", it is\n'],
    server: [],
  },
  'lines of a log': {
    client: ['[gap]', '12:00:02 db connected with password=[password] by ada\r\n', '12:00:03 all is well\r\n'],
    server: [],
  },
  'a private key, amid': {
    client: ['[gap]', '[gap]', '[gap]'],
    server: [],
  },
};
