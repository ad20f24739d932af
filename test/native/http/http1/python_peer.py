# SPDX-License-Identifier: Apache-2.0
"""python_peer.py server VERSION: http.server on a port of its own, which it prints; ends when its standard input does.
python_peer.py client VERSION PORT: requests by http.client, what each saw as JSON.
VERSION is HTTP/1.0 or HTTP/1.1."""
import http.client
import http.server
import json
import sys
import threading

TEXT = "".join(f"line {n} of python\n" for n in range(1500))


class Handler(http.server.BaseHTTPRequestHandler):
    def content(self):
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = []
        while size := int(self.rfile.readline(), 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def answer(self):
        content = b"echo:" + self.content() + TEXT.encode()
        self.send_response(200)
        if self.path != "/until-the-end":
            self.send_header("Content-Length", str(len(content)))
        else:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_GET = do_HEAD = do_POST = do_PUT = answer

    def log_message(self, *arguments):
        pass


def serve():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()


def request(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection._http_vsn_str = sys.argv[2]
    for method, target, content in [
        ("GET", "/a?b=c", None),
        ("HEAD", "/head", None),
        ("POST", "/sized", [TEXT]),
        ("PUT", "/in-chunks", ["one", "two", TEXT]),
        ("POST", "/none", [""]),
        ("GET", "/until-the-end", None),
        ("GET", "/refused/%00", None),
        ("PATCH", "/not-known", None),
    ]:
        is_chunked = target == "/in-chunks" and sys.argv[2] == "HTTP/1.1"
        whole = "".join(content or [])
        body = [piece.encode() for piece in content] if is_chunked else whole.encode() if content else None
        headers = {"Transfer-Encoding": "chunked"} if is_chunked else {}
        connection.request(method, target, body=body, encode_chunked=is_chunked, headers=headers)
        response = connection.getresponse()
        yield {
            "method": method,
            "target": target,
            "status": response.status,
            "request": whole,
            "response": response.read().decode("latin1"),
        }
        if sys.argv[2] == "HTTP/1.0":
            connection.close()


if sys.argv[1] == "server":
    Handler.protocol_version = sys.argv[2]
    serve()
else:
    json.dump(list(request(int(sys.argv[3]))), sys.stdout)
