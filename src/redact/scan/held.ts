// SPDX-License-Identifier: Apache-2.0

/** Bytes that a scanner holds back at most. What can't be decided within so many is masked. */
export const MAX_HELD = 4_096;
