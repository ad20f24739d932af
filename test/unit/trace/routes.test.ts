// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type RouteChoice, Routes } from '../../../src/trace/routes.ts';

const asItIs = (path: string): string => path;
const routeOf = (choice: RouteChoice, target: string): string | undefined =>
  new Routes(choice).of('shop', target, asItIs)?.name;

describe('a route is guessed by what differs from request to request', () => {
  for (const [target, route] of [
    ['/', '/'],
    ['/users', '/users'],
    ['/users/42/orders?page=2', '/users/{number}/orders'],
    ['/users/-1.5', '/users/{number}'],
    ['/v2/items', '/v2/items'],
    ['/jobs/6f1f2b3c-1111-2222-3333-444455556666', '/jobs/{uuid}'],
    ['/days/2026-11-29', '/days/{date}'],
    ['/days/2026-11-29T10:00:00Z/x', '/days/{date}/x'],
    ['/blobs/c0ffee0123456789', '/blobs/{hash}'],
    ['/links/MadeUp0Rubbish1MadeUp2Rub', '/links/{hash}'],
    ['/a-long-name-of-a-page-without-numbers', '/a-long-name-of-a-page-without-numbers'],
    ['/facade', '/facade'],
    [`/${'a/'.repeat(20)}`, `/${'a/'.repeat(12)}*`],
    [`/${'a'.repeat(2_000)}`, '*'],
    ['*', undefined],
    ['http://shop.example/users/1?a=b', '/users/{number}'],
    ['http://shop.example', '/'],
    ['shop.example:443', undefined],
  ] as const) {
    test(target.slice(0, 60), () => assert.equal(routeOf('guess', target), route));
  }

  test('and said to be', () => {
    assert.deepEqual(new Routes('guess').of('shop', '/users/1', asItIs), { name: '/users/{number}', isGuessed: true });
  });

  test('its secrets are masked, and what is masked is asked for once', () => {
    const routes = new Routes('guess');
    const asked: string[] = [];
    const show = (path: string): string => {
      asked.push(path);
      return path.replace('hunter2', '[redacted]');
    };
    for (let count = 0; count < 3; count += 1)
      assert.equal(routes.of('shop', `/reset/hunter2/${count}`, show)?.name, '/reset/[redacted]/{number}');
    assert.deepEqual(asked, ['/reset/hunter2/{number}']);
  });

  test('of a service there are at most 200, and another', () => {
    const routes = new Routes('guess');
    const names = Array.from({ length: 1_000 }, (_, index) => routes.of('shop', `/page-${index}`, asItIs)?.name);
    assert.equal(new Set(names).size, 201);
    assert.deepEqual([names[199], names[200], names.at(-1)], ['/page-199', '*', '*']);
    assert.equal(routes.of('shop', '/page-7', asItIs)?.name, '/page-7');
    assert.equal(routes.of('other', '/page-999', asItIs)?.name, '/page-999');
  });
});

describe('a route is the first rule that matches', () => {
  const rules = ['/users/{id}', '/users/{id}/orders', '/static/*', '/a.b'];
  for (const [target, route] of [
    ['/users/ada', '/users/{id}'],
    ['/users/ada?x=/orders', '/users/{id}'],
    ['/users/ada/orders', '/users/{id}/orders'],
    ['/users/', undefined],
    ['/users/a/b', undefined],
    ['/static/', '/static/*'],
    ['/static/css/site.css', '/static/*'],
    ['/a.b', '/a.b'],
    ['/axb', undefined],
    ['/more/a.b', undefined],
  ] as const) {
    test(target, () => assert.equal(routeOf(rules, target), route));
  }

  test('and is no guess', () => {
    assert.deepEqual(new Routes(['/{a}']).byRule('/x'), { name: '/{a}', isGuessed: false });
    assert.equal(new Routes('guess').byRule('/x'), undefined);
  });
});

test('there is none where none is asked for', () => assert.equal(routeOf('none', '/users'), undefined));
