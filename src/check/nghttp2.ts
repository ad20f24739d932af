// SPDX-License-Identifier: Apache-2.0
import { type CheckResult, ok, warning } from './check-result.ts';

/** libnghttp2's version, or why it can't be loaded. */
export type Nghttp2Version = () => string | Error;

const INSTALL = 'HTTP/2 is masked and makes no spans; Debian, Ubuntu: apt-get install libnghttp2-14';

export function checkNghttp2(nghttp2Version: Nghttp2Version): CheckResult {
  const name = 'libnghttp2';
  const version = nghttp2Version();
  return version instanceof Error ? warning(name, `not loadable: ${version.message}`, INSTALL) : ok(name, version);
}
