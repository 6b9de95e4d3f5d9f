"""An AWS in a box that can forget: what is done to it in a ``with box.undone()`` block never was, after it.

The server is one process with one thread. When a block begins, the process forks: its child serves on the same port
with the same state, while it waits itself. When the block ends, the child ends, and the process serves on as it was.
"""

import os
import select
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

BEGIN, UNDO, DONE = b"b", b"u", b"."


class Box:
    """The server process, which ends with this one."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )
        self.url = f"http://127.0.0.1:{int(self._answers.readline())}"

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Undo at the end of a block, which may hold others, what was done in it."""
        self._tell(BEGIN)
        try:
            yield
        finally:
            self._tell(UNDO)

    def empty(self) -> None:
        """Remove everything for good."""
        request = urllib.request.Request(f"{self.url}/moto-api/reset", method="POST")
        urllib.request.urlopen(request, timeout=30).close()

    def close(self) -> None:
        """Stop the server and everything that waits behind it."""
        self._process.communicate()

    @property
    def _answers(self) -> Any:
        return self._process.stdout

    def _tell(self, word: bytes) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(word)
        assert self._answers.read(1) == DONE, "the AWS in a box is no more"


def main() -> None:
    """Serve until standard input ends; obey the words that come by it."""
    from moto.server import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
    from werkzeug.serving import make_server

    from lakeflow.sandbox.additions import install

    class Handler(MotoRequestHandler):  # type: ignore[misc]  # moto has no types
        timeout = 10  # seconds that a caller who falls silent holds up all others

    install()
    application: Any = DomainDispatcherApplication(create_backend_app)
    server = make_server("127.0.0.1", 0, application, request_handler=Handler)
    os.write(1, b"%d\n" % server.port)
    serve(server, depth=0)


def serve(server: Any, depth: int) -> None:
    """Answer one call after the other, and fork where a block begins."""
    while True:
        ready, _, _ = select.select([0, server], [], [])
        if 0 not in ready:
            server.handle_request()
            continue
        word = os.read(0, 1)
        if word == BEGIN and (child := os.fork()) != 0:
            os.waitpid(child, 0)
        elif word == BEGIN:
            depth += 1
        elif word == b"" or depth > 0:
            os._exit(0)
        os.write(1, DONE)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    main()
