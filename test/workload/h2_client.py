# SPDX-License-Identifier: Apache-2.0
"""Sends requests over one HTTP/2 connection with kTLS, all at once. Arguments: see ktls_connection.py."""
import sys
import time

import h2.config
import h2.connection
import h2.events

from ktls_connection import Account, arguments, connect


class Client:
    def __init__(self, connection, port):
        self.connection = connection
        self.account = Account(connection)
        self.authority = f'127.0.0.1:{port}'
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(header_encoding='utf-8'))
        # By stream: the request, when it was sent, the status, bytes of content.
        self.open = {}

    def flush(self):
        data = self.h2.data_to_send()
        if data:
            self.account.send(data)

    def request(self, request):
        stream = self.h2.get_next_available_stream_id()
        pseudo = {':method': request['method'], ':scheme': 'https', ':authority': self.authority, ':path': request['path']}
        fields = {**pseudo, 'user-agent': 'h2_client', **request['headers']}
        self.open[stream] = [request, time.time_ns(), 0, 0]
        self.h2.send_headers(stream, list(fields.items()), end_stream=request['body'] == '')
        if request['body'] != '':
            self.h2.send_data(stream, request['body'].encode(), end_stream=True)
        self.flush()

    def handle(self, event):
        if isinstance(event, h2.events.ResponseReceived):
            self.open[event.stream_id][2] = int(dict(event.headers)[':status'])
        elif isinstance(event, h2.events.DataReceived):
            self.open[event.stream_id][3] += len(event.data)
            self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, h2.events.StreamEnded):
            self.account.answered(*self.open.pop(event.stream_id))
        elif isinstance(event, (h2.events.StreamReset, h2.events.ConnectionTerminated)):
            sys.exit(f'the server ended it: {event}')

    def run(self, requests):
        self.h2.initiate_connection()
        self.flush()
        for request in requests:
            self.request(request)
        while self.open:
            data = self.connection.recv(65536)
            if not data:
                sys.exit('the server closed the connection')
            for event in self.h2.receive_data(data):
                self.handle(event)
            self.flush()
        self.h2.close_connection()
        self.flush()
        self.connection.close()


def main():
    ca, port, requests = arguments()
    Client(connect(ca, port, 'h2'), port).run(requests)


main()
