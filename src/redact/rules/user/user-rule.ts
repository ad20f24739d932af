// SPDX-License-Identifier: Apache-2.0

/** A rule of the user's own, as the YAML file has it. */
export interface UserRule {
  readonly name: string;
  /** A regular expression in JavaScript's syntax, as far as it can be matched byte by byte in linear time. */
  readonly pattern: string;
  readonly ignore_case?: boolean;
}
