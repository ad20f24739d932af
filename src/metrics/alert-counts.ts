// SPDX-License-Identifier: Apache-2.0
import type { DataEvent, Direction } from '../capture/event.ts';
import { alertDescription, alertLevel } from './alert-names.ts';

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
