// SPDX-License-Identifier: Apache-2.0

/** The attribute that tells of which run something is: one that records of what was captured can have. */
export const RUN = 'ktls.connection.id';
