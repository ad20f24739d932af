// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isSpanContextValid, SpanKind, trace } from '@opentelemetry/api';
import { AlwaysOnSampler, ParentBasedSampler } from '@opentelemetry/sdk-trace-base';
import type { Origin } from '../../../src/capture/event.ts';
import type { Exchange, ExchangeEvents, HeaderFields, RequestHead } from '../../../src/http/exchange.ts';
import type { Role } from '../../../src/trace/pairs.ts';
import { Routes } from '../../../src/trace/routes.ts';
import type { DescribeOptions } from '../../../src/trace/span-attributes.ts';
import type { SpanData } from '../../../src/trace/span-data.ts';
import { Tracing, type TracingOptions } from '../../../src/trace/tracing.ts';
import { ORIGIN } from '../capture/events.ts';
import { KNOWN_METHODS } from '../run/stages.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';
const SAMPLED: HeaderFields = [['traceparent', `00-${TRACE}-${PARENT}-01`]];
const UNSAMPLED: HeaderFields = [['traceparent', `00-${TRACE}-${PARENT}-00`]];

const GRPC: HeaderFields = [['content-type', 'application/grpc+proto']];

const ends: Record<'client' | 'server', Origin> = {
  client: {
    ...ORIGIN,
    connectionId: 'c',
    localAddress: '127.0.0.1',
    localPort: 50_000,
    peerAddress: '127.0.0.2',
    peerPort: 443,
  },
  server: {
    ...ORIGIN,
    connectionId: 's',
    localAddress: '127.0.0.2',
    localPort: 443,
    peerAddress: '127.0.0.1',
    peerPort: 50_000,
  },
};

function exchangeOf(fields: HeaderFields = [], more: Partial<Exchange> = {}): Exchange {
  return {
    version: '1.1',
    isHalf: false,
    key: 0,
    startBootNanos: 1_000n,
    request: { method: 'GET', target: '/a?token=x', authority: 'example.org:443', fields },
    response: { status: 200, fields: [] },
    requestTrailers: [],
    responseTrailers: [],
    requestBodyBytes: 0,
    responseBodyBytes: 12,
    isRequestWhole: true,
    isResponseWhole: true,
    endBootNanos: 5_000n,
    failure: undefined,
    failedBy: undefined,
    span: undefined,
    ...more,
  };
}

function scrubbing(scrub: (text: string) => string): DescribeOptions['scrub'] {
  return {
    field: (_, value) => scrub(value),
    target: (before, target, after) => {
      assert.match(`${before}|${after}`, /^(?:[A-Z]+ \| HTTP\/1\.[01]|:path: \|)$/);
      const [path = '', ...query] = scrub(target).split('?');
      return { whole: scrub(target), path, query: query.length === 0 ? undefined : query.join('?') };
    },
  };
}

const eventsOf = (tracing: Tracing, origin: Origin, role: Role): ExchangeEvents => ({
  requestHead: (exchange) => tracing.requestHead(exchange, origin, role),
  ended: (exchange) => tracing.ended(exchange, origin, role),
});

function tracer(more: Partial<TracingOptions> = {}) {
  const spans: SpanData[] = [];
  const ended: string[] = [];
  const tracing = new Tracing({
    sampler: new ParentBasedSampler({ root: new AlwaysOnSampler() }),
    toUnixNanos: (bootNanos) => bootNanos,
    write: (_, span) => spans.push(span),
    ended: (role, exchange) => ended.push(`${role} ${exchange.response?.status}`),
    scrub: scrubbing((text) => text.replace(/token=x/, 'token=*')),
    showsHeads: true,
    knownMethods: new Set(KNOWN_METHODS),
    routes: new Routes('none'),
    headers: { request: [], response: [] },
    propagators: ['tracecontext'],
    ...more,
  });
  const events = {
    client: () => eventsOf(tracing, ends.client, 'client'),
    server: () => eventsOf(tracing, ends.server, 'server'),
  };
  return { tracing, spans, ended, events };
}

describe('the spans of a request that both ends have shown', () => {
  for (const order of [
    ['client', 'server'],
    ['server', 'client'],
  ] as const) {
    test(`belong together, whichever is seen first: ${order[0]}`, () => {
      const { tracing, spans, events } = tracer();
      const exchanges = order.map((role) => ({ role, exchange: exchangeOf(SAMPLED), events: events[role]() }));
      for (const each of exchanges) each.events.requestHead(each.exchange);
      for (const each of exchanges) each.events.ended(each.exchange);
      while (tracing.end());
      const [client, server] = [
        spans.find(({ kind }) => kind === 'client'),
        spans.find(({ kind }) => kind === 'server'),
      ];
      assert.equal(spans.length, 2);
      assert.deepEqual([client?.context.traceId, server?.context.traceId], [TRACE, TRACE]);
      assert.equal(client?.parentSpanId, PARENT);
      assert.equal(server?.parentSpanId, client?.context.spanId);
      assert.deepEqual([client?.isParentRemote, server?.isParentRemote], [true, true]);
      assert.notEqual(server?.context.spanId, client?.context.spanId);
      for (const { role, exchange } of exchanges)
        assert.deepEqual(exchange.span, spans.find(({ kind }) => kind === role)?.context);
    });
  }

  test('belong together when the client is seen after the end of the server, as long as that is waited for', () => {
    const { tracing, spans, events } = tracer();
    const [server, client] = [exchangeOf(), exchangeOf()];
    const [ofServer, ofClient] = [events.server(), events.client()];
    ofServer.requestHead(server);
    ofServer.ended(server);
    while (tracing.expire(5_000n));
    assert.equal(spans.length, 0);
    ofClient.requestHead(client);
    while (tracing.expire(5_001n));
    assert.deepEqual([spans.length, spans[0]?.parentSpanId], [1, client.span?.spanId]);
  });

  const stranger: Partial<Origin>[] = [{ networkNamespace: 13n }, { sentStart: 7, receivedStart: 9 }];
  for (const [index, other] of stranger.entries())
    for (const fields of [[], SAMPLED, UNSAMPLED])
      for (const role of ['client', 'server'] as const)
        test(`are neither taken nor held back by whoever was there first: ${role} ${index}, ${fields}`, () => {
          const { tracing, spans, events } = tracer();
          const forged = exchangeOf(fields);
          const thief = eventsOf(tracing, { ...ends[role], ...other }, role);
          thief.requestHead(forged);
          thief.ended(forged);
          const victims = (['client', 'server'] as const).map((end) => {
            const exchange = exchangeOf();
            events[end]().requestHead(exchange);
            events[end]().ended(exchange);
            return exchange.span;
          });
          while (tracing.end());
          const ofVictims = spans.filter(({ context }) => victims.includes(context));
          assert.equal(ofVictims.length, 2);
          assert.equal(new Set(victims.map((span) => span?.traceId)).size, 1);
          assert.notEqual(victims[0]?.traceId, forged.span?.traceId);
          assert.deepEqual(
            ofVictims.map(({ kind, parentSpanId }) => [kind, parentSpanId]),
            [
              ['client', undefined],
              ['server', victims[0]?.spanId],
            ],
          );
        });

  test('wait for nothing when the client is seen first', () => {
    const { spans, events } = tracer();
    for (const role of ['client', 'server'] as const) {
      const exchange = exchangeOf();
      const of = events[role]();
      of.requestHead(exchange);
      of.ended(exchange);
    }
    assert.deepEqual(
      spans.map(({ kind, isParentRemote }) => [kind, isParentRemote]),
      [
        ['client', false],
        ['server', true],
      ],
    );
  });

  test('a later connection with the same addresses is another one', () => {
    const { tracing, spans, events } = tracer();
    for (let connection = 0; connection < 2; connection++) {
      for (const role of ['client', 'server'] as const) {
        const exchange = exchangeOf();
        const of = events[role]();
        of.requestHead(exchange);
        of.ended(exchange);
      }
    }
    while (tracing.end());
    assert.equal(new Set(spans.map(({ context }) => context.traceId)).size, 2);
    assert.equal(new Set(spans.map(({ context }) => context.spanId)).size, 4);
  });
});

test('a server whose client is elsewhere belongs to what the request names, after a wait', () => {
  const { tracing, spans, events } = tracer();
  const of = events.server();
  const exchange = exchangeOf(SAMPLED);
  of.requestHead(exchange);
  of.ended(exchange);
  while (tracing.expire(6_000n));
  assert.deepEqual(
    spans.map(({ parentSpanId, isParentRemote }) => [parentSpanId, isParentRemote]),
    [[PARENT, true]],
  );
});

test('of the servers that wait for their clients the oldest is written when there are too many', () => {
  const { tracing, spans, events } = tracer();
  const of = events.server();
  for (let i = 0; i <= 8_192; i++) {
    assert.deepEqual(spans, [], String(i));
    const exchange = exchangeOf([], { key: i, endBootNanos: 5_000n + BigInt(i) });
    of.requestHead(exchange);
    of.ended(exchange);
  }
  assert.deepEqual(
    spans.map(({ endUnixNanos }) => endUnixNanos),
    [5_000n],
  );
  while (tracing.end());
  assert.equal(spans.length, 8_193);
});

test('a span begins by the wall clock of its start and takes as long as by the boot clock', () => {
  const { spans, events } = tracer({ toUnixNanos: (bootNanos) => 1_000_000n + 2n * bootNanos });
  const of = events.client();
  const exchange = exchangeOf();
  of.requestHead(exchange);
  of.ended(exchange);
  assert.deepEqual(
    spans.map(({ startUnixNanos, endUnixNanos }) => [startUnixNanos, endUnixNanos]),
    [[1_002_000n, 1_006_000n]],
  );
});

test('a request that is not sampled has ids and no span; it is counted', () => {
  const { tracing, spans, ended, events } = tracer();
  const of = events.client();
  const exchange = exchangeOf(UNSAMPLED);
  of.requestHead(exchange);
  of.ended(exchange);
  while (tracing.end());
  assert.deepEqual([exchange.span?.traceId, exchange.span?.traceFlags], [TRACE, 0]);
  assert.deepEqual([spans, ended], [[], ['client 200']]);
});

test('who leaves open whether a trace is sampled is its parent, and is not asked', () => {
  const asked: boolean[] = [];
  const { tracing, spans, events } = tracer({
    propagators: ['b3'],
    sampler: {
      shouldSample: (context) => {
        asked.push(trace.getSpanContext(context) !== undefined);
        return { decision: 2 };
      },
    },
  });
  for (const [key, decision] of ['', '-0'].entries()) {
    const exchange = exchangeOf([['b3', `${TRACE}-${PARENT}${decision}`]], { key });
    const of = events.client();
    of.requestHead(exchange);
    of.ended(exchange);
  }
  while (tracing.end());
  assert.deepEqual(asked, [false, true]);
  assert.deepEqual(
    spans.map(({ context, parentSpanId }) => [context.traceId, parentSpanId]),
    [
      [TRACE, PARENT],
      [TRACE, PARENT],
    ],
  );
});

test('two traceparent fields are none', () => {
  const { events } = tracer();
  const exchange = exchangeOf([...SAMPLED, ...UNSAMPLED]);
  events.client().requestHead(exchange);
  assert.notEqual(exchange.span?.traceId, TRACE);
});

test('a traceparent that is not valid is none: what an exchange is given always is', () => {
  const { tracing, spans, events } = tracer();
  const wrong = [`00-${'0'.repeat(32)}-${PARENT}-01`, `00-${TRACE}-${'0'.repeat(16)}-01`, `00-${TRACE}-${PARENT}`, 'x'];
  for (const [key, value] of wrong.entries()) {
    for (const role of ['client', 'server'] as const) {
      const exchange = exchangeOf([['traceparent', value]], { key });
      const of = events[role]();
      of.requestHead(exchange);
      of.ended(exchange);
      assert.ok(exchange.span !== undefined && isSpanContextValid(exchange.span), value);
    }
  }
  while (tracing.end());
  assert.deepEqual(
    spans.map(({ kind, isParentRemote }) => `${kind} ${isParentRemote}`),
    wrong.flatMap(() => ['client false', 'server true']),
  );
});

test('the sampler is asked with the method, the kind and the parent of a request', () => {
  const asked: unknown[][] = [];
  const tracing = new Tracing({
    sampler: {
      shouldSample: (context, traceId, name, kind) => {
        const parent = trace.getSpanContext(context);
        asked.push([traceId, name, kind, parent?.spanId, parent?.traceState?.serialize()]);
        return { decision: 1 };
      },
    },
    toUnixNanos: () => assert.fail('not sampled'),
    write: () => assert.fail('not sampled'),
    ended: () => {},
    scrub: scrubbing((text) => text),
    showsHeads: true,
    knownMethods: new Set(KNOWN_METHODS),
    routes: new Routes('none'),
    headers: { request: [], response: [] },
    propagators: ['tracecontext'],
  });
  const fields: HeaderFields = [...SAMPLED, ['tracestate', 'a=1'], ['tracestate', 'b=2']];
  for (const direction of ['TX', 'RX'] as const) {
    const exchange = exchangeOf(fields, { key: direction.length });
    const events =
      direction === 'TX'
        ? eventsOf(tracing, ends.client, 'client')
        : eventsOf(tracing, { ...ends.server, localPort: 1 }, 'server');
    events.requestHead(exchange);
    events.ended(exchange);
    assert.equal(exchange.span?.traceFlags, 0);
  }
  while (tracing.end());
  assert.deepEqual(asked, [
    [TRACE, 'GET', SpanKind.CLIENT, PARENT, 'a=1,b=2'],
    [TRACE, 'GET', SpanKind.SERVER, PARENT, 'a=1,b=2'],
  ]);
});

test('an exchange without a request has no span', () => {
  const { tracing, spans, ended, events } = tracer();
  const of = events.client();
  const exchange = exchangeOf([], { request: undefined });
  of.requestHead(exchange);
  of.ended(exchange);
  while (tracing.end());
  assert.deepEqual([exchange.span, spans, ended], [undefined, [], ['client 200']]);
});

describe('what a span says', () => {
  function spanOf(role: 'client' | 'server', exchange: Exchange, showsHeads = true): SpanData {
    const { tracing, spans, events } = tracer({ showsHeads });
    const of = events[role]();
    of.requestHead(exchange);
    of.ended(exchange);
    while (tracing.end());
    assert.equal(spans.length, 1);
    return spans[0] as SpanData;
  }

  test('of a request is named by its method, and goes by the HTTP conventions', () => {
    const { name, kind, startUnixNanos, endUnixNanos, isError, attributes } = spanOf(
      'client',
      exchangeOf([['user-agent', 'curl/8']], { requestBodyBytes: 3 }),
    );
    assert.deepEqual(
      { name, kind, startUnixNanos, endUnixNanos, isError },
      { name: 'GET', kind: 'client', startUnixNanos: 1_000n, endUnixNanos: 5_000n, isError: false },
    );
    assert.deepEqual(attributes, {
      'http.request.method': 'GET',
      'url.scheme': 'https',
      'network.protocol.name': 'http',
      'network.protocol.version': '1.1',
      'network.transport': 'tcp',
      'http.request.body.size': 3,
      'process.pid': 1234,
      'ktls.comm': 'ktls_client',
      'ktls.netns.id': '12',
      'ktls.connection.id': 'c',
      'process.executable.name': 'client',
      'process.executable.path': '/usr/bin/client',
      'process.owner': 'builder',
      'container.id': '0123456789abcdef'.repeat(4),
      'server.address': 'example.org',
      'server.port': 443,
      'network.type': 'ipv4',
      'network.local.address': '127.0.0.1',
      'network.local.port': 50_000,
      'network.peer.address': '127.0.0.2',
      'network.peer.port': 443,
      'url.path': '/a',
      'url.query': 'token=*',
      'url.full': 'https://example.org:443/a?token=*',
      'user_agent.original': 'curl/8',
      'http.response.status_code': 200,
      'http.response.body.size': 12,
    });
  });

  test('of a process, connection and addresses that are not known has none of them', () => {
    const origin: Origin = {
      ...ends.server,
      connectionId: undefined,
      executableName: undefined,
      executablePath: undefined,
      owner: undefined,
      containerId: undefined,
      networkType: undefined,
    };
    const { tracing, spans } = tracer();
    const events = eventsOf(tracing, origin, 'client');
    const exchange = exchangeOf([], { response: undefined });
    events.requestHead(exchange);
    events.ended(exchange);
    assert.deepEqual(Object.keys(spans[0]?.attributes ?? {}), [
      'http.request.method',
      'url.scheme',
      'network.protocol.name',
      'network.protocol.version',
      'network.transport',
      'process.pid',
      'ktls.comm',
      'ktls.netns.id',
      'url.path',
      'url.query',
      'url.full',
      'http.request.body.size',
    ]);
  });

  for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH']) {
    test(`of a ${method} is named by it`, () => {
      const request = { method, target: '/', authority: undefined, fields: [] };
      const { name, attributes } = spanOf('client', exchangeOf([], { request }));
      assert.deepEqual(
        [name, attributes['http.request.method'], attributes['http.request.method_original']],
        [method, method, undefined],
      );
    });
  }

  function urlOf(target: string, authority?: string, role: 'client' | 'server' = 'client') {
    const request = { method: 'GET', target, authority, fields: [] };
    const { attributes } = spanOf(role, exchangeOf([], { request }));
    return [attributes['url.path'], attributes['url.query'], attributes['url.full']];
  }

  test('has the URL as far as the request tells it', () => {
    assert.deepEqual(urlOf('/'), ['/', undefined, undefined]);
    assert.deepEqual(urlOf('/?'), ['/', '', undefined]);
    assert.deepEqual(urlOf('/a/b?c?d', 'x'), ['/a/b', 'c?d', 'https://x/a/b?c?d']);
    assert.deepEqual(urlOf('http://x/a?token=x', 'x'), ['/a', 'token=*', 'http://x/a?token=*']);
    assert.deepEqual(urlOf('http://x/a', 'x', 'server'), ['/a', undefined, 'http://x/a']);
    assert.deepEqual(urlOf('http://x?b', 'x'), ['/', 'b', 'http://x?b']);
    assert.deepEqual(urlOf('*', 'x'), [undefined, undefined, undefined]);
    assert.deepEqual(urlOf('x:443', 'x:443'), [undefined, undefined, undefined]);
    assert.deepEqual(urlOf('/a', 'a b'), ['/a', undefined, undefined]);
    assert.deepEqual(urlOf('/a', '[::1]:443'), ['/a', undefined, 'https://[::1]:443/a']);
  });

  test('is cut at 1,024 characters, without half a character, and controls are escaped', () => {
    const path = `/${'a'.repeat(1022)}`;
    assert.deepEqual(urlOf(`${path}b`), [`${path}b`, undefined, undefined]);
    assert.deepEqual(urlOf(`${path}bc`), [`${path}b`, undefined, undefined]);
    assert.deepEqual(urlOf(`${path}${Buffer.from('𝔼').toString('latin1')}`), [path, undefined, undefined]);
    assert.deepEqual(urlOf('/\x1b[0m'), ['/\\x1b[0m', undefined, undefined]);
  });

  test('of a server has the client, and no full URL', () => {
    const { attributes } = spanOf('server', exchangeOf());
    assert.deepEqual(
      [
        attributes['client.address'],
        attributes['client.port'],
        attributes['server.address'],
        attributes['server.port'],
        attributes['network.local.address'],
        attributes['network.peer.address'],
      ],
      ['127.0.0.1', 50_000, 'example.org', 443, '127.0.0.2', '127.0.0.1'],
    );
    assert.equal('url.full' in attributes, false);
  });

  const outcome = (
    role: 'client' | 'server',
    status: number | undefined,
    failure?: Exchange['failure'],
    failedBy?: Exchange['failedBy'],
  ) => {
    const response = status === undefined ? undefined : { status, fields: [] };
    const { isError, attributes } = spanOf(role, exchangeOf([], { response, failure, failedBy }));
    const unseen = attributes['ktls.http.unseen'];
    return [isError, attributes['error.type'], ...(unseen === undefined ? [] : [unseen])];
  };

  test('of an error: 5xx at a server, 4xx at a client too, and what did not come to its end', () => {
    assert.deepEqual(outcome('server', 499), [false, undefined]);
    assert.deepEqual(outcome('server', 500), [true, '500']);
    assert.deepEqual(outcome('client', 399), [false, undefined]);
    assert.deepEqual(outcome('client', 400), [true, '400']);
    assert.deepEqual(outcome('server', 599), [true, '599']);
    assert.deepEqual(outcome('server', 999), [true, '_OTHER']);
    assert.deepEqual(outcome('client', undefined, 'closed'), [true, 'closed']);
  });

  test('of what a client left, or sent wrong, is an error to the client alone', () => {
    for (const failure of ['closed', 'reset', 'malformed'] as const) {
      assert.deepEqual(outcome('server', 200, failure, 'client'), [false, undefined]);
      assert.deepEqual(outcome('client', 200, failure, 'client'), [true, failure]);
      assert.deepEqual(outcome('server', 200, failure, 'server'), [true, failure]);
      assert.deepEqual(outcome('server', 200, failure), [true, failure]);
    }
  });

  test('of what was not seen to its end says so, and is an error by its status alone', () => {
    assert.deepEqual(outcome('server', 200, 'lost'), [false, undefined, 'lost']);
    assert.deepEqual(outcome('client', undefined, 'limit'), [false, undefined, 'limit']);
    assert.deepEqual(outcome('client', 404, 'lost'), [true, '404', 'lost']);
  });

  test('of an unknown method is HTTP, with the method beside it', () => {
    const { name, attributes } = spanOf(
      'client',
      exchangeOf([], { request: { method: 'BREW', target: '*', authority: undefined, fields: [] } }),
    );
    assert.deepEqual(
      [name, attributes['http.request.method'], attributes['http.request.method_original']],
      ['HTTP', '_OTHER', 'BREW'],
    );
    assert.deepEqual([attributes['server.address'], 'url.path' in attributes], ['127.0.0.2', false]);
  });

  test('of gRPC is named by service and method, and has its status', () => {
    const request = {
      method: 'POST',
      target: '/a.v1.Greeter/Hello',
      authority: 'x',
      fields: [['content-type', 'application/grpc+proto']] as HeaderFields,
    };
    const { name, attributes } = spanOf(
      'server',
      exchangeOf([], { version: '2', request, responseTrailers: [['grpc-status', '5']] }),
    );
    assert.deepEqual(
      [name, attributes['rpc.system.name'], attributes['rpc.method'], attributes['rpc.response.status_code']],
      ['a.v1.Greeter/Hello', 'grpc', 'a.v1.Greeter/Hello', 'NOT_FOUND'],
    );
  });

  const rpcOf = (request: Partial<RequestHead>, more: Partial<Exchange> = {}, showsHeads = true) => {
    const grpc = { method: 'POST', target: '/a.Greeter/Hello', authority: 'x', fields: GRPC };
    const { name, attributes } = spanOf(
      'client',
      exchangeOf([], { request: { ...grpc, ...request }, ...more }),
      showsHeads,
    );
    return [name, attributes['rpc.system.name'], attributes['rpc.method'], attributes['rpc.response.status_code']];
  };

  test('of gRPC has a status of one or two digits, from the head where there are no trailers', () => {
    const fields: HeaderFields = [['grpc-status', '12']];
    const none = ['a.Greeter/Hello', 'grpc', 'a.Greeter/Hello', undefined];
    assert.deepEqual(rpcOf({}, { response: { status: 200, fields } }), [...none.slice(0, 3), 'UNIMPLEMENTED']);
    assert.deepEqual(rpcOf({}, { response: undefined }), none);
    for (const status of ['', '123', 'x'])
      assert.deepEqual(rpcOf({}, { responseTrailers: [['grpc-status', status]] }), none);
  });

  test('of gRPC is an error by its status: to a client all but OK, to a server its own failures', () => {
    const errorOf = (role: 'client' | 'server', status: string): unknown => {
      const request = { method: 'POST', target: '/a.Greeter/Hello', authority: 'x', fields: GRPC };
      const responseTrailers: HeaderFields = [['grpc-status', status]];
      const { isError, attributes } = spanOf(role, exchangeOf([], { version: '2', request, responseTrailers }));
      assert.equal(isError, attributes['error.type'] !== undefined);
      return attributes['error.type'];
    };
    const statuses = Array.from({ length: 18 }, (_, status) => String(status));
    assert.deepEqual(
      statuses.map((status) => errorOf('server', status)),
      [
        ...[
          undefined,
          undefined,
          'UNKNOWN',
          undefined,
          'DEADLINE_EXCEEDED',
          undefined,
          undefined,
          undefined,
          undefined,
        ],
        ...[undefined, undefined, undefined, 'UNIMPLEMENTED', 'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS', undefined, '17'],
      ],
    );
    assert.deepEqual(
      statuses.map((status) => errorOf('client', status)),
      [
        ...[undefined, 'CANCELLED', 'UNKNOWN', 'INVALID_ARGUMENT', 'DEADLINE_EXCEEDED', 'NOT_FOUND', 'ALREADY_EXISTS'],
        ...['PERMISSION_DENIED', 'RESOURCE_EXHAUSTED', 'FAILED_PRECONDITION', 'ABORTED', 'OUT_OF_RANGE'],
        ...['UNIMPLEMENTED', 'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS', 'UNAUTHENTICATED', '17'],
      ],
    );
  });

  test('of bodies that were not seen whole has no sizes of them', () => {
    const { attributes } = spanOf('server', exchangeOf([], { isRequestWhole: false, isResponseWhole: false }));
    assert.deepEqual(
      Object.keys(attributes).filter((name) => name.endsWith('body.size')),
      [],
    );
  });

  const addressesOf = (authority: string | undefined, fields: HeaderFields = [], target = '/'): unknown[] => {
    const { attributes } = spanOf('server', exchangeOf([], { request: { method: 'GET', target, authority, fields } }));
    return ['server.address', 'server.port', 'client.address', 'client.port'].map((name) => attributes[name]);
  };

  test('of its server is what the request names, with the port of the same source', () => {
    const client = ['127.0.0.1', 50_000];
    assert.deepEqual(addressesOf('shop.example.com:8443'), ['shop.example.com', 8443, ...client]);
    assert.deepEqual(addressesOf('shop.example.com'), ['shop.example.com', 443, ...client]);
    assert.deepEqual(addressesOf('[2001:db8::1]:8443'), ['2001:db8::1', 8443, ...client]);
    assert.deepEqual(addressesOf('shop.example.com:0'), ['shop.example.com', undefined, ...client]);
    for (const none of [undefined, '', 'a b', 'a/b', 'x:123456'])
      assert.deepEqual(addressesOf(none), ['127.0.0.2', 443, ...client]);
  });

  test('of its server is what a proxy was asked for, or a URL names', () => {
    const serverOf = (fields: HeaderFields, target?: string): unknown[] =>
      addressesOf('other:8443', fields, target).slice(0, 2);
    assert.deepEqual(serverOf([], 'https://shop.example:9443/a'), ['shop.example', 9443]);
    assert.deepEqual(serverOf([], 'https://a:b@shop.example/'), ['127.0.0.2', 443]);
    assert.deepEqual(serverOf([['x-forwarded-host', 'shop.example:8080, inner']]), ['shop.example', 8080]);
    assert.deepEqual(serverOf([['x-forwarded-host', 'a b']]), ['other', 8443]);
    const both: HeaderFields = [
      ['x-forwarded-host', 'no'],
      ['forwarded', 'for=192.0.2.60;Host="[2001:db8::2]:44", host=inner'],
    ];
    assert.deepEqual(serverOf(both), ['2001:db8::2', 44]);
    assert.deepEqual(serverOf([['forwarded', 'for=192.0.2.60, host=inner']]), ['other', 8443]);
    const request = { method: 'GET', target: '/', authority: 'other', fields: both };
    assert.equal(spanOf('client', exchangeOf([], { request })).attributes['server.address'], 'other');
  });

  test('of its client is the first that proxies tell of, if that is an address and shown', () => {
    const clientOf = (...fields: [string, string][]): unknown[] => addressesOf('a', fields).slice(2);
    assert.deepEqual(clientOf(['x-forwarded-for', '203.0.113.7, 198.51.100.1']), ['203.0.113.7', undefined]);
    assert.deepEqual(clientOf(['x-forwarded-for', '203.0.113.7:4711']), ['203.0.113.7', 4711]);
    assert.deepEqual(clientOf(['forwarded', 'for=192.0.2.60;proto=http, for=198.51.100.1']), ['192.0.2.60', undefined]);
    assert.deepEqual(clientOf(['forwarded', 'proto=https; For="[2001:db8::1]:4711"']), ['2001:db8::1', 4711]);
    assert.deepEqual(clientOf(['forwarded', 'for=192.0.2.60'], ['x-forwarded-for', '203.0.113.7']), [
      '192.0.2.60',
      undefined,
    ]);
    const socket = ['127.0.0.1', 50_000];
    for (const none of ['unknown', '_hidden', '', '1.2.3', '203.0.113.7:70000x', 'token=x'])
      assert.deepEqual(clientOf(['x-forwarded-for', none]), socket);
  });

  test('of its scheme is the first that proxies tell of to a server, if it is one of HTTP and shown', () => {
    const schemeOf = (fields: HeaderFields, role: Role = 'server', showsHeads = true): unknown => {
      const exchange = exchangeOf([], { request: { method: 'GET', target: '/', authority: 'a', fields } });
      return spanOf(role, exchange, showsHeads).attributes['url.scheme'];
    };
    const http: HeaderFields = [['x-forwarded-proto', 'http']];
    assert.equal(schemeOf([]), 'https');
    assert.equal(schemeOf(http), 'http');
    assert.equal(schemeOf([['x-forwarded-proto', ' HTTP , https']]), 'http');
    for (const scheme of ['http', 'https', 'ws', 'wss'])
      assert.equal(schemeOf([['x-forwarded-proto', scheme]]), scheme);
    assert.equal(schemeOf([['forwarded', 'for=192.0.2.60;proto=http, proto=https']]), 'http');
    assert.equal(schemeOf([['forwarded', 'Proto="http"']]), 'http');
    assert.equal(schemeOf([['forwarded', 'for=192.0.2.60, proto=http']]), 'https');
    assert.equal(schemeOf([['forwarded', 'for=192.0.2.60'], ...http]), 'http');
    assert.equal(schemeOf([['forwarded', 'proto=https'], ...http]), 'https');
    for (const none of ['', 'on', 'http:', 'token=x', 'ftp'])
      assert.equal(schemeOf([['x-forwarded-proto', none]]), 'https');
    assert.equal(schemeOf(http, 'client'), 'https');
    assert.equal(schemeOf(http, 'server', false), 'https');
    assert.equal(schemeOf([['forwarded', 'proto=http;for=token=x']]), 'https');
  });

  test('of bytes is what the record shows of them, in one line', () => {
    const target = Buffer.from('/café/東京\x1b\xff').toString('latin1');
    const agent = Buffer.from('Müller/1.0\t✓\r\n').toString('latin1');
    const request = { method: 'GET', target, authority: undefined, fields: [['user-agent', agent]] as HeaderFields };
    const { attributes } = spanOf('server', exchangeOf([], { request }));
    assert.deepEqual(
      [attributes['url.path'], attributes['user_agent.original']],
      ['/café/東京\\x1b\xff', 'Müller/1.0\\x09✓\\x0d\\x0a'],
    );
  });

  test('of gRPC without a service and a method has no name of a method; of another content type it is HTTP', () => {
    assert.deepEqual(rpcOf({ target: '/Hello' }), ['POST', 'grpc', '_OTHER', 'UNKNOWN']);
    assert.deepEqual(rpcOf({ fields: [['content-type', 'application/grpc2']] }), [
      'POST',
      undefined,
      undefined,
      undefined,
    ]);
    const type: HeaderFields = [['content-type', 'Application/gRPC; a=b']];
    assert.deepEqual(rpcOf({ fields: type }).slice(1, 3), ['grpc', 'a.Greeter/Hello']);
    assert.deepEqual(rpcOf({ fields: [['content-type', 'text/plain']] }), ['POST', undefined, undefined, undefined]);
    assert.deepEqual(rpcOf({ fields: [] }), ['POST', undefined, undefined, undefined]);
  });

  test('of a content type that is not known is of gRPC where its response has a status of that', () => {
    const responseTrailers: HeaderFields = [['grpc-status', '13']];
    const named = ['a.Greeter/Hello', 'grpc', 'a.Greeter/Hello', 'INTERNAL'];
    assert.deepEqual(rpcOf({ fields: [] }, { version: '2', responseTrailers }), named);
    assert.equal(rpcOf({ fields: [] }, { version: '1.1', responseTrailers })[1], undefined);
    assert.equal(rpcOf({ fields: [], method: 'GET' }, { version: '2', responseTrailers })[1], undefined);
  });

  test('of gRPC that is answered without a status has the one that its client takes for it', () => {
    const statusOf = (role: 'client' | 'server', status: number, more: Partial<Exchange> = {}, type = 'grpc') => {
      const fields: HeaderFields = [['content-type', `application/${type}`]];
      const request = { method: 'POST', target: '/a.Greeter/Hello', authority: 'x', fields };
      const response = { status, fields: [] };
      const { attributes } = spanOf(role, exchangeOf([], { version: '2', request, response, ...more }));
      return [attributes['rpc.response.status_code'], attributes['error.type']];
    };
    for (const [status, name] of [
      [200, 'UNKNOWN'],
      [400, 'INTERNAL'],
      [401, 'UNAUTHENTICATED'],
      [403, 'PERMISSION_DENIED'],
      [404, 'UNIMPLEMENTED'],
      [413, 'UNKNOWN'],
      [429, 'UNAVAILABLE'],
      [503, 'UNAVAILABLE'],
    ] as const) {
      assert.deepEqual(statusOf('client', status), [name, name]);
      assert.deepEqual(statusOf('server', status), [undefined, status === 503 ? '503' : undefined]);
    }
    // What was not seen may have been a status.
    assert.deepEqual(statusOf('client', 200, { failure: 'lost' }), [undefined, undefined]);
    assert.deepEqual(statusOf('client', 200, { failure: 'closed', isResponseWhole: false }), [undefined, 'closed']);
    assert.deepEqual(statusOf('client', 200, {}, 'grpc-web-text+proto'), [undefined, undefined]);
    assert.deepEqual(statusOf('client', 404, {}, 'grpc-web'), ['UNIMPLEMENTED', 'UNIMPLEMENTED']);
  });

  test('of gRPC has no name where nothing of the payload may be shown', () => {
    assert.deepEqual(rpcOf({}, {}, false), ['POST', 'grpc', undefined, 'UNKNOWN']);
  });

  test('where nothing of the payload may be shown, is method, status and who alone', () => {
    const { name, attributes } = spanOf('client', exchangeOf([['user-agent', 'curl/8']]), false);
    assert.equal(name, 'GET');
    for (const key of ['url.path', 'url.query', 'url.full', 'user_agent.original'])
      assert.equal(key in attributes, false, key);
    assert.deepEqual([attributes['server.address'], attributes['http.response.status_code']], ['127.0.0.2', 200]);
  });
});
