"""A service that is busy, slow, cut off, somewhere else or nothing at all."""

import gzip
import os
import shutil
import ssl
import subprocess
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from competence.config.fetching import Fetch
from competence.public import PublicError, Refused
from competence.public.client import Client

from .conftest import Answer

LIMITS = {"seconds": 60.0, "timeout_seconds": 0.3, "attempts": 4, "largest_megabytes": 1.0}


def ask(service, path="/a", base=None, method="get", **limits):
    with Client("SCB", base or service.address, Fetch(**{**LIMITS, **limits})) as client:
        return client.get(path) if method == "get" else client.post(path, {}, {"a": 1})


def test_an_overloaded_service_is_asked_again_after_longer_and_longer(service, waits):
    service.queue = [Answer(None, 503), Answer(None, 502), Answer(None, 429), Answer({"a": 1})]
    assert ask(service) == {"a": 1}
    assert waits == [1, 2, 4]


def test_retry_after_in_seconds_is_kept_to(service, waits):
    service.queue = [Answer(None, 429, {"Retry-After": "7"}), Answer({"a": 1})]
    assert ask(service) == {"a": 1}
    assert waits == [7]


def test_retry_after_as_a_date_is_kept_to(service, waits):
    then = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    service.queue = [Answer(None, 503, {"Retry-After": then}), Answer({"a": 1})]
    assert ask(service) == {"a": 1}
    assert waits[0] == pytest.approx(20, abs=2)


@pytest.mark.parametrize("header", ["soon", "", "Wed, 21 Oct 2015 07:28:00 GMT", "-5"])
def test_a_retry_after_that_says_nothing_delays_nothing(service, waits, header):
    service.queue = [Answer(None, 429, {"Retry-After": header}), Answer({"a": 1})]
    assert ask(service) == {"a": 1}
    assert waits[0] <= 1


def test_a_wait_beyond_the_time_is_not_begun(service, waits):
    service.queue = [Answer(None, 429, {"Retry-After": "3600"})]
    with pytest.raises(PublicError, match="asks to be left for 3600 seconds"):
        ask(service)
    assert waits == [] and len(service.asked) == 1


def test_it_gives_up_after_so_many_tries(service, waits):
    service.queue = [Answer(None, 503)] * 9
    with pytest.raises(PublicError, match="overloaded"):
        ask(service)
    assert len(service.asked) == 4


def test_a_cut_body_is_asked_for_again(service, waits):
    service.queue = [Answer({"a": "x" * 500}, cut=100), Answer({"a": 1})]
    assert ask(service) == {"a": 1}


def test_half_a_json_is_asked_for_again_and_then_refused(service, waits):
    service.queue = [Answer(b'{"a": [1, 2'), Answer({"a": 1})]
    assert ask(service) == {"a": 1}
    service.queue = [Answer(b'{"a": [1, 2')] * 4
    with pytest.raises(PublicError, match="no whole JSON"):
        ask(service)


def test_a_log_in_page_is_recognised(service, waits):
    service.queue = [Answer(b"<!DOCTYPE html><html>Log in</html>")] * 4
    with pytest.raises(PublicError, match="web page"):
        ask(service)


def test_json_nested_beyond_sense_is_refused(service, waits):
    service.queue = [Answer(b"[" * 200_000)] * 4
    with pytest.raises(PublicError, match="no whole JSON"):
        ask(service)


def test_a_slow_answer_is_given_up_and_asked_for_again(service, waits):
    service.queue = [Answer({"a": 2}, late=0.8), Answer({"a": 1})]
    assert ask(service) == {"a": 1}


def test_a_service_that_drips_is_given_up_at_the_end_of_the_time(waits):
    class Dripping(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            try:
                while not over.wait(0.05):
                    self.wfile.write(b" ")
                    self.wfile.flush()
            except OSError:
                pass

        def log_message(self, *_):
            pass

    over = threading.Event()
    server = HTTPServer(("127.0.0.1", 0), Dripping)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        with pytest.raises(PublicError, match="too slowly"):
            ask(None, base=f"http://127.0.0.1:{server.server_address[1]}", seconds=0.4)
    finally:
        over.set()
        server.shutdown()
        server.server_close()


def test_an_answer_that_is_too_large_is_not_read(service, waits):
    service.queue = [Answer({"a": "x" * 1_100_000})]
    with pytest.raises(PublicError, match="larger than 1 MB"):
        ask(service)


def test_a_small_answer_that_unpacks_large_is_not_read(service, waits):
    packed = gzip.compress(b"[" + b" " * 50_000_000 + b"]")
    assert len(packed) < 100_000
    service.queue = [Answer(packed, headers={"Content-Encoding": "gzip"})]
    with pytest.raises(PublicError, match="larger than 1 MB"):
        ask(service)


def test_what_is_declined_is_not_asked_for_again(service, waits):
    service.queue = [Answer({"title": "Non-existent value", "status": 400}, 400)]
    with pytest.raises(Refused, match="Non-existent value") as refusal:
        ask(service)
    assert (refusal.value.status, refusal.value.title, len(service.asked)) == (400, "Non-existent value", 1)
    service.queue = [Answer(b"<html>", 404)]
    with pytest.raises(Refused, match="404"):
        ask(service)


def test_it_says_who_asks(service, waits):
    service.queue = [Answer({})]
    ask(service)
    assert service.asked[0]["headers"]["User-Agent"].startswith("competence/")


def test_no_more_calls_than_are_allowed_in_a_time(service, waits):
    service.on("/a", lambda _: {"a": 1})
    with Client("SCB", service.address, Fetch(**LIMITS)) as client:
        client.allow(3, 10)
        for _ in range(4):
            client.get("/a")
    assert len(waits) == 1 and 9 < waits[0] <= 10


def test_nothing_that_listens_is_told_soon(waits):
    with pytest.raises(PublicError, match=r"SCB could not be fetched from 127\.0\.0\.1: no connection"):
        ask(None, base="http://127.0.0.1:9")
    assert waits == [1, 2]


def test_a_move_within_the_house_is_followed_and_one_out_of_it_is_not(service, waits):
    service.queue = [Answer(None, 307, {"Location": "/b/"}), Answer({"a": 1})]
    assert ask(service, method="post") == {"a": 1}
    assert [(r["method"], r["path"], r["body"]) for r in service.asked] == [
        ("POST", "/a", {"a": 1}),
        ("POST", "/b/", {"a": 1}),
    ]
    service.queue = [Answer(None, 301, {"Location": "http://elsewhere.example/b"})]
    with pytest.raises(PublicError, match="has moved"):
        ask(service)
    service.on("/round", lambda _: Answer(None, 302, {"Location": "/round"}))
    with pytest.raises(PublicError, match="circle"):
        ask(service, "/round")


def test_a_next_page_stays_with_the_service(service, waits):
    service.on("/v3/kpi", lambda request: {"page": request["query"].get("page")})
    with Client("Kolada", service.address + "/v3", Fetch(**LIMITS)) as client:
        assert client.get("http://elsewhere.example/v3/kpi?page=2") == {"page": "2"}


def test_a_proxy_of_the_environment_is_used(service, waits, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", service.address)
    service.on("/a", lambda _: {"a": 1})
    with Client("SCB", "http://statistics.example", Fetch(**LIMITS)) as client:
        assert client.get("/a") == {"a": 1}
    assert service.asked[0]["url"].startswith("http://statistics.example/a")


def test_a_proxy_that_is_none_is_told(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "nonsense://x")
    with pytest.raises(PublicError, match="HTTPS_PROXY"):
        Client("SCB", "https://statistics.example", Fetch(**LIMITS))


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed: no certificate to try")
def test_a_certificate_of_the_environment_is_trusted(tmp_path, waits, monkeypatch):
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert]  # fmt: skip
    subprocess.run(list(map(os.fspath, made)), check=True, capture_output=True)

    class Secure(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Length", "8")
            self.end_headers()
            self.wfile.write(b'{"a": 1}')

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Secure)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    base = f"https://127.0.0.1:{server.server_address[1]}"
    try:
        with pytest.raises(PublicError, match="SSL_CERT_FILE"):
            ask(None, base=base)
        monkeypatch.setenv("SSL_CERT_FILE", str(cert))
        assert ask(None, base=base) == {"a": 1}
    finally:
        server.shutdown()
        server.server_close()
