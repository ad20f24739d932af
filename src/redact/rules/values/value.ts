// SPDX-License-Identifier: Apache-2.0

/** Reads what follows a secret's key, and masks what of it is a secret. */
export interface Value {
  /** Takes the next byte of the text. False: the byte is none of the value's, and the value is over. */
  take(byte: number, offset: number): boolean;
  /** The text ends here. */
  end(offset: number): void;
}
