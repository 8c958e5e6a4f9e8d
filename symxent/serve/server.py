"""The local page: the standard library's server, on this machine's own address only.

Nothing that is sent is evaluated, kept or written.  A page of another origin can neither read an answer nor make a
check run: the Host has to be this machine (a name that was bent to it is refused), a request from a page has to come
from this one, and JSON cannot be posted across origins without asking first.
"""

from __future__ import annotations

import io
import json
import socket
import sys
import time
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from symxent import __version__
from symxent.errors import InternalError, SymxentError
from symxent.report.frame import digest, environment, style
from symxent.resources import folder
from symxent.serve.worker import Job, Superseded, TooLong, Worker

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer as Buffer

ADDRESS = "127.0.0.1"
MAX_BODY = 256 * 1024
READ_SECONDS = 10.0  # for a request to arrive, the whole of it
WRITE_SECONDS = 10.0  # for an answer to be taken
NAMES = {"markdown": "notes.md", "latex": "notes.tex"}


class Refused(Exception):
    """A request that is not answered, with the status that says why."""

    def __init__(self, status: HTTPStatus, words: str) -> None:
        super().__init__(words)
        self.status = status


@dataclass(frozen=True)
class Answer:
    status: HTTPStatus
    kind: str
    body: bytes
    policy: str = "default-src 'none'"


class Server(ThreadingHTTPServer):
    """Listens on 127.0.0.1; port 0 takes a free one.  ``close`` ends it and its workers."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int = 0, seconds: float = 20.0) -> None:
        super().__init__((ADDRESS, port), Handler)
        self.worker = Worker(seconds)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def url(self) -> str:
        return f"http://{ADDRESS}:{self.port}/"

    def close(self) -> None:
        self.server_close()
        self.worker.close()

    def handle_error(self, request: object, client_address: object) -> None:
        """Who asked has gone away, or took too long: nobody is left to be told.  Anything else is one line."""
        error = sys.exc_info()[1]
        if error is not None and not isinstance(error, OSError):
            print(f"symxent: {InternalError.of(error)}", file=sys.stderr)


class _Arriving(io.RawIOBase):
    """What comes in on a connection, until ``deadline``: a byte now and then does not keep a request open."""

    def __init__(self, connection: socket.socket) -> None:
        super().__init__()
        self.connection = connection
        self.deadline = time.monotonic() + READ_SECONDS

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer) -> int:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the request did not arrive in time")
        self.connection.settimeout(left)
        try:
            return self.connection.recv_into(buffer)
        finally:
            self.connection.settimeout(WRITE_SECONDS)  # of an answer, all of it together


class Handler(BaseHTTPRequestHandler):
    """GET / is the page, GET /app.js its script, POST /check the one thing that it asks."""

    server: Server
    server_version = "symxent"
    sys_version = ""

    def setup(self) -> None:
        super().setup()
        self.rfile.close()
        self.arriving = _Arriving(self.connection)
        self.rfile = io.BufferedReader(self.arriving)

    def handle_one_request(self) -> None:
        self.arriving.deadline = time.monotonic() + READ_SECONDS
        super().handle_one_request()

    def do_GET(self) -> None:
        self._answered({"/": _page, "/app.js": _script}.get(self.path))

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_POST(self) -> None:
        self._answered(self._check if self.path == "/check" else None)

    def _answered(self, handler: object) -> None:
        try:
            self._from_here()
            if not callable(handler):
                raise Refused(HTTPStatus.NOT_FOUND, "there is no such page")
            answer = handler()
        except Refused as refusal:
            answer = _json(refusal.status, {"error": str(refusal)})
            self.close_connection = True
        except OSError:
            raise  # the connection is gone
        except Exception as error:  # the page shows it, and the server goes on
            answer = _json(HTTPStatus.INTERNAL_SERVER_ERROR, {"error": str(InternalError.of(error))})
            self.close_connection = True
        self._send(answer)

    def _from_here(self) -> None:
        """Only what is meant for this server: a Host or an Origin of another name is some other page's doing."""
        own = {f"{name}:{self.server.port}" for name in (ADDRESS, "localhost")}
        if self.headers.get("Host") not in own:
            raise Refused(HTTPStatus.MISDIRECTED_REQUEST, "this server answers for this machine only")
        origin = self.headers.get("Origin")
        if origin is not None and origin not in {f"http://{name}" for name in own}:
            raise Refused(HTTPStatus.FORBIDDEN, "this server answers its own page only")

    def _check(self) -> Answer:
        try:
            return _json(HTTPStatus.OK, self.server.worker.check(self._job()))
        except Superseded as error:
            return _json(HTTPStatus.CONFLICT, {"error": str(error)})
        except TooLong as error:
            return _json(HTTPStatus.SERVICE_UNAVAILABLE, {"error": str(error)})
        except SymxentError as error:
            return _json(HTTPStatus.INTERNAL_SERVER_ERROR, {"error": str(error)})

    def _job(self) -> Job:
        if self.headers.get_content_type() != "application/json":
            raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "the text has to come as application/json")
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit():
            raise Refused(HTTPStatus.LENGTH_REQUIRED, "the request has to say how long it is")
        length = length.lstrip("0") or "0"  # Python reads no number of more than 4300 digits
        if len(length) > len(str(MAX_BODY)) or int(length) > MAX_BODY:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a text has at most {MAX_BODY // 1024} kB here")
        try:
            sent = json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError):
            raise Refused(HTTPStatus.BAD_REQUEST, "this is not JSON") from None
        except TimeoutError:
            raise Refused(HTTPStatus.REQUEST_TIMEOUT, "the request did not arrive in time") from None
        text, kind = (sent.get("text"), sent.get("kind")) if isinstance(sent, dict) else (None, None)
        if not isinstance(text, str) or not isinstance(kind, str) or kind not in NAMES:
            raise Refused(HTTPStatus.BAD_REQUEST, "a text and its kind, markdown or latex, were expected")
        # What is no text (half a surrogate pair) could not be sent on to the worker.
        return Job(text.encode("utf-8", "replace").decode("utf-8"), NAMES[kind], bool(sent.get("correct")))

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in (
            ("Content-Type", answer.kind),
            ("Content-Length", str(len(answer.body))),
            ("Content-Security-Policy", answer.policy),
            ("X-Content-Type-Options", "nosniff"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Referrer-Policy", "no-referrer"),
            ("Cache-Control", "no-store"),
        ):
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: what somebody types is not for a log."""


def _json(status: HTTPStatus, data: object) -> Answer:
    return Answer(status, "application/json; charset=utf-8", json.dumps(data, ensure_ascii=False).encode())


@cache
def _page() -> Answer:
    sheet = style()
    policy = (
        "default-src 'none'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        f"frame-ancestors 'none'; style-src-elem {digest(sheet)}; style-src-attr 'unsafe-inline'; img-src data:"
    )
    body = environment().get_template("serve.html.jinja").render(style=sheet, version=__version__, example=_example())
    return Answer(HTTPStatus.OK, "text/html; charset=utf-8", body.encode(), policy)


@cache
def _script() -> Answer:
    body = (folder("templates") / "html" / "serve.js").read_bytes()
    return Answer(HTTPStatus.OK, "text/javascript; charset=utf-8", body)


def _example() -> str:
    return (folder("examples") / "notes.md").read_text(encoding="utf-8")
