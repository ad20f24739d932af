// SPDX-License-Identifier: Apache-2.0
import { bytesField, integerField, protobufFields } from './protobuf-fields.ts';

const RETRY_INFO = 'type.googleapis.com/google.rpc.RetryInfo';

/**
 * The delay that a server asks for in the trailer grpc-status-details-bin; undefined if it asks for none.
 *   google.rpc.Status { details (3): google.protobuf.Any { type_url (1), value (2) }... }
 *   google.rpc.RetryInfo { retry_delay (1): google.protobuf.Duration { seconds (1), nanos (2) } }
 */
export function retryDelayMillis(statusDetails: Buffer): number | undefined {
  try {
    for (const { number, value } of protobufFields(statusDetails)) {
      if (number !== 3 || typeof value === 'bigint') continue;
      if (bytesField(value, 1)?.toString() !== RETRY_INFO) continue;
      const duration = bytesField(bytesField(value, 2) ?? Buffer.alloc(0), 1) ?? Buffer.alloc(0);
      return Math.max(0, integerField(duration, 1) * 1e3 + integerField(duration, 2) / 1e6);
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return undefined;
}
