// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  Client,
  compressionAlgorithms,
  credentials,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServerUnaryCall,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js';
import { errorTypeOf, rpcStatusOf } from '../../../../src/trace/outcome.ts';
import { startRecordingProxy } from '../http1/recording-proxy.ts';
import { readRecording } from './read-recording.ts';

const bytes = (message: Buffer): Buffer => message;
const serialization = {
  requestSerialize: bytes,
  requestDeserialize: bytes,
  responseSerialize: bytes,
  responseDeserialize: bytes,
};
const SERVICE = {
  twice: { path: '/test.Echo/Twice', requestStream: false, responseStream: false, ...serialization },
  each: { path: '/test.Echo/Each', requestStream: true, responseStream: true, ...serialization },
  first: { path: '/test.Echo/First', requestStream: true, responseStream: false, ...serialization },
} as const;

async function startServer(): Promise<{ server: Server; port: number }> {
  const server = new Server();
  server.addService(SERVICE, {
    twice: (call: ServerUnaryCall<Buffer, Buffer>, done: sendUnaryData<Buffer>) => {
      if (call.request.length === 0) done({ code: status.INVALID_ARGUMENT, details: 'nothing' });
      else if (call.request.toString() === 'fail') done({ code: status.INTERNAL, details: 'a defect' });
      else done(null, Buffer.concat([call.request, call.request]));
    },
    each: (call: ServerDuplexStream<Buffer, Buffer>) => {
      call.on('data', (message: Buffer) => call.write(message));
      call.on('end', () => call.end());
    },
    first: (call: ServerReadableStream<Buffer, Buffer>, done: sendUnaryData<Buffer>) => {
      call.once('data', (message: Buffer) => done(null, message));
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { server, port };
}

/** 1 byte says whether it is compressed, 4 how long it is. */
function framed(message: string): string {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  return prefix.toString('latin1') + message;
}

/** The code of the status that the call ended with, and the messages that came. */
function unary(
  client: Client,
  message: string,
  path: string = SERVICE.twice.path,
): Promise<[code: number, response: string]> {
  return new Promise((resolve) => {
    client.makeUnaryRequest(path, bytes, bytes, Buffer.from(message), (error, response) =>
      resolve([error?.code ?? 0, response?.toString() ?? '']),
    );
  });
}

function duplex(client: Client, messages: readonly string[]): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const call = client.makeBidiStreamRequest(SERVICE.each.path, bytes, bytes);
    const responses: string[] = [];
    call.on('data', (message: Buffer) => responses.push(message.toString()));
    call.on('error', reject);
    call.on('end', () => resolve(responses));
    for (const message of messages) call.write(Buffer.from(message));
    call.end();
  });
}

/** The client keeps its half open until it has the response, and cancels the call then. */
function first(client: Client, message: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = client.makeClientStreamRequest(SERVICE.first.path, bytes, bytes, (error, response) => {
      call.cancel();
      if (error) reject(error);
      else resolve(response?.toString() ?? '');
    });
    call.write(Buffer.from(message));
  });
}

const FOREVER = 120_000;

test('grpc-js: a unary call, one that fails, a stream of messages, and a call that is compressed', async () => {
  const { server, port } = await startServer();
  const proxy = await startRecordingProxy(port);
  const timer = setTimeout(() => server.forceShutdown(), FOREVER);
  const open = (algorithm: compressionAlgorithms): Client =>
    new Client(`127.0.0.1:${proxy.port}`, credentials.createInsecure(), {
      'grpc.default_compression_algorithm': algorithm,
      'grpc.use_local_subchannel_pool': 1,
    });
  const [plain, packed] = [open(compressionAlgorithms.identity), open(compressionAlgorithms.gzip)];
  const messages = ['first', 'second'.repeat(9000), ''];
  assert.deepEqual(await unary(plain, 'hello'), [status.OK, 'hellohello']);
  assert.deepEqual(await unary(plain, ''), [status.INVALID_ARGUMENT, '']);
  assert.deepEqual(await duplex(plain, messages), messages);
  assert.deepEqual(await unary(packed, 'x'.repeat(10_000)), [status.OK, 'x'.repeat(20_000)]);
  for (const client of [plain, packed]) client.close();
  server.forceShutdown();
  clearTimeout(timer);
  const recordings = await proxy.stop();
  assert.equal(recordings.length, 2);
  const { seen, exchanges } = readRecording(recordings[0] ?? []);
  const all = messages.map(framed).join('');
  assert.deepEqual(seen, [
    { method: 'POST', path: '/test.Echo/Twice', status: 200, request: framed('hello'), response: framed('hellohello') },
    { method: 'POST', path: '/test.Echo/Twice', status: 200, request: framed(''), response: '' },
    { method: 'POST', path: '/test.Echo/Each', status: 200, request: all, response: all },
  ]);
  const grpcStatus = exchanges.map(
    ({ response, responseTrailers }) =>
      [...(response?.fields ?? []), ...responseTrailers].find(([name]) => name === 'grpc-status')?.[1],
  );
  assert.deepEqual(grpcStatus, ['0', '3', '0']);
});

test('grpc-js: calls that fail, and one that the server ends before the client does, by their status at either end', async () => {
  const { server, port } = await startServer();
  const proxy = await startRecordingProxy(port);
  const timer = setTimeout(() => server.forceShutdown(), FOREVER);
  const client = new Client(`127.0.0.1:${proxy.port}`, credentials.createInsecure());
  assert.deepEqual(await unary(client, 'fail'), [status.INTERNAL, '']);
  assert.deepEqual(await unary(client, '', '/test.Echo/None'), [status.UNIMPLEMENTED, '']);
  assert.deepEqual(await unary(client, ''), [status.INVALID_ARGUMENT, '']);
  assert.equal(await first(client, 'only'), 'only');
  client.close();
  server.forceShutdown();
  clearTimeout(timer);
  const recordings = await proxy.stop();
  assert.equal(recordings.length, 1);
  const { exchanges } = readRecording(recordings[0] ?? []);
  assert.deepEqual(
    exchanges.map((exchange) => [
      exchange.request?.target,
      rpcStatusOf(exchange, 'client'),
      errorTypeOf(exchange, 'server'),
      errorTypeOf(exchange, 'client'),
    ]),
    [
      ['/test.Echo/Twice', 'INTERNAL', 'INTERNAL', 'INTERNAL'],
      ['/test.Echo/None', 'UNIMPLEMENTED', 'UNIMPLEMENTED', 'UNIMPLEMENTED'],
      ['/test.Echo/Twice', 'INVALID_ARGUMENT', undefined, 'INVALID_ARGUMENT'],
      ['/test.Echo/First', 'OK', undefined, undefined],
    ],
  );
});
