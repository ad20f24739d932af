// SPDX-License-Identifier: Apache-2.0
import type { Exchange } from '../http/exchange.ts';

/** What a stream speaks above TLS: network.protocol.name and network.protocol.version. */
export interface NetworkProtocol {
  readonly name: 'http';
  /** undefined: its first line has not been read. */
  readonly version: Exchange['version'] | undefined;
}

const UNREAD: NetworkProtocol = { name: 'http', version: undefined };
const READ: Readonly<Record<Exchange['version'], NetworkProtocol>> = {
  '1.0': { name: 'http', version: '1.0' },
  '1.1': { name: 'http', version: '1.1' },
  '2': { name: 'http', version: '2' },
};

/** Of a message's bytes. The version of HTTP/1 is that of the request, or of the response where no request is seen. */
export function networkProtocolOf({
  version,
  request,
  response,
}: {
  readonly version: Exchange['version'];
  readonly request: unknown;
  readonly response: unknown;
}): NetworkProtocol {
  return version === '2' || request !== undefined || response !== undefined ? READ[version] : UNREAD;
}
