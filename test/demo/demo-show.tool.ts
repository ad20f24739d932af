// SPDX-License-Identifier: Apache-2.0
// demo-show.tool.cjs LOGS TRACES: prints the log records and spans that the Collector's file exporters wrote, and whether
// the demo's request and response are among them; exit code 1 when one is not.
import { type CollectedLog, readLogs } from '../backends/collector/read-logs.ts';
import { type CollectedSpan, readSpans } from '../backends/collector/read-spans.ts';
import { hasArrived, isTraced, PASSAGES } from './demo-verdict.ts';

const NANOS = 1_000_000_000n;

const SHOWN = [
  'process.pid',
  'ktls.length',
  'ktls.cipher',
  'tls.protocol.version',
  'network.peer.port',
  'ktls.connection.id',
  'ktls.stream.offset',
];

const KINDS: Record<number, string> = { 2: 'SERVER', 3: 'CLIENT' };
const SHOWN_OF_SPANS = ['http.request.method', 'http.response.status_code', 'server.port', 'ktls.connection.id'];

function rfc3339(nanos: bigint): string {
  const seconds = new Date(Number(nanos / NANOS) * 1000).toISOString().slice(0, -5);
  return `${seconds}.${String(nanos % NANOS).padStart(9, '0')}Z`;
}

/** The body with its time; of application data, some attributes too. */
function show({ timeUnixNano, body, attributes }: CollectedLog): string {
  const lines = [`${rfc3339(timeUnixNano)}  ${body}`];
  if (attributes['ktls.record_type'] === 'application_data') {
    lines.push(`    ${SHOWN.map((name) => `${name}=${attributes[name]}`).join(' ')}`);
    lines.push(`    ktls.plaintext=${JSON.stringify(attributes['ktls.plaintext'])}`);
  }
  return lines.join('\n');
}

function showSpan({
  name,
  kind,
  traceId,
  spanId,
  parentSpanId,
  startTimeUnixNano,
  endTimeUnixNano,
  attributes,
  resource,
}: CollectedSpan): string {
  const micros = (endTimeUnixNano - startTimeUnixNano) / 1000n;
  const parent = parentSpanId === '' ? 'none' : parentSpanId;
  return [
    `${rfc3339(startTimeUnixNano)}  ${KINDS[kind]} ${resource['service.name']}: ${name}, ${micros} us`,
    `    ${SHOWN_OF_SPANS.map((key) => `${key}=${attributes[key]}`).join(' ')}`,
    `    trace=${traceId} span=${spanId} parent=${parent}`,
  ].join('\n');
}

async function main(logsFile: string, tracesFile: string): Promise<void> {
  const logs = (await readLogs(logsFile)).filter(({ eventName }) => eventName === 'ktls.data');
  const spans = await readSpans(tracesFile);
  for (const log of logs) console.log(show(log));
  for (const span of spans) console.log(showSpan(span));
  console.log();
  for (const passage of PASSAGES) {
    const arrived = hasArrived(logs, passage);
    const { direction, comm, begins } = passage;
    console.log(`${arrived ? 'arrived' : 'MISSING'}  ${direction} ${comm.padEnd(11)} ${begins.trimEnd()}`);
    if (!arrived) process.exitCode = 1;
  }
  const traced = isTraced(spans);
  console.log(`${traced ? 'arrived' : 'MISSING'}  spans: GET of ktls_client, and of nginx as its child`);
  if (!traced) process.exitCode = 1;
}

void main(process.argv[2] ?? '', process.argv[3] ?? '');
