// SPDX-License-Identifier: Apache-2.0

/** Where in a URL's path a secret stands. Several rows may have the same literal. */
export interface SecretPath {
  /** Up to a slash, or to the beginning of a segment. */
  literal: string;
  /** So many slashes stand between the literal and the secret's segment. */
  skip: number;
  /** Within its segment the secret begins behind this sign. */
  behind?: ':';
  /** Shorter segments are words of a site: `/reset-password/confirm`. */
  least: number;
  /** Only what has a digit: names of pages and lists stand there too. */
  needsDigit?: true;
  /** A made-up path with the secret `MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish`. */
  example: string;
}

const SECRET = 'MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish';

interface Kind {
  least: number;
  needsDigit?: true;
}

/** Each path has one `S`, where the secret is, and the literal is what stands before the first blank. */
const kind = ({ least, needsDigit }: Kind, lines: string): SecretPath[] =>
  lines
    .trim()
    .split('\n')
    .map((line) => {
      const [literal = '', rest = ''] = line.trim().split(' ');
      const [before = ''] = rest.split('S');
      return {
        literal,
        skip: before.split('/').length - 1,
        ...(before.endsWith(':') && { behind: ':' }),
        least,
        ...(needsDigit && { needsDigit }),
        example: literal + before + SECRET + rest.slice(before.length + 1),
      };
    });

const wordsOf = (words: string): string =>
  words
    .trim()
    .split(/\s+/)
    .map((word) => `/${word}/ S`)
    .join('\n');

export const paths: readonly SecretPath[] = [
  // Vendors' addresses: whoever has one may post.
  ...kind(
    { least: 16 },
    `/bot 123456:S/sendMessage
     /services/T 000/B000/S
     /workflows/T 000/A000/123/S
     /triggers/T 000/123/S
     /api/webhooks/ 123/S
     /interactions/ 123/S/callback
     /commands/T 000/123/S
     /receiver/v1/http/ S
     /hooks/standard/ 123/S/
     /hooks/release/builtin/ 123/S/
     /IncomingWebhook/ S/0
     /IncomingWebhook/ x/S
     /with/key/ S
     /build_hooks/ S
     /deploy_hooks/ S
     /private- S/basic.ics
     /mainnet.infura.io/v3/ S
     /sepolia.infura.io/v3/ S
     /eth-mainnet.g.alchemy.com/v2/ S
     /hc-ping.com/ S
     /api.day.app/ S/title
     /webhookb2/ S/IncomingWebhook`,
  ),
  // Shorter ones.
  ...kind(
    { least: 6, needsDigit: true },
    `/hooks/catch/ 123/S/
     /integrations/deploy/ x/S`,
  ),
  ...kind(
    { least: 16, needsDigit: true },
    wordsOf('hooks hook webhooks webhook webhook-test api/push integration trigger ping'),
  ),
  ...kind({ least: 16, needsDigit: true }, '/webhooks/ 123/S'),
  // Links in mails: whoever has one is the user.
  ...kind(
    { least: 16 },
    wordsOf(`reset-password reset_password resetpassword password-reset password_reset password-resets password_resets
      password/reset passwords/reset password/new new-password set-password set_password create-password change-password
      forgot-password magic-link magic_link magiclink passwordless account_activations`),
  ),
  ...kind(
    { least: 16, needsDigit: true },
    wordsOf(`reset recover recovery password password/edit verify verify-email verify_email email/verify verify-account
      email-verification confirm confirmation confirmations confirm-email confirm_email confirm-account activate activation
      activations account/activate invite invites invitation invitations accept-invite accept-invitation invites/accept invitations/accept invite/accept invitation/accept join magic login
      sign-in signin sso unsubscribe opt-out optout token tokens access_token apikey api_key api-key authkey`),
  ),
  // Django names the user before the secret.
  ...kind(
    { least: 16, needsDigit: true },
    [
      'reset',
      'reset-password',
      'set-password',
      'password/reset/confirm',
      'password-reset',
      'activate',
      'verify-email',
      'confirm',
      'confirm-email',
      'verify',
    ]
      .map((word) => `/${word}/ MQ/S/`)
      .join('\n'),
  ),
];
