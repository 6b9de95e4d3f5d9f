"""A proxy before AWS's endpoint that breaks the connection, refuses, delays or loses the answer of chosen calls."""

import http.client
import threading
import time
from collections.abc import Callable
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


class Fate(Enum):
    """What becomes of a call."""

    PASS = "pass"
    REFUSED = "refused"
    CUT = "cut"
    ANSWER_LOST = "answer lost"
    THROTTLED = "throttled"
    EXPIRED = "expired"


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


class Proxy:
    """Counts calls from 1 on and asks ``fate`` of each; every call takes ``delay`` seconds longer."""

    def __init__(self, server: str) -> None:
        self.calls = 0
        self.seen: list[tuple[str, str]] = []
        self.fate: Callable[[int], Fate] = lambda _: Fate.PASS
        self.delay = 0.0
        self._lock = threading.Lock()
        self._target = urlsplit(server)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def reset(self, fate: Callable[[int], Fate] = lambda _: Fate.PASS) -> None:
        """Count from 1 again."""
        with self._lock:
            self.calls, self.seen, self.fate = 0, [], fate

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()

    def _next(self, method: str, action: str) -> Fate:
        with self._lock:
            self.calls += 1
            self.seen.append((method, action))
            return self.fate(self.calls)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                action = self.headers.get("X-Amz-Target") or self.path
                fate = proxy._next(self.command, action)
                time.sleep(proxy.delay)
                if fate is Fate.CUT:
                    self.close_connection = True
                    return
                if (refusal := refusal_of(fate, is_json="X-Amz-Target" in self.headers)) is not None:
                    self._answer(refusal[0], [], refusal[1])
                    return
                status, headers, content = self._forward(body)
                if fate is Fate.ANSWER_LOST:
                    self.close_connection = True
                    return
                self._answer(status, headers, content)

            def _forward(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
                connection = http.client.HTTPConnection(proxy._target.hostname or "", proxy._target.port)
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
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(content)

            do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = handle_any  # noqa: N815  http.server's own names

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  http.server's own name
                """Say nothing."""

        return Handler
