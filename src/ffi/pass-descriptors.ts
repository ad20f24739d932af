// SPDX-License-Identifier: Apache-2.0
import ref from '@2060.io/ref-napi';
import ffi from 'ffi-napi';
import { LIBC } from './libc.ts';
import { checkMinusOne, NativeError, pointerTo } from './native.ts';

// Descriptors go from process to process beside one byte, by SCM_RIGHTS (unix(7)).
const AF_UNIX = 1;
const SOCK_STREAM_CLOEXEC = 0o2_000_001;
const SOL_SOCKET = 1;
const SCM_RIGHTS = 1;
const MSG_NOSIGNAL = 0x4000;
const MSG_CMSG_CLOEXEC = 0x4000_0000;
const EPROTO = 71;

/** struct msghdr and struct iovec of 64-bit Linux. */
const MESSAGE = { vector: 16, vectors: 24, control: 32, controlBytes: 40, bytes: 56 } as const;
const VECTOR_BYTES = 16;
/** struct cmsghdr: length, level, type; then the descriptors. */
const CONTROL_HEAD_BYTES = 16;
const DESCRIPTOR_BYTES = 4;

const openSocketCalls = () =>
  ffi.Library(LIBC, {
    // int socketpair(int domain, int type, int protocol, int sv[2])
    socketpair: ['int', ['int', 'int', 'int', 'pointer']],
    // ssize_t sendmsg(int sockfd, const struct msghdr *msg, int flags), recvmsg(int sockfd, struct msghdr *msg, int flags)
    sendmsg: ['long', ['int', 'pointer', 'int']],
    recvmsg: ['long', ['int', 'pointer', 'int']],
  } as const);

/** Two connected stream sockets. Throws NativeError. */
export function socketPair(): [number, number] {
  const pair = Buffer.alloc(2 * DESCRIPTOR_BYTES);
  checkMinusOne('socketpair', openSocketCalls().socketpair(AF_UNIX, SOCK_STREAM_CLOEXEC, 0, pointerTo(pair)));
  return [pair.readInt32LE(0), pair.readInt32LE(DESCRIPTOR_BYTES)];
}

/** Throws NativeError. */
export function sendDescriptors(socket: number, descriptors: readonly number[]): void {
  const message = messageFor(descriptors.length);
  message.control.writeBigUInt64LE(BigInt(CONTROL_HEAD_BYTES + DESCRIPTOR_BYTES * descriptors.length), 0);
  message.control.writeInt32LE(SOL_SOCKET, 8);
  message.control.writeInt32LE(SCM_RIGHTS, 12);
  descriptors.forEach((fd, index) => message.control.writeInt32LE(fd, CONTROL_HEAD_BYTES + DESCRIPTOR_BYTES * index));
  checkMinusOne('sendmsg', Number(openSocketCalls().sendmsg(socket, pointerTo(message.header), MSG_NOSIGNAL)));
}

/** As many as were sent together, closed at an execve. Waits for them. Throws NativeError. */
export function receiveDescriptors(socket: number, count: number): number[] {
  const message = messageFor(count);
  const received = Number(openSocketCalls().recvmsg(socket, pointerTo(message.header), MSG_CMSG_CLOEXEC));
  checkMinusOne('recvmsg', received);
  const bytes = Number(message.control.readBigUInt64LE(0));
  if (received !== 1 || bytes !== CONTROL_HEAD_BYTES + DESCRIPTOR_BYTES * count)
    throw new NativeError('recvmsg', EPROTO);
  return Array.from({ length: count }, (_, index) =>
    message.control.readInt32LE(CONTROL_HEAD_BYTES + DESCRIPTOR_BYTES * index),
  );
}

/** Of one byte and `count` descriptors. All of it has to outlive the call. */
function messageFor(count: number): { header: Buffer; control: Buffer; keep: readonly Buffer[] } {
  const byte = Buffer.alloc(1);
  const vector = Buffer.alloc(VECTOR_BYTES);
  ref.writePointer(vector, 0, byte as never);
  vector.writeBigUInt64LE(1n, 8);
  const control = Buffer.alloc(CONTROL_HEAD_BYTES + 8 * Math.ceil((DESCRIPTOR_BYTES * count) / 8));
  const header = Buffer.alloc(MESSAGE.bytes);
  ref.writePointer(header, MESSAGE.vector, vector as never);
  header.writeBigUInt64LE(1n, MESSAGE.vectors);
  ref.writePointer(header, MESSAGE.control, control as never);
  header.writeBigUInt64LE(BigInt(control.length), MESSAGE.controlBytes);
  return { header, control, keep: [byte, vector] };
}
