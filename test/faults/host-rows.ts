// SPDX-License-Identifier: Apache-2.0
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectionOf, move } from '../native/support/behind-door.ts';
import type { Row } from './collector-rows.ts';
import { type Outcome, Place, pace } from './place.ts';

const MEBIBYTE = 1024 * 1024;
/** What waits for less than a second may be lost by SIGKILL; on a machine that is busy it all takes longer. */
const UNWRITTEN_MILLIS = 1000 + 2000;
/** OTEL_BLRP_MAX_EXPORT_BATCH_SIZE's default. */
const MAX_BATCH_RECORDS = 512;

const segmentsOf = ({ spool }: Place): string[] => readdirSync(join(spool, 'logs'));

async function emptied(place: Place): Promise<void> {
  while (segmentsOf(place).length > 0) await sleep(50);
}

/** The Collector is away while so much comes, with a spool. */
async function away(seconds: number): Promise<Outcome> {
  await using place = await Place.prepare();
  const service = await place.start({ KTLS_SPOOL_DIR: place.spool, KTLS_QUEUE_BYTES: String(MEBIBYTE) });
  const leave = async (): Promise<void> => {
    await place.door.passed();
    await place.door.close();
    await sleep(seconds * 1000);
    await place.door.open();
  };
  const calls = await pace(connectionOf(service), 500, leave());
  await emptied(place);
  return await place.balance(service, calls);
}

async function stoppedService(seconds: number): Promise<Outcome> {
  await using place = await Place.prepare();
  const service = await place.start();
  const stop = async (): Promise<void> => {
    await place.door.passed();
    service.process.kill('SIGSTOP');
    await sleep(seconds * 1000);
    service.process.kill('SIGCONT');
    await sleep(1000);
  };
  const calls = await pace(connectionOf(service), 500, stop());
  return await place.balance(service, calls);
}

/** Bytes of the segments are changed, cut off and overwritten while nobody runs: what can't be read is told to the record. */
async function corrupted(rounds: number): Promise<Outcome> {
  const outcome: Outcome = { produced: 0, lost: 0, dropped: 0, exported: 0, left: 0, arrived: 0, twice: 0, wrong: [] };
  for (let round = 0; round < rounds; round++) {
    await using place = await Place.prepare();
    await place.door.close();
    const env = {
      KTLS_SPOOL_DIR: place.spool,
      KTLS_QUEUE_BYTES: String(MEBIBYTE),
      OTEL_BLRP_MAX_EXPORT_BATCH_SIZE: '50',
    };
    const first = await place.start(env);
    const calls = move(connectionOf(first), 1000);
    const left = (await first.stop()).summary.in_flight;
    if (left !== calls) outcome.wrong.push(`${left} of ${calls} are in the spool`);
    for (let change = 0; change < 10; change++) damage(place);
    await place.door.open();
    const second = await place.start(env);
    await emptied(place);
    const of = await place.balance(second, 0);
    // Of a segment's first and last batches it may not be told how much they held.
    const untold = calls - of.produced;
    if (untold < 0 || untold > 2 * 50) outcome.wrong.push(`${untold} are not told`);
    for (const name of ['produced', 'dropped', 'exported', 'left', 'arrived', 'twice'] as const)
      outcome[name] += of[name];
    outcome.wrong.push(...of.wrong);
  }
  return outcome;
}

function damage(place: Place): void {
  const segments = segmentsOf(place);
  const path = join(place.spool, 'logs', segments[Math.floor(Math.random() * segments.length)] ?? '');
  const bytes = Buffer.from([Math.floor(Math.random() * 256), 0, 255]);
  const file = openSync(path, 'r+');
  writeSync(file, bytes, 0, bytes.length, Math.floor(Math.random() * statSync(path).size));
  closeSync(file);
}

/** A run that is killed, beside how much of what it made was older than what may be missing. */
interface Killed {
  readonly made: number;
  readonly old: number;
}

async function killedService(kills: number): Promise<Outcome> {
  await using place = await Place.prepare();
  const env = { KTLS_SPOOL_DIR: place.spool };
  const runs: Killed[] = [];
  for (let run = 0; run < kills; run++) {
    const service = await place.start(env);
    const pair = connectionOf(service, run);
    const history: { atMillis: number; made: number }[] = [];
    const endMillis = performance.now() + 300 + 5000 * Math.random();
    const isAway = run % 2 === 1;
    if (isAway) await place.door.close();
    let made = 0;
    for (; performance.now() < endMillis; await sleep(10)) {
      made += move(pair, 5);
      history.push({ atMillis: performance.now(), made });
    }
    const killedMillis = performance.now();
    await service.stop('SIGKILL');
    if (isAway) await place.door.open();
    runs.push({ made, old: history.findLast(({ atMillis }) => atMillis < killedMillis - UNWRITTEN_MILLIS)?.made ?? 0 });
  }
  const last = await place.start(env);
  await emptied(place);
  const { summary } = await last.stop();
  const places = await place.collected();
  const distinct = [...new Set(places)];
  const wrong: string[] = [];
  for (const [run, { made, old }] of runs.entries()) {
    const ids = [0, 1].map((end) => `${(1_000_000 + 2 * run + end).toString(16)}-0`);
    const arrived = distinct.filter((one) => ids.includes(one.split(' ')[0] ?? '')).length;
    if (arrived < old || arrived > made)
      wrong.push(`run ${run}: ${arrived} of ${made} arrived, ${old} of them are old`);
  }
  const produced = runs.reduce((sum, { made }) => sum + made, 0);
  const twice = places.length - distinct.length;
  if (twice > kills * 2 * MAX_BATCH_RECORDS) wrong.push(`${twice} came twice`);
  const { dropped = 0, in_flight: left = 0 } = summary;
  // What a killed run had exported is not known but by the Collector; what is missing had come within its last second.
  const arrived = distinct.length;
  return { produced, lost: produced - arrived, dropped, exported: arrived, left, arrived, twice, wrong };
}

/** Runs the service with a file system of its own as the spool's folder, of 1 MiB. */
const withDisk = (more: string): string[] => {
  const script = `mount -t tmpfs -o size=1m,mode=0700 none "$KTLS_SPOOL_DIR" && cd "$KTLS_SPOOL_DIR" && ${more}`;
  return ['unshare', '-m', 'sh', '-c', `(${script}) && exec "$@"`, 'sh'];
};

async function disk(more: string): Promise<Outcome> {
  await using place = await Place.prepare();
  mkdirSync(place.spool, { mode: 0o700 });
  await place.door.close();
  const service = await place.start({ KTLS_SPOOL_DIR: place.spool }, withDisk(more));
  const pair = connectionOf(service);
  let calls = 0;
  for (let step = 0; step < 20; step++) {
    calls += move(pair, 100);
    while (service.ring.pendingBytes > 0) await sleep(20);
  }
  await service.says("the spool can't be read or written");
  await place.door.open();
  return await place.balance(service, calls);
}

const NAME = 'collector.fault.test';

/** The service has files of its own for the names of hosts, and no server to ask. */
async function withoutNames(seconds: number): Promise<Outcome> {
  await using place = await Place.prepare();
  const [hosts, servers] = [join(place.folder, 'hosts'), join(place.folder, 'servers')];
  const known = `127.0.0.1 localhost ${NAME}\n`;
  writeFileSync(hosts, known);
  writeFileSync(servers, 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n');
  const script = `mount --bind ${hosts} /etc/hosts && mount --bind ${servers} /etc/resolv.conf && exec "$@"`;
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://${NAME}:${place.door.port}` };
  const service = await place.start(env, ['unshare', '-m', 'sh', '-c', script, 'sh']);
  const forget = async (): Promise<void> => {
    await place.door.passed();
    writeFileSync(hosts, '127.0.0.1 localhost\n');
    // Connections end, and new ones need the name.
    await place.door.close();
    await place.door.open();
    await sleep(seconds * 1000);
    writeFileSync(hosts, known);
    await sleep(1000);
  };
  const calls = await pace(connectionOf(service), 500, forget());
  if (readFileSync(hosts, 'utf8') !== known) throw new Error('the file was not written');
  return await place.balance(service, calls);
}

export const HOST_ROWS: readonly Row[] = [
  { name: 'the service is stopped for 60 s', run: (scale) => stoppedService(scale === 'full' ? 60 : 4) },
  { name: 'names are gone and back', run: (scale) => withoutNames(scale === 'full' ? 60 : 4) },
  { name: 'the spool is damaged at random places', run: (scale) => corrupted(scale === 'full' ? 20 : 2) },
];

/** Whose short forms are tests of their own, spool.long.test.ts. */
export const SPOOL_ROWS: readonly Row[] = [
  { name: 'the disk of the spool is full', run: () => disk('true') },
  {
    name: 'the disk of the spool is read-only',
    run: () => disk('mkdir -m 700 logs traces && mount -o remount,ro "$KTLS_SPOOL_DIR"'),
  },
  { name: 'the service is killed at 50 random moments, with a spool', run: () => killedService(50) },
  { name: 'the Collector is away for 10 min at 500 records/s, with a spool', run: () => away(600) },
];
