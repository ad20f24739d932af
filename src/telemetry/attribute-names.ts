// SPDX-License-Identifier: Apache-2.0
// Names of our own; the others come from @opentelemetry/semantic-conventions.

/** The log record's event_name: a call that moved plaintext. */
export const EVENT_NAME = 'ktls.data';

/** TX or RX */
export const DIRECTION = 'ktls.direction';
/** The kernel's name of the thread. */
export const COMM = 'ktls.comm';
export const PLAINTEXT = 'ktls.plaintext';
/** Bytes that the call moved. */
export const LENGTH = 'ktls.length';
/** Bytes of it that this record shows, before escaping. */
export const CAPTURED_LENGTH = 'ktls.captured_length';
/** Whether the records of the call show less than it moved. */
export const TRUNCATED = 'ktls.truncated';
export const CONNECTION_ID = 'ktls.connection.id';
/** Whether the connection was open before it could be seen. */
export const CONNECTION_PARTIAL = 'ktls.connection.partial';
/** Where this record's bytes start in their direction, from the first call seen. */
export const STREAM_OFFSET = 'ktls.stream.offset';
export const RECORD_TYPE = 'ktls.record_type';
export const OPERATION = 'ktls.operation';
export const OFFLOAD = 'ktls.offload';
export const CIPHER = 'ktls.cipher';
/** Of the resource: the kernel's id of this boot, which makes connection ids unique. */
export const BOOT_ID = 'ktls.boot.id';
