// SPDX-License-Identifier: Apache-2.0
import type { SecretName } from './tables/names.ts';
import type { Unit, View } from './units.ts';

/**
 * How certain it is that a value is its key's. `none`: it is masked whatever it looks like; `code`: unless it looks like
 * a part of a program; `spaced`: unless it does, or no blank follows; `command`: unless it is a word of a sentence; `label`: unless it is a sentence; `element`: unless words in it are not followed by an end tag;
 * `pair`: unless it is a word in a longer list; `word`: unless it is a word; `guess`: only if it
 * looks like a secret; `sentence`: only if no word looks so.
 */
export type Doubt =
  | 'none'
  | 'code'
  | 'label'
  | 'element'
  | 'spaced'
  | 'command'
  | 'pair'
  | 'word'
  | 'guess'
  | 'sentence';

/** What is before the index is read; the value ends there, or goes on. */
export interface Reading {
  readonly at: number;
  readonly isEnd: boolean;
}

/** How a value is written: what ends it. */
export interface Syntax {
  readonly name: string;
  /** Characters that end it. */
  readonly ends: Uint8Array;
  /** It has quotes, and ends with the same. */
  readonly isQuoted?: true;
  /** A line that begins with a blank continues it (RFC 9112, 5.2). */
  readonly folds?: true;
  /** `&name=` ends it, and no other ampersand does. */
  readonly endsAtPair?: true;
  /** A backslash at the end of its line lets it go on. */
  readonly continues?: true;
  /** A number sign behind a blank ends it. */
  readonly hasComments?: true;
  /** What ends it is of the value where it is written twice. */
  readonly isDoubled?: true;
  /** Lines that are indented more than the key belong to it. */
  readonly isBlock?: true;
  /** It consists of certain bytes alone, escapes included: those that are not in `ends`. */
  readonly body?: true;
  /** Its beginning is proof enough. */
  readonly isCertain?: true;
  /** `]]>` ends it. */
  readonly isCdata?: true;
  /** It has a reader of its own, which goes on at the index, and knows where the value began. */
  read?(view: View, at: number, start: number, plan: Plan): Reading;
}

/** Where a value begins, and how it is read. */
export interface Plan {
  readonly at: number;
  readonly key: SecretName;
  readonly syntax: Syntax;
  readonly doubt: Doubt;
  /** How that is written which ends it: of a quoted value its own quote, else the quote or line end around it. */
  readonly frame?: Unit;
  /** It is percent-encoded: a plus sign is a blank, and what ends the pair around it ends it. */
  readonly isEncoded?: true;
  /** Of a list in YAML: how that is written which ends its lines. */
  readonly line?: Unit;
  /** Columns that the key's line is indented by. */
  readonly indent?: number;
  /** It stands behind an equals sign: a quote that ends it is followed by no letter. */
  readonly isPair?: true;
  /** What ends the value: of a part of a form the line that begins so. */
  readonly boundary?: string;
  /** Further values belong to the same key: items of a list, lines of one in YAML, or members of an object. */
  readonly more?: 'items' | 'lines' | 'members';
  /** Bytes of a value whose length was told. */
  readonly length?: number;
  /** Finds the next of several values, behind the end of this one. */
  next?(view: View, valueEnd: number, plan: Plan): Plan | Undecided | undefined;
  /** How the members of that object are quoted. */
  readonly quote?: Unit;
  /** What those of them are called that hold a value. */
  readonly holders?: RegExp;
  /** Lists that it stands in within the key's own; of a member, whether its object is in a list. */
  readonly depth?: number;
}

/** A secret that has been read to its end. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly rule: string;
  /** Its length was told: what is found within it counts too. */
  readonly isTold?: true;
}

/** Bytes are missing to tell; those from the index on must not be shown before. */
export interface Undecided {
  readonly heldFrom: number;
}

/** What there is at a hit of the automaton. */
export type Found = Plan | Span | Undecided | undefined;

/** Where what was found begins, or may. */
export const beginOf = (found: Plan | Span | Undecided): number =>
  'heldFrom' in found ? found.heldFrom : 'from' in found ? found.from : found.at;

/** The name of a secret that needs no key: its look, or its place, is proof. */
export const ruleName = (rule: string): SecretName => ({ rule, word: '', masksNumbers: true });
