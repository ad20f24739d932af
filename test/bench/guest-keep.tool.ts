// SPDX-License-Identifier: Apache-2.0
// guest-keep.tool.cjs FILE [--check | --write]: prints what guest.tool.ts has measured, and keeps or compares it.
import { readFileSync } from 'node:fs';
import { boundsTable, isGuestKept } from './guest/bounds.ts';
import { type GuestResult, guestTable, isGuestWorse } from './guest/result.ts';
import { settle } from './kept.ts';

const [file = '', option = ''] = process.argv.slice(2);
const result: GuestResult = JSON.parse(readFileSync(file, 'utf8'));
process.stdout.write(
  'In a guest: throughput kept of untraced; CPU a delivered record, and BPF time a call, beside bpftrace\n' +
    `${guestTable(result)}\n\n${boundsTable(result)}\n`,
);
const worse = settle(option, result, isGuestWorse);
for (const what of worse) process.stderr.write(`bench: ${what}\n`);
process.exit((option === '--check' ? worse.length === 0 : isGuestKept(result)) ? 0 : 1);
