// SPDX-License-Identifier: Apache-2.0
import { CHUNK_BYTES, DIRECTIONS, FLAGS, KINDS, OPERATIONS } from '../../../src/capture/event-layout.ts';
import type { TrueCall } from '../../support/workload.ts';
import { encodeClose, encodeProcess, encodeSample, type SampleFields } from '../../unit/capture/sample.ts';
import type { Filler } from '../ring/filler.ts';

type Direction = 'TX' | 'RX';

const RECORD_TYPES: Readonly<Record<string, number>> = { alert: 21, handshake: 22, application_data: 23 };
const AF_INET = 2;
const AF_INET6 = 10;
const LOOPBACK = Buffer.from([127, 0, 0, 1]);
const LOOPBACK_6 = Buffer.from([...Buffer.alloc(15), 1]);

export interface Program {
  pid: number;
  comm: string;
  executable?: string;
  cgroupPath?: string;
}

export interface WireOptions {
  /** What the kernel copies of a call: KTLS_CAPTURE_BYTES of the service that reads. */
  captureBytes?: number;
  connectionRecords?: boolean;
  program?: Program;
}

export interface PairOptions {
  tls?: '1.2' | '1.3';
  family?: 4 | 6;
  /** The connection was there before the capture: its start was not seen. */
  isPartial?: boolean;
  client?: Program;
  server?: Program;
  serverPort?: number;
}

const RAW: Program = { pid: 4242, comm: 'raw' };
const DEFAULT_CAPTURE_BYTES = 32_768;
const FIRST_PORT = 32_768;

/** Puts calls into a ring as bpf/ktls.bpf.c does: both ends of connections on loopback, call by call. */
export class Wire {
  readonly ring: Filler;
  readonly #captureBytes: number;
  readonly #connectionRecords: boolean;
  readonly #program: Program;
  readonly #told = new Set<number>();
  #connections = 0;

  constructor(
    ring: Filler,
    { captureBytes = DEFAULT_CAPTURE_BYTES, connectionRecords = false, program = RAW }: WireOptions = {},
  ) {
    this.ring = ring;
    this.#captureBytes = captureBytes;
    this.#connectionRecords = connectionRecords;
    this.#program = program;
  }

  connect(options: PairOptions = {}): Pair {
    const { tls = '1.3', family = 4, isPartial = false, serverPort = 443 } = options;
    const clientPort = FIRST_PORT + (this.#connections % 28_000);
    const shared: SampleFields = {
      tls_version: tls === '1.3' ? 0x0304 : 0x0303,
      family: family === 4 ? AF_INET : AF_INET6,
      local_address: family === 4 ? LOOPBACK : LOOPBACK_6,
      peer_address: family === 4 ? LOOPBACK : LOOPBACK_6,
      flags: isPartial ? FLAGS.connection_partial : 0,
    };
    const end = (program: Program, localPort: number, peerPort: number): End =>
      new End(this, program, {
        ...shared,
        connection_ns: 1_000_000 + this.#connections++,
        connection_cpu: 0,
        local_port: localPort,
        peer_port: peerPort,
      });
    return new Pair(
      end(options.client ?? this.#program, clientPort, serverPort),
      end(options.server ?? this.#program, serverPort, clientPort),
    );
  }

  /** The samples of one call, as submit_call makes them. */
  putCall(program: Program, fields: SampleFields, bytes: Buffer): void {
    this.#announce(program);
    const copied = Math.min(bytes.length, this.#captureBytes);
    for (let at = 0; at < copied || at === 0; at += CHUNK_BYTES) {
      const isLast = at + CHUNK_BYTES >= copied;
      const sample = {
        ...fields,
        ...who(program),
        length: bytes.length,
        call_offset: at,
        stream_offset: Number(fields.stream_offset) + at,
        flags: Number(fields.flags) | (isLast ? FLAGS.last : 0),
      };
      this.ring.put(encodeSample(sample, bytes.subarray(at, Math.min(at + CHUNK_BYTES, copied))));
    }
  }

  putOpen(program: Program, fields: SampleFields): void {
    if (!this.#connectionRecords) return;
    this.#announce(program);
    const open = { ...fields, ...who(program), kind: KINDS.open, length: 0, flags: Number(fields.flags) | FLAGS.last };
    this.ring.put(encodeSample(open), { connectionRecords: true });
  }

  putClose(
    program: Program,
    fields: SampleFields,
    moved: Readonly<Record<Direction, { bytes: number; calls: number }>>,
  ): void {
    const end = { txBytes: moved.TX.bytes, rxBytes: moved.RX.bytes, txCalls: moved.TX.calls, rxCalls: moved.RX.calls };
    const close = { ...fields, ...who(program), flags: Number(fields.flags) | FLAGS.last };
    this.ring.put(encodeClose(close, end), { connectionRecords: this.#connectionRecords });
  }

  /** Once for a process, before its first event. */
  #announce(program: Program): void {
    if (this.#told.has(program.pid)) return;
    this.#told.add(program.pid);
    const { executable = program.comm, cgroupPath = '/' } = program;
    this.ring.put(encodeProcess(executable, cgroupPath, who(program)));
  }
}

function who({ pid, comm }: Program): SampleFields {
  return { tgid: pid, tid: pid, uid: 0, cgroup_id: pid, comm: Buffer.from(comm) };
}

/** One end of a connection, that of a program. */
export class End {
  readonly #wire: Wire;
  readonly #program: Program;
  readonly #fields: SampleFields;
  readonly #moved = { TX: { bytes: 0, calls: 0 }, RX: { bytes: 0, calls: 0 } };

  constructor(wire: Wire, program: Program, fields: SampleFields) {
    this.#wire = wire;
    this.#program = program;
    this.#fields = fields;
    wire.putOpen(program, fields);
  }

  /** A call that moved these bytes, at least one. */
  call(direction: Direction, bytes: Buffer, recordType = 'application_data'): TrueCall {
    const moved = this.#moved[direction];
    const operation = direction === 'TX' ? 'sendmsg' : 'recvmsg';
    const fields = {
      ...this.#fields,
      direction: DIRECTIONS.indexOf(direction),
      operation: OPERATIONS.indexOf(operation),
      record_type: RECORD_TYPES[recordType] ?? 0,
      stream_offset: moved.bytes,
    };
    this.#wire.putCall(this.#program, fields, bytes);
    moved.bytes += bytes.length;
    moved.calls++;
    return {
      pid: this.#program.pid,
      direction,
      localPort: Number(this.#fields.local_port),
      peerPort: Number(this.#fields.peer_port),
      recordType,
      bytes,
    };
  }

  close(): void {
    this.#wire.putClose(this.#program, this.#fields, this.#moved);
  }
}

/** Both ends of a connection. */
export class Pair {
  readonly client: End;
  readonly server: End;

  constructor(client: End, server: End) {
    this.client = client;
    this.server = server;
  }

  /**
   * One end sends by calls of at most `send` bytes; the other has room for `receive` bytes in each call, and receives
   * once so many are there, or all: as test/workload/scenario_replay.c does.
   */
  move(from: 'client' | 'server', bytes: Buffer, { send = bytes.length, receive = bytes.length } = {}): TrueCall[] {
    const [sender, receiver] = from === 'client' ? [this.client, this.server] : [this.server, this.client];
    const calls: TrueCall[] = [];
    let received = 0;
    for (let sent = 0; sent < bytes.length; ) {
      const now = Math.min(send, bytes.length - sent);
      calls.push(sender.call('TX', bytes.subarray(sent, sent + now)));
      sent += now;
      if (sent - received < receive && sent < bytes.length) continue;
      for (; received < sent; received += receive) {
        calls.push(receiver.call('RX', bytes.subarray(received, Math.min(received + receive, sent))));
      }
      received = sent;
    }
    return calls;
  }

  close(): void {
    this.client.close();
    this.server.close();
  }
}
