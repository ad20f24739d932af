// SPDX-License-Identifier: Apache-2.0
import type { DataEvent, Direction } from '../capture/event.ts';
import type { Exchange } from '../http/exchange.ts';
import { failureOf, rpcErrorOf, unseenOf } from '../trace/outcome.ts';
import type { Role } from '../trace/pairs.ts';

export interface CountedExchanges {
  role: Role;
  /** undefined when there was no response, or one without a status of HTTP's. */
  status: number | undefined;
  errorType: string | undefined;
  /** Why the rest of them was not seen. */
  unseen: string | undefined;
  count: number;
}

/** A peer answers with what status it likes, and the SDK loses count beyond 1,999 sets of attributes. */
const MAX_STATUSES = 1_000;

/**
 * Counts exchanges by role, status of HTTP, error of another kind (a failure, or the status of a call of gRPC), and why they
 * were not seen to their end. A combination too many is counted without its status.
 */
export class ExchangeCounts {
  readonly #counts = new Map<string, CountedExchanges>();

  /** Once for each exchange, when it has ended. */
  add(role: Role, exchange: Exchange): void {
    const { response } = exchange;
    const facts = {
      role,
      errorType: failureOf(exchange, role) ?? rpcErrorOf(exchange, role),
      unseen: unseenOf(exchange),
    };
    const status = response && isStatus(response.status) ? response.status : undefined;
    if (!this.#count({ ...facts, status })) this.#count({ ...facts, status: undefined });
  }

  #count(facts: Omit<CountedExchanges, 'count'>): boolean {
    const { role, status, errorType, unseen } = facts;
    const key = `${role} ${status} ${errorType} ${unseen}`;
    const counted = this.#counts.get(key);
    if (counted) counted.count++;
    else if (status !== undefined && this.#counts.size >= MAX_STATUSES) return false;
    else this.#counts.set(key, { ...facts, count: 1 });
    return true;
  }

  read(): readonly CountedExchanges[] {
    return [...this.#counts.values()];
  }
}

/** A status of HTTP's. */
export const isStatus = (status: number): boolean => Number.isInteger(status) && status >= 100 && status <= 599;

/** Counts what was masked by rule: as many counts as there are rules. */
export class RedactionCounts {
  readonly #counts = new Map<string, number>();

  add(rule: string): void {
    this.#counts.set(rule, (this.#counts.get(rule) ?? 0) + 1);
  }

  read(): ReadonlyMap<string, number> {
    return this.#counts;
  }
}

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
