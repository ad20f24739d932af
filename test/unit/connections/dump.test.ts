// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AF_INET, AF_INET6, dumpTlsSockets } from '../../../src/connections/dump.ts';
import { MalformedReply } from '../../../src/connections/netlink.ts';
import { NativeError } from '../../../src/ffi/native.ts';
import { BOTH_WAYS, IPV4, IPV6, MARK, message, socketPayload, ulpInfo } from './diag-messages.ts';

type Datagram = Buffer | 'lost';

const integer = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
};

const socket = (head: string, flags = 2): Buffer =>
  message(20, socketPayload(head, MARK, ulpInfo(BOTH_WAYS)), { flags });
const PLAIN = message(20, socketPayload(IPV4, MARK));
const UNTOLD = message(20, socketPayload(IPV4));
const DONE = message(3, integer(0));

/** A kernel that answers one request after the other with these datagrams, the last of them for ever. */
function kernel(...answers: readonly (readonly Datagram[])[]) {
  const asked: string[] = [];
  let [open, received, closed] = [0, 0, 0];
  return {
    asked,
    counts: () => ({ open, received, closed }),
    open() {
      const answer = answers[open++] ?? [];
      let next = 0;
      return {
        send: (request: Buffer) => void asked.push(request.toString('hex')),
        receive() {
          received++;
          const datagram = answer[Math.min(next++, answer.length - 1)];
          return datagram === 'lost' ? undefined : datagram;
        },
        [Symbol.dispose]: () => void closed++,
      };
    },
  };
}

const inodesOf = ({ sockets }: ReturnType<typeof dumpTlsSockets>): number[] => sockets.map(({ inode }) => inode);

for (const [family, byte] of [
  [AF_INET, '02'],
  [AF_INET6, '0a'],
] as const) {
  test(`asks for the TCP sockets of family ${family}`, () => {
    const { asked, open } = kernel([DONE]);
    dumpTlsSockets(open, family);
    const header = '48000000' + '1400' + '0103' + '01000000' + '00000000';
    assert.deepEqual(asked, [`${header}${byte}060200320b0000${'00'.repeat(48)}`]);
  });
}

test('puts an answer in parts together, without sockets that use no TLS', () => {
  const host = kernel([Buffer.concat([socket(IPV4), PLAIN]), socket(IPV6), DONE]);
  const dump = dumpTlsSockets(host.open, AF_INET);
  assert.deepEqual({ ...dump, sockets: inodesOf(dump) }, { sockets: [0x1234, 0x1235], isComplete: true, isTold: true });
  assert.deepEqual(host.counts(), { open: 1, received: 3, closed: 1 });
});

test('a socket that comes twice is one', () => {
  const dump = dumpTlsSockets(kernel([socket(IPV4), socket(IPV4), DONE]).open, AF_INET);
  assert.deepEqual(inodesOf(dump), [0x1234]);
});

test('an answer to another request does not count', () => {
  const other = message(3, integer(0), { sequence: 2 });
  const dump = dumpTlsSockets(kernel([other, socket(IPV4), DONE]).open, AF_INET);
  assert.deepEqual(inodesOf(dump), [0x1234]);
});

test('says when the kernel does not tell all', () => {
  assert.equal(dumpTlsSockets(kernel([UNTOLD, DONE]).open, AF_INET).isTold, false);
});

const interruptions: [string, Datagram[]][] = [
  ['lost datagrams', [socket(IPV4), 'lost']],
  ['NLMSG_OVERRUN', [message(4, Buffer.alloc(0))]],
  ['NLM_F_DUMP_INTR', [socket(IPV4, 0x12)]],
  ['NLM_F_DUMP_INTR at the end', [message(3, integer(0), { flags: 0x12 })]],
];
for (const [what, answer] of interruptions) {
  test(`${what}: it asks again`, () => {
    const host = kernel(answer, [socket(IPV6), DONE]);
    const dump = dumpTlsSockets(host.open, AF_INET);
    assert.deepEqual({ ...dump, sockets: inodesOf(dump) }, { sockets: [0x1235], isComplete: true, isTold: true });
    assert.equal(host.counts().closed, 2);
  });

  test(`${what} three times: what came is said to be incomplete`, () => {
    const host = kernel(answer, answer, answer, [DONE]);
    assert.equal(dumpTlsSockets(host.open, AF_INET).isComplete, false);
    const { open, closed } = host.counts();
    assert.deepEqual({ open, closed }, { open: 3, closed: 3 });
  });
}

test('an answer without an end is left', () => {
  const host = kernel([socket(IPV4)], [DONE]);
  assert.deepEqual(dumpTlsSockets(host.open, AF_INET), { sockets: [], isComplete: true, isTold: true });
  assert.deepEqual(host.counts(), { open: 2, received: 100_001, closed: 2 });
});

for (const [what, answer] of [
  ['NLMSG_ERROR', message(2, Buffer.concat([integer(-2), Buffer.alloc(16)]))],
  ['NLMSG_DONE with an error', message(3, integer(-2))],
] as const) {
  test(`${what} fails with its errno`, () => {
    const host = kernel([answer]);
    assert.throws(
      () => dumpTlsSockets(host.open, AF_INET),
      (error) => error instanceof NativeError && error.errno === 2 && error.message.startsWith('sock_diag: ENOENT'),
    );
    assert.equal(host.counts().closed, 1);
  });
}

test('an end cut short is refused', () => {
  const host = kernel([message(3, Buffer.alloc(3))]);
  assert.throws(() => dumpTlsSockets(host.open, AF_INET), MalformedReply);
  assert.equal(host.counts().closed, 1);
});
