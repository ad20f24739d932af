#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""kTLS traffic of an unmodified TLS program: Python's ssl module, a client and a server that echoes.

kTLS is switched on by OPENSSL_CONF alone, so the script runs itself again with one. Which directions
the kernel then encrypts is OpenSSL's choice; /proc/net/tls_stat says what it did.
"""
import argparse
import base64
import json
import os
import random
import signal
import socket
import ssl
import sys
import tempfile
import threading

RECORD_BYTES = 16384
TIMEOUT_SECONDS = 120
VERSIONS = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}
OPENSSL_CONF = """openssl_conf = all
[all]
ssl_conf = ssl
[ssl]
system_default = settings
[settings]
Options = KTLS
"""


def parse_arguments():
    parser = argparse.ArgumentParser(prog="ssl_pair.py")
    parser.add_argument("--certificate", required=True, metavar="DIR", help="what certificate.sh made")
    parser.add_argument("--tls", choices=["1.2", "1.3"], default="1.3")
    parser.add_argument("--family", choices=["4", "6"], default="4")
    parser.add_argument("--count", type=int, default=20, help="messages, each of which comes back")
    parser.add_argument("--truth", metavar="FILE", help="JSON lines of what went through the kernel's TLS")
    return parser.parse_args()


def run_again_with_ktls():
    with tempfile.NamedTemporaryFile("w", suffix=".cnf") as file:
        file.write(OPENSSL_CONF)
        file.flush()
        environment = dict(os.environ, OPENSSL_CONF=file.name, SSL_PAIR_CONF=file.name)
        return os.spawnve(os.P_WAIT, sys.executable, [sys.executable, *sys.argv], environment)


def tls_statistics():
    try:
        with open("/proc/net/tls_stat", encoding="ascii") as file:
            return {name: int(value) for name, value in (line.split() for line in file)}
    except FileNotFoundError:  # the module is not loaded yet
        return {}


def messages(count):
    """Texts, all byte values, whole records of random bytes, single bytes: by turns, of count in all."""
    source = random.Random(count)
    for number in range(count):
        kind = number % 4
        if kind == 0:
            yield b"GET /message/%d HTTP/1.1\r\nHost: localhost\r\n\r\n" % number
        elif kind == 1:
            yield bytes(range(256))
        elif kind == 2:
            yield source.randbytes(RECORD_BYTES)
        else:
            yield bytes([number % 256])


class End:
    """One end of a connection, and a line for each SSL_write and each SSL_read that returned data."""

    def __init__(self, connection):
        self.connection = connection
        self.local_port = connection.getsockname()[1]
        self.peer_port = connection.getpeername()[1]
        self.lines = []
        with open("/proc/self/comm", encoding="utf-8", errors="replace") as file:
            self.comm = file.read().rstrip("\n")

    def note(self, direction, data):
        self.lines.append({
            "pid": os.getpid(),
            "tid": threading.get_native_id(),
            "comm": self.comm,
            "direction": direction,
            "local_port": self.local_port,
            "peer_port": self.peer_port,
            "record_type": "application_data",
            "length": len(data),
            "data_base64": base64.b64encode(data).decode("ascii"),
        })

    def send(self, data):
        if self.connection.send(data) != len(data):
            raise OSError("a short SSL_write")
        self.note("TX", data)

    def receive(self, expected):
        parts, left = [], len(expected)
        while left:
            data = self.connection.recv(left)
            if not data:
                raise EOFError("the stream ended early")
            self.note("RX", data)
            parts.append(data)
            left -= len(data)
        if b"".join(parts) != expected:
            raise ValueError("something else was received than was sent")


def serve(listener, arguments):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = context.maximum_version = VERSIONS[arguments.tls]
    context.load_cert_chain(f"{arguments.certificate}/server.pem", f"{arguments.certificate}/server.key")
    with context.wrap_socket(listener.accept()[0], server_side=True) as connection:
        end = End(connection)
        for message in messages(arguments.count):
            end.receive(message)
            end.send(message)
        connection.unwrap()
        return end.lines


def connect(address, arguments):
    context = ssl.create_default_context(cafile=f"{arguments.certificate}/ca.pem")
    context.minimum_version = context.maximum_version = VERSIONS[arguments.tls]
    with context.wrap_socket(socket.create_connection(address), server_hostname="localhost") as connection:
        end = End(connection)
        for message in messages(arguments.count):
            end.send(message)
            end.receive(message)
        connection.unwrap()
        return end.lines


def pin(cpus, number):
    """A CPU for each end: two tasks on one can keep a forced fentry from seeing a call of either."""
    os.sched_setaffinity(0, {cpus[number % len(cpus)]})


def run_pair(arguments):
    """What both ends sent and received, the server's lines first."""
    cpus = sorted(os.sched_getaffinity(0))
    family, host = (socket.AF_INET6, "::1") if arguments.family == "6" else (socket.AF_INET, "127.0.0.1")
    with socket.create_server((host, 0), family=family) as listener, tempfile.TemporaryFile("w+") as server_lines:
        child = os.fork()
        if child == 0:
            signal.alarm(TIMEOUT_SECONDS)
            pin(cpus, 0)
            json.dump(serve(listener, arguments), server_lines)
            server_lines.flush()
            os._exit(0)
        pin(cpus, 1)
        client_lines = connect(listener.getsockname()[:2], arguments)
        status = os.waitpid(child, 0)[1]
        if status:
            raise ChildProcessError(f"the server ended with status {status:#x}")
        server_lines.seek(0)
        return json.load(server_lines) + client_lines


def main():
    arguments = parse_arguments()
    if "SSL_PAIR_CONF" not in os.environ:
        return run_again_with_ktls()
    signal.alarm(TIMEOUT_SECONDS)
    before = tls_statistics()
    lines = run_pair(arguments)
    after = tls_statistics()
    active = [
        direction
        for direction, name in (("TX", "TlsTxSw"), ("RX", "TlsRxSw"))
        if after.get(name, 0) - before.get(name, 0) == 2
    ]
    if "TX" not in active:
        print("ssl_pair.py: the kernel did not encrypt both ends: no kTLS here", file=sys.stderr)
        return 3
    if arguments.truth:
        with open(arguments.truth, "w", encoding="ascii") as file:
            for line in lines:
                if line["direction"] in active:
                    file.write(json.dumps(line) + "\n")
    print(json.dumps({"scenario": "ssl_pair", "tls": arguments.tls, "openssl": ssl.OPENSSL_VERSION, "active": active}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
