// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseHeaderNames } from '../../../config/header-names.ts';
import { loadSettings } from '../../../config/load.ts';
import { printSettings } from '../../../config/print.ts';
import { problemsOf } from './problems.ts';
import { yamlFile } from './yaml-file.ts';

const ALLOWED = 'at most 24 names of header fields of at most 64 characters, with commas between, in any case';

const namesOf = (inputs: Parameters<typeof loadSettings>[0]) => {
  const { span_request_headers: request, span_response_headers: response } = loadSettings(inputs).settings.ktls;
  return [parseHeaderNames(request), parseHeaderNames(response)];
};

test('spans have no header fields by default', () => assert.deepEqual(namesOf({ env: {} }), [[], []]));

test('names are in lower case, each once, whatever the case they are written in', () => {
  const env = {
    KTLS_SPAN_REQUEST_HEADERS: 'X-Tenant, x-tenant,Accept',
    KTLS_SPAN_RESPONSE_HEADERS: " Server,x!#$%&'*+-.^_`|~9",
  };
  assert.deepEqual(namesOf({ env }), [
    ['x-tenant', 'accept'],
    ['server', "x!#$%&'*+-.^_`|~9"],
  ]);
});

test('names come from a list in the file, and are printed so that they read back', (context) => {
  const file = yamlFile(
    context,
    'ktls:\n  span_request_headers: [X-Tenant, Accept]\n  span_response_headers: Server, Via\n',
  );
  const { settings } = loadSettings({ env: {}, file });
  const expected = [
    ['x-tenant', 'accept'],
    ['server', 'via'],
  ];
  assert.deepEqual(namesOf({ env: {}, file }), expected);
  assert.deepEqual(namesOf({ env: {}, file: yamlFile(context, printSettings(settings)) }), expected);
});

const many = (count: number): string => Array.from({ length: count }, (_, index) => `x-${index}`).join();

test('as many names, and names as long, as are allowed', () => {
  assert.equal(namesOf({ env: { KTLS_SPAN_REQUEST_HEADERS: many(24) } })[0]?.length, 24);
  assert.deepEqual(namesOf({ env: { KTLS_SPAN_REQUEST_HEADERS: 'n'.repeat(64) } })[0], ['n'.repeat(64)]);
});

const PSEUDO = 'is a pseudo-header: http.request.method, url.* and server.address of spans tell it';
const wrong: [name: string, value: string, reasons: string][] = [
  ['a pseudo-header', 'accept,:path', `':path' ${PSEUDO}`],
  ['one name too many', many(25), '25 names, at most 24'],
  ['a long name', 'n'.repeat(65), `'${'n'.repeat(65)}' is longer than 64 characters`],
  [
    'what is no token',
    'a b,é',
    "'a b' is no name of a header field (RFC 9110, 5.1); 'é' is no name of a header field (RFC 9110, 5.1)",
  ],
];

for (const [name, value, reasons] of wrong) {
  test(`${name} is refused`, () => {
    const [problem = '', ...more] = problemsOf({ env: { KTLS_SPAN_RESPONSE_HEADERS: value } });
    assert.deepEqual(more, []);
    assert.ok(problem.startsWith("KTLS_SPAN_RESPONSE_HEADERS is '"), problem);
    assert.ok(problem.endsWith(`, allowed: ${ALLOWED} (${reasons})`), problem);
  });
}
