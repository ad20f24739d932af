#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""fetch_bytes.py CA PORT REQUESTS RESPONSES: requests to nginx.sh as they are given, byte for byte, over kTLS.

Each line of the file of requests is one in hexadecimal. Each has a connection of its own, which the server ends. What
it answered becomes a line of the file of responses, in hexadecimal too.
"""
import sys

from ktls_connection import connect

ROOM_BYTES = 16384


def fetch(ca, port, request):
    with connect(ca, port, 'http/1.1') as connection:
        connection.sendall(request)
        parts = []
        while data := connection.recv(ROOM_BYTES):
            parts.append(data)
        return b''.join(parts)


def main():
    if len(sys.argv) != 5:
        sys.exit('usage: fetch_bytes.py CA PORT REQUESTS RESPONSES')
    ca, port, requests, responses = sys.argv[1:]
    with open(requests, encoding='ascii') as lines, open(responses, 'w', encoding='ascii') as out:
        for line in lines:
            out.write(fetch(ca, int(port), bytes.fromhex(line)).hex() + '\n')


main()
