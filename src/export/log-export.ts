// SPDX-License-Identifier: Apache-2.0
import type { CapturedRecord } from '../telemetry/captured-record.ts';
import type { RecordExport } from './record-export.ts';

export type LogExport = RecordExport<CapturedRecord>;
