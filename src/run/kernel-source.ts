// SPDX-License-Identifier: Apache-2.0
import type { Settings } from '../../config/schema.ts';
import type { CheckResult } from '../check/check-result.ts';
import { chooseHostAttach } from '../check/choose-attach.ts';
import { requireHost } from '../check/report.ts';
import { runCheck } from '../check/run-check.ts';
import { isTlsLive } from '../check/tls-module.ts';
import { findTracefs } from '../check/tracefs.ts';
import { libbpfVersion } from '../ffi/libbpf.ts';
import { pageBytes } from '../ffi/libc.ts';
import type { CaptureSource } from './capture-source.ts';
import { startCapture } from './start-capture.ts';

const ROOT = '/';

type Attach = Settings['ktls']['attach'];

/** All that the service needs of this host. `objectPath`: of ktls.bpf.o. */
export function checkHost(attach: Attach, objectPath: string): CheckResult[] {
  return runCheck({ root: ROOT, attach, libbpfVersion, objectFile: objectPath });
}

/** The hooks of this host's kernel. */
export function kernelSource(attach: Attach, objectPath: string): CaptureSource {
  const require = (): void => requireHost(checkHost(attach, objectPath));
  return {
    requireHost: require,
    isTlsLive: () => isTlsLive(ROOT),
    start(settings, warn) {
      // What tls brings along could not be known before.
      require();
      const { way, canInterleave = false, reason, warning } = chooseHostAttach(ROOT, attach);
      if (warning !== undefined) warn(warning);
      const place = { objectPath, tracefs: findTracefs(ROOT) ?? '', pageBytes: pageBytes() };
      return { capture: startCapture(settings, { way, canInterleave }, place), how: `${way} (${reason})` };
    },
  };
}
