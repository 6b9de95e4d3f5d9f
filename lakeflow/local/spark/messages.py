"""What the two sides of the pipe say to each other: one JSON object a line."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """The first line that the server is sent: how to start Java, and where jobs run.

    ``java_command`` is complete but for Spark's settings, which are ``spark_conf``; ``imports`` is a folder that every
    job can import from.
    """

    java_command: tuple[str, ...]
    spark_conf: Mapping[str, str]
    project_root: str
    scratch: str
    imports: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRequest:
    """A script to run: absolute ``script``, ``log`` and ``libraries``; ``arguments`` is all of argv but the script.

    ``session_conf`` are settings for this job's Spark session alone.
    """

    id: str
    script: str
    arguments: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()
    log: str
    session_conf: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunJob:
    """To the server: start a job."""

    job: JobRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelJob:
    """To the server: kill a job; it is answered by the job's end."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """From the server: Spark is up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobEnded:
    """From the server: a job is over and nothing of it still runs; ``error`` is None if it went well."""

    id: str
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerFailed:
    """From the server, its last words: Spark did not start, or died."""

    reason: str


Message = ServerSettings | RunJob | CancelJob | Ready | JobEnded | ServerFailed

_KINDS: dict[str, type[Message]] = {
    kind.__name__: kind for kind in (ServerSettings, RunJob, CancelJob, Ready, JobEnded, ServerFailed)
}


def encode(message: Message) -> bytes:
    """Return a message as one line."""
    return json.dumps({"message": type(message).__name__, **asdict(message)}).encode() + b"\n"


def decode(line: bytes) -> Message:
    """Return the message that a line holds."""
    fields: dict[str, Any] = json.loads(line)
    kind = _KINDS[fields.pop("message")]
    if kind is RunJob:
        return RunJob(job=JobRequest(**_frozen(fields["job"])))
    return kind(**_frozen(fields))


def _frozen(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
