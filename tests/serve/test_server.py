"""The local page answers its own page, on this machine, within its limits, and nobody else."""

from __future__ import annotations

import json
import select
import socket
import struct
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest

from symxent.serve.server import MAX_BODY, Server
from symxent.serve.worker import Job, Superseded, TooLong, Worker

WRONG = r"$$f(x) = x^2$$ and $$f'(x) = -2x$$"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    one = Server(0)
    thread = threading.Thread(target=one.serve_forever, daemon=True)
    thread.start()
    yield one
    one.shutdown()
    one.close()
    thread.join(5)


def ask(server: Server, method: str, path: str, body: bytes | None = None, **headers: str):
    connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    return response.status, response.headers, response.read()


def check(server: Server, text: str, **more: object):
    body = json.dumps({"text": text, "kind": "markdown", "correct": True, **more}).encode()
    status, _, answer = ask(server, "POST", "/check", body, Content_Type="application/json")
    return status, json.loads(answer)


def test_a_mistake_comes_back_with_its_correction(server):
    status, answer = check(server, WRONG)
    assert status == 200
    assert answer["summary"] == "2 steps: 0 proved, 1 given, 1 refuted"
    assert "M201" in answer["html"]
    assert "data-edits" in answer["html"]


def test_the_page_admits_its_own_script_and_style_only(server):
    status, headers, body = ask(server, "GET", "/")
    policy = headers["Content-Security-Policy"]
    assert status == 200
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "script-src 'self'" in policy
    assert b'<script src="/app.js" defer></script>' in body
    assert b"onclick" not in body
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_server_listens_on_this_machine_only(server):
    assert server.server_address[0] == "127.0.0.1"


REFUSED = {
    "a name that was bent to this machine": ("GET", "/", None, {"Host": "evil.example:80"}, 421),
    "a page of another origin": ("POST", "/check", b"{}", {"Origin": "https://evil.example"}, 403),
    "the origin of a file": ("POST", "/check", b"{}", {"Origin": "null"}, 403),
    "a form": ("POST", "/check", b"{}", {"Content_Type": "text/plain"}, 415),
    "no JSON": ("POST", "/check", b"{", {"Content_Type": "application/json"}, 400),
    "JSON a hundred thousand deep": ("POST", "/check", b"[" * 100_000, {"Content_Type": "application/json"}, 400),
    "a list": ("POST", "/check", b"[]", {"Content_Type": "application/json"}, 400),
    "a number as text": ("POST", "/check", b'{"text": 1, "kind": "latex"}', {"Content_Type": "application/json"}, 400),
    "no such kind": ("POST", "/check", b'{"text": "", "kind": "../x"}', {"Content_Type": "application/json"}, 400),
    "a list as kind": ("POST", "/check", b'{"text": "a", "kind": []}', {"Content_Type": "application/json"}, 400),
    "an object as kind": ("POST", "/check", b'{"text": "a", "kind": {}}', {"Content_Type": "application/json"}, 400),
    "a number of 5000 digits": ("POST", "/check", b"1" * 5000, {"Content_Type": "application/json"}, 400),
    "null": ("POST", "/check", b"null", {"Content_Type": "application/json"}, 400),
    "no such page": ("GET", "/../../etc/passwd", None, {}, 404),
    "a page to write to": ("POST", "/", b"{}", {"Content_Type": "application/json"}, 404),
    "no such method": ("PUT", "/check", b"{}", {}, 501),
}


@pytest.mark.parametrize(("method", "path", "body", "headers", "status"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_for_the_page_is_refused(server, method, path, body, headers, status):
    assert ask(server, method, path, body, **headers)[0] == status


@pytest.mark.parametrize("length", [str(MAX_BODY + 1), "9" * 5000, "0" * 5000 + str(MAX_BODY + 1)])
def test_a_body_beyond_the_limit_is_refused_before_it_is_read(server, length):
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as raw:
        head = f"POST /check HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nContent-Type: application/json\r\n"
        raw.sendall(f"{head}Content-Length: {length}\r\n\r\n".encode())
        assert b" 413 " in raw.recv(100)


def test_a_body_of_unsaid_length_is_refused(server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as raw:
        head = f"POST /check HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nContent-Type: application/json\r\n"
        raw.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n".encode())
        assert b" 411 " in raw.recv(100)


def sent_slowly(server: Server, request: bytes) -> bytes:
    """The answer to a request of which a byte comes every tenth of a second, or b"" when it is hung up on."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as raw:
        began = time.monotonic()
        try:
            for byte in request:
                raw.sendall(bytes([byte]))
                ready, _, _ = select.select([raw], [], [], 0.1)
                if ready or time.monotonic() > began + 8:
                    break
            return raw.recv(100)
        except ConnectionError:
            return b""


def test_a_request_that_trickles_in_is_not_waited_for(server, monkeypatch):
    monkeypatch.setattr("symxent.serve.server.READ_SECONDS", 1.0)
    host = f"Host: 127.0.0.1:{server.port}\r\nContent-Type: application/json\r\nContent-Length: 300\r\n\r\n"
    began = time.monotonic()
    assert sent_slowly(server, b"GET /" + b"a" * 300) == b""  # no request yet: there is nothing to answer
    assert time.monotonic() - began < 6
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as raw:
        raw.sendall(f"POST /check HTTP/1.1\r\n{host}".encode())
        for _ in range(60):
            raw.sendall(b" ")
            if select.select([raw], [], [], 0.1)[0]:
                break
        assert b" 408 " in raw.recv(100)
    assert check(server, "$$1 + 1 = 2$$")[0] == 200


def test_a_client_that_goes_away_is_no_error(server, capfd):
    body = json.dumps({"text": "$$1 + 1 = 2$$ " * 50, "kind": "markdown"}).encode()
    head = f"POST /check HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nContent-Type: application/json\r\n"
    whole = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
    for sent in (whole, whole[:-20], head.encode(), b"GET / HTTP/1.1\r\nHost: 127"):
        raw = socket.create_connection(("127.0.0.1", server.port), timeout=10)
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # hang up with a reset
        raw.sendall(sent)
        time.sleep(0.2)
        raw.close()
    time.sleep(0.5)
    assert check(server, "$$1 + 1 = 2$$")[0] == 200
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("stage", ["symxent.serve.server.Handler._job", "symxent.serve.server._page"])
def test_an_error_of_ours_is_an_answer_and_no_traceback(server, monkeypatch, capfd, stage):
    def broken(*arguments):
        raise KeyError("planted")

    monkeypatch.setattr(stage, broken)
    status, _, body = ask(server, "GET", "/") if stage.endswith("_page") else ask(server, "POST", "/check", b"{}")
    assert status == 500
    assert json.loads(body)["error"].startswith("an error of symxent's own, please report: KeyError: 'planted'")
    assert capfd.readouterr().err == ""


HOSTILE = {
    "markup": "<script>alert(1)</script> $$<img src=x onerror=alert(1)> = 1$$",
    "code": "$$__import__('os').system('id') = 0$$",
    "a power tower": "$$9^{9^{9^{9^{9}}}} = 1$$",
    "brackets": "$$" + "(" * 20_000 + "$$",
    "half a surrogate pair": "$$\ud800 = 1$$",
    "zero bytes": "$$x\0 = x$$",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_text_breaks_the_server_or_becomes_markup(server, text):
    status, answer = check(server, text)
    assert status == 200
    shown = answer.get("html", "")
    assert "<script" not in shown
    assert "<img" not in shown
    assert check(server, "$$1 + 1 = 2$$")[1]["summary"] == "1 step: 1 proved"


def test_a_newer_text_ends_the_check_of_an_older_one():
    worker = Worker()
    outcome: list[object] = []

    def first() -> None:
        try:
            outcome.append(worker.check(Job("$$1 + 1 = 2$$\n\n" * 3000, "n.md", True)))
        except Superseded as error:
            outcome.append(error)

    try:
        thread = threading.Thread(target=first)
        thread.start()
        while not worker._busy:
            pass
        assert worker.check(Job("$$1 + 1 = 2$$", "n.md", True))["summary"] == "1 step: 1 proved"
        thread.join(20)
        assert isinstance(outcome[0], Superseded)
    finally:
        worker.close()


def test_a_check_that_takes_too_long_is_ended_and_the_next_one_works():
    worker = Worker()
    try:
        worker.check(Job("$$1 = 1$$", "n.md", True))
        worker.seconds = 0.05
        with pytest.raises(TooLong, match="check a part of it"):
            worker.check(Job("$$1 + 1 = 2$$\n\n" * 3000, "n.md", True))
        worker.seconds = 20
        assert worker.check(Job("$$1 + 1 = 2$$", "n.md", True))["summary"] == "1 step: 1 proved"
    finally:
        worker.close()
