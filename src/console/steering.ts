// SPDX-License-Identifier: Apache-2.0

/** Controls, and what changes the direction or the lines of text: general categories Cc, Cf, Zl and Zp. */
export const STEERING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
