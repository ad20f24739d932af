// SPDX-License-Identifier: Apache-2.0
/* Fetches a page over TLS with the record layer in the kernel, and says whether it was. */
#define _GNU_SOURCE
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "box.h"
#include "connect.h"
#include "http.h"
#include "tls.h"

enum { EXIT_USAGE = 1, EXIT_CONNECTION = 2, EXIT_INACTIVE = 3 };

static const char usage[] =
	"usage: ktls_client [--ca FILE | --insecure] [--tls 1.2|1.3] [HOST [PORT [PATH]]]\n"
	"\n"
	"Sends GET PATH to HOST (httpbin.org 443 /get) over TLS with SSL_OP_ENABLE_KTLS, prints whether\n"
	"the kernel does the encryption, then the response.\n"
	"\n"
	"  --ca FILE    trust the certificates in FILE (PEM) in place of the system's\n"
	"  --insecure   accept any certificate\n"
	"  --tls V      this TLS version only\n"
	"  --help       print this\n"
	"\n"
	"exit status:\n"
	"  0  the response arrived, and the kernel encrypted the request (kTLS TX)\n"
	"  1  usage\n"
	"  2  no connection, no TLS, no whole HTTP response, or status 400 and above\n"
	"  3  the response arrived, but kTLS TX was not active\n";

struct arguments {
	struct tls_options tls;
	const char *port;
	const char *path;
};

static _Noreturn void usage_error(const char *what)
{
	if (what)
		fprintf(stderr, "ktls_client: %s\n", what);
	fputs(usage, stderr);
	exit(EXIT_USAGE);
}

static int version_of(const char *name)
{
	if (!strcmp(name, "1.2"))
		return TLS1_2_VERSION;
	if (!strcmp(name, "1.3"))
		return TLS1_3_VERSION;
	usage_error("--tls is 1.2 or 1.3");
}

/* [::1] and ::1 are the same host. */
static const char *without_brackets(char *host)
{
	size_t length = strlen(host);

	if (length < 2 || host[0] != '[' || host[length - 1] != ']')
		return host;
	host[length - 1] = '\0';
	return host + 1;
}

/* A space or a control character would end the request line or begin another header. */
static bool fits_in_request(const char *text)
{
	for (; *text; text++) {
		if ((unsigned char)*text <= ' ' || *text == 0x7f)
			return false;
	}
	return true;
}

static struct arguments parse(int argc, char **argv)
{
	static const struct option options[] = {
		{"ca", required_argument, NULL, 'c'},
		{"insecure", no_argument, NULL, 'k'},
		{"tls", required_argument, NULL, 't'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	struct arguments arguments = {.tls.host = "httpbin.org", .port = "443", .path = "/get"};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'c':
			arguments.tls.ca_file = optarg;
			break;
		case 'k':
			arguments.tls.insecure = true;
			break;
		case 't':
			arguments.tls.version = version_of(optarg);
			break;
		case 'h':
			fputs(usage, stdout);
			exit(0);
		default:
			usage_error(NULL);
		}
	}
	if (arguments.tls.ca_file && arguments.tls.insecure)
		usage_error("--ca and --insecure exclude each other");
	if (argc - optind > 3)
		usage_error("too many arguments");
	if (optind < argc)
		arguments.tls.host = without_brackets(argv[optind++]);
	if (optind < argc)
		arguments.port = argv[optind++];
	if (optind < argc)
		arguments.path = argv[optind++];
	if (!*arguments.tls.host || !fits_in_request(arguments.tls.host))
		usage_error("HOST is a name or an address");
	if (atoi(arguments.port) < 1 || atoi(arguments.port) > 65535 ||
	    arguments.port[strspn(arguments.port, "0123456789")])
		usage_error("PORT is a number from 1 to 65535");
	if (arguments.path[0] != '/' || !fits_in_request(arguments.path))
		usage_error("PATH begins with / and has no spaces");
	return arguments;
}

/* Whether the kernel encrypts what is sent. */
static bool print_state(SSL *ssl)
{
	bool tx = BIO_get_ktls_send(SSL_get_wbio(ssl)), rx = BIO_get_ktls_recv(SSL_get_rbio(ssl));
	char tx_line[64], rx_line[64], cipher[128], version[64];
	const char *const lines[] = {tx_line, rx_line, cipher, version};

	snprintf(tx_line, sizeof(tx_line), "kTLS TX: %s", tx ? "✓ ACTIVE" : "✗ inactive");
	snprintf(rx_line, sizeof(rx_line), "kTLS RX: %s", rx ? "✓ ACTIVE" : "✗ inactive");
	snprintf(cipher, sizeof(cipher), "Cipher:  %s", SSL_get_cipher_name(ssl));
	snprintf(version, sizeof(version), "Version: %s", SSL_get_version(ssl));
	box_print(lines, sizeof(lines) / sizeof(lines[0]));
	fflush(stdout);
	return tx;
}

int main(int argc, char **argv)
{
	struct arguments arguments = parse(argc, argv);
	bool tx, good;
	SSL *ssl;
	int fd;

	signal(SIGPIPE, SIG_IGN);
	fd = connect_to(arguments.tls.host, arguments.port);
	if (fd < 0)
		return EXIT_CONNECTION;
	ssl = tls_connect(fd, &arguments.tls);
	if (!ssl) {
		close(fd);
		return EXIT_CONNECTION;
	}
	tx = print_state(ssl);
	good = http_get(ssl, arguments.tls.host, arguments.port, arguments.path);
	if (good)
		SSL_shutdown(ssl);
	SSL_free(ssl);
	close(fd);
	if (fflush(stdout))
		good = false;
	if (!good)
		return EXIT_CONNECTION;
	if (!tx)
		fprintf(stderr, "ktls_client: kTLS TX is not active: the kernel needs CONFIG_TLS and the module tls, "
				"and OpenSSL needs kTLS support and a cipher that the kernel has\n");
	return tx ? 0 : EXIT_INACTIVE;
}
