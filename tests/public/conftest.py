"""A service on this machine that answers as the public ones are documented to, with their limits and faults.

No test here may reach another machine: a connection to anything but 127.0.0.1 fails at once.
"""

import json
import re
import socket
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from competence.config import load
from competence.public import client

CONFIG = """\
[municipality]
name = "Linköping"
code = "0580"

[[administration]]
id = "vard"
name = "Vård"

[sources.personal]
table = "employments"
kind = "spells"
path = "personal.csv"
columns = { person = "Pnr", administration = "Förv", start = "Från" }

[fetch]
seconds = 120
timeout_seconds = 0.5
attempts = 4
"""


@dataclass
class Answer:
    """What the service says once: a status, headers, and JSON or bytes; `cut` says fewer bytes than promised."""

    body: object = None
    status: int = 200
    headers: dict = field(default_factory=dict)
    cut: int | None = None
    late: float = 0.0


class Service:
    """Answers by `routes` (a pattern of the path → a function of request → Answer or JSON), first by `queue`."""

    def __init__(self):
        self.routes, self.queue, self.asked = [], [], []
        self.closing = threading.Event()
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                service.serve(self, None)

            def do_POST(self):
                length = int(self.headers.get("content-length", 0))
                service.serve(self, json.loads(self.rfile.read(length)))

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None  # who asks may leave before the answer is over
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def on(self, pattern, answer):
        self.routes.insert(0, (re.compile(pattern), answer))

    def serve(self, handler, body):
        parts = urlsplit(handler.path)
        query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        request = {"path": parts.path, "query": query, "body": body, "headers": dict(handler.headers),
                   "method": handler.command, "url": handler.path}  # fmt: skip
        self.asked.append(request)
        answer = self.queue.pop(0) if self.queue else None
        for pattern, route in self.routes if answer is None else ():
            if pattern.search(parts.path):
                answer = route(request) if callable(route) else route
                break
        if answer is None:
            answer = Answer({"title": "Non-existent table", "status": 404}, 404)
        answer = answer if isinstance(answer, Answer) else Answer(answer)
        data = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
        self.closing.wait(answer.late)
        try:
            handler.send_response(answer.status)
            for name, value in answer.headers.items():
                handler.send_header(name, value)
            handler.send_header("Content-Length", str(len(data)))
            handler.end_headers()
            handler.wfile.write(data[: answer.cut] if answer.cut is not None else data)
            handler.wfile.flush()
        except OSError:
            pass
        if answer.cut is not None:
            handler.close_connection = True

    def close(self):
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(autouse=True)
def nothing_outside(monkeypatch):
    reached = socket.socket.connect

    def connect(self, address):
        if self.family == socket.AF_UNIX or address[0] in ("127.0.0.1", "::1"):
            return reached(self, address)
        raise AssertionError("a test reached out")

    monkeypatch.setattr(socket.socket, "connect", connect)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def service():
    running = Service()
    yield running
    running.close()


@pytest.fixture
def waits(monkeypatch):
    """Seconds that would have been waited."""
    waited = []
    monkeypatch.setattr(client, "pause", waited.append)
    return waited


@pytest.fixture
def project(tmp_path):
    """A function of more configuration: the project's config read anew."""
    (tmp_path / "data" / "raw").mkdir(parents=True)

    def make(more=""):
        (tmp_path / "municipality.toml").write_text(CONFIG + more, encoding="utf-8")
        return load(tmp_path)

    return make
