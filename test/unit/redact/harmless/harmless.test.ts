// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { createScannerFactory } from '../../../../src/redact/engine.ts';
import { fromReversibleText } from '../../records/from-reversible-text.ts';
import { type Case, client, type Step, server } from '../corpus/case.ts';
import { eventsOf, inCallsOf } from '../corpus/deliveries.ts';
import { drive, streamTexts } from '../corpus/drive.ts';
import { masksOf } from './masks.ts';
import { hiddenNames } from './names.ts';
import { Entries, type Entry, ReviewedList } from './reviewed.ts';
import { filesOf, type HarmlessFile, type Kind, sources } from './sources.ts';
import { unmaskedFiles } from './unmasked.ts';

const CALL_BYTES = 16_384;
const SAMPLE_BYTES = 300_000;
const LEAST_SAMPLE_BYTES = 5_000_000;
const MOST_TOLD = 40;

/** What servers send all day. */
const TRAFFIC: readonly Kind[] = ['page', 'script', 'style', 'webhook', 'api'];

/** False masks in so many bytes. */
const LIMITS: readonly { kinds: readonly Kind[]; masks: number; bytes: number }[] = [
  { kinds: [...TRAFFIC, 'binary'], masks: 1, bytes: 10_000_000 },
  { kinds: ['translation'], masks: 5, bytes: 1_000_000 },
  { kinds: ['description'], masks: 5, bytes: 1_000_000 },
];

const TYPES: Record<Kind, string> = {
  page: 'text/html',
  script: 'text/javascript',
  style: 'text/css',
  webhook: 'application/json',
  api: 'application/json',
  binary: 'application/octet-stream',
  translation: 'application/json',
  description: 'application/json',
  kubernetes: 'application/yaml',
};

/** A server that sends this file, in whatever way. */
const WAYS: Record<string, (file: HarmlessFile) => Step[]> = {
  'HTTP/1.1': ({ kind, bytes }) => {
    const lines = `Server: teapots\r\nContent-Type: ${TYPES[kind]}\r\nContent-Length: ${bytes.length}\r\n`;
    const request = 'GET /file HTTP/1.1\r\nHost: shop.example\r\n\r\n';
    return [client(request), server(Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\n${lines}\r\n`), bytes]))];
  },
  'plain text': ({ bytes }) => [client('* ready\r\n'), server(Buffer.concat([Buffer.from('* file\r\n'), bytes]))],
};

const createScanner = createScannerFactory([]);

function isUnchanged(steps: Step[]): boolean {
  const delivery = inCallsOf({ shape: 'file', secrets: [], visible: [], steps } satisfies Case, CALL_BYTES);
  const output = drive(eventsOf(delivery, 'server'));
  const shown = streamTexts(output).map((text) => fromReversibleText(text).toString('latin1'));
  return steps.every(({ bytes }) => shown.includes(bytes.toString('latin1'))) && output.masked === 0;
}

describe('files of packages that hold hardly a secret', () => {
  const bytesOf = new Map<Kind, number>();
  const found = new Entries();
  const hidden: string[] = [];
  const list = ReviewedList.read();
  const bytesOfKinds = (kinds: readonly Kind[]): number =>
    kinds.reduce((sum, kind) => sum + (bytesOf.get(kind) ?? 0), 0);

  before(() => {
    for (const source of sources()) {
      for (const file of filesOf(source)) {
        const masks = masksOf(file.bytes, createScanner);
        bytesOf.set(file.kind, (bytesOf.get(file.kind) ?? 0) + file.bytes.length);
        for (const mask of masks) found.add(file, mask);
        if (file.kind !== 'kubernetes') continue;
        hidden.push(...hiddenNames(file.bytes, masks).map((name) => `${file.path}: ${name}`));
      }
    }
  });

  test('are at least 50 MB from 10 packages', () => {
    const packages = new Set(
      sources()
        .filter(({ kind }) => TRAFFIC.includes(kind))
        .map((source) => source.package),
    );
    console.log(`harmless: ${bytesOfKinds([...bytesOf.keys()])} bytes`);
    assert.ok(packages.size >= 10, `${packages.size} packages`);
    assert.ok(bytesOfKinds(TRAFFIC) >= 50_000_000, `${bytesOfKinds(TRAFFIC)} bytes`);
  });

  test('have masks only where a person has looked at them', () => {
    assertNone(list.unknown(found));
  });

  test('have each mask that a person has looked at', () => {
    assertNone(list.gone(found));
  });

  for (const { kinds, masks, bytes } of LIMITS) {
    test(`have at most ${masks} false masks in ${bytes} bytes of ${kinds.join(', ')}`, () => {
      const wrong = list.entries.filter(({ kind, verdict }) => verdict === 'false' && kinds.includes(kind));
      const count = wrong.reduce((sum, { times }) => sum + times, 0);
      const most = (masks * bytesOfKinds(kinds)) / bytes;
      console.log(`harmless, ${kinds.join(', ')}: ${count} false masks of ${most.toFixed(1)}`);
      assert.ok(count <= most, `${count} false masks`);
    });
  }

  test('show all names of Kubernetes objects', () => {
    assert.deepEqual(hidden, []);
  });

  test('come through unchanged where nothing is masked', () => {
    const files = unmaskedFiles(createScanner, SAMPLE_BYTES);
    for (const [name, stepsOf] of Object.entries(WAYS)) {
      const changed = files.filter((file) => !isUnchanged(stepsOf(file))).map(({ path }) => path);
      assert.deepEqual(changed, [], name);
    }
    const total = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
    assert.ok(total >= LEAST_SAMPLE_BYTES, `${total} bytes`);
  });
});

/** Tells each, to the one who reads why the test failed. */
function assertNone(entries: readonly Entry[]): void {
  const lines = entries.map(
    ({ kind, package: name, file, rule, times, before: text, value }) =>
      `${kind} ${name} ${file} ${rule}, ${times} times: ${text} ⟦${value}⟧`,
  );
  const more = lines.length > MOST_TOLD ? ['…'] : [];
  const told = [`${lines.length} masks`, ...lines.slice(0, MOST_TOLD), ...more].join('\n');
  assert.ok(lines.length === 0, told);
}
