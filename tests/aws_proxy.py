"""A proxy before AWS's endpoint that breaks the connection, refuses, delays or loses the answer of chosen calls."""

import http.client
import re
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Fate(Enum):
    """What becomes of a call."""

    PASS = "pass"
    REFUSED = "refused"
    CUT = "cut"
    ANSWER_LOST = "answer lost"
    THROTTLED = "throttled"
    EXPIRED = "expired"
    LATE = "late"


ARRIVES = frozenset({Fate.PASS, Fate.ANSWER_LOST, Fate.LATE})
LATE_SECONDS = 0.3
READS = ("Get", "List", "Describe", "Head", "BatchGet")


def refusal_of(fate: Fate, *, is_json: bool) -> tuple[int, bytes] | None:
    """Return status and body of a refusal; services of JSON tell of their rate by a code, S3 by 503 Slow Down."""
    match fate:
        case Fate.REFUSED:
            return 500, b""
        case Fate.THROTTLED if is_json:
            return 400, b'{"__type": "ThrottlingException", "message": "Rate exceeded"}'
        case Fate.THROTTLED:
            return 503, b""
        case Fate.EXPIRED:
            error = "<Error><Code>ExpiredToken</Code><Message>The security token is expired</Message></Error>"
            return 403, f"<ErrorResponse>{error}</ErrorResponse>".encode()
        case _:
            return None


def action_in(body: bytes) -> str:
    """Return the operation that a service of forms, such as IAM, is called for; empty for all others."""
    return parse_qs(body[:1000].decode(errors="replace")).get("Action", [""])[0]


def changing(calls: Iterable[tuple[str, str]]) -> list[str]:
    """Return the actions that change something, as their names tell."""
    return [
        action
        for method, action in calls
        if method not in {"GET", "HEAD"} and not re.split(r"[./]", action)[-1].startswith(READS)
    ]


class Server(ThreadingHTTPServer):
    """Has room for all connections that a deploy opens at once: who finds none asks again a second later, or fails."""

    daemon_threads = True
    request_queue_size = 128


class Proxy:
    """Counts calls from 1 on and asks ``fate`` of each; every call takes ``delay`` seconds longer.

    ``seen`` are methods and actions of all calls, ``arrived`` those of the calls that reached the server.
    """

    def __init__(self, server: str) -> None:
        self.calls = 0
        self.seen: list[tuple[str, str]] = []
        self.arrived: list[tuple[str, str]] = []
        self.fate: Callable[[int], Fate] = lambda _: Fate.PASS
        self.delay = 0.0
        self._lock = threading.Lock()
        self.target = urlsplit(server)
        self._server = Server(("127.0.0.1", 0), type("OfThisProxy", (Handler,), {"proxy": self}))
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def reset(self, fate: Callable[[int], Fate] = lambda _: Fate.PASS) -> None:
        """Count from 1 again."""
        with self._lock:
            self.calls, self.seen, self.arrived, self.fate = 0, [], [], fate

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()

    def fate_of(self, method: str, action: str) -> Fate:
        """Count a call, and return what becomes of it."""
        with self._lock:
            self.calls += 1
            self.seen.append((method, action))
            fate = self.fate(self.calls)
            if fate in ARRIVES:
                self.arrived.append((method, action))
            return fate


class Handler(BaseHTTPRequestHandler):
    """One connection of a caller."""

    protocol_version = "HTTP/1.1"
    # Else the body of an answer would wait until its head is acknowledged.
    disable_nagle_algorithm = True
    proxy: Proxy

    def handle_any(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        if len(body) < length:
            # Who called was killed before all of it was sent, and AWS takes nothing by halves.
            self.close_connection = True
            return
        fate = self.proxy.fate_of(self.command, self.headers.get("X-Amz-Target") or action_in(body) or self.path)
        time.sleep(LATE_SECONDS if fate is Fate.LATE else self.proxy.delay)
        refusal = refusal_of(fate, is_json="X-Amz-Target" in self.headers)
        if refusal is not None:
            self._answer(refusal[0], [], refusal[1])
            return
        answer = None if fate is Fate.CUT else self._forward(body)
        if answer is None or fate is Fate.ANSWER_LOST:
            self.close_connection = True
            return
        self._answer(*answer)

    def _forward(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        connection = http.client.HTTPConnection(self.proxy.target.hostname or "", self.proxy.target.port)
        headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
        connection.request(self.command, self.path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, answer.getheaders(), content

    def _answer(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        self.send_response_only(status)
        given = {name.lower(): value for name, value in headers}
        # What a HEAD would have sent is as long as it says; everything else is as long as it is.
        given.setdefault("content-length", str(len(content)))
        for name in given.keys() - {"transfer-encoding", "connection"}:
            self.send_header(name, given[name])
        # Who was killed while waiting for the answer does not take it.
        with suppress(ConnectionError):
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = handle_any  # noqa: N815  http.server's own names

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  http.server's own name
        """Say nothing."""
