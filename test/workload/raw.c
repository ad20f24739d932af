// SPDX-License-Identifier: Apache-2.0
/* kTLS traffic of known content, without a TLS library. */
#define _GNU_SOURCE
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "fail.h"
#include "record_io.h"
#include "scenarios.h"

static const struct {
	const char *name;
	void (*run)(const struct run *);
	const char *what;
} scenarios[] = {
	{ "small", scenario_small, "20 sends of 1 to 400 bytes of text, both ways" },
	{ "writev", scenario_writev, "3 times 10 KiB from 12 segments into 12 other ones" },
	{ "big", scenario_big, "8 sends of 16 KiB of random bytes" },
	{ "empty", scenario_empty, "sends and receives of 0 bytes between 7 sends of 7 bytes" },
	{ "binary", scenario_binary, "all byte values, invalid UTF-8, backslashes" },
	{ "peek", scenario_peek, "10 messages, MSG_PEEK before each receive" },
	{ "control", scenario_control, "alert and handshake records between data" },
	{ "eagain", scenario_eagain, "a sender that does not block fills the socket 5 times by sends of 16 KiB" },
	{ "partial", scenario_partial, "the same by sends of 40,000 bytes, of which some are taken in part" },
	{ "reset", scenario_reset, "a peer that resets the connection" },
	{ "threads-recv", scenario_threads_recv, "100 threads blocked in recv, then a message for each" },
	{ "pinned", scenario_pinned, "6 processes on CPU 0 make 2,400 sends of 16 KiB" },
	{ "load", scenario_load, "--count records of --bytes at --rate" },
};

enum { SCENARIOS = sizeof(scenarios) / sizeof(scenarios[0]) };

static void print_usage(FILE *to)
{
	fputs("usage: raw [options] SCENARIO\n"
	      "  --tls 1.2|1.3          1.3\n"
	      "  --family 4|6           4\n"
	      "  --cipher NAME          aes-128-gcm, aes-256-gcm, chacha20-poly1305\n"
	      "  --truth FILE           JSON lines of what was sent and received\n"
	      "  --truth-counts         only totals by process and direction\n"
	      "  --count N              load: 20000 records\n"
	      "  --bytes N              load: 200 bytes each, 1 to 16384\n"
	      "  --rate N               load: records per second, 0 for as many as can be\n"
	      "exit status: 0 all was received as sent, 1 it was not, 2 usage, 3 no kTLS here\n"
	      "scenarios:\n",
	      to);
	for (int i = 0; i < SCENARIOS; i++)
		fprintf(to, "  %-14s %s\n", scenarios[i].name, scenarios[i].what);
}

static _Noreturn void usage_error(const char *what, const char *value)
{
	fprintf(stderr, "raw: %s: %s\n", what, value);
	print_usage(stderr);
	exit(EXIT_USAGE);
}

static unsigned int number(const char *option, const char *text, unsigned long least, unsigned long most)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	if (*text < '0' || *text > '9' || *end || value < least || value > most)
		usage_error(option, text);
	return value;
}

static int choice(const char *option, const char *text, const char *const *names, int count)
{
	for (int i = 0; i < count; i++) {
		if (!strcmp(text, names[i]))
			return i;
	}
	usage_error(option, text);
}

struct arguments {
	struct run run;
	const char *truth;
	int truth_counts;
	int scenario;
};

static struct arguments parse(int argc, char **argv)
{
	static const char *const versions[] = { "1.2", "1.3" };
	static const char *const families[] = { "4", "6" };
	static const char *const ciphers[] = { "aes-128-gcm", "aes-256-gcm", "chacha20-poly1305" };
	struct arguments arguments = {
		.run = { .pair = { .family = 4, .tls_minor = 4 }, .count = 20000, .bytes = 200 },
		.scenario = -1,
	};
	struct run *run = &arguments.run;
	const struct option options[] = {
		{ "tls", required_argument, NULL, 't' },
		{ "family", required_argument, NULL, 'f' },
		{ "cipher", required_argument, NULL, 'c' },
		{ "truth", required_argument, NULL, 'o' },
		{ "truth-counts", no_argument, &arguments.truth_counts, 1 },
		{ "count", required_argument, NULL, 'n' },
		{ "bytes", required_argument, NULL, 'b' },
		{ "rate", required_argument, NULL, 'r' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 't': run->pair.tls_minor = 3 + choice("--tls", optarg, versions, 2); break;
		case 'f': run->pair.family = 4 + 2 * choice("--family", optarg, families, 2); break;
		case 'c': run->pair.cipher = choice("--cipher", optarg, ciphers, 3); break;
		case 'o': arguments.truth = optarg; break;
		case 'n': run->count = number("--count", optarg, 1, 100000000); break;
		case 'b': run->bytes = number("--bytes", optarg, 1, RECORD_BYTES); break;
		case 'r': run->rate = number("--rate", optarg, 0, 1000000); break;
		case 'h': print_usage(stdout); exit(0);
		case 0: break;
		default: print_usage(stderr); exit(EXIT_USAGE);
		}
	}
	for (int i = 0; i < SCENARIOS && optind == argc - 1; i++) {
		if (!strcmp(argv[optind], scenarios[i].name))
			arguments.scenario = i;
	}
	if (arguments.scenario < 0)
		usage_error("one scenario is needed", optind < argc ? argv[optind] : "none given");
	return arguments;
}

int main(int argc, char **argv)
{
	struct arguments arguments = parse(argc, argv);
	const char *name = scenarios[arguments.scenario].name;
	const struct run *run = &arguments.run;
	struct timespec start, end;

	fail_context = name;
	fail_after(120 + (run->rate ? run->count / run->rate : run->count / 1000));
	truth_open(arguments.truth, arguments.truth_counts);
	clock_gettime(CLOCK_MONOTONIC, &start);
	scenarios[arguments.scenario].run(run);
	clock_gettime(CLOCK_MONOTONIC, &end);
	truth_close();
	printf("{\"scenario\":\"%s\",\"pid\":%d,\"tx_calls\":%" PRIu64 ",\"rx_calls\":%" PRIu64 ",\"seconds\":%.3f}\n",
	       name, getpid(), truth_calls(TX), truth_calls(RX),
	       (end.tv_sec - start.tv_sec) + (end.tv_nsec - start.tv_nsec) / 1e9);
	return 0;
}
