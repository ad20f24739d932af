// SPDX-License-Identifier: Apache-2.0

/** The attribute that tells of which run something is: one that records of what was captured can have. */
export const RUN = 'ktls.connection.id';

/** The thread's name in all that is captured: 16 characters. */
export const COMM = 'a-worker-by-name';
/** The span that requests say they belong to. */
export const PARENT = 'e457b5a2e4d86bd1';
