// SPDX-License-Identifier: Apache-2.0

/** The name of an authorization's scheme, which a credential follows wherever they stand: `Bearer S`. */
export interface Scheme {
  /** In small letters; it is read in any case. */
  word: string;
  /** A shorter text behind it is a word. */
  least: number;
  /** Only what has a digit, unless it is as long as `long`. */
  needsDigit?: true;
  long?: number;
  /** RFC 7617: `name:password` in Base64. */
  proof?: 'basic';
  rule: string;
  example: string;
}

const ROW = /^(?<word>\S+) +(?<least>\d+)(?<digit> digit)?(?: (?<long>\d+)<)?(?<basic> basic)? +(?<example>\S+)$/;

/** A row: the word; how many bytes at least; `digit` where one of them is a digit, but not from `24<` bytes on; a made-up credential. */
const rows = `
bearer           6 digit 24<    MadeUp0Rubbish1
basic            4 basic        bWFkZTp1cA==
apikey           8 digit 24<    MadeUp0Rubbish1
api-key          8 digit 24<    MadeUp0Rubbish1
token            16 digit       MadeUp0Rubbish1MadeUp0
negotiate        16 digit 40<   YIIMadeUp0Rubbish1MadeUp0==
ntlm             16 digit 40<   TlRMTVNTUAABAAAAMadeUp0
kerberos         16 digit 40<   YIIMadeUp0Rubbish1MadeUp0==
dpop             16 digit 40<   MadeUp0Rubbish1MadeUp0
oauth            16 digit 40<   MadeUp0Rubbish1MadeUp0
jwt              16 digit 40<   MadeUp0Rubbish1MadeUp0
gnap             16 digit 40<   MadeUp0Rubbish1MadeUp0
bot              40 digit       MadeUp0Rubbish1MadeUp0.Rubbish.MadeUp0Rubbish1MadeUp0
key              30 digit       MadeUp0Rubbish1MadeUp0Rubbish1
ssws             16 digit 40<   00MadeUp0Rubbish1MadeUp0
sso-key          16             MadeUp0Rubbish1:MadeUp0
geniekey         16             MadeUp0Rubbish1MadeUp0
splunk           30 digit       c0ffee01-dead-4bee-8bad-f00d12345678
sharedkey        30             madeup:MadeUp0Rubbish1MadeUp0Rubbish1
sharedkeylite    30             madeup:MadeUp0Rubbish1MadeUp0Rubbish1
zoho-oauthtoken  16             1000.MadeUp0Rubbish1MadeUp0
klaviyo-api-key  16             MadeUp0Rubbish1MadeUp0
deepl-auth-key   16             MadeUp0Rubbish1MadeUp0:fx
`;

export const schemes: readonly Scheme[] = rows.trim().split('\n').map(schemeOf);

function schemeOf(line: string): Scheme {
  const { word, least, digit, long, basic, example } = ROW.exec(line)?.groups ?? {};
  if (word === undefined || example === undefined) throw new Error(`No row of a scheme: ${line}`);
  return {
    word,
    least: Number(least),
    ...(digit !== undefined && { needsDigit: true }),
    ...(long !== undefined && { long: Number(long) }),
    ...(basic !== undefined && { proof: 'basic' }),
    rule: 'bearer',
    example,
  };
}
