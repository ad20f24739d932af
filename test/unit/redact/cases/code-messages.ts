// SPDX-License-Identifier: Apache-2.0
// cspell:disable
import type { Maker } from '../corpus/maker.ts';
import { FORM, JSON_TYPE, type MaskedRow, masked, TEXT, utf8 } from './row.ts';

/** A row whose secret is digits, where `§` is. */
const withCode =
  (template: string, digits = 6) =>
  (maker: Maker): string => {
    const [before = '', behind = ''] = utf8(template).split(utf8('§'));
    return before + maker.digits(digits) + behind;
  };
const rows = (kind: string, type: string, templates: readonly string[], bare?: string): MaskedRow[] =>
  masked(
    kind,
    type,
    templates.map((template) => [template.replaceAll('"', "'").replaceAll('\n', ' '), withCode(template)] as const),
    { looks: ['word'], ...(bare !== undefined && { bare }) },
  );

const BEFORE_ITS_NAME = rows('code before its name', TEXT, [
  '§ is your verification code\n',
  'G-§ is your Google verification code.\n',
  '§ is your Acme login code. Do not share it.\n',
  '§ is the OTP for your transfer\n',
  '§ ist dein Acme-Code\n',
  '§ est votre code de connexion\n',
  '§ es tu código de Acme\n',
]);

const BEHIND_ITS_NAME = rows('code behind its name', TEXT, [
  'Your Acme code is §\n',
  'Your code: §. It expires soon.\n',
  'Your Acme Pay PIN is §\n',
  'Use § to verify your account.\n',
  'Use code § to log in.\n',
  'Enter § to sign in to Acme\n',
  'Dein Code: §\n',
  'Ihr Bestätigungscode lautet §\n',
  'Votre code de vérification est §.\n',
  'Votre code est : §\n',
  'Su código de verificación es §\n',
  'Tu código es §\n',
  'Il tuo codice di verifica è §\n',
  'Seu código de verificação é §\n',
  'Uw verificatiecode is §\n',
  'Код подтверждения: §\n',
  'Ваш код: §\n',
  '验证码：§\n',
  '【Acme】您的验证码是§，5分钟内有效。\n',
  '認証コード：§\n',
  '인증번호 [§]\n',
  '<p>Your Acme code is:</p>\n<h1 style="color:red">§</h1><p>x</p>\n',
]);

const IN_JSON = rows('code of a message in JSON', JSON_TYPE, [
  '{"to":"x","body":"§ is your Acme code","n":1}',
  '{"to":"x","text":"Your Acme code is §","n":1}',
]);

const ESCAPED = rows(
  'code of a message with escapes',
  JSON_TYPE,
  ['{"text":"\\u9a8c\\u8bc1\\u7801\\uff1a§","n":1}', '{"text":"Tu c\\u00f3digo de verificaci\\u00f3n es §","n":1}'],
  'it has escapes already',
);

const IN_FORMS = rows(
  'code of a message in a form',
  FORM,
  [
    'To=x&Body=§+is+your+Acme+code&n=1',
    'To=x&Body=Your+Acme+code+is+§&n=1',
    'Body=Your%20Acme%20code%20is%3A%20§&n=1',
    'Body=Su+c%C3%B3digo+de+verificaci%C3%B3n+es+§&n=1',
  ],
  'it is encoded already',
);

const IN_GROUPS = masked(
  'code in groups in a message',
  TEXT,
  [
    [
      'before its name',
      (m) => `${m.keep(`${m.random.text('2345', 3)}-${m.random.text('6789', 3)}`)} is your Acme code\n`,
    ],
    [
      'behind its name',
      (m) => `Your Acme code is ${m.keep(`${m.random.text('2345', 3)} ${m.random.text('6789', 3)}`)}\n`,
    ],
    [
      'with letters',
      (m) => `Your Acme code is ${m.keep(`K${m.random.text('2345', 2)}-${m.random.text('6789', 3)}`)}\n`,
    ],
  ],
  { looks: ['word'] },
);

/** Codes that people are told by text messages and mails. */
export const CODE_MESSAGES: readonly MaskedRow[] = [
  ...BEFORE_ITS_NAME,
  ...BEHIND_ITS_NAME,
  ...IN_JSON,
  ...ESCAPED,
  ...IN_FORMS,
  ...IN_GROUPS,
];
