// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { CGROUP_LOSSES_BYTES, CGROUP_LOSSES_OFFSETS } from '../../../src/capture/cgroup-losses.ts';
import { STREAM_OFFSETS } from '../../../src/capture/content-ends.ts';
import { COUNTERS, FILTER_REASONS } from '../../../src/capture/counters.ts';
import * as layout from '../../../src/capture/event-layout.ts';
import { LEDGER_BYTES } from '../../../src/capture/ledger.ts';
import { CONNECTION_KEY_OFFSETS } from '../../../src/capture/lost-closes.ts';
import { encodeSettings } from '../../../src/capture/settings-layout.ts';
import { type BtfTypes, readBtf } from './btf-types.ts';
import { FIELD_BYTES } from './sample.ts';

let btf: BtfTypes;
before(() => {
  btf = readBtf('dist/test-bpf/layout.bpf.o');
});

test('every field of struct ktls_event is read where the compiler puts it', () => {
  const event = btf.structs.get('ktls_event');
  assert.deepEqual(event, { bytes: layout.EVENT_BYTES, offsets: layout.EVENT_OFFSETS });
  assert.equal(
    Object.values(FIELD_BYTES).reduce((sum: number, bytes) => sum + bytes, 0),
    layout.EVENT_BYTES,
  );
  assert.deepEqual(btf.enums.get('layout_numbers'), {
    LAYOUT_CHUNK_BYTES: layout.CHUNK_BYTES,
    LAYOUT_ERRNOS: layout.ERRNOS,
    LAYOUT_LEDGER_BYTES: LEDGER_BYTES,
  });
});

test('so is every field of struct ktls_connection_end', () => {
  const end = btf.structs.get('ktls_connection_end');
  assert.deepEqual(end, { bytes: layout.CONNECTION_END_BYTES, offsets: layout.CONNECTION_END_OFFSETS });
});

test('failures are a number of 64 bits for each errno', () => {
  assert.deepEqual(btf.structs.get('ktls_failures'), { bytes: 8 * layout.ERRNOS, offsets: { calls: 0 } });
});

test('so is every field of struct ktls_stream', () => {
  assert.deepEqual(btf.structs.get('ktls_stream'), { bytes: 16, offsets: STREAM_OFFSETS });
});

test('so is every field of struct ktls_cgroup_losses', () => {
  assert.deepEqual(btf.structs.get('ktls_cgroup_losses'), {
    bytes: CGROUP_LOSSES_BYTES,
    offsets: CGROUP_LOSSES_OFFSETS,
  });
});

test('so is every field of struct ktls_connection_key', () => {
  assert.deepEqual(btf.structs.get('ktls_connection_key'), { bytes: 16, offsets: CONNECTION_KEY_OFFSETS });
});

describe('the settings', () => {
  const SETTINGS_BYTES = 72;

  test('are those of the programs', () => {
    const settings = btf.structs.get('ktls_settings');
    assert.deepEqual(settings, readBtf('dist/linux-x64/ktls.bpf.o').structs.get('ktls_settings'));
    assert.equal(settings?.bytes, SETTINGS_BYTES);
  });

  for (const [captureBytes, chunkBytes] of [
    [0, 0],
    [1, 1],
    [16_383, 16_383],
    [16_384, 16_384],
    [16_385, 16_384],
    [1_048_576, 16_384],
  ] as const) {
    for (const connectionRecords of [false, true]) {
      const name = `${captureBytes} bytes of a call, connections ${connectionRecords ? 'too' : 'not'}`;
      test(`are written where the programs read them: ${name}`, () => {
        const at = btf.structs.get('ktls_settings')?.offsets ?? {};
        const expected = Buffer.alloc(SETTINGS_BYTES);
        expected.writeBigUInt64LE(0x1_0000_0002n, at.self_pidns_dev);
        expected.writeBigUInt64LE(0xf000_0003n, at.self_pidns_ino);
        expected.writeUInt32LE(4_194_303, at.self_tgid);
        expected.writeUInt32LE(captureBytes, at.capture_bytes);
        expected.writeUInt32LE(chunkBytes, at.chunk_bytes);
        expected.writeUInt32LE(5, at.recvmsg_arity);
        expected.writeUInt32LE(connectionRecords ? 1 : 0, at.connection_records);
        expected.writeUInt32LE(11, at.slots);
        expected.writeUInt32LE(4352, at.start_bytes);
        expected.writeUInt32LE(4096, at.end_bytes);
        expected.writeUInt32LE(3, at.sw_offload_arity);
        expected.writeUInt32LE(1, at.device_offload_arity);
        expected.writeUInt32LE(65_536, at.ring_bytes);
        expected.writeUInt32LE(8_192, at.cgroup_calls);
        expected.writeUInt32LE(512, at.cgroup_connections);
        const encoded = encodeSettings({
          selfPidNamespaceDevice: 0x1_0000_0002,
          selfPidNamespaceInode: 0xf000_0003,
          selfPid: 4_194_303,
          captureBytes,
          recvmsgArity: 5,
          swOffloadArity: 3,
          deviceOffloadArity: 1,
          connectionRecords,
          slots: 11,
          amidContent: { startBytes: 4352, endBytes: 4096 },
          ringBytes: 65_536,
          cgroupCalls: 8_192,
          cgroupConnections: 512,
        });
        assert.deepEqual(encoded, expected);
      });
    }
  }
});

test('the counters have the names and the order of enum ktls_counter, and of enum ktls_filter behind it', () => {
  const camelCase = (name: string): string =>
    name
      .replace('KTLS_', '')
      .toLowerCase()
      .replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  const { KTLS_COUNTERS: count, KTLS_FILTERED_RULE: firstRule, ...counters } = btf.enums.get('ktls_counter') ?? {};
  const { KTLS_FILTERS: filters, ...rules } = btf.enums.get('ktls_filter') ?? {};
  const reason =
    (prefix: string) =>
    (name: string): string =>
      name.replace(prefix, '').toLowerCase();
  const isFiltered = (name: string): boolean => name.startsWith('KTLS_FILTERED_');
  const names = Object.keys(counters);
  assert.deepEqual(names.filter((name) => !isFiltered(name)).map(camelCase), COUNTERS);
  const reasons = [
    ...names.filter(isFiltered).map(reason('KTLS_FILTERED_')),
    ...Object.keys(rules).map(reason('KTLS_FILTER_')),
  ];
  assert.deepEqual(reasons, FILTER_REASONS);
  assert.deepEqual(Object.values(counters), [...names.keys()]);
  assert.deepEqual(Object.values(rules), [...Object.keys(rules).keys()]);
  assert.deepEqual([firstRule, filters], [names.length, Object.keys(rules).length]);
  assert.equal(count, COUNTERS.length + FILTER_REASONS.length);
});

test('the numbers of kinds, directions, operations and flags are those of the header', () => {
  const upperCase = (prefix: string, numbers: Record<string, number>): Record<string, number> =>
    Object.fromEntries(Object.entries(numbers).map(([name, number]) => [`${prefix}${name.toUpperCase()}`, number]));
  const indexes = (names: readonly string[]): Record<string, number> =>
    Object.fromEntries(names.map((name, index) => [name, index]));
  assert.deepEqual(btf.enums.get('ktls_kind'), upperCase('KTLS_KIND_', layout.KINDS));
  assert.deepEqual(btf.enums.get('ktls_direction'), upperCase('KTLS_', indexes(layout.DIRECTIONS)));
  const operations = upperCase('KTLS_', indexes(layout.OPERATIONS));
  assert.deepEqual(btf.enums.get('ktls_operation'), { ...operations, KTLS_OPERATIONS: layout.OPERATIONS.length });
  assert.deepEqual(btf.enums.get('ktls_flag'), upperCase('KTLS_', layout.FLAGS));
  assert.deepEqual(btf.enums.get('ktls_shut_down'), {
    KTLS_NOT_SHUT_DOWN: layout.SHUT_DOWNS.indexOf(undefined),
    KTLS_SHUT_DOWN_FIRST: layout.SHUT_DOWNS.indexOf('first'),
    KTLS_SHUT_DOWN_SECOND: layout.SHUT_DOWNS.indexOf('second'),
  });
});
