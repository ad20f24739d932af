// SPDX-License-Identifier: Apache-2.0
#include <stddef.h>

#include "scenarios.h"

const struct scenario scenarios[] = {
	{"small", scenario_small, "20 sends of 1 to 400 bytes of text, both ways"},
	{"writev", scenario_writev, "3 times 10 KiB from 12 segments into 12 other ones"},
	{"big", scenario_big, "8 sends of 16 KiB"},
	{"empty", scenario_empty, "sends and receives of 0 bytes between 7 sends of 7 bytes"},
	{"binary", scenario_binary, "all byte values, invalid UTF-8, backslashes"},
	{"peek", scenario_peek, "10 messages, MSG_PEEK before each receive"},
	{"control", scenario_control, "alert and handshake records between data"},
	{"eagain", scenario_eagain, "a sender that does not block fills the socket 5 times by sends of 16 KiB"},
	{"partial", scenario_partial, "the same by sends of 40,000 bytes, of which some are taken in part"},
	{"reset", scenario_reset, "a peer that resets the connection"},
	{"threads-recv", scenario_threads_recv, "--threads blocked in recv, then a message for each"},
	{"pinned", scenario_pinned, "6 processes on CPU 0 make 2,400 sends of 16 KiB"},
	{"load", scenario_load, "--count records of --bytes at --rate"},
	{"splice_send", scenario_splice_send, "sendfile, and splice from a pipe"},
	{"splice_receive", scenario_splice_receive, "splice into a pipe"},
	{"more", scenario_more, "MSG_MORE, sendmmsg and recvmmsg, sends of 0 to 70,000 bytes"},
	{"uring", scenario_uring, "io_uring: send, recv, messages, splice; linked, polled, by threads of the kernel"},
	{"zerocopy", scenario_zerocopy, "MSG_ZEROCOPY, and what the kernel says to it"},
	{"segments", scenario_segments, "1,024 and 129 segments of 100 bytes in one call, and segments of 0 bytes"},
	{"random", scenario_random, "1 MiB in one send, both ways"},
	{"rekey", scenario_rekey, "TLS 1.3: KeyUpdate and new keys, twice (Linux 6.14)"},
	{"tx_only", scenario_tx_only, "kTLS in one direction alone"},
	{"handover", scenario_handover, "a connection of a parent, its child and a process that got it by SCM_RIGHTS"},
	{"two_writers", scenario_two_writers, "phase 1: two threads in one direction at once; phase 2: one alone"},
	{"churn", scenario_churn, "--connections short ones in --parallel threads, or --hold them all"},
	{"preopened", scenario_preopened, "waits for a line on standard input between phase 1 and phase 2"},
	{"badmsg", scenario_badmsg, "3 receives of what another key encrypted: EBADMSG"},
	{"broken", scenario_broken, "2 receives and 4 sends after a reset: ECONNRESET"},
	{"kernel_memory", scenario_kernel_memory, "a network block device of the kernel, of /dev/nbd0"},
	{"replay", scenario_replay, "what the file --input says; scenario_replay.c has its form"},
	{NULL, NULL, NULL},
};
