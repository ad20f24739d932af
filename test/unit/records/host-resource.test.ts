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
