// SPDX-License-Identifier: Apache-2.0
// The log records' event_name.

/** A call that moved plaintext. */
export const DATA_EVENT = 'ktls.data';
/** The start or the end of a connection. */
export const CONNECTION_EVENT = 'ktls.connection';
