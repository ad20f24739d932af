// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { headBytes, isEncoded, requestHead, responseHead } from '../../../../src/http/http2/heads.ts';
import type { DecodedField } from '../../../../src/http/part.ts';

const fieldsOf = (...fields: [name: string, value: string][]): DecodedField[] =>
  fields.map(([name, value]) => ({ name, value, neverIndexed: false }));

describe('a head', () => {
  for (const [name, fields, expected] of [
    [
      'a path',
      [
        [':method', 'GET'],
        [':path', '/a'],
        [':authority', 'x'],
      ],
      ['GET', '/a', 'x'],
    ],
    [
      'host in place of an authority',
      [
        [':method', 'GET'],
        [':path', '/a'],
        ['host', 'y'],
      ],
      ['GET', '/a', 'y'],
    ],
    [
      'an authority beside host',
      [
        [':method', 'GET'],
        [':authority', 'x'],
        ['host', 'y'],
      ],
      ['GET', '', 'x'],
    ],
    [
      'CONNECT',
      [
        [':method', 'CONNECT'],
        [':authority', 'x:1'],
      ],
      ['CONNECT', 'x:1', 'x:1'],
    ],
    ['CONNECT without an authority', [[':method', 'CONNECT']], ['CONNECT', '', undefined]],
  ] as [string, [string, string][], unknown[]][]) {
    test(`of a request with ${name}`, () => {
      const head = requestHead(fieldsOf(...fields));
      assert.deepEqual([head?.method, head?.target, head?.authority], expected);
    });
  }

  test('of a request tells which fields nobody is to keep', () => {
    const fields = fieldsOf([':method', 'GET'], ['X-Tenant', 'a'], ['X-Pin', 'b']);
    const marked = fields.map((field) => ({ ...field, neverIndexed: field.name === 'X-Pin' }));
    assert.deepEqual(requestHead(marked)?.fields, [
      ['x-tenant', 'a'],
      ['x-pin', 'b', true],
    ]);
  });

  test('of a request has a method', () => assert.equal(requestHead(fieldsOf([':path', '/'])), undefined));

  test('of a response has a status of three digits', () => {
    assert.deepEqual(responseHead(fieldsOf([':status', '204'], ['A', 'b'])), { status: 204, fields: [['a', 'b']] });
    for (const status of ['', '20', '2000', '099', 'abc', '20x'])
      assert.equal(responseHead(fieldsOf([':status', status])), undefined, status);
    assert.equal(responseHead(fieldsOf(['status', '204'])), undefined);
  });
});

test('content is encoded by any coding but identity', () => {
  const encoded = (name: string, value: string): boolean => isEncoded(fieldsOf(['accept', 'x'], [name, value]));
  for (const name of ['content-encoding', 'Content-Encoding', 'grpc-encoding']) {
    for (const value of ['gzip', ' identity , br']) assert.equal(encoded(name, value), true, `${name}: ${value}`);
    for (const value of ['', ' Identity ', 'identity,,identity'])
      assert.equal(encoded(name, value), false, `${name}: ${value}`);
  }
  assert.equal(encoded('accept-encoding', 'gzip'), false);
});

test('a field counts as 32 bytes more than its name and value', () => {
  assert.equal(headBytes([]), 0);
  assert.equal(headBytes(fieldsOf(['a', 'bc'], ['', ''])), 35 + 32);
});
