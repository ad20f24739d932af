// SPDX-License-Identifier: Apache-2.0
import { nearMatches } from '../../unit/redact/engine/near-matches.ts';

const BASE64 = Buffer.from('{"teapot":"brown","spout":"short","n":[1,2,3]}').toString('base64').replaceAll('=', '');

/** Texts that are made to be slow: what nearly matches, again and again. */
export const HOSTILE: Readonly<Record<string, string>> = {
  ...nearMatches,
  Base64: BASE64,
  'Base64 of JSON, again and again': `${BASE64} `,
  'starts of Base64 in JSON': '"eyJ',
  'words of keys': 'password secret token ',
  'words of keys without a separator': 'passwordsecrettoken',
  'starts of words of keys': 'passwor toke secre ',
  'keys, each within the one before': '{"password":{"secret":',
  'lists within lists': '[[[[',
  'keys of forms': '&password=&token=&secret=',
  'keys, percent-encoded': '%22password%22%3A%22',
  'percent signs': '%',
  'keys, escaped once': '\\"password\\":',
  'keys, escaped twice': '\\\\\\"password\\\\\\":',
  backslashes: '\\',
  'prefixes of tokens': 'sk_live_ xoxb- AKIA glpat- ',
  'prefixes of tokens without a separator': 'ghp_gho_sk_xox-AKIA',
  'prefixes of tokens before words': 'ATBBwordsOfTheManualOfIt ',
  'prefixes of tokens before long words': `nbp_${'wordsofthemanualofthehouse'.repeat(4)} `,
  'prefixes of tokens before one letter': `ATBB${'X'.repeat(24)} `,
  'paths of words and signs': '/api/webhooks/123/how-to-use-the-hooks-of-the-shop-and-of-the-house ',
  URLs: 'http://a/?b=c ',
  'URLs with users': 'http://u:@h ',
  'lines of YAML': '  password:\n',
  'keys of shells': 'export PASSWORD=\n',
  'header fields': 'Authorization: \r\n',
  arrows: ':password => ',
  options: '--password ',
  'elements that end': '</password><password>',
  'members of XML-RPC': '<member><name>password</name>',
  'numbers of cards that are none': '4111111111111112 ',
  'commands of lines': 'PASS \r\nAUTH \r\n',
  'line ends': '\n',
  spaces: ' ',
  zeros: '\0',
  'high bytes': '\xc3\xb1',
};
