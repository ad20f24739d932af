// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "arguments.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"
#include "record_io.h"

static void print_usage(FILE *to)
{
	fputs("usage: raw [options] SCENARIO\n"
	      "  --tls 1.2|1.3          1.3\n"
	      "  --family 4|6           4\n"
	      "  --cipher NAME          aes-128-gcm, aes-256-gcm, chacha20-poly1305\n"
	      "  --port N               the server's; of several listeners at once, the first one's\n"
	      "  --address A            the server's: 127.0.0.1 or ::1; with --family 6 also ::ffff:127.0.0.2\n"
	      "  --comm NAME            name of the thread that works; the process's own stays\n"
	      "  --uid N                user that works, in a process of its own\n"
	      "  --then PROGRAM         becomes it at the end, with SCENARIO and --truth: the truth is then its own\n"
	      "  --truth FILE           JSON lines of what was sent and received\n"
	      "  --truth-counts         only totals by process and direction\n"
	      "  --count N              load: 20000 records\n"
	      "  --bytes N              load: 200 bytes each, 1 to 16384\n"
	      "  --rate N               load: records per second, 0 for as many as can be\n"
	      "  --threads N            threads-recv: 100\n"
	      "  --again                threads-recv: then one more message for each, by one thread\n"
	      "  --connections N        churn: 1000\n"
	      "  --parallel N           churn: 1 thread\n"
	      "  --hold                 churn: opens all, uses each, closes all\n"
	      "  --input FILE           replay: what each end sends\n"
	      "exit status: 0 all was received as sent, 1 it was not, 2 usage, 3 no kTLS here,\n"
	      "4 the kernel lacks something else that the scenario needs\n"
	      "scenarios:\n",
	      to);
	for (const struct scenario *scenario = scenarios; scenario->name; scenario++)
		fprintf(to, "  %-14s %s\n", scenario->name, scenario->what);
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

/* The kernel would cut a longer one. */
static const char *thread_name(const char *text)
{
	if (!*text || strlen(text) > 15)
		usage_error("--comm", text);
	return text;
}

static const struct scenario *scenario_named(const char *name)
{
	for (const struct scenario *scenario = scenarios; scenario->name; scenario++) {
		if (!strcmp(name, scenario->name))
			return scenario;
	}
	usage_error("no such scenario", name);
}

struct arguments arguments_parse(int argc, char **argv)
{
	static const char *const versions[] = {"1.2", "1.3"};
	static const char *const families[] = {"4", "6"};
	static const char *const ciphers[] = {"aes-128-gcm", "aes-256-gcm", "chacha20-poly1305"};
	struct arguments arguments = {
		.run = {.pair = {.family = 4, .tls_minor = 4},
			.count = 20000,
			.bytes = 200,
			.threads = 100,
			.connections = 1000,
			.parallel = 1},
		.uid = -1,
	};
	struct run *run = &arguments.run;
	const struct option options[] = {
		{"tls", required_argument, NULL, 't'},
		{"family", required_argument, NULL, 'f'},
		{"cipher", required_argument, NULL, 'c'},
		{"port", required_argument, NULL, 'p'},
		{"address", required_argument, NULL, 'a'},
		{"comm", required_argument, NULL, 'm'},
		{"uid", required_argument, NULL, 'u'},
		{"then", required_argument, NULL, 'e'},
		{"truth", required_argument, NULL, 'o'},
		{"truth-counts", no_argument, &arguments.truth_counts, 1},
		{"count", required_argument, NULL, 'n'},
		{"bytes", required_argument, NULL, 'b'},
		{"rate", required_argument, NULL, 'r'},
		{"threads", required_argument, NULL, 'T'},
		{"again", no_argument, &run->again, 1},
		{"connections", required_argument, NULL, 'N'},
		{"parallel", required_argument, NULL, 'P'},
		{"hold", no_argument, &run->hold, 1},
		{"input", required_argument, NULL, 'i'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 't':
			run->pair.tls_minor = 3 + choice("--tls", optarg, versions, 2);
			break;
		case 'f':
			run->pair.family = 4 + 2 * choice("--family", optarg, families, 2);
			break;
		case 'c':
			run->pair.cipher = choice("--cipher", optarg, ciphers, 3);
			break;
		case 'p':
			run->pair.port = number("--port", optarg, 1, 65535);
			break;
		case 'a':
			run->pair.address = optarg;
			break;
		case 'm':
			arguments.comm = thread_name(optarg);
			break;
		case 'u':
			arguments.uid = number("--uid", optarg, 0, 4294967294);
			break;
		case 'e':
			arguments.then = optarg;
			break;
		case 'o':
			arguments.truth = optarg;
			break;
		case 'n':
			run->count = number("--count", optarg, 1, 100000000);
			break;
		case 'b':
			run->bytes = number("--bytes", optarg, 1, RECORD_BYTES);
			break;
		case 'r':
			run->rate = number("--rate", optarg, 0, 1000000);
			break;
		case 'T':
			run->threads = number("--threads", optarg, 1, 1000);
			break;
		case 'N':
			run->connections = number("--connections", optarg, 1, 1000000);
			break;
		case 'P':
			run->parallel = number("--parallel", optarg, 1, 1000);
			break;
		case 'i':
			run->input = optarg;
			break;
		case 'h':
			print_usage(stdout);
			exit(0);
		case 0:
			break;
		default:
			print_usage(stderr);
			exit(EXIT_USAGE);
		}
	}
	if (optind != argc - 1)
		usage_error("one scenario is needed", optind < argc ? argv[optind] : "none given");
	arguments.scenario = scenario_named(argv[optind]);
	return arguments;
}
