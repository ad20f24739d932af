// SPDX-License-Identifier: Apache-2.0

// Names of our own; the others come from @opentelemetry/semantic-conventions.

/** TX or RX */
export const DIRECTION = 'ktls.direction';
/** The kernel's name of the thread. */
export const COMM = 'ktls.comm';
export const PLAINTEXT = 'ktls.plaintext';
/** Bytes that the call moved. */
export const LENGTH = 'ktls.length';
/** Bytes of it that this record shows, before escaping. */
export const CAPTURED_LENGTH = 'ktls.captured_length';
/** Whether the call goes on behind this record's bytes and no record shows that. */
export const TRUNCATED = 'ktls.truncated';
/** Bytes of the call that come before those of this record. */
export const CALL_OFFSET = 'ktls.call.offset';
export const CONNECTION_ID = 'ktls.connection.id';
/** Cookie of the network namespace whose addresses the connection has; before Linux 5.12 its inode number. */
export const NETNS_ID = 'ktls.netns.id';
/** Whether the connection was open before it could be seen. */
export const CONNECTION_PARTIAL = 'ktls.connection.partial';
/** open or close */
export const CONNECTION_STATE = 'ktls.connection.state';
/** In seconds. */
export const CONNECTION_DURATION = 'ktls.connection.duration';
export const CONNECTION_TX_BYTES = 'ktls.connection.tx.bytes';
export const CONNECTION_RX_BYTES = 'ktls.connection.rx.bytes';
export const CONNECTION_TX_CALLS = 'ktls.connection.tx.calls';
export const CONNECTION_RX_CALLS = 'ktls.connection.rx.calls';
/** local, peer, reset, timeout or error */
export const CONNECTION_CLOSE_REASON = 'ktls.connection.close_reason';
/** ring, cgroup, missed, cgroup_rate, killed, or the reason of what was dropped */
export const LOSS_REASON = 'ktls.loss.reason';
/** Records; calls where they were missed or held back. */
export const LOSS_COUNT = 'ktls.loss.count';
/** Bytes that these stood for. */
export const LOSS_BYTES = 'ktls.loss.bytes';
/** In seconds, up to the record's time: when they were lost. */
export const LOSS_DURATION = 'ktls.loss.duration';
/** True when no more than that can have been lost, and perhaps less. */
export const LOSS_AT_MOST = 'ktls.loss.at_most';
/** The kernel's id of the cgroup whose loss it was. */
export const CGROUP_ID = 'ktls.cgroup.id';
/** Its path, from the host's root. */
export const CGROUP_PATH = 'ktls.cgroup.path';
/** Where this record's bytes start in their direction, from the first call seen. */
export const STREAM_OFFSET = 'ktls.stream.offset';
/** Calls of this direction that were missed so far. */
export const STREAM_MISSED = 'ktls.stream.missed';
/** True when another call of this direction was under way. */
export const STREAM_CONCURRENT = 'ktls.stream.concurrent';
/** Secrets masked in the sample of this record. */
export const REDACTIONS = 'ktls.redactions';
export const RECORD_TYPE = 'ktls.record_type';
export const OPERATION = 'ktls.operation';
export const OFFLOAD = 'ktls.offload';
export const CIPHER = 'ktls.cipher';
/** Of the resource: the kernel's id of this boot, which makes connection ids unique. */
export const BOOT_ID = 'ktls.boot.id';
