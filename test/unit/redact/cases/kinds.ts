// SPDX-License-Identifier: Apache-2.0
import { ACCOUNT_LINES } from './account-lines.ts';
import { ACCOUNT_TOOLS } from './account-tools.ts';
import { BASE64_ROWS, SECRET_LISTS } from './base64.ts';
import { BESIDE } from './beside.ts';
import { BINARY_ROWS, KUBERNETES_BINARY } from './binary.ts';
import { CARDS } from './cards.ts';
import { CODE_MESSAGES } from './code-messages.ts';
import { COLUMNS, COLUMNS_WITHIN } from './columns.ts';
import { CONFIG_WORDS } from './config-words.ts';
import { CONNECTIONS, LATER_AT } from './connections.ts';
import { DOCUMENTS } from './documents.ts';
import { DUMPS } from './dumps.ts';
import { ESCAPED } from './escaped.ts';
import { GZIP } from './gzip.ts';
import { HEADERS } from './headers.ts';
import { KEY_MATERIAL } from './key-material.ts';
import { KEY_NAMES } from './key-names.ts';
import { KEYS_AND_VALUES } from './keys-and-values.ts';
import { LOST } from './lost.ts';
import { NAMED, NAMED_IN_FORMS, NAMED_WITHIN } from './named.ts';
import { OAUTH } from './oauth.ts';
import { PAIRS } from './pairs.ts';
import { PATH_ROWS } from './paths.ts';
import { PLACEHOLDERS } from './placeholders.ts';
import { PROGRAMS } from './programs.ts';
import { PROTOCOLS } from './protocols.ts';
import { REASONS } from './reasons.ts';
import type { MaskedRow } from './row.ts';
import { SENTENCES } from './sentences.ts';
import { SEPARATORS } from './separators.ts';
import { STRUCTURES } from './structure.ts';
import { TOKENS_BY_LOOK, TOKENS_OF_TABLE } from './tokens.ts';
import { XMLS } from './xml.ts';

/** Rows whose secrets are masked, by kind. */
export const MASKED = {
  'keys and values': KEYS_AND_VALUES,
  'names of keys': KEY_NAMES,
  escaped: ESCAPED,
  pairs: PAIRS,
  separators: SEPARATORS,
  sentences: SENTENCES,
  'codes in messages': CODE_MESSAGES,
  'words of configuration': CONFIG_WORDS,
  'behind placeholders': PLACEHOLDERS,
  'beside reasons': REASONS,
  programs: PROGRAMS,
  dumps: DUMPS,
  'lines of accounts': ACCOUNT_LINES,
  'tools and accounts': ACCOUNT_TOOLS,
  named: NAMED,
  'named within': NAMED_WITHIN,
  'named in forms': NAMED_IN_FORMS,
  'beside a member': BESIDE,
  structure: STRUCTURES,
  columns: COLUMNS,
  'columns within': COLUMNS_WITHIN,
  xml: XMLS,
  documents: DOCUMENTS,
  connections: CONNECTIONS,
  'connections of databases': LATER_AT,
  oauth: OAUTH,
  headers: HEADERS,
  paths: PATH_ROWS,
  tokens: TOKENS_BY_LOOK,
  'tokens of the table': TOKENS_OF_TABLE,
  cards: CARDS,
  'key material': KEY_MATERIAL,
  base64: BASE64_ROWS,
  'lists of secrets': [...SECRET_LISTS, ...KUBERNETES_BINARY],
  binary: BINARY_ROWS,
  gzip: GZIP,
  protocols: PROTOCOLS,
  lost: LOST,
} satisfies Record<string, readonly MaskedRow[]>;
