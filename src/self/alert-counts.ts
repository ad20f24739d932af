// SPDX-License-Identifier: Apache-2.0
import type { DataEvent, Direction } from '../capture/event.ts';

/** Two bytes: the level and the description. */
const ALERT_BYTES = 2;

export interface CountedAlert {
  direction: Direction;
  level: string;
  description: string;
  count: number;
}

/** Counts TLS alerts by what they say: numbers of a standard, and nothing of a program's. */
export class AlertCounts {
  readonly #counts = new Map<string, CountedAlert>();

  /** Looks at every sample; counts those that are an alert, whole and copied. */
  add({ call, payload }: DataEvent): void {
    if (call.origin.recordType !== 'alert' || call.length !== ALERT_BYTES || payload.length !== ALERT_BYTES) return;
    const [levelNumber = 0, descriptionNumber = 0] = payload.reveal();
    const level = alertLevel(levelNumber);
    const description = alertDescription(descriptionNumber);
    const key = `${call.origin.direction} ${level} ${description}`;
    const counted = this.#counts.get(key);
    if (counted) counted.count++;
    else this.#counts.set(key, { direction: call.origin.direction, level, description, count: 1 });
  }

  read(): readonly CountedAlert[] {
    return [...this.#counts.values()];
  }
}

// IANA, "TLS Alerts", and RFC 8446, 6: AlertLevel and AlertDescription.

/** What an alert of a number without a name is called: whatever a peer sends, the number of metrics is bounded. */
const OTHER = '_OTHER';

const LEVELS = new Map([
  [1, 'warning'],
  [2, 'fatal'],
]);

const DESCRIPTIONS = new Map([
  [0, 'close_notify'],
  [10, 'unexpected_message'],
  [20, 'bad_record_mac'],
  [21, 'decryption_failed'],
  [22, 'record_overflow'],
  [30, 'decompression_failure'],
  [40, 'handshake_failure'],
  [41, 'no_certificate'],
  [42, 'bad_certificate'],
  [43, 'unsupported_certificate'],
  [44, 'certificate_revoked'],
  [45, 'certificate_expired'],
  [46, 'certificate_unknown'],
  [47, 'illegal_parameter'],
  [48, 'unknown_ca'],
  [49, 'access_denied'],
  [50, 'decode_error'],
  [51, 'decrypt_error'],
  [52, 'too_many_cids_requested'],
  [60, 'export_restriction'],
  [70, 'protocol_version'],
  [71, 'insufficient_security'],
  [80, 'internal_error'],
  [86, 'inappropriate_fallback'],
  [90, 'user_canceled'],
  [100, 'no_renegotiation'],
  [109, 'missing_extension'],
  [110, 'unsupported_extension'],
  [111, 'certificate_unobtainable'],
  [112, 'unrecognized_name'],
  [113, 'bad_certificate_status_response'],
  [114, 'bad_certificate_hash_value'],
  [115, 'unknown_psk_identity'],
  [116, 'certificate_required'],
  [117, 'general_error'],
  [120, 'no_application_protocol'],
  [121, 'ech_required'],
]);

const alertLevel = (number: number): string => LEVELS.get(number) ?? OTHER;
const alertDescription = (number: number): string => DESCRIPTIONS.get(number) ?? OTHER;
