# SPDX-License-Identifier: Apache-2.0
"""What the HTTP clients of the tests share: a connection over kTLS, and their account of it."""
import json
import os
import socket
import ssl
import sys
import time

# SSL_OP_ENABLE_KTLS: Python 3.11 has no name for it.
OP_ENABLE_KTLS = 1 << 3


def connect(ca, port, protocol):
    """A connection to nginx.sh: TLS 1.2, for OpenSSL 3.0 has the kernel receive only with that version; or NGINX_TLS."""
    context = ssl.create_default_context(cafile=ca)
    is_newer = os.environ.get('NGINX_TLS') == 'TLSv1.3'
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_3 if is_newer else ssl.TLSVersion.TLSv1_2
    context.options |= OP_ENABLE_KTLS
    context.set_alpn_protocols([protocol])
    connection = context.wrap_socket(socket.create_connection(('127.0.0.1', port)), server_hostname='127.0.0.1')
    if connection.selected_alpn_protocol() != protocol:
        sys.exit(f'the server does not speak {protocol}')
    return connection


class Account:
    """One line of JSON for each request, and one for each send; times in nanoseconds since the epoch."""

    def __init__(self, connection):
        self.connection = connection
        self.common = {'pid': os.getpid(), 'local_port': connection.getsockname()[1]}

    def send(self, data):
        self.connection.sendall(data)
        self.write({'sent_hex': data.hex()})

    def answered(self, request, start, status, response_bytes):
        self.write({
            **request, 'start_unix_nano': str(start), 'end_unix_nano': str(time.time_ns()), 'status': status,
            'response_bytes': response_bytes,
        })

    def write(self, line):
        print(json.dumps({**self.common, **line}), flush=True)


def arguments():
    """CA PORT REQUESTS, these a JSON list of {method, path, body, headers}."""
    if len(sys.argv) != 4:
        sys.exit(f'usage: {sys.argv[0]} CA PORT REQUESTS')
    return sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3])
