# SPDX-License-Identifier: Apache-2.0
"""Sends requests over one HTTP/1.1 connection with kTLS, one after the other. Arguments: see ktls_connection.py."""
import http.client
import time

from ktls_connection import Account, arguments, connect


def head_of(request, port):
    """Head and body are sent at once, so that a request is one call."""
    fields = {'Host': f'127.0.0.1:{port}', 'User-Agent': 'http1_client', **request['headers']}
    if request['body'] != '':
        fields['Content-Length'] = len(request['body'])
    lines = [f"{request['method']} {request['path']} HTTP/1.1", *(f'{name}: {value}' for name, value in fields.items())]
    return '\r\n'.join([*lines, "", request['body']]).encode()


def main():
    ca, port, requests = arguments()
    connection = connect(ca, port, 'http/1.1')
    account = Account(connection)
    for request in requests:
        start = time.time_ns()
        account.send(head_of(request, port))
        response = http.client.HTTPResponse(connection, method=request['method'])
        response.begin()
        body = response.read()
        account.answered(request, start, response.status, len(body))
    connection.unwrap().close()


main()
