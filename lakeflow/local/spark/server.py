"""The process that owns the warm Spark and forks a process for each job.

Started as ``python -m lakeflow.local.spark.server``; speaks the messages of ``lakeflow.local.spark.messages`` on stdin
and stdout. When stdin ends, whoever started it is gone: it kills its jobs and Java, and goes too.
"""

import json
import os
import select
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import assert_never

from lakeflow.local.spark.gateway import Spark, SparkNotStartedError, describe_exit, start_spark
from lakeflow.local.spark.job import Pipes, become_job
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


@dataclass(frozen=True, slots=True)
class RunningJob:
    """A job's process: ``result`` is the pipe that it says its last word on."""

    request: JobRequest
    pid: int
    result: int


@dataclass(slots=True)
class Server:
    """The loop over requests and ended children. One thread only: forking with more is not safe."""

    settings: ServerSettings
    spark: Spark
    requests: int
    answers: int
    running: dict[str, RunningJob] = field(default_factory=dict)
    # The write end is never written to: it closes when this process ends, however it ends.
    lifeline: tuple[int, int] = field(default_factory=os.pipe)
    children: tuple[int, int] = field(default_factory=os.pipe)

    def serve(self) -> None:
        """Run jobs until stdin ends or Java does."""
        os.set_blocking(self.children[1], False)
        signal.set_wakeup_fd(self.children[1])
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self.say(Ready())
        unread = b""
        while True:
            readable, _, _ = select.select([self.requests, self.children[0]], [], [])
            if self.children[0] in readable:
                os.read(self.children[0], 4096)
                self.reap()
            if self.requests in readable:
                received = os.read(self.requests, 1 << 16)
                if not received:
                    self.kill_everything()
                    return
                *lines, unread = (unread + received).split(b"\n")
                for line in lines:
                    self.handle(decode(line))

    def handle(self, message: Message) -> None:
        """Act on one request."""
        match message:
            case RunJob(job=job):
                self.start(job)
            case CancelJob(id=name):
                self.cancel(name)
            case ServerSettings() | Ready() | JobEnded() | ServerFailed():
                raise AssertionError(f"not a request: {message}")
            case _:
                assert_never(message)

    def start(self, job: JobRequest) -> None:
        """Fork the job's process."""
        result, answer = os.pipe()
        java_input = self.spark.process.stdin
        assert java_input is not None
        foreign = (self.answers, self.lifeline[1], *self.children, java_input.fileno(), result)
        pid = os.fork()
        if pid == 0:
            become_job(job, self.spark, Pipes(answer, self.lifeline[0], foreign), self.settings.imports)
        os.close(answer)
        os.set_blocking(result, False)
        self.running[job.id] = RunningJob(job, pid, result)

    def cancel(self, name: str) -> None:
        """Kill a job's process group; ``reap`` reports its end."""
        if name in self.running:
            _kill_group(self.running[name].pid)

    def reap(self) -> None:
        """Report the jobs that ended; end with Java if it did."""
        if self.spark.process.poll() is not None:
            self.kill_everything()
            self.say(ServerFailed(reason=f"Java died with {describe_exit(self.spark.process.returncode)}"))
            os._exit(1)
        for job in list(self.running.values()):
            pid, status = os.waitpid(job.pid, os.WNOHANG)
            if pid:
                self.end(job, os.waitstatus_to_exitcode(status))

    def end(self, job: RunningJob, code: int) -> None:
        """Take leave of a job whose process ended."""
        del self.running[job.request.id]
        error = _last_word(job.result, code)
        os.close(job.result)
        # What it started itself goes with it.
        _kill_group(job.pid)
        if code < 0:
            self.spark.quiet(job.request.id)
        if not self.running:
            self.spark.forget_caches()
        self.say(JobEnded(id=job.request.id, error=error))

    def say(self, message: Message) -> None:
        """Send a message to whoever started this process."""
        os.write(self.answers, encode(message))

    def kill_everything(self) -> None:
        """Stop all jobs and Java at once: nothing may write once the run is gone."""
        for job in self.running.values():
            _kill_group(job.pid)
        self.spark.kill()


def _kill_group(pid: int) -> None:
    # Before its setsid a job is in this process's group: then only itself is there to be killed.
    for kill in (os.killpg, os.kill):
        try:
            kill(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue
        return


def _last_word(result: int, code: int) -> str | None:
    try:
        said = os.read(result, 1 << 16)
    except BlockingIOError:
        said = b""
    if said:
        error: str | None = json.loads(said)["error"]
        return error
    return None if code == 0 else f"The job's process ended with {describe_exit(code)}"


def main() -> None:
    """Serve one parent; the exit code is 1 if Spark did not start or died."""
    requests, answers = 0, os.dup(1)
    # Java's output, and what a library prints, belongs in the log.
    os.dup2(2, 1)
    settings = decode(_first_line(requests))
    assert isinstance(settings, ServerSettings)
    Path(settings.scratch).mkdir(parents=True, exist_ok=True)
    try:
        spark = start_spark(settings)
    except SparkNotStartedError as error:
        os.write(answers, encode(ServerFailed(reason=str(error))))
        sys.exit(1)
    Server(settings, spark, requests, answers).serve()
    # py4j's finalisers would call a Java that is gone.
    os._exit(0)


def _first_line(source: int) -> bytes:
    line = b""
    while not line.endswith(b"\n"):
        letter = os.read(source, 1)
        if not letter:
            sys.exit(0)
        line += letter
    return line


if __name__ == "__main__":
    main()
