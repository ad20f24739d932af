// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { LEDGER_BYTES, Ledger, type LedgerEntry } from '../../../src/capture/ledger.ts';
import { PinError, pinRun } from '../../../src/capture/pinned-run.ts';
import { openLibbpf } from '../../../src/ffi/libbpf.ts';
import { openLibc } from '../../../src/ffi/libc.ts';
import { checkNegative, pointerTo } from '../../../src/ffi/native.ts';
import { Filler } from '../ring/filler.ts';
import { bpfFileSystem } from '../support/bpf-file-system.ts';

const ENTRY: LedgerEntry = {
  startedUnixNanos: 1_700_000_000_123_456_789n,
  restUnixNanos: 2n ** 62n,
  takenOver: 1,
  unshown: 2,
  dropped: 3,
  exported: 2 ** 40,
  sending: 5,
  unmarked: 6,
};

function prepare(t: TestContext) {
  const libbpf = openLibbpf();
  const folder = join(bpfFileSystem(t).path, 'ktls-otel');
  const fillers: Filler[] = [];
  t.after(() => {
    for (const filler of fillers) filler[Symbol.dispose]();
  });
  const maps = () => {
    const filler = new Filler(4096);
    fillers.push(filler);
    return { filler, counters: filler.countersFd, ledger: filler.ledgerFd };
  };
  const pin = (key: string, { counters, ledger }: { counters: number; ledger: number }) =>
    pinRun({ libbpf, libc: openLibc(), key, maps: { counters, ledger }, folder });
  /** What a killed process leaves, whose descriptors the kernel has closed. */
  const leave = (name: string, pins: Record<string, number>): void => {
    mkdirSync(join(folder, name), 0o700);
    for (const [map, fd] of Object.entries(pins))
      checkNegative('bpf_obj_pin', libbpf.bpf_obj_pin(fd, join(folder, name, map)));
  };
  return { folder, libbpf, maps, pin, leave };
}

test('what a killed run has left is read as it was written, and removed', async (t) => {
  const { folder, maps, pin, leave } = prepare(t);
  const own = maps();
  (await pin('memory', own))[Symbol.dispose]();
  assert.deepEqual(readdirSync(folder), []);
  const { filler, ...left } = maps();
  using ledger = new Ledger(left.ledger);
  // Of two places, the latest is read.
  for (const exported of [1, 2, ENTRY.exported]) ledger.write({ ...ENTRY, exported });
  filler.setCounter('produced', 1000);
  filler.setCounter('container', 7);
  leave('memory-00000001', left);
  using pinned = await pin('memory', own);
  const [run, ...more] = pinned.left;
  assert.deepEqual(more, []);
  assert.equal(run?.startedUnixNanos, ENTRY.startedUnixNanos);
  assert.deepEqual(run?.account?.ledger, ENTRY);
  const { produced, lost, filtered } = run?.account?.counters ?? {};
  assert.deepEqual([produced, lost, filtered?.container], [1000, 0, 7]);
  assert.equal(readdirSync(folder).length, 1);
});

test('what is of another key or of a run that lives is left alone', async (t) => {
  const { folder, maps, pin, leave } = prepare(t);
  using first = await pin('memory', maps());
  using second = await pin('memory', maps());
  leave('spool_1_2-00000001', { counters: maps().counters });
  using third = await pin('spool_1_22', maps());
  assert.deepEqual([first.left, second.left, third.left], [[], [], []]);
  assert.equal(readdirSync(folder).length, 4);
});

test('what is not whole is removed, and what another version has left is told of with its start', async (t) => {
  const { folder, libbpf, maps, pin, leave } = prepare(t);
  (await pin('memory', maps()))[Symbol.dispose]();
  const other = maps();
  const value = Buffer.alloc(LEDGER_BYTES);
  value.writeBigUInt64LE(77n, 0);
  value.writeBigUInt64LE(ENTRY.startedUnixNanos, 8);
  libbpf.bpf_map_update_elem(other.ledger, pointerTo(Buffer.alloc(4)), pointerTo(value), 0);
  leave('memory-00000001', {});
  leave('memory-00000002', { counters: other.counters });
  leave('memory-00000003', { counters: other.counters, ledger: other.ledger });
  // Maps that are none of these.
  leave('memory-00000004', { counters: other.ledger, ledger: other.counters });
  using pinned = await pin('memory', maps());
  assert.deepEqual(pinned.left, [{ startedUnixNanos: ENTRY.startedUnixNanos }]);
  assert.equal(readdirSync(folder).length, 1);
});

test('where nothing can be pinned, or others could have, that is said', async (t) => {
  const { folder, libbpf, maps, pin } = prepare(t);
  const own = maps();
  const elsewhere = { libbpf, libc: openLibc(), key: 'memory', maps: own, folder: join(tmpdir(), 'ktls-otel') };
  await assert.rejects(pinRun(elsewhere), new PinError(`${tmpdir()} is no BPF file system`));
  await assert.rejects(
    pinRun({ ...elsewhere, folder: '/nowhere/ktls-otel' }),
    new PinError('/nowhere/ktls-otel: ENOENT'),
  );
  mkdirSync(folder);
  chmodSync(folder, 0o770);
  await assert.rejects(
    pin('memory', own),
    new PinError(`${folder} belongs to another user, or others may write to it`),
  );
});
