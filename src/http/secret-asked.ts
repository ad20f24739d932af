// SPDX-License-Identifier: Apache-2.0

/** A question is short. */
const LAST_BYTES = 256;
/**
 * The last line of a call, after which the other side sends a secret and nothing with it that says so: what SMTP, FTP,
 * NNTP, IMAP, POP3 and IRC answer to a name, or to a mechanism of SASL (RFC 4954, 959, 4643, 9051, 5034), and a prompt.
 */
const QUESTION =
  /(?:^|\n)(?:(?:334|33[12]|38[13])[ -][^\n]*|\+(?: [^\n]*)?|(?::\S+ )?AUTHENTICATE \+)\r?\n$|pass(?:word|phrase|code)[^\n]{0,64}:[ \t]*$/i;

/** Whether the other side's next call may be a secret alone. */
export function asksForSecret(bytes: Buffer): boolean {
  return QUESTION.test(bytes.toString('latin1', Math.max(0, bytes.length - LAST_BYTES)));
}
