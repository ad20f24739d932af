// SPDX-License-Identifier: Apache-2.0
// demo-show.tool.cjs FILE: prints the log records that the Collector's file exporter wrote, and whether the demo's
// request and response are among them; exit code 1 when one is not.
import { type CollectedLog, readLogs } from '../backends/collector/read-logs.ts';
import { hasArrived, PASSAGES } from './demo-verdict.ts';

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

async function main(file: string): Promise<void> {
  const logs = (await readLogs(file)).filter(({ eventName }) => eventName === 'ktls.data');
  for (const log of logs) console.log(show(log));
  console.log();
  for (const passage of PASSAGES) {
    const arrived = hasArrived(logs, passage);
    const { direction, comm, begins } = passage;
    console.log(`${arrived ? 'arrived' : 'MISSING'}  ${direction} ${comm.padEnd(11)} ${begins.trimEnd()}`);
    if (!arrived) process.exitCode = 1;
  }
}

void main(process.argv[2] ?? '');
