"""Talk to the Spark server: start it, send jobs, wait for their ends."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lakeflow.errors import ToolMissingError
from lakeflow.local.spark.messages import (
    CancelJob,
    JobEnded,
    JobRequest,
    Message,
    Ready,
    RunJob,
    ServerFailed,
    ServerSettings,
    decode,
    encode,
)

# A job's error may be long; asyncio's own limit for a line is 64 KiB.
_LONGEST_LINE = 1 << 20


class SparkLostError(Exception):
    """The server, or the Java under it, is gone; jobs that ran are lost."""


@dataclass(slots=True, eq=False)
class SparkClient:
    """One started server; made by ``start_server``."""

    process: asyncio.subprocess.Process
    log: Path
    waiting: dict[str, asyncio.Future[str | None]] = field(default_factory=dict)
    lost: SparkLostError | None = None
    reader: asyncio.Task[None] | None = None

    async def run(self, job: JobRequest) -> str | None:
        """Run a job to its end; return its error, None if it went well. When cancelled, kill it and wait for its end.

        Raises:
            SparkLostError: the server died before the job ended.

        """
        if self.lost is not None:
            raise self.lost
        end: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self.waiting[job.id] = end
        try:
            self._say(RunJob(job=job))
            return await asyncio.shield(end)
        except asyncio.CancelledError:
            self._say(CancelJob(id=job.id))
            with contextlib.suppress(SparkLostError):
                await end
            raise
        finally:
            self.waiting.pop(job.id, None)

    async def close(self) -> None:
        """Stop the server, its jobs and its Java."""
        stdin = self.process.stdin
        assert stdin is not None
        stdin.close()
        try:
            await asyncio.wait_for(self.process.wait(), timeout=10)
        except TimeoutError:
            # It leads its own process group; Java is in it.
            os.killpg(self.process.pid, signal.SIGKILL)
            await self.process.wait()
        if self.reader is not None:
            await self.reader

    def _say(self, message: Message) -> None:
        stdin = self.process.stdin
        assert stdin is not None
        stdin.write(encode(message))

    async def read(self) -> None:
        """Hand every answer to whom it is for, until the server ends."""
        reason = "the Spark server ended unexpectedly"
        try:
            while True:
                match await self._next():
                    case JobEnded(id=name, error=error):
                        waiting = self.waiting.get(name)
                        if waiting is not None and not waiting.done():
                            waiting.set_result(error)
                    case ServerFailed(reason=said):
                        reason = said
                    case None:
                        return
                    case _:
                        pass
        finally:
            self.lost = SparkLostError(f"{reason}; see {self.log}")
            for waiting in self.waiting.values():
                if not waiting.done():
                    waiting.set_exception(self.lost)

    async def _next(self) -> Message | None:
        stdout = self.process.stdout
        assert stdout is not None
        line = await stdout.readline()
        return decode(line) if line.endswith(b"\n") else None


async def start_server(settings: ServerSettings, environment: Mapping[str, str], log: Path) -> SparkClient:
    """Start a server and wait until Spark is up in it.

    Raises:
        ToolMissingError: Spark does not start on this machine; the message ends with its log's last lines.

    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            # -P: jobs must not find the project's own folders by accident; on Glue they would not.
            *(sys.executable, "-P", "-m", "lakeflow.local.spark.server"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=output,
            cwd=settings.project_root,
            # Threads of a job share Java's threads, which the fork needs, so pyspark must not pin them.
            env={
                **environment,
                "PYSPARK_PIN_THREAD": "false",
                "PYSPARK_PYTHON": sys.executable,
                "SPARK_LOCAL_IP": "127.0.0.1",
            },
            limit=_LONGEST_LINE,
            # Ctrl-C is for the command; it decides what becomes of its children.
            start_new_session=True,
        )
    client = SparkClient(process, log)
    try:
        client._say(settings)  # noqa: SLF001  the same module
        _require_ready(await client._next(), log)  # noqa: SLF001
    except BaseException:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
        raise
    client.reader = asyncio.create_task(client.read())
    return client


def _require_ready(answer: Message | None, log: Path) -> None:
    match answer:
        case Ready():
            return
        case ServerFailed(reason=reason):
            raise _not_started(reason, log)
        case _:
            raise _not_started("the Spark server ended before Spark was up", log)


def _not_started(reason: str, log: Path) -> ToolMissingError:
    tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
    return ToolMissingError(
        f"Spark does not start: {reason}\n{tail}", hint=f"read {log}; check that this Java and pyspark belong together"
    )
