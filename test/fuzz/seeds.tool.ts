// SPDX-License-Identifier: Apache-2.0
// seeds.tool.cjs FOLDER: writes what a fuzzer begins with into FOLDER/TARGET: inputs that are right, a file each.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allSettings } from '../../config/schema.ts';
import { sampleOf } from '../unit/arbitraries.ts';
import { encodeClose, encodeProcess, encodeSample } from '../unit/capture/sample.ts';
import { validExchanges } from '../unit/http/http1/valid-exchange.ts';
import { Conversation } from '../unit/http/http2/conversation.ts';
import { Deflater } from '../unit/http/http2/deflater.ts';
import { END_STREAM } from '../unit/http/http2/frames.ts';
import { makeInput, textOf } from '../unit/redact/fuzz/input.ts';
import { PLANTS } from '../unit/redact/fuzz/plants.ts';
import { encodeSteps, type Step } from './steps.ts';

const byte = (...bytes: number[]): Buffer => Buffer.from(bytes);
const uint16 = (number: number): Buffer => byte(number >> 8, number & 0xff);

const samples = (): Buffer[] => [
  encodeSample({}, Buffer.from('GET / HTTP/1.1\r\n\r\n')),
  encodeSample({ direction: 1, family: 10, flags: 0, length: 40 }, Buffer.from('x')),
  encodeSample({ kind: 2 }),
  encodeClose({}, { txBytes: 7, rxCalls: 1, fin: 1, shutDown: 2 }),
  encodeProcess('nginx', '/kubepods/a'),
];

/** Conversations that differ in all that a valid exchange may be. */
const http1 = (): Buffer[] =>
  Array.from({ length: 24 }, (_, seed) => {
    const steps = sampleOf(validExchanges(3), seed).flatMap(({ request, response }): Step[] => [
      ...request.map(({ bytes }) => ({ kind: 'bytes', from: 'client', bytes }) as const),
      ...response.map(({ bytes }) => ({ kind: 'bytes', from: 'server', bytes }) as const),
    ]);
    return encodeSteps([...steps, { kind: 'close' }]);
  });

function http2(): Buffer[] {
  const whole = new Conversation()
    .open()
    .get(1)
    .respond(1, 200, [['content-type', 'text/html']], END_STREAM)
    .request(3, [
      [':method', 'POST'],
      [':path', '/two'],
      ['content-type', 'application/grpc'],
    ])
    .respond(3, 200)
    .steps.map(({ from, bytes }): Step => ({ kind: 'bytes', from, bytes }));
  return [0, 1, 2].map((seeing) => Buffer.concat([byte(seeing), encodeSteps(seeing === 2 ? whole.slice(2) : whole)]));
}

function hpack(): Buffer[] {
  const deflater = new Deflater();
  const blocks = [200, 404, 200].map((status) =>
    deflater.block([':status', String(status)], ['server', 'nginx'], ['set-cookie', 'a=b', true]),
  );
  const whole = Buffer.concat(blocks.flatMap((block) => [uint16(block.length), block]));
  return [0, 1].map((isAmid) => Buffer.concat([byte(isAmid), whole]));
}

/** A response that rejects 5 records, the same as JSON, RESOURCE_EXHAUSTED with a RetryInfo of 1.5 s, HTTP 503. */
function otlpAnswers(): Buffer[] {
  const retryInfo = Buffer.concat([byte(0x0a, 8, 8, 1, 0x10), byte(0x80, 0xca, 0xb5, 0xee, 0x01)]);
  const url = Buffer.from('type.googleapis.com/google.rpc.RetryInfo');
  const any = Buffer.concat([byte(0x0a, url.length), url, byte(0x12, retryInfo.length), retryInfo]);
  const status = Buffer.concat([byte(8, 8, 0x1a, any.length), any]);
  return [
    byte(0, 0x0a, 2, 8, 5),
    byte(2, 0x0a, 5, 8, 5, 0x12, 1, 0x78),
    Buffer.from('\x01{"partialSuccess":{"rejectedLogRecords":"5","errorMessage":"x"}}'),
    Buffer.concat([byte(4, 8, 4), Buffer.from('full'), status]),
    Buffer.concat([byte(5), uint16(403), Buffer.from('Sun, 06 Nov 1994 08:49:37 GMT')]),
  ];
}

/** What lists and rules look like in YAML; of the others their default tells it. */
const LISTS: Readonly<Record<string, string>> = {
  filter_pid: '[1, 2-3]',
  filter_netns: '[4026531840, /proc/1/ns/net]',
  filter_local_port: '[443, "!80"]',
  filter_direction: 'TX',
  filter_record_type: '[handshake, 23]',
  filter_owner: 'kernel',
  filter_comm: '[nginx, "py*"]',
  filter_local_address: '[127.0.0.0/8, "2001:db8::/32"]',
  filter_cgroup: '[/system.slice/*]',
  filter_container: '[0123456789ab]',
  http_routes: '[/users/{id}, /a/*]',
  span_request_headers: '[user-agent]',
  redaction_rules: '[{ name: a, pattern: "EMP-[0-9]{6}", ignore_case: true }]',
  redaction_show: '[next_token]',
  service_rules: '[{ name: shop, exe: "/opt/*" }]',
  health_address: '127.0.0.1:8080',
  exporter_otlp_headers: 'a=b,c=d',
  resource_attributes: 'deployment.environment.name=test',
};

/** Each setting alone, and all that are right together. */
function settingsFile(): Buffer[] {
  const named = allSettings.filter(({ setting }) => setting.environmentOnly !== true);
  const texts = named.map(({ group, key, setting }) => {
    return { group, line: `  ${key}: ${LISTS[key] ?? setting.default ?? 'x'}\n` };
  });
  const all = (['ktls', 'otel'] as const).map(
    (wanted) => `${wanted}:\n${texts.flatMap(({ group, line }) => (group === wanted ? [line] : [])).join('')}`,
  );
  return [...texts.map(({ group, line }) => `${group}:\n${line}`), all.join('')].map((text) => Buffer.from(text));
}

/** Each setting with its default, and all together. */
function environment(): Buffer[] {
  const known = allSettings.filter(({ setting }) => setting.env !== 'KTLS_CONFIG');
  const each = known.map(({ setting }, index) =>
    Buffer.concat([byte(index), Buffer.from(`${setting.default ?? 'a=b'}\0`)]),
  );
  return [...each, Buffer.concat(each)];
}

/** A batch, a mark of it as done, raw bytes, and another file. */
function spool(): Buffer[] {
  const head = (kind: number, length: number, events: number, before: number): Buffer =>
    byte(kind, length, 0, 1, 0, 0, 0, events, 0, 0, 0, before);
  const batch = Buffer.concat([head(0, 4, 3, 0), Buffer.from('text')]);
  const done = Buffer.concat([head(1, 12, 0, 3), byte(1, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0)]);
  return [batch, Buffer.concat([batch, done]), Buffer.concat([batch, head(2, 4, 0, 0), batch, head(3, 0, 0, 0), done])];
}

const redaction = (): Buffer[] =>
  Array.from({ length: 2 * PLANTS.length }, (_, number) => {
    const input = makeInput(1, number);
    return Buffer.concat([byte(9, 20, 70), Buffer.from(textOf(input), 'latin1')]);
  });

const SEEDS: Readonly<Record<string, () => Buffer[]>> = {
  samples,
  http1,
  http2,
  hpack,
  'otlp-answers': otlpAnswers,
  'settings-file': settingsFile,
  environment,
  spool,
  redaction,
};

const [folder = '.'] = process.argv.slice(2);
for (const [target, seeds] of Object.entries(SEEDS)) {
  mkdirSync(join(folder, target), { recursive: true });
  seeds().forEach((seed, index) => writeFileSync(join(folder, target, `seed-${index}`), seed));
}
