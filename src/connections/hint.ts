// SPDX-License-Identifier: Apache-2.0
import { readHostFile } from '../check/host-file.ts';
import { readTlsModule } from '../check/tls-module.ts';

const PROGRAMS = [
  'A program uses kTLS when its TLS library asks for it: see "Programs that use kTLS" in the README.',
  'What uses OpenSSL without kTLS is not seen, and curl, Node.js and gRPC never are.',
];

/** Why no socket may use kTLS; `root` is / on a host. */
export function noSocketHint(root: string): string[] {
  return ['No socket uses kTLS now.', ...whatTheKernelSays(root), ...PROGRAMS];
}

function whatTheKernelSays(root: string): string[] {
  if (readTlsModule(root) === 'absent') return ['The tls module is not loaded: nothing has used kTLS since boot.'];
  const counts = readHostFile(root, 'proc/net/tls_stat');
  if (counts === undefined) return [];
  const count = (name: string): number => Number(new RegExp(`^${name}\\s+(\\d+)$`, 'm').exec(counts)?.[1] ?? 0);
  const [sending, receiving] = [count('TlsTxSw') + count('TlsTxDevice'), count('TlsRxSw') + count('TlsRxDevice')];
  const [sendingNow, receivingNow] = [
    count('TlsCurrTxSw') + count('TlsCurrTxDevice'),
    count('TlsCurrRxSw') + count('TlsCurrRxDevice'),
  ];
  return [
    `/proc/net/tls_stat of this network namespace: connections that sent by kTLS ${sending}, received ${receiving}; ` +
      `now ${sendingNow} and ${receivingNow}.`,
  ];
}
