// SPDX-License-Identifier: Apache-2.0
import type { SpanData } from '../trace/span-data.ts';
import type { RecordExport } from './record-export.ts';

export type SpanExport = RecordExport<SpanData>;
