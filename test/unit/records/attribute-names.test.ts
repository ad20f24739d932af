// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as names from '../../../src/records/attribute-names.ts';

// Queries, dashboards and alerts of users have them.
test('the names of attributes are what they were', () => {
  assert.deepEqual(names, {
    DIRECTION: 'ktls.direction',
    COMM: 'ktls.comm',
    PLAINTEXT: 'ktls.plaintext',
    LENGTH: 'ktls.length',
    CAPTURED_LENGTH: 'ktls.captured_length',
    TRUNCATED: 'ktls.truncated',
    CALL_OFFSET: 'ktls.call.offset',
    CONNECTION_ID: 'ktls.connection.id',
    NETNS_ID: 'ktls.netns.id',
    CONNECTION_PARTIAL: 'ktls.connection.partial',
    CONNECTION_STATE: 'ktls.connection.state',
    CONNECTION_DURATION: 'ktls.connection.duration',
    CONNECTION_TX_BYTES: 'ktls.connection.tx.bytes',
    CONNECTION_RX_BYTES: 'ktls.connection.rx.bytes',
    CONNECTION_TX_CALLS: 'ktls.connection.tx.calls',
    CONNECTION_RX_CALLS: 'ktls.connection.rx.calls',
    CONNECTION_CLOSE_REASON: 'ktls.connection.close_reason',
    LOSS_REASON: 'ktls.loss.reason',
    LOSS_COUNT: 'ktls.loss.count',
    LOSS_BYTES: 'ktls.loss.bytes',
    LOSS_DURATION: 'ktls.loss.duration',
    LOSS_AT_MOST: 'ktls.loss.at_most',
    CGROUP_ID: 'ktls.cgroup.id',
    CGROUP_PATH: 'ktls.cgroup.path',
    STREAM_OFFSET: 'ktls.stream.offset',
    STREAM_MISSED: 'ktls.stream.missed',
    STREAM_CONCURRENT: 'ktls.stream.concurrent',
    REDACTIONS: 'ktls.redactions',
    RECORD_TYPE: 'ktls.record_type',
    OPERATION: 'ktls.operation',
    OFFLOAD: 'ktls.offload',
    CIPHER: 'ktls.cipher',
    BOOT_ID: 'ktls.boot.id',
  });
});
