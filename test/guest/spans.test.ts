// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { services, spansOfTrace } from '../backends/jaeger/query.ts';
import type { LokiEntry } from '../backends/loki/query.ts';
import { PORT } from '../support/nginx.ts';
import { fromReversibleText } from '../unit/records/from-reversible-text.ts';
import { type HttpBackends, runHttpBackends, SERVICES } from './support/http-backends.ts';
import { HOST, PYTHON_SERVICE, type TrueRequest } from './support/http-traffic-clients.ts';
import { expectedAttributes, isSampled, pairsOf, type SpanPair, traceOf } from './support/span-pairs.ts';

/** The wall clock of a record is that exact: the kernel's clock is turned into it. */
const CLOCK_MICROS = 10_000;

/** What records show, in the order of the stream, which begins with the handshake's last record. */
function joined(lines: readonly LokiEntry[]): Buffer {
  const offset = ({ labels }: LokiEntry): number => Number(labels.ktls_stream_offset);
  const inPlace = [...lines].sort((a, b) => offset(a) - offset(b));
  return Buffer.concat(inPlace.map(({ labels }) => fromReversibleText(labels.ktls_plaintext ?? '')));
}

describe('HTTP over kTLS, as Jaeger and Loki have it', () => {
  let http: HttpBackends;
  let pairs: Map<TrueRequest, SpanPair>;

  before(async () => {
    http = await runHttpBackends({ tls: 'TLSv1.2' });
    pairs = pairsOf(http.requests, http.spans);
  });
  after(() => http?.stop());

  const sampled = (): TrueRequest[] => http.requests.filter(isSampled);

  test('every client and nginx used the kernel, each way, and nothing was missed, lost or dropped', () => {
    for (const { name, tlsStat } of http.traffic.runs) {
      // One connection, with its two ends on this host.
      assert.deepEqual(tlsStat, { TlsTxSw: 2, TlsRxSw: 2, TlsDecryptError: 0 }, name);
    }
    assert.equal(http.end.code, 0, http.end.stderr);
    const { missed, lost, dropped, produced = 0, unshown = 0, exported } = http.end.summary;
    assert.deepEqual(
      { missed, lost, dropped, exported },
      { missed: 0, lost: 0, dropped: 0, exported: produced - unshown },
    );
  });

  test('what clients asked for is what nginx served', () => {
    assert.equal(http.requests.length, 25);
    const line = (one: { version: string; method: string; target: string; status: number }): string =>
      `${one.version} ${one.method} ${one.target} ${one.status}`;
    assert.deepEqual(http.traffic.served.map(line).sort(), http.requests.map(line).sort());
  });

  test('Jaeger lists the programs as services, and no tracer', async () => {
    assert.deepEqual(await services(http.jaegerUrl), SERVICES);
  });

  test('there is one span for each traced end and sampled request, and no other', () => {
    assert.equal(sampled().length, http.requests.length - 2);
    assert.equal(http.spans.length, 2 * sampled().length);
    assert.equal(pairs.size, sampled().length);
  });

  test('each has the name, kind, status, sizes, addresses and process of its request', () => {
    for (const [request, { client, server }] of pairs) {
      const served = http.traffic.served.find(({ target }) => target === request.target);
      assert.ok(served);
      const expected = expectedAttributes(request, served, HOST, PORT);
      for (const [side, span] of [
        ['client', client],
        ['server', server],
      ] as const) {
        const { tags, resource } = span;
        const context = `${side} of ${request.version} ${request.method} ${request.target}`;
        assert.deepEqual(
          [span.name, span.service],
          [request.method, side === 'client' ? request.service : 'nginx'],
          context,
        );
        for (const [key, value] of Object.entries(expected[side])) assert.equal(tags[key], value, `${key}, ${context}`);
        const pid: number = side === 'client' ? request.pid : served.pid;
        assert.equal(tags['process.pid'] ?? resource['process.pid'], pid, context);
        const isError = request.status >= (side === 'client' ? 400 : 500);
        assert.equal(tags['otel.status_code'], isError ? 'ERROR' : undefined, context);
        assert.equal(tags['error.type'], isError ? String(request.status) : undefined, context);
      }
    }
  });

  test("the server's span is the client's child, and the client's that of the request's traceparent", () => {
    for (const [request, { client, server }] of pairs) {
      assert.deepEqual([server.traceId, server.parentSpanId], [client.traceId, client.spanId], request.target);
      const { traceId, parentId } = traceOf(request.traceparent);
      assert.equal(client.parentSpanId, parentId, request.target);
      if (traceId !== undefined) assert.equal(client.traceId, traceId, request.target);
    }
    // nghttp's two requests carry the same one.
    const traceIds = new Set([...pairs.values()].map(({ client }) => client.traceId));
    assert.equal(traceIds.size, sampled().length - 1);
  });

  test('each begins and ends within what its client saw', () => {
    for (const [request, { client, server }] of pairs) {
      const [from, until] = [request.startUnixNano, request.endUnixNano].map((nanos) => Number(nanos / 1000n)) as [
        number,
        number,
      ];
      const times = [client, server].map((span) => [
        span.startMicros - from,
        span.startMicros + span.durationMicros - from,
      ]);
      const context = `${request.version} ${request.target}: ${JSON.stringify(times)} of ${until - from} microseconds`;
      for (const { startMicros, durationMicros } of [client, server]) {
        assert.ok(startMicros >= from - CLOCK_MICROS && durationMicros > 0, context);
      }
      assert.ok(client.startMicros + client.durationMicros <= until + CLOCK_MICROS, context);
    }
    const inOrder = sampled().filter(
      ({ version, service: program }) => version === '1.1' && program === PYTHON_SERVICE,
    );
    for (const [index, request] of inOrder.entries()) {
      const [client, next] = [request, inOrder[index + 1] ?? request].map((one) => pairs.get(one)?.client);
      assert.ok(client && next);
      if (next !== client) assert.ok(client.startMicros + client.durationMicros <= next.startMicros, request.target);
    }
  });

  test('LogQL finds by comm, process and direction the calls that sent, and what they sent', async () => {
    for (const { name, run } of http.traffic.runs) {
      if (run.sends.length === 0) continue;
      const { pid, comm, service: program, version } = run.requests[0] as TrueRequest;
      const lines = await http.logs(
        `ktls_comm="${comm}" | process_pid="${pid}" | ktls_direction="TX"`,
        `{service_name="${program}"}`,
      );
      assert.equal(lines.length, run.sends.length, name);
      // Header fields of HTTP/2 are shown decoded.
      if (version === '2') continue;
      const sent = Buffer.concat(run.sends.map(({ bytes }) => bytes));
      assert.equal(joined(lines).toString('latin1'), sent.toString('latin1'), name);
    }
  });

  test('from a span its connection leads to the log records of its end, which are of its process', async () => {
    const processes = new Map<unknown, unknown>();
    for (const { client, server } of pairs.values()) {
      for (const { tags } of [client, server]) processes.set(tags['ktls.connection.id'], tags['process.pid']);
    }
    assert.equal(processes.size, 2 * http.traffic.runs.length);
    for (const [id, pid] of processes) {
      const lines = await http.logs(`ktls_connection_id="${id}"`);
      assert.deepEqual(new Set(lines.map(({ labels }) => labels.process_pid)), new Set([String(pid)]), String(id));
      assert.deepEqual(new Set(lines.map(({ labels }) => labels.ktls_direction)), new Set(['TX', 'RX']), String(id));
    }
  });

  test('from a span its trace leads to its own log records, of the request and the response at each end', async () => {
    for (const [request, { client, server }] of pairs) {
      const lines = await http.logs(`trace_id="${client.traceId}"`);
      const mine = lines.filter(({ labels }) => [client.spanId, server.spanId].includes(labels.span_id ?? ''));
      // nghttp's two requests are in one trace.
      if (request.version === '1.1') assert.equal(mine.length, lines.length, request.target);
      for (const span of [client, server]) {
        const own = mine.filter(({ labels }) => labels.span_id === span.spanId);
        assert.deepEqual(
          new Set(own.map(({ labels }) => labels.ktls_direction)),
          new Set(['TX', 'RX']),
          request.target,
        );
      }
      const [head] = mine.filter(({ labels }) => labels.span_id === client.spanId && labels.ktls_direction === 'TX');
      const plaintext = head?.labels.ktls_plaintext ?? '';
      if (request.version === '1.1')
        assert.ok(plaintext.startsWith(`${request.method} ${request.target} HTTP/1.1\r\n`), plaintext);
      else
        assert.deepEqual(plaintext.match(/^:(?:method|path): .*?(?=\r?$)/gm), [
          `:method: ${request.method}`,
          `:path: ${request.target}`,
        ]);
    }
  });

  test('from a log record its ids lead to the span of its connection and process, and of HTTP/1.1 each record has them', async () => {
    const bySpan = new Map(http.spans.map((span) => [span.spanId, span]));
    const unsampled = new Set(
      http.requests.filter((request) => !isSampled(request)).map(({ traceparent }) => traceOf(traceparent).traceId),
    );
    const lines = (await http.logs('trace_id!=""')).filter(({ labels }) => !unsampled.has(labels.trace_id));
    assert.ok(lines.length >= 2 * http.spans.length, `${lines.length} lines of ${http.spans.length} spans`);
    for (const { labels } of lines) {
      const span = bySpan.get(labels.span_id ?? '');
      assert.ok(span, JSON.stringify(labels));
      assert.deepEqual([span.traceId, span.tags['ktls.connection.id']], [labels.trace_id, labels.ktls_connection_id]);
    }
    const [one] = lines;
    const trace = await spansOfTrace(http.jaegerUrl, one?.labels.trace_id ?? '');
    assert.ok(trace.some(({ spanId }) => spanId === one?.labels.span_id));
    for (const [request, { client }] of pairs) {
      if (request.version === '2') continue;
      assert.deepEqual(
        await http.logs(`ktls_connection_id="${client.tags['ktls.connection.id']}" | trace_id=""`),
        [],
        request.target,
      );
    }
  });
});
