"""A job's process, from the fork to its end: the script is ``__main__``, with argv, output and modules of its own."""

import atexit
import json
import os
import runpy
import signal
import sys
import threading
import traceback
from dataclasses import dataclass
from types import TracebackType

from lakeflow.local.spark.adoption import adopt
from lakeflow.local.spark.gateway import Spark
from lakeflow.local.spark.messages import JobRequest

# The end of a job is one write into a pipe that is read afterwards: it must fit into the pipe, 64 KiB on Linux.
_LONGEST_ERROR = 8_000


@dataclass(frozen=True, slots=True)
class Pipes:
    """The file descriptors that a job is born with.

    ``result`` takes one JSON line; ``lifeline`` ends when the server does; ``foreign`` are the server's own, which a
    job must not keep open.
    """

    result: int
    lifeline: int
    foreign: tuple[int, ...]


def become_job(request: JobRequest, spark: Spark, pipes: Pipes, imports: str) -> None:
    """Turn this freshly forked process into the job; never returns."""
    code = 1
    try:
        _detach(request.log, pipes)
        error = _run(request, spark, imports)
        os.write(pipes.result, json.dumps({"error": error}, ensure_ascii=False).encode(errors="replace"))
        code = 0 if error is None else 1
    finally:
        # The server's own clean-up must not run here.
        os._exit(code)


def _detach(log: str, pipes: Pipes) -> None:
    os.setsid()
    for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    signal.set_wakeup_fd(-1)
    for descriptor in pipes.foreign:
        os.close(descriptor)
    nothing = os.open(os.devnull, os.O_RDONLY)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for source, target in ((nothing, 0), (output, 1), (output, 2)):
        os.dup2(source, target)
    # A reader of the log sees a line when it is printed.
    sys.stdout = os.fdopen(1, "w", buffering=1, encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)
    threading.Thread(target=_die_with_server, args=(pipes.lifeline,), daemon=True).start()


def _die_with_server(lifeline: int) -> None:
    os.read(lifeline, 1)
    os.killpg(0, signal.SIGKILL)


def _run(request: JobRequest, spark: Spark, imports: str) -> str | None:
    atexit._clear()  # noqa: SLF001  the server's handlers are not the job's
    sys.argv = [request.script, *request.arguments]
    sys.path[:0] = [*request.libraries, imports]
    try:
        adopt(spark, request)
        runpy.run_path(request.script, run_name="__main__")
        error = None
    except SystemExit as exit_:
        error = None if exit_.code in (None, 0) else f"SystemExit: {exit_.code}"
    except BaseException as failure:  # noqa: BLE001  whatever a script raises is its result
        _print_traceback(failure)
        error = f"{type(failure).__name__}: {failure}"[:_LONGEST_ERROR]
    _finish()
    return error


def _finish() -> None:
    """Do what the interpreter does at the end of a script."""
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()
    atexit._run_exitfuncs()  # noqa: SLF001  os._exit skips them
    sys.stdout.flush()
    sys.stderr.flush()


def _print_traceback(failure: BaseException) -> None:
    """Print a failure from the script's own frames on."""
    frames: TracebackType | None = failure.__traceback__
    while frames is not None and frames.tb_frame.f_code.co_filename in _OUR_FILES:
        frames = frames.tb_next
    traceback.print_exception(type(failure), failure, frames, file=sys.stderr)


_OUR_FILES = (__file__, "<frozen runpy>", runpy.__file__)
