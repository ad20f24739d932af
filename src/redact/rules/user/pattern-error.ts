// SPDX-License-Identifier: Apache-2.0

/** A pattern that can't be matched; the message says what of it, in words that follow the pattern. */
export class PatternError extends Error {}
