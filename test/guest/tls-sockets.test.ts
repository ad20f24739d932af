// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { endHeld, type Held, holdElsewhere, holdOneWay, holdRaw } from './support/held-sockets.ts';

const CAPTURED = { captured: 'yes' };
const NOTHING = { captured: 'nothing' };
const HOST = '127.0.0.1';
const [PLAIN, IPV6, MAPPED, ELSEWHERE, ONE_WAY, KEYLESS] = [21_001, 21_002, 21_003, 21_004, 21_005, 21_006];
const ONE_WAY_NOTE =
  'ktls-otel: Sockets with kTLS in one direction alone: 2. What goes the other way is not seen, and there are no spans ' +
  'of them. OpenSSL before 3.2 receives TLS 1.3 by itself.\n';

interface Row {
  local: { address: string; port: number };
  peer: { address: string; port: number };
  network_namespace: number;
  inode: number;
  processes: { pid: number; tx: unknown; rx: unknown }[];
}

/** A message a line, which a terminal gets in lines of at most 80 columns. */
function unwrapped(messages: string): string {
  for (const line of messages.split('\n')) assert.ok(line.length <= 80, line);
  return messages.replace(/\n(?!ktls-otel: |$)/g, ' ');
}

function list(env: Record<string, string>, ...launcher: string[]) {
  const [command = '', ...args] = [...launcher, './bin/ktls-otel', 'connections', '--json'];
  const options = { env: { PATH: process.env.PATH ?? '', ...env }, encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync(command, args, options);
  const rows = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row);
  return { status, stdout, stderr: unwrapped(stderr), rows };
}

/** Counts of this network namespace. */
function tlsStatistics(): Record<string, number> {
  const lines = readFileSync('/proc/net/tls_stat', 'utf8').trim().split('\n');
  return Object.fromEntries(lines.map((line) => line.split(/\s+/)).map(([name = '', count]) => [name, Number(count)]));
}

const ownNamespace = (pid: number | string): number => statSync(`/proc/${pid}/ns/net`).ino;

describe('the sockets that use kTLS', () => {
  let started: Record<string, number>;
  let plain: Held, ipv6: Held, mapped: Held, elsewhere: Held, oneWay: Held;

  before(async () => {
    started = tlsStatistics();
    plain = await holdRaw(PLAIN, '--tls', '1.2');
    ipv6 = await holdRaw(IPV6, '--family', '6', '--cipher', 'chacha20-poly1305');
    mapped = await holdRaw(MAPPED, '--family', '6', '--address', '::ffff:127.0.0.2', '--cipher', 'aes-256-gcm');
    elsewhere = await holdElsewhere(ELSEWHERE);
    oneWay = await holdOneWay(ONE_WAY, KEYLESS);
  });

  // What a failure left running would keep this process from ending.
  after(endHeld);

  const processOf = ({ said }: Held, tx: object = CAPTURED, rx: object = CAPTURED) => ({
    pid: said.pid,
    comm: 'raw',
    uid: 0,
    tx,
    rx,
  });

  /** Both ends of a connection that `raw` holds, with the client's address. */
  function rawRows(of: Held, tls: [version: string, cipher: string], server: string, client: string) {
    const [local, peer] = [
      { address: server, port: of.said.server_port },
      { address: client, port: of.said.client_port },
    ];
    const rest = {
      state: 'established',
      network_namespace: ownNamespace(of.said.pid ?? 0),
      tls_version: tls[0],
      cipher: tls[1],
      tx: 'software',
      rx: 'software',
      processes: [processOf(of)],
    };
    return [
      { local, peer, ...rest },
      { local: peer, peer: local, ...rest },
    ];
  }

  function oneWayRows() {
    const { pid, child, client_port, keyless_port } = oneWay.said;
    const row = (localPort: number | undefined, peerPort: number | undefined, tx: string, rx: string) => ({
      local: { address: HOST, port: localPort },
      peer: { address: HOST, port: peerPort },
      state: 'established',
      network_namespace: ownNamespace('self'),
      tls_version: tx === rx ? null : '1.2',
      cipher: tx === rx ? null : 'AES-128-GCM',
      tx,
      rx,
      processes: [pid, child].map((owner) => ({
        pid: owner,
        comm: 'a\u001b[2J',
        uid: 0,
        tx: tx === 'none' ? NOTHING : CAPTURED,
        rx: rx === 'none' ? NOTHING : CAPTURED,
      })),
    });
    return [
      row(ONE_WAY, client_port, 'none', 'software'),
      row(client_port, ONE_WAY, 'software', 'none'),
      row(KEYLESS, keyless_port, 'none', 'none'),
      row(keyless_port, KEYLESS, 'none', 'none'),
    ];
  }

  const byPorts = (a: { local: { port: unknown } }, b: { local: { port: unknown } }): number =>
    Number(a.local.port) - Number(b.local.port);

  const expected = () =>
    [
      ...rawRows(plain, ['1.2', 'AES-128-GCM'], HOST, HOST),
      ...rawRows(ipv6, ['1.3', 'CHACHA20-POLY1305'], '::1', '::1'),
      ...rawRows(mapped, ['1.3', 'AES-256-GCM'], '127.0.0.2', HOST),
      ...oneWayRows(),
    ].sort(byPorts);
  const expectedElsewhere = () => rawRows(elsewhere, ['1.3', 'AES-128-GCM'], HOST, HOST).sort(byPorts);
  const withoutInodes = (rows: readonly Row[]) =>
    rows.map(({ inode, ...row }) => {
      assert.ok(inode > 0);
      return row;
    });

  test('are listed, each end with its addresses, keys, directions and processes, in every network namespace', () => {
    const { status, stderr, rows } = list({});
    assert.deepEqual({ status, stderr }, { status: 0, stderr: ONE_WAY_NOTE });
    assert.deepEqual(withoutInodes(rows), [...expected(), ...expectedElsewhere()]);
    assert.equal(new Set(rows.map(({ inode }) => inode)).size, rows.length);
  });

  test('show which filter would hold their calls back', () => {
    const { rows } = list({ KTLS_FILTER_PEER_PORT: String(PLAIN), KTLS_FILTER_DIRECTION: 'TX', KTLS_RATE_LIMIT: '7' });
    const verdicts = rows
      .filter(({ local, peer }) => [local.port, peer.port].includes(PLAIN))
      .map(({ local, processes }) => [local.port, ...processes.map(({ tx, rx }) => ({ tx, rx }))]);
    const refused = { captured: 'no', filter: 'peer_port' };
    assert.deepEqual(verdicts, [
      [PLAIN, { tx: refused, rx: refused }],
      [plain.said.client_port, { tx: CAPTURED, rx: { captured: 'no', filter: 'direction' } }],
    ]);
    const others = rows.filter(({ local, peer }) => ![local.port, peer.port].includes(PLAIN));
    assert.equal(others.length, 10);
    for (const { processes } of others) {
      for (const { tx, rx } of processes) for (const said of [tx, rx]) assert.notDeepEqual(said, CAPTURED);
    }
  });

  test('of a program with a wicked name do not steer the terminal', () => {
    const { status, stdout } = spawnSync('./bin/ktls-otel', ['connections'], { encoding: 'utf8' });
    assert.equal(status, 0);
    assert.equal(/[^\n\x20-\x7e]/.test(stdout), false);
    assert.equal(stdout.split(`a\\u{1b}[2J[${oneWay.said.pid}]`).length, 5);
    assert.equal(stdout.split(`a\\u{1b}[2J[${oneWay.said.child}]`).length, 5);
    assert.equal(list({}).stdout.includes('\u001b'), false);
  });

  test('are not told of without CAP_NET_ADMIN', () => {
    const { status, stdout, stderr } = list({}, 'setpriv', '--bounding-set=-net_admin');
    const message =
      'ktls-otel: CAP_NET_ADMIN is missing: without it the kernel does not tell which sockets use kTLS ' +
      'run as root or with CAP_NET_ADMIN\n';
    assert.deepEqual({ status, stdout, stderr }, { status: 4, stdout: '', stderr: message });
  });

  test('are those of its own network namespace without CAP_SYS_ADMIN, and the others are named', () => {
    const { status, stderr, rows } = list({}, 'setpriv', '--bounding-set=-sys_admin');
    const inode = ownNamespace(elsewhere.said.pid ?? 0);
    const note = `ktls-otel: Network namespaces that can't be entered: 1 (${inode}). Run as root or with CAP_SYS_ADMIN.\n`;
    assert.deepEqual({ status, stderr }, { status: 0, stderr: ONE_WAY_NOTE + note });
    assert.deepEqual(withoutInodes(rows), expected());
  });

  test('are not asked for with wrong settings', () => {
    const { status, stdout } = list({ KTLS_FILTER_PEER_PORT: '0' });
    assert.deepEqual({ status, stdout }, { status: 3, stdout: '' });
  });

  test('when there are none, it is said how many there were', async () => {
    for (const connection of [plain, ipv6, mapped, elsewhere, oneWay]) await connection.release();
    const { status, stdout } = spawnSync('./bin/ktls-otel', ['connections'], { encoding: 'utf8' });
    assert.equal(status, 0);
    const [first, ...counts] = stdout.trimEnd().split('\n');
    assert.equal(first, 'No socket uses kTLS now.');
    const sum = (name: string): number => (started[name] ?? 0) + 7;
    const said =
      '/proc/net/tls_stat of this network namespace: ' +
      `connections that sent by kTLS ${sum('TlsTxSw')}, received ${sum('TlsRxSw')}; now 0 and 0.`;
    assert.ok(counts.join(' ').startsWith(`${said} A program uses kTLS when `), stdout);
  });
});
