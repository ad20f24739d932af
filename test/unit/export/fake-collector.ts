// SPDX-License-Identifier: Apache-2.0

import {
  Metadata,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type sendUnaryData,
  type status,
} from '@grpc/grpc-js';
import { bodiesOf } from './otlp-proto.ts';

export type Reply =
  | { readonly response: Buffer }
  | { readonly code: status; readonly details?: string; readonly statusDetails?: Buffer }
  | 'never';

export const OK: Reply = { response: Buffer.alloc(0) };

export interface FakeCollector {
  readonly port: number;
  /** Bodies of the records of every request that came, whatever was replied. */
  readonly requests: string[][];
  /** Of the requests that were answered with a response. */
  readonly accepted: string[][];
  readonly peers: string[];
  stop(): void;
}

const bytes = (message: Buffer): Buffer => message;
const SERVICE = {
  export: {
    path: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
    requestStream: false,
    responseStream: false,
    requestSerialize: bytes,
    requestDeserialize: bytes,
    responseSerialize: bytes,
    responseDeserialize: bytes,
  },
} as const;

/**
 * A gRPC server that takes log requests on 127.0.0.1.
 * @param reply by the number of the request, from 0
 */
export async function startFakeCollector(
  reply: (index: number) => Reply,
  { port = 0, credentials = ServerCredentials.createInsecure() } = {},
): Promise<FakeCollector> {
  const server = new Server({ 'grpc.max_receive_message_length': 4 * 1024 * 1024 });
  const seen = { requests: [] as string[][], accepted: [] as string[][], peers: [] as string[] };
  server.addService(SERVICE, {
    export: (call: ServerUnaryCall<Buffer, Buffer>, done: sendUnaryData<Buffer>) => {
      const index = seen.requests.length;
      const bodies = bodiesOf(call.request);
      seen.requests.push(bodies);
      seen.peers.push(call.getPeer());
      const answer = reply(index);
      if (answer === 'never') return;
      if ('response' in answer) {
        seen.accepted.push(bodies);
        done(null, answer.response);
      } else {
        const metadata = new Metadata();
        if (answer.statusDetails) metadata.set('grpc-status-details-bin', answer.statusDetails);
        done({ code: answer.code, details: answer.details ?? '', metadata });
      }
    },
  });
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, credentials, (error, boundPort) =>
      error ? reject(error) : resolve(boundPort),
    );
  });
  return { port: bound, ...seen, stop: () => server.forceShutdown() };
}

/** google.rpc.Status with a RetryInfo of so long a delay. */
export function statusWithRetryInfo(seconds: number, nanos: number): Buffer {
  const field = (number: number, value: number | Buffer): Buffer =>
    typeof value === 'number'
      ? Buffer.concat([Buffer.from([number << 3]), varint(value)])
      : Buffer.concat([Buffer.from([(number << 3) | 2]), varint(value.length), value]);
  const retryInfo = field(1, Buffer.concat([field(1, seconds), field(2, nanos)]));
  const any = Buffer.concat([field(1, Buffer.from('type.googleapis.com/google.rpc.RetryInfo')), field(2, retryInfo)]);
  const other = field(1, Buffer.from('type.googleapis.com/google.rpc.DebugInfo'));
  return Buffer.concat([field(1, 8), field(2, Buffer.from('slow down')), field(3, other), field(3, any)]);
}

function varint(value: number): Buffer {
  const digits: number[] = [];
  for (let rest = value; digits.length === 0 || rest > 0; rest = Math.floor(rest / 128)) digits.push(rest % 128);
  return Buffer.from(digits.map((digit, index) => (index < digits.length - 1 ? digit | 0x80 : digit)));
}
