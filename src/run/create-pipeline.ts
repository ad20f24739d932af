// SPDX-License-Identifier: Apache-2.0
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';
import { parseHeaderNames } from '../../config/header-names.ts';
import { parsePropagators } from '../../config/propagators.ts';
import { parseRedactionNames } from '../../config/redaction-names.ts';
import { parseRedactionRules } from '../../config/redaction-rules.ts';
import { parseRoutes } from '../../config/routes.ts';
import type { Settings } from '../../config/schema.ts';
import { parseServiceRules } from '../../config/service-rules.ts';
import { parseTokens } from '../../config/token-list.ts';
import { isInRootPidNamespace } from '../base/pid-namespace.ts';
import { RateLimitedWarnings } from '../base/rate-limited-warnings.ts';
import type { Capture } from '../capture/capture.ts';
import type { Origin } from '../capture/event.ts';
import type { Console } from '../console/console.ts';
import type { Exchange } from '../http/exchange.ts';
import type { ProcessHost } from '../process/process-host.ts';
import { Processes } from '../process/processes.ts';
import type { ProgramResources } from '../records/resources.ts';
import { createScannerFactory } from '../redact/engine.ts';
import type { HttpMetrics } from '../self/http-metrics.ts';
import type { MetricSources } from '../self/metric-sources.ts';
import { Streams } from '../streams/streams.ts';
import { schemeOf } from '../trace/endpoints.ts';
import { isRpc, rpcMethodOf } from '../trace/outcome.ts';
import type { Role } from '../trace/pairs.ts';
import { Routes } from '../trace/routes.ts';
import { samplerFromSettings } from '../trace/sampler.ts';
import { shownText } from '../trace/shown-text.ts';
import { isNothingExported } from './exports-from-settings.ts';
import type { Memory } from './memory.ts';
import { OneWayWarnings } from './one-way-warnings.ts';
import type { Outputs } from './outputs.ts';
import { Pipeline } from './pipeline.ts';
import { StageFailures } from './stage-failures.ts';
import { createStages } from './stages.ts';

const ROOT = '/';
/** Of a call whose target names none (semantic conventions for RPC). */
const OTHER_METHOD = '_OTHER';

export interface PipelineSurroundings {
  readonly outputs: Outputs;
  readonly programs: ProgramResources;
  readonly counts: Pick<MetricSources, 'redactions' | 'exchanges' | 'alerts'>;
  /** undefined: they are not asked for. */
  readonly httpMetrics: HttpMetrics | undefined;
  readonly memory: Memory;
  /** The wall clock at a time of the boot clock. */
  readonly toUnixNanos: (bootNanos: bigint) => bigint;
  readonly processes: ProcessHost;
  readonly console: Console | undefined;
  readonly onContentEnd: Capture['tellContentEnd'];
  readonly onWarning: (message: string) => void;
}

/** The pipeline that the settings ask for. */
export function createPipeline(settings: Settings, surroundings: PipelineSurroundings): Pipeline {
  const { ktls, otel } = settings;
  const { outputs, programs, counts, httpMetrics, memory, toUnixNanos, processes, console } = surroundings;
  const { onContentEnd, onWarning } = surroundings;
  const knownMethods = parseTokens(otel.instrumentation_http_known_methods);
  const warnings = new RateLimitedWarnings(onWarning);
  const { logExport, spanExport } = outputs;
  const failures = new StageFailures({ logs: logExport, spans: spanExport }, onWarning);
  const routes = new Routes(parseRoutes(ktls.http_routes));
  const showsHeads = ktls.payload !== 'metadata';
  const onExchange = (role: Role, exchange: Exchange, origin: Origin): void => {
    counts.exchanges.add(role, exchange);
    if (httpMetrics === undefined) return;
    const service = String(programs.of(origin).attributes[ATTR_SERVICE_NAME]);
    const target = showsHeads ? (exchange.request?.target ?? '') : '';
    const isCall = isRpc(exchange);
    const show = (path: string): string =>
      shownText(stages.scrub.target(`${exchange.request?.method} `, path, ' HTTP/1.1').path);
    const route = isCall ? undefined : routes.of(service, target, show);
    const hasName = exchange.request !== undefined && rpcMethodOf(exchange.request) !== undefined;
    const name = hasName ? show(target).replace(/^\//, '') : OTHER_METHOD;
    const rpcMethod = isCall && showsHeads ? name : undefined;
    const scheme = schemeOf(exchange.request, role, { scrub: stages.scrub, showsHeads });
    httpMetrics.record(exchange, { role, origin, service, route, scheme, rpcMethod });
  };
  const stages = createStages({
    mode: ktls.payload,
    plaintextBytes: ktls.plaintext_bytes,
    spans: ktls.spans,
    createScanner: createScannerFactory(
      parseRedactionRules(ktls.redaction_rules),
      parseRedactionNames(ktls.redaction_show),
    ),
    sampler: samplerFromSettings(settings),
    toUnixNanos,
    knownMethods,
    writeSpan: (origin, span) => failures.ofSpan(() => spanExport.write(programs.of(origin), span)),
    onMasked: (rule) => counts.redactions.add(rule),
    routes,
    headers: {
      request: parseHeaderNames(ktls.span_request_headers),
      response: parseHeaderNames(ktls.span_response_headers),
    },
    propagators: parsePropagators(otel.propagators),
    onExchange,
  });
  return new Pipeline({
    processes: new Processes({
      host: isInRootPidNamespace(ROOT) ? processes : undefined,
      rules: parseServiceRules(ktls.service_rules),
    }),
    streams: new Streams(ktls.max_connections),
    memory,
    ...stages,
    recordOptions: {
      plaintextBytes: ktls.plaintext_bytes,
      plaintextField: ktls.plaintext_field,
      knownMethods: new Set(knownMethods),
    },
    connectionRecords: ktls.connection_records,
    alerts: counts.alerts,
    oneWay: new OneWayWarnings(onWarning, (pid) => processes.tlsLibrary(pid)),
    onContentEnd: showsContent(ktls.payload) ? onContentEnd : undefined,
    write: (origin, record) => logExport.write(programs.of(origin), record),
    room: (isNothingExported(settings) ? console : undefined) ?? logExport,
    onLimit: (connectionId) =>
      warnings.warn(
        'memory',
        `connections take more than KTLS_MEMORY_BYTES: ${connectionId}, of those that take most, is masked from here on`,
      ),
    onFailure: (failure) => failures.ofConnection(failure),
    console,
  });
}

/** Where content is masked as a whole, the record says how much of it there is. */
const showsContent = (payload: Settings['ktls']['payload']): boolean => payload === 'raw' || payload === 'redact';
