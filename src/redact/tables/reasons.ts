// SPDX-License-Identifier: Apache-2.0
import type { SecretName } from './names.ts';

/** What a program says is wrong with what the key names, as a code, or whether there is one. */
const WRONG =
  '(?:expired|invalid|required|incorrect|missing|mismatch|too_(?:short|long|weak|common|simple)|not_(?:found|set|provided)|revoked|malformed)';
const CODE = new RegExp(
  `^(?:(?:[a-z]+_)+${WRONG}|too_(?:short|long|weak|common|simple)|blank|set|configured|\\(not set\\))$`,
);
const CODE_IN_CAPITALS = new RegExp(`^(?:[A-Z]+_)+${WRONG.toUpperCase()}$`);
/** What a translation or a schema calls a message. */
const OF_TRANSLATION =
  /^(?:(?:validations?|errors?|messages?|i18n|labels)(?:\.[a-z_]+)+|(?:auth|login|user|account|form)(?:\.[a-z_]+)*\.(?:label|placeholder|title|hint|error|required|invalid|min|max|message)|any\.(?:required|empty|only|invalid)|string\.(?:empty|min|max|base|pattern))$/;
/** Messages of frameworks, how long a password has to be, and counts of a report. */
const MESSAGE = new RegExp(
  `^(?:${[
    'ensure this (?:value|field) has (?:at least|at most|no more than) \\d{1,3} characters(?: \\(it has \\d{1,3}\\))?\\.?',
    'The [A-Za-z]+ value could not be converted to [A-Za-z.]+\\.(?: Path: \\$[\\w.]* \\| LineNumber: \\d+ \\| BytePositionInLine: \\d+\\.)?',
    '(?:at least|mindestens|minimum|minimaal|mínimo|minimo) \\d{1,3} (?:characters|zeichen|caractères|caracteres|caratteri|tekens)\\.?',
    '\\d{1,3} (?:zeichen|caractères|caracteres|caratteri|tekens)(?: (?:mindestens|minimum|mínimo|minimo|minimaal))?\\.?',
    'required field\\.?',
    'the \\d-digit (?:number|code) on the (?:back|front)(?: of (?:the|your) card)?\\.?',
    '\\d{1,6} (?:changed|expired|rotated|created|deleted|failed)(?:, \\d{1,6} (?:changed|expired|rotated|created|deleted|failed))*\\.?',
    '(?:n?var)?char\\(\\d{1,5}\\)(?: (?:not null|null|unique|default null))+',
    // Scopes of an interface
    '(?:read|write|reset|create|delete|update|list|manage)(?: [a-z_.]+:(?:read|write|reset|create|delete|update|list|manage))+',
    // Terraform's log
    '(?:creating|modifying|destroying|reading|refreshing state|still (?:creating|modifying|destroying|reading))\\.\\.\\.(?: \\[(?:id=(?:none|arn:[\\w:/.-]+)|\\d+[ms][\\w ]* elapsed)\\])?',
    '(?:creation|modifications|destruction|read) complete after \\d+m?\\d*s(?: \\[id=(?:none|arn:[\\w:/.-]+)\\])?',
  ].join('|')})$`,
  'iu',
);
/** Why a credential was not taken: people may choose such words for a password. */
const REFUSED =
  /^(?:(?:signature|token|key|session|certificate|issuer|audience|credentials?|header|payload)(?: (?:is|was|has|are))? (?:invalid|expired|mismatch|malformed|missing|not found|revoked|required)|(?:invalid|unknown|missing|expired|malformed|unexpected|unsupported) (?:signature|format|token|key|issuer|audience|credentials?|header|payload|length|session|character)|can (?:now|only) be (?:rotated|used|read|created|revoked)(?: [a-z]+)*|rotated (?:daily|weekly|monthly))\.?$/i;
const OF_WORDS = /phrase$|^mnemonic$/;
/** What a program calls a field, a header or a place in a store. */
const FIELD = /^(?:access|refresh|id|auth|csrf|xsrf|client|api|session|login|bearer)[_-](?:token|secret|key)$/;
const LONGEST = 200;

/** Whether the value is a reason or a code of what the key names, or the name of a field for it. */
export function isReason(text: string, { rule, word }: SecretName): boolean {
  if (text.length > LONGEST) return false;
  if (CODE.test(text) || CODE_IN_CAPITALS.test(text) || OF_TRANSLATION.test(text) || MESSAGE.test(text)) return true;
  return rule !== 'password' && !OF_WORDS.test(word) && (REFUSED.test(text) || FIELD.test(text));
}
