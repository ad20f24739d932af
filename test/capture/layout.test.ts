// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { COUNTERS } from '../../src/capture/counters.ts';
import * as layout from '../../src/capture/event-layout.ts';
import { encodeSettings, SETTINGS_BYTES } from '../../src/capture/settings-layout.ts';
import { type BtfTypes, readBtf } from './btf-types.ts';
import { FIELD_BYTES } from './sample.ts';

let btf: BtfTypes;
before(() => {
  btf = readBtf('dist/test-bpf/layout.bpf.o');
});

test('every field of struct ktls_event is read where the compiler puts it', () => {
  const event = btf.structs.get('ktls_event');
  assert.deepEqual(event, { bytes: layout.EVENT_BYTES, offsets: layout.EVENT_OFFSETS });
  assert.equal(Object.values(FIELD_BYTES).reduce((sum: number, bytes) => sum + bytes, 0), layout.EVENT_BYTES);
});

test('the settings are written where the programs read them', () => {
  const settings = btf.structs.get('ktls_settings');
  assert.deepEqual(settings, readBtf('dist/ktls.bpf.o').structs.get('ktls_settings'));
  assert.equal(settings?.bytes, SETTINGS_BYTES);
  const { self_pidns_dev, self_pidns_ino, self_tgid, capture_bytes, recvmsg_arity, padding } = settings.offsets;
  const expected = Buffer.alloc(SETTINGS_BYTES);
  expected.writeBigUInt64LE(0x1_0000_0002n, self_pidns_dev);
  expected.writeBigUInt64LE(0xf000_0003n, self_pidns_ino);
  expected.writeUInt32LE(4_194_303, self_tgid);
  expected.writeUInt32LE(16_384, capture_bytes);
  expected.writeUInt32LE(5, recvmsg_arity);
  expected.writeUInt32LE(0, padding);
  const encoded = encodeSettings({
    selfPidNamespaceDevice: 0x1_0000_0002,
    selfPidNamespaceInode: 0xf000_0003,
    selfPid: 4_194_303,
    captureBytes: 16_384,
    recvmsgArity: 5,
  });
  assert.deepEqual(encoded, expected);
});

test('the counters have the names and the order of enum ktls_counter', () => {
  const camelCase = (name: string): string =>
    name.replace('KTLS_', '').toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  const { KTLS_COUNTERS: count, ...counters } = btf.enums.get('ktls_counter') ?? {};
  assert.deepEqual(Object.keys(counters).map(camelCase), COUNTERS);
  assert.deepEqual(Object.values(counters), [...COUNTERS.keys()]);
  assert.equal(count, COUNTERS.length);
});

test('the numbers of kinds, directions, flags and operations are those of the header', () => {
  assert.deepEqual(btf.enums.get('ktls_kind'), { KTLS_KIND_DATA: layout.KIND_DATA, KTLS_KIND_CLOSE: layout.KIND_CLOSE });
  assert.deepEqual(btf.enums.get('ktls_direction'), { KTLS_TX: 0, KTLS_RX: layout.DIRECTION_RX });
  const { KTLS_CONNECTION_PARTIAL, KTLS_CONNECTION_UNKNOWN } = btf.enums.get('ktls_flag') ?? {};
  assert.deepEqual(
    [KTLS_CONNECTION_PARTIAL, KTLS_CONNECTION_UNKNOWN],
    [layout.FLAG_CONNECTION_PARTIAL, layout.FLAG_CONNECTION_UNKNOWN],
  );
  const operations = Object.entries(btf.enums.get('ktls_operation') ?? {});
  assert.deepEqual(operations, layout.OPERATIONS.map((name, number) => [`KTLS_${name.toUpperCase()}`, number]));
});
