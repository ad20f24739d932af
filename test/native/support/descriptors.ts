// SPDX-License-Identifier: Apache-2.0
/** The maps of fill.bpf.c that the service inherits, behind its three standard streams. */
export const RING_FD = 3;
export const COUNTERS_FD = 4;
export const FAILURES_FD = 5;
export const LOST_CLOSES_FD = 6;
export const CGROUP_LOSSES_FD = 7;
export const LEDGER_FD = 8;
