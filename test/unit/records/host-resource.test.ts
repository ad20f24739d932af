// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultResource } from '@opentelemetry/resources';
import { createHostResource, createResource, ProgramResources } from '../../../src/records/resources.ts';

test("every resource names the SDK, as the SDK's own does", async () => {
  const { 'service.name': _, ...sdk } = defaultResource().attributes;
  assert.deepEqual(Object.keys(sdk).toSorted(), [
    'telemetry.sdk.language',
    'telemetry.sdk.name',
    'telemetry.sdk.version',
  ]);
  const [host, own] = [await createHostResource(), await createResource(null, '1')];
  const program = {
    pid: 7,
    comm: 'a',
    executableName: 'nginx',
    containerId: undefined,
    podUid: undefined,
    service: undefined,
    isKernelSocket: false,
  };
  for (const isNamed of [false, true]) {
    const { attributes } = new ProgramResources({ own, host, isNamed }).of(program);
    for (const [name, value] of Object.entries(sdk)) assert.equal(attributes[name], value, name);
  }
});

test('the service itself has the name that the user gave it, else its own', async () => {
  const nameOf = async (name: string | null): Promise<unknown> =>
    (await createResource(name, '1')).attributes['service.name'];
  assert.deepEqual([await nameOf(null), await nameOf('edge')], ['ktls-otel', 'edge']);
});
