// SPDX-License-Identifier: Apache-2.0
import { SeverityNumber } from '@opentelemetry/api-logs';

/** Of all that is captured. */
export const SEVERITY = { number: SeverityNumber.INFO, text: 'INFO' } as const;
