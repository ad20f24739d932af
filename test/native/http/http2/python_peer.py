# SPDX-License-Identifier: Apache-2.0
"""python_peer.py server | client PORT: HTTP/2 on plain TCP by h2; prints what it saw as JSON."""
import json
import socket
import sys

import h2.config
import h2.connection
import h2.events
import h2.settings

TIMEOUT_SECONDS = 20
REQUESTS = [
    ("GET", "/py/0", b""),
    ("POST", "/py/1", b"\x00\x01\xff" * 10),
    ("PUT", "/py/2?" + "q" * 500, b"line\n" * 5000),
    ("DELETE", "/py/3", b"x"),
]


def seen(fields, request, status, response):
    head = {name: value for name, value in fields}
    return {
        "method": head[":method"],
        "path": head[":path"],
        "status": status,
        "request": request.decode("latin1"),
        "response": response.decode("latin1"),
    }


class Peer:
    """One end of a connection; `handle` gets its events until it returns True."""

    def __init__(self, sock, client):
        self.sock = sock
        sock.settimeout(TIMEOUT_SECONDS)
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=client, header_encoding="utf-8"))
        self.bodies = {}
        self.h2.initiate_connection()
        self.flush()

    def flush(self):
        self.sock.sendall(self.h2.data_to_send())

    def run(self, handle):
        done = False
        while not done:
            data = self.sock.recv(65536)
            if not data:
                return
            for event in self.h2.receive_data(data):
                if isinstance(event, h2.events.DataReceived):
                    self.bodies[event.stream_id] = self.bodies.get(event.stream_id, b"") + event.data
                    self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
                done = handle(event) or done
            self.flush()

    def send(self, stream, body):
        """In frames of odd sizes, some of them padded; all of it fits the window."""
        for number, start in enumerate(range(0, len(body), 1009)):
            self.h2.send_data(stream, body[start : start + 1009], pad_length=number % 256 if number % 2 else None)


def serve():
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    listener.settimeout(TIMEOUT_SECONDS)
    peer = Peer(listener.accept()[0], False)
    heads, exchanges = {}, []

    def handle(event):
        if isinstance(event, h2.events.RequestReceived):
            heads[event.stream_id] = event.headers
        if isinstance(event, h2.events.StreamEnded):
            stream, request = event.stream_id, peer.bodies.get(event.stream_id, b"")
            status = 200 + stream
            peer.h2.send_headers(stream, [(":status", "103"), ("x-early", "yes")])
            peer.h2.send_headers(stream, [(":status", str(status)), ("x-path", dict(heads[stream])[":path"])])
            peer.send(stream, request[::-1])
            peer.h2.send_headers(stream, [("x-trailer", "last")], end_stream=True)
            exchanges.append(seen(heads[stream], request, status, request[::-1]))
        return False

    peer.run(handle)
    print(json.dumps(exchanges))


def ask(port):
    peer = Peer(socket.create_connection(("127.0.0.1", port)), True)
    peer.h2.update_settings({h2.settings.SettingCodes.HEADER_TABLE_SIZE: 200})
    heads, statuses, exchanges = {}, {}, []
    for method, path, body in REQUESTS:
        stream = peer.h2.get_next_available_stream_id()
        heads[stream] = [(":method", method), (":scheme", "http"), (":authority", "localhost"), (":path", path), ("x-n", str(stream))]
        peer.h2.send_headers(stream, heads[stream], end_stream=not body, priority_weight=16 + stream, priority_depends_on=0)
        if body:
            peer.send(stream, body)
            peer.h2.end_stream(stream)
    peer.h2.ping(b"12345678")
    peer.flush()

    def handle(event):
        if isinstance(event, h2.events.ResponseReceived):
            statuses[event.stream_id] = int(dict(event.headers)[":status"])
        if isinstance(event, h2.events.StreamEnded):
            stream = event.stream_id
            body = dict((2 * number + 1, request[2]) for number, request in enumerate(REQUESTS))[stream]
            exchanges.append(seen(heads[stream], body, statuses[stream], peer.bodies.get(stream, b"")))
        return len(exchanges) == len(REQUESTS)

    peer.run(handle)
    peer.h2.close_connection()
    peer.flush()
    peer.sock.close()
    print(json.dumps(exchanges))


if sys.argv[1] == "server":
    serve()
else:
    ask(int(sys.argv[2]))
