#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""fetch_slowly.py CA PORT PATH BYTES_PER_SECOND: a file of nginx.sh over kTLS, read no faster; prints its SHA-256."""
import hashlib
import sys
import time

from ktls_connection import connect

ROOM_BYTES = 65536


def main():
    if len(sys.argv) != 5:
        sys.exit('usage: fetch_slowly.py CA PORT PATH BYTES_PER_SECOND')
    ca, port, path, rate = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
    digest = hashlib.sha256()
    with connect(ca, port, 'http/1.1') as connection:
        connection.sendall(f'GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'.encode())
        start = time.monotonic()
        head = b''
        while b'\r\n\r\n' not in head:
            head += connection.recv(ROOM_BYTES)
        digest.update(head.split(b'\r\n\r\n', 1)[1])
        received = 0
        while data := connection.recv(ROOM_BYTES):
            digest.update(data)
            received += len(data)
            time.sleep(max(0, start + received / rate - time.monotonic()))
    print(digest.hexdigest())


main()
