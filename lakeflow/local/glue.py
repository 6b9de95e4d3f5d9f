"""``glue:startJobRun.sync`` on this machine: the job's own script, on the warm Spark."""

import asyncio
import json
import shlex
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from lakeflow.asl.states import Json
from lakeflow.clock import Clock
from lakeflow.errors import TaskFailed, closest
from lakeflow.interpreter.executor import ScheduledTask
from lakeflow.local.spark.client import SparkLostError
from lakeflow.local.spark.lifecycle import WarmSpark
from lakeflow.local.spark.messages import JobRequest
from lakeflow.local.workspace import Workspace
from lakeflow.resources.model import GlueJobResource

# Data processing units a worker: https://docs.aws.amazon.com/glue/latest/dg/worker-types.html
_UNITS = {"G.025X": 0.25, "G.1X": 1, "G.2X": 2, "G.4X": 4, "G.8X": 8, "G.12X": 12, "G.16X": 16}


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRun:
    """One run of a job, in the words of Glue's API."""

    id: str
    job: GlueJobResource
    arguments: Mapping[str, str]
    timeout_minutes: int
    started: datetime

    def document(self, state: str, completed: datetime, seconds: int, error: str | None = None) -> dict[str, Json]:
        """Return the JobRun as GetJobRun answers; times are milliseconds since 1970, ``seconds`` the time it ran."""
        units = _UNITS.get(self.job.worker_type, 1) * self.job.workers
        document: dict[str, Json] = {
            "AllocatedCapacity": int(units),
            "Arguments": dict(self.arguments),
            "Attempt": 0,
            "CompletedOn": _milliseconds(completed),
            "ExecutionTime": seconds,
            "GlueVersion": self.job.glue_version,
            "Id": self.id,
            "JobMode": "SCRIPT",
            "JobName": self.job.name,
            "JobRunState": state,
            "LastModifiedOn": _milliseconds(completed),
            "LogGroupName": "/aws-glue/jobs",
            "MaxCapacity": float(units),
            "NumberOfWorkers": self.job.workers,
            "PredecessorRuns": [],
            "StartedOn": _milliseconds(self.started),
            "Timeout": self.timeout_minutes,
            "WorkerType": self.job.worker_type,
        }
        return document if error is None else document | {"ErrorMessage": error}


@dataclass(slots=True, eq=False)
class GlueExecutor:
    """Runs the jobs of one pipeline; at most ``jobs_at_once`` at a time, the others wait as Glue's WAITING ones do."""

    jobs: Mapping[str, GlueJobResource]
    workspace: Workspace
    spark: WarmSpark
    clock: Clock
    slots: asyncio.Semaphore
    running: Counter[str] = field(default_factory=Counter)

    async def start_job_run(self, task: ScheduledTask) -> Json:
        """Run a job to its end; return the JobRun.

        Raises TaskFailed as AWS does: ``Glue.…Exception`` if the run cannot start, ``States.TaskFailed`` with the
        JobRun as its cause if it fails.
        """
        request = task.arguments if isinstance(task.arguments, dict) else {}
        job = self._job(request)
        run = JobRun(
            id=f"jr_{uuid4().hex}{uuid4().hex}",
            job=job,
            arguments=_text_arguments(request.get("Arguments", {})),
            timeout_minutes=_timeout(request.get("Timeout", job.timeout_minutes)),
            started=self.clock.now(),
        )
        with self._counted(job):
            async with self.slots:
                return await self._run(run, self.workspace.log_file(task.state, task.attempt))

    async def _run(self, run: JobRun, log: Path) -> Json:
        log.parent.mkdir(parents=True, exist_ok=True)
        client = await self.spark.client()
        begun = self.clock.monotonic()
        state, error = "SUCCEEDED", None
        try:
            async with asyncio.timeout(run.timeout_minutes * 60):
                error = await client.run(self._request(run, log))
        except SparkLostError as lost:
            error = f"Spark was lost while the job ran: {lost}"
        except TimeoutError:
            state, error = "TIMEOUT", f"Job run exceeded its timeout of {run.timeout_minutes} minutes"
        if error is not None and state == "SUCCEEDED":
            state = "FAILED"
        document = run.document(state, self.clock.now(), round(self.clock.monotonic() - begun), error)
        if error is not None:
            raise TaskFailed("States.TaskFailed", json.dumps(document))
        return document

    def _request(self, run: JobRun, log: Path) -> JobRequest:
        root = self.workspace.project_root
        merged = merged_arguments(run.job.default_arguments, run.arguments)
        given = merged | {"--JOB_NAME": run.job.name, "--JOB_RUN_ID": run.id}
        return JobRequest(
            id=run.id,
            script=str(root / run.job.script),
            arguments=tuple(word for pair in given.items() for word in pair),
            libraries=tuple(str(root / library) for library in run.job.extra_py_files),
            log=str(log),
            session_conf=chained_conf(merged.get("--conf", "")),
        )

    def _job(self, request: Mapping[str, Json]) -> GlueJobResource:
        name = request.get("JobName")
        if isinstance(name, str) and name in self.jobs:
            return self.jobs[name]
        near = closest(str(name), self.jobs)
        advice = (
            f"; did you mean {near}?"
            if near
            else f"; this pipeline has {', '.join(self.jobs) or 'no Glue job'}; --mocks can answer for it"
        )
        raise TaskFailed(
            "Glue.EntityNotFoundException", f"Failed to start job run due to missing metadata: {name}{advice}"
        )

    @contextmanager
    def _counted(self, job: GlueJobResource) -> Iterator[None]:
        if self.running[job.name] >= job.max_concurrent_runs:
            raise TaskFailed(
                "Glue.ConcurrentRunsExceededException",
                f"Concurrent runs exceeded for {job.name} (MaxConcurrentRuns is {job.max_concurrent_runs})",
            )
        self.running[job.name] += 1
        try:
            yield
        finally:
            self.running[job.name] -= 1


def merged_arguments(defaults: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """Return what a job's argv is made of: the run's arguments over the job's; keys without ``--`` are ignored."""
    return {key: value for key, value in {**defaults, **given}.items() if key.startswith("--")}


def chained_conf(value: str) -> dict[str, str]:
    """Return the settings in Glue's ``--conf`` argument, whose one value chains more: ``a=1 --conf b=2``."""
    words = [word for word in shlex.split(value) if word != "--conf"]
    return {key: setting for key, _, setting in (word.partition("=") for word in words)}


def _text_arguments(given: Json) -> dict[str, str]:
    if not isinstance(given, dict):
        raise TaskFailed("Glue.InvalidInputException", "Arguments must be an object of strings")
    arguments = {}
    for key, value in given.items():
        if not isinstance(value, str):
            raise TaskFailed(
                "Glue.InvalidInputException",
                f"the value of argument {key} must be a string, and is {json.dumps(value)}; write it as $string(...)",
            )
        arguments[key] = value
    return arguments


def _timeout(minutes: Json) -> int:
    if not isinstance(minutes, int) or isinstance(minutes, bool) or minutes < 1:
        raise TaskFailed("Glue.InvalidInputException", f"Timeout must be a positive number of minutes, not {minutes!r}")
    return minutes


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
