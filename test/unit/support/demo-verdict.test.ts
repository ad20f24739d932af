// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AttributeValue } from '../../backends/collector/otlp-attributes.ts';
import type { CollectedLog } from '../../backends/collector/read-logs.ts';
import type { CollectedSpan } from '../../backends/collector/read-spans.ts';
import { hasArrived, isTraced, PASSAGES } from '../../demo/demo-verdict.ts';

function log(plaintext: string, attributes: Record<string, AttributeValue> = {}): CollectedLog {
  return {
    timeUnixNano: 1n,
    observedTimeUnixNano: 1n,
    severityNumber: 9,
    severityText: 'INFO',
    eventName: 'ktls.data',
    body: '',
    attributes: {
      'ktls.direction': 'TX',
      'ktls.comm': 'nginx',
      'ktls.record_type': 'application_data',
      'ktls.plaintext': plaintext,
      ...attributes,
    },
    resource: {},
    traceId: '',
    spanId: '',
    scopeName: 'ktls-otel',
  };
}

const HEAD = 'HTTP/1.1 200 OK\r\nServer: nginx\r\n\r\n';
const BODY = '{"message":"hello from nginx"}\n';

const arrived = (...logs: CollectedLog[]): number[] =>
  PASSAGES.flatMap((passage, index) => (hasArrived(logs, passage) ? [index] : []));

test('a response in two records has arrived where it was sent, and only there', () => {
  assert.deepEqual(arrived(log(HEAD), log(BODY)), [2]);
});

test('a handshake before it is no part of it', () => {
  assert.deepEqual(arrived(log('\\x14', { 'ktls.record_type': 'handshake' }), log(HEAD + BODY)), [2]);
});

test('a head without its body has not arrived', () => {
  assert.deepEqual(arrived(log(HEAD)), []);
});

test("another program's response is not nginx's", () => {
  assert.deepEqual(arrived(log(HEAD + BODY, { 'ktls.comm': 'other' })), []);
});

test('all four passages are told apart by direction and program', () => {
  const request = 'GET /get HTTP/1.1\r\nHost: localhost\r\n\r\n';
  const client = { 'ktls.comm': 'ktls_client' };
  const received = { 'ktls.direction': 'RX' };
  assert.deepEqual(
    arrived(
      log(request, client),
      log(request, received),
      log(HEAD + BODY),
      log(HEAD + BODY, { ...client, ...received }),
    ),
    [0, 1, 2, 3],
  );
});

function span(service: string, kind: number, more: Partial<CollectedSpan> = {}): CollectedSpan {
  return {
    name: 'GET',
    kind,
    traceId: '1'.repeat(32),
    spanId: `${kind}`.repeat(16),
    parentSpanId: '',
    startTimeUnixNano: 1n,
    endTimeUnixNano: 2n,
    attributes: { 'http.response.status_code': 200 },
    resource: { 'service.name': service },
    ...more,
  };
}

const client = span('ktls_client', 3);
const server = span('nginx', 2, { parentSpanId: client.spanId });

test("the server's span has to be the client's child, and the only other one", () => {
  assert.equal(isTraced([server, client]), true);
  const wrong = [
    [client],
    [client, span('nginx', 2)],
    [client, { ...server, traceId: '2'.repeat(32) }],
    [client, { ...server, attributes: { 'http.response.status_code': 404 } }],
    [client, span('other', 2, { parentSpanId: client.spanId })],
    [client, server, server],
  ];
  for (const spans of wrong) assert.equal(isTraced(spans), false);
});
