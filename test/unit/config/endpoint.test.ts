// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isGrpcEndpoint, isHttpEndpoint } from '../../../config/endpoint.ts';
import { areHeaders } from '../../../config/headers.ts';
import { problemsOf } from './problems.ts';

const endpoints: [text: string, expected: boolean][] = [
  ['http://localhost:4317', true],
  ['http://[::1]:4317', true],
  ['https://collector.example:4317', true],
  ['https://collector.example', true],
  ['https://collector.example:443', true],
  ['collector:4317', true],
  ['[::1]:4317', true],
  ['unix:///run/otel.sock', true],
  ['http://localhost', false],
  ['http://localhost:80', false],
  ['http://localhost:65536', false],
  ['http://:4317', false],
  ['http://', false],
  ['collector', false],
  ['collector:4317/v1/logs', false],
  ['not a url', false],
  ['http://a b:1', false],
  ['ftp://collector:21', false],
  ['unix://', false],
  ['http://name:word@collector:4317', false],
  ['http://name@collector:4317', false],
  ['http://:word@collector:4317', false],
];

for (const [text, expected] of endpoints) {
  test(`endpoint ${text} is ${expected ? 'accepted' : 'refused'}`, () => assert.equal(isGrpcEndpoint(text), expected));
}

const httpEndpoints: [text: string, expected: boolean][] = [
  ['http://localhost:4318', true],
  ['http://localhost', true],
  ['https://collector.example/otlp/v1/logs', true],
  ['http://[::1]:4318/', true],
  ['collector:4318', false],
  ['unix:///run/otel.sock', false],
  ['ftp://collector', false],
  ['http://', false],
  ['http://a b', false],
  ['http://collector/v1/logs?key=1', false],
  ['http://collector/#logs', false],
  ['http://name:word@collector:4318', false],
  ['http://name@collector:4318', false],
  ['http://:word@collector:4318', false],
];

for (const [text, expected] of httpEndpoints) {
  test(`endpoint ${text} is ${expected ? 'accepted' : 'refused'} for HTTP`, () =>
    assert.equal(isHttpEndpoint(text), expected));
}

const headers: [text: string, expected: boolean][] = [
  ['a=b', true],
  ['A-b_c.1=x y', true],
  ['a=b,c=d,', true],
  ['a=b=c', true],
  ['a=%C3%A9', false],
  ['a=%0A', false],
  ['a=%', false],
  ['a=', false],
  ['=b', false],
  ['a', false],
  [',', false],
  ['a b=c', false],
  ['a-bin=b', false],
];

for (const [text, expected] of headers) {
  test(`headers ${text} are ${expected ? 'accepted' : 'refused'}`, () => assert.equal(areHeaders(text), expected));
}

test('the message about a wrong endpoint does not repeat a password', () => {
  assert.deepEqual(problemsOf({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://name:word@collector:4317' } }), [
    "OTEL_EXPORTER_OTLP_ENDPOINT is 'http://[sensitive]@collector:4317', allowed: http://HOST:PORT, " +
      'https://HOST[:PORT], HOST:PORT (TLS, unless INSECURE), unix:///PATH; over HTTP http://HOST[:PORT][/PATH], ' +
      'https://HOST[:PORT][/PATH]',
  ]);
});

const secrets: [text: string, shown: string][] = [
  ['http://name:wo@rd@collector:4317', 'http://[sensitive]@collector:4317'],
  ['http://name:wo/rd@collector:4317', 'http://[sensitive]@collector:4317'],
  ['name:word@collector:4317', '[sensitive]@collector:4317'],
  ['name:wo/rd@collector:4317', '[sensitive]@collector:4317'],
  ['ftp://collector/v1/logs?key=word', 'ftp://collector/v1/logs?[sensitive]'],
];

for (const [text, shown] of secrets) {
  test(`endpoint ${text} is shown as ${shown}`, () => {
    const [problem = '', ...more] = problemsOf({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: text } });
    assert.ok(problem.startsWith(`OTEL_EXPORTER_OTLP_ENDPOINT is '${shown}', allowed: `), problem);
    assert.deepEqual(more, []);
  });
}
