// SPDX-License-Identifier: Apache-2.0
import type { DataEvent } from '../capture/event.ts';
import { Redacted, type RedactedData } from './redacted.ts';
import type { Redactor } from './redactor.ts';

/** Shows everything as it was captured, and holds nothing back. */
export class RawRedactor implements Redactor {
  push({ call, payload }: DataEvent): RedactedData[] {
    return [{ kind: 'data', call, plaintext: new Redacted(payload.reveal()) }];
  }

  gap(): RedactedData[] {
    return [];
  }

  expire(): RedactedData[] {
    return [];
  }

  end(): RedactedData[] {
    return [];
  }
}
