// SPDX-License-Identifier: Apache-2.0
import type { Maker } from '../corpus/maker.ts';
import { type MaskedRow, type More, masked, PLAIN } from './row.ts';

const byte = (...values: number[]): string => String.fromCharCode(...values);
const big16 = (value: number): string => byte(value >> 8, value & 255);
const big32 = (value: number): string => big16(value >>> 16) + big16(value & 0xffff);
const little24 = (value: number): string => byte(value & 255, (value >> 8) & 255, value >> 16);

const frames: More = { bare: 'binary', looks: PLAIN, signs: '!$*-.^~', shows: [] };

const pgMessage = (type: string, body: string): string => type + big32(body.length + 4) + body;
const startup = ((body) => big32(body.length + 4) + body)(`${byte(0, 3, 0, 0)}user\0ada\0database\0shop\0\0`);
const query = pgMessage('Q', 'SELECT 1;\0');
const POSTGRES = masked(
  'PostgreSQL',
  'stream',
  [
    ['password', (m) => startup + pgMessage('p', `${m.value()}\0`) + query],
    ['password alone', (m) => pgMessage('p', `${m.value()}\0`) + query],
    [
      'SCRAM',
      (m) =>
        startup +
        pgMessage('p', `SCRAM-SHA-256\0${big32(32)}n,,n=,r=${m.secret(24)}`) +
        pgMessage('p', `c=biws,r=${m.secret(24)},p=${m.base64(32)}`) +
        query,
    ],
  ],
  { ...frames, shows: ['SELECT 1;'] },
);

/** HandshakeResponse41 with CLIENT_PROTOCOL_41, CLIENT_SECURE_CONNECTION, CLIENT_PLUGIN_AUTH. */
const mysqlLogin = (user: string, answer: string, plugin: string): string => {
  const body = `${byte(0x00, 0xa2, 0x08, 0x00)}${byte(0, 0, 0, 1, 33)}${byte(0).repeat(23)}${user}\0${byte(answer.length)}${answer}${plugin}\0`;
  return little24(body.length) + byte(1) + body;
};
const MYSQL = masked(
  'MySQL',
  'stream',
  [
    [
      'answer to the challenge',
      (m) => `${mysqlLogin('ada', m.secret(20), 'mysql_native_password')}${little24(9)}\0${byte(3)}SELECT 1`,
    ],
    [
      'answer of 32 bytes',
      (m) => `${mysqlLogin('ada', m.secret(32), 'caching_sha2_password')}${little24(9)}\0${byte(3)}SELECT 1`,
    ],
    [
      'in clear',
      (m) => `${mysqlLogin('ada', `${m.secret(16)}\0`, 'mysql_clear_password')}${little24(9)}\0${byte(3)}SELECT 1`,
    ],
  ],
  { ...frames, looks: ['word'], shows: ['SELECT 1'], greeting: `${little24(10)}\0${byte(10)}8.0.36\0ab` },
);

const mqttText = (text: string): string => big16(text.length) + text;
const mqtt =
  (version: number, rest: (m: Maker) => string) =>
  (m: Maker): string => {
    const body = `${mqttText('MQTT')}${byte(version, 0xc2, 0, 60)}${version === 5 ? byte(0) : ''}${mqttText('client')}${rest(m)}`;
    return `${byte(0x10, ...(body.length < 128 ? [body.length] : [(body.length & 127) | 128, body.length >> 7]))}${body}${byte(0xc0, 0)}`;
  };
const MQTT = masked(
  'MQTT',
  'stream',
  [
    ['3.1.1', mqtt(4, (m) => mqttText('ada') + mqttText(m.value()))],
    ['5', mqtt(5, (m) => mqttText('ada') + mqttText(m.value()))],
  ],
  { ...frames, shows: ['MQTT', 'client'] },
);

/** Connection.StartOk: frame 1, channel 0, class 10, method 11. */
const amqp = (mechanism: string, response: string): string => {
  const body = `${big16(10)}${big16(11)}${big32(0)}${byte(mechanism.length)}${mechanism}${big32(response.length)}${response}${byte(5)}en_US`;
  return `AMQP${byte(0, 0, 9, 1)}${byte(1)}${big16(0)}${big32(body.length)}${body}${byte(0xce)}`;
};
const AMQP = masked(
  'AMQP',
  'stream',
  [
    ['PLAIN', (m) => amqp('PLAIN', `\0ada\0${m.value()}`)],
    [
      'AMQPLAIN',
      (m) => {
        const value = m.value();
        return amqp('AMQPLAIN', `${byte(5)}LOGINS${big32(3)}ada${byte(8)}PASSWORDS${big32(value.length)}${value}`);
      },
    ],
    [
      '1.0, SASL PLAIN',
      (m) => {
        const answer = `\0ada\0${m.value()}`;
        const init = `${byte(0xa3, 5)}PLAIN${answer.length < 256 ? byte(0xa0, answer.length) : `${byte(0xb0)}${big32(answer.length)}`}${answer}`;
        const list = `${byte(0, 0x53, 0x41, 0xd0)}${big32(init.length + 4)}${big32(2)}${init}`;
        return `AMQP${byte(3, 1, 0, 0)}${big32(list.length + 8)}${byte(2, 1, 0, 0)}${list}`;
      },
    ],
  ],
  { ...frames, shows: ['PLAIN'] },
);

const tlv = (tag: number, text: string): string =>
  byte(tag) + (text.length < 128 ? byte(text.length) : byte(0x82) + big16(text.length)) + text;
/** BindRequest (RFC 4511, 4.2) with simple authentication, which is tag 0 of its context. */
const bind = (name: string, password: string): string =>
  tlv(0x30, tlv(2, byte(1)) + tlv(0x60, tlv(2, byte(3)) + tlv(4, name) + tlv(0x80, password)));
const LDAP = masked(
  'LDAP',
  'stream',
  [
    ['simple bind', (m) => bind('uid=ada,dc=shop', m.value())],
    [
      'simple bind by an e-mail address',
      (m) => bind('ada@shop.example', m.value()) + tlv(0x30, tlv(2, byte(2)) + tlv(0x42, '')),
    ],
    [
      'SASL PLAIN',
      (m) =>
        tlv(
          0x30,
          tlv(2, byte(1)) +
            tlv(0x60, tlv(2, byte(3)) + tlv(4, '') + tlv(0xa3, tlv(4, 'PLAIN') + tlv(4, `\0ada\0${m.value()}`))),
        ),
    ],
  ],
  { ...frames, shows: [] },
);

/** Logins that are told by the framing of their protocol. */
export const LOGIN_FRAMES: readonly MaskedRow[] = [...POSTGRES, ...MYSQL, ...MQTT, ...AMQP, ...LDAP];
