// SPDX-License-Identifier: Apache-2.0
import { ORIGIN } from '../capture/events.ts';

/** What a record has of ORIGIN. */
export const ORIGIN_ATTRIBUTES = {
  'process.pid': 1234,
  'thread.id': 1235,
  'ktls.comm': 'ktls_client',
  'process.user.id': 1000,
  'process.executable.name': 'client',
  'process.executable.path': '/usr/bin/client',
  'process.owner': 'builder',
  'container.id': ORIGIN.containerId,
  'ktls.connection.id': 'abcdef-1',
  'ktls.connection.partial': false,
  'ktls.netns.id': '12',
  'ktls.cipher': 'AES-128-GCM',
  'tls.cipher': 'TLS_AES_128_GCM_SHA256',
  'tls.protocol.name': 'tls',
  'tls.protocol.version': '1.3',
  'network.transport': 'tcp',
  'network.type': 'ipv4',
  'network.local.address': '127.0.0.1',
  'network.local.port': 40_000,
  'network.peer.address': '192.0.2.10',
  'network.peer.port': 443,
};
