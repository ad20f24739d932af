// SPDX-License-Identifier: Apache-2.0
// export-once.tool.cjs RUN: exports once, with the OTEL_ variables that it is started with.
import { exportOnce } from './export-once.ts';

const variables = Object.entries(process.env).filter(([name]) => name.startsWith('OTEL_'));
void exportOnce({ env: Object.fromEntries(variables) as Record<string, string>, run: process.argv[2] ?? '' });
