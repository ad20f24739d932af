// SPDX-License-Identifier: Apache-2.0
import type { ProcessEvent } from '../../src/capture/event.ts';
import { encodeSample, TYPICAL } from '../unit/capture/sample.ts';

export const RING_BYTES = 16 * 1024 * 1024;
export const PLAINTEXT_BYTES = 256;

const HEAD =
  'POST /api/v1/orders?customer=1234 HTTP/1.1\r\nHost: shop.example\r\nContent-Type: application/json\r\n\r\n';
const BODY =
  '{"order":"A-1234","items":[{"sku":"0815","count":2},{"sku":"4711","count":1}],"note":"leave at the door"}';

/** 256 bytes of an HTTP request, sent on a connection that is known in every respect. */
export const BENCH_SAMPLE = encodeSample(
  {},
  Buffer.from((HEAD + BODY).padEnd(PLAINTEXT_BYTES).slice(0, PLAINTEXT_BYTES)),
);

/** Who sends it; the filler numbers samples by their cgroup, so that no container is found. */
export const BENCH_PROCESS: ProcessEvent = {
  kind: 'process',
  pid: Number(TYPICAL.tgid),
  cgroupId: 0n,
  executableName: 'ktls_client',
  cgroupPath: '/',
};
