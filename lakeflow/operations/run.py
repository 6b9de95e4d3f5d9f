"""``lakeflow run``: compile a pipeline, then interpret its document on this machine."""

import asyncio
import fcntl
import json
import random
import shutil
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from lakeflow.asl.document import dumps
from lakeflow.asl.states import Json, StateMachine, Task, walk
from lakeflow.clock import Clock
from lakeflow.errors import ProjectError, RunError, RunLockedError
from lakeflow.interpreter.context import ExecutionInfo
from lakeflow.interpreter.execution import ExecutionResult, interpret
from lakeflow.interpreter.history import HistoryEvent, Observer
from lakeflow.local.executor import LocalExecutor
from lakeflow.local.extra import JOBS, QUERIES, require
from lakeflow.local.metrics import embedded_metrics
from lakeflow.local.objects import LakeObjects
from lakeflow.local.workspace import LocalOptions, Workspace
from lakeflow.operations.compiling import CompiledPipeline, choose
from lakeflow.operations.parameters import execution_input
from lakeflow.operations.timeline import StateRun, Timeline
from lakeflow.project import Project, cache_folder, find_project, process_environment
from lakeflow.resources.model import Resources
from lakeflow.resources.synthesize import synthesize
from lakeflow.runs import RunFolder, RunRecord, StateRecord, TableCounts
from lakeflow.settings import Settings


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What the user asked for: ``params`` as typed, ``data`` a folder whose files are put into the lake first."""

    start: Path
    environment: str
    pipeline: str | None
    params: Mapping[str, str]
    data: Path | None = None


class RunListener(Protocol):
    """Whoever shows a run while it goes on."""

    def started(self, name: str, tasks: tuple[str, ...]) -> None:
        """Take note of the run's name and of the task states that it may enter, in the document's order."""

    def changed(self, state: StateRun) -> None:
        """Take note that a state was entered, retried or left."""

    def message(self, text: str) -> None:
        """Take note of something that takes time or is worth knowing."""


def run(request: RunRequest, clock: Clock, listener: RunListener) -> tuple[RunRecord, RunFolder]:
    """Run a pipeline to its end and return its record; everything it started has stopped when this returns.

    Raises:
        ProjectError: the pipeline or a parameter is wrong.
        RunLockedError: another run is writing to the lake.
        ToolMissingError: this machine lacks something that a local run needs.

    """
    project = find_project(request.start)
    chosen = choose(project, request.environment, request.pipeline)
    payload = execution_input(chosen.pipeline, request.params)
    require(tuple(_packages(chosen.compiled.machine)))
    lake = lake_folder(project, chosen.settings)
    with locked(project.state):
        _land(project, chosen.settings, request.data, lake, listener)
        return _Run(project, chosen, request, clock, listener).execute(payload, lake)


def lake_folder(project: Project, settings: Settings) -> Path:
    """Return the local folder that holds the lake.

    Raises:
        RunError: the environment's lake is not on this machine.

    """
    if "://" in settings.lake.root:
        raise RunError(
            f"the lake of this environment is {settings.lake.root}, which is not on this machine",
            hint="run with --env local, or give lake.root a folder in the environment's configuration",
        )
    return (project.root / settings.lake.root).resolve()


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other runs of the project out; the lock goes with its holder, however that ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RunLockedError("another run is writing to this lake", hint="wait for it to end, or stop it") from None
        yield


def _land(project: Project, settings: Settings, data: Path | None, lake: Path, listener: RunListener) -> None:
    """Copy input files to where an upload would put them; the folder they come from is only read."""
    if data is not None and not data.is_dir():
        raise ProjectError(f"there is no data folder {data}", hint="--data names a folder of input files")
    default = project.root / settings.local.data if settings.local.data else None
    source = data or (default if default is not None and default.is_dir() else None)
    if source is None:
        return
    files = sorted(file for file in source.rglob("*") if file.is_file())
    for file in files:
        landed = lake / "incoming" / file.relative_to(source)
        landed.parent.mkdir(parents=True, exist_ok=True)
        draft = landed.with_name(f".{landed.name}.draft")
        shutil.copyfile(file, draft)
        draft.replace(landed)
    listener.message(f"{len(files)} input files from {project.relative(source)}")


class _Run:
    """One run, from its folder to its record."""

    def __init__(
        self, project: Project, chosen: CompiledPipeline, request: RunRequest, clock: Clock, listener: RunListener
    ) -> None:
        self._project = project
        self._chosen = chosen
        self._request = request
        self._clock = clock
        self._listener = listener
        self._timeline = Timeline(
            {name: around for name, _, around in walk(chosen.compiled.machine.states) if around is not None}
        )
        self._started = clock.now()
        # A name sorts by time and is new: no two runs of a project start in the same microsecond.
        self._name = f"{chosen.pipeline.name}-{self._started:%Y%m%dT%H%M%S%f}"
        self._folder = RunFolder(project.state / "runs" / self._name)

    def execute(self, payload: dict[str, Json], lake: Path) -> tuple[RunRecord, RunFolder]:
        compiled = self._chosen.compiled
        self._folder.create(dumps(compiled.machine), compiled.source_map)
        record = RunRecord(
            name=self._name,
            pipeline=self._chosen.pipeline.name,
            environment=self._request.environment,
            status="RUNNING",
            input=payload,
            started=self._started,
        )
        self._folder.write(record)
        self._listener.started(
            self._name, tuple(name for name, state, _ in walk(compiled.machine.states) if isinstance(state, Task))
        )
        with (self._folder.path / "history.jsonl").open("w", encoding="utf-8", buffering=1) as self._history:
            try:
                result = asyncio.run(self._interpret(payload, lake))
            except Exception as error:
                # It never came to an end of its own; a record that still said RUNNING would be a lie.
                ended = {"status": "FAILED", "stopped": self._clock.now(), "cause": str(error)}
                self._folder.write(record.model_copy(update={**ended, "error": type(error).__name__}))
                raise
        for state in self._timeline.stop(self._clock.now()):
            self._listener.changed(state)
        record = self._ended(record, result)
        self._folder.write(record)
        return record, self._folder

    async def _interpret(self, payload: dict[str, Json], lake: Path) -> ExecutionResult:
        target, name = self._chosen.target, self._chosen.pipeline.name
        resources = synthesize(self._chosen.pipeline, target, self._chosen.settings.glue, str(lake))
        machine = target.name(name)
        execution = ExecutionInfo(
            arn=target.arn("states", f"execution:{machine}:{self._name}"),
            name=self._name,
            state_machine_arn=target.arn("states", f"stateMachine:{machine}"),
            state_machine_name=machine,
            role_arn=f"arn:{target.partition}:iam::{target.account}:role/{machine}",
        )
        async with self._executor(resources, lake) as executor:
            if resources.glue_jobs:
                executor.prewarm()
            running = asyncio.ensure_future(
                interpret(
                    self._chosen.compiled.machine,
                    payload,
                    executor=executor,
                    clock=self._clock,
                    execution=execution,
                    observer=self,
                    random=random.Random(),  # noqa: S311  jitter, not secrets
                    objects=LakeObjects(lake),
                )
            )
            loop = asyncio.get_running_loop()
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, running.cancel)
            return await running

    def _executor(self, resources: Resources, lake: Path) -> LocalExecutor:
        environment = process_environment()
        local = self._chosen.settings.local
        workspace = Workspace(
            project_root=self._project.root,
            lake_root=lake,
            run_dir=self._folder.path,
            cache_dir=cache_folder(environment),
        )
        options = LocalOptions(
            jobs_at_once=local.jobs_at_once,
            spark_profile=local.spark_profile,
            spark_conf=local.spark_conf,
            environment=environment,
            notify=self._listener.message,
        )
        return LocalExecutor(resources, workspace, options, self._clock)

    def event(self, event: HistoryEvent) -> None:
        """Keep a history event and tell what it changed."""
        self._history.write(json.dumps(event.to_json(), ensure_ascii=False) + "\n")
        state = self._timeline.follow(event)
        if state is not None:
            self._listener.changed(state)

    def child(self, execution: ExecutionInfo) -> Observer:
        """Keep what a child execution does beside the run's own history."""
        return _Child(execution.name, self._folder.path / "children.jsonl", self)

    def retrying(self, state: str, attempt: int, delay_seconds: float, error: str, cause: str) -> None:
        """Tell that a state will be tried again."""
        del cause
        changed = self._timeline.retrying(state)
        if changed is not None:
            self._listener.changed(changed)
        self._listener.message(f"{state} failed with {error}: retry {attempt} in {delay_seconds:.1f} s")

    def _ended(self, record: RunRecord, result: ExecutionResult) -> RunRecord:
        ended: dict[str, Any] = {
            "status": result.status.value,
            "stopped": self._clock.now(),
            "output": result.output,
            "error": result.error,
            "cause": result.cause,
            "states": tuple(self._state_record(state) for state in self._timeline.runs),
            "tables": tuple(self._counts()),
        }
        return record.model_copy(update=ended)

    def _state_record(self, state: StateRun) -> StateRecord:
        place = self._chosen.compiled.source_map.get(state.name)
        return StateRecord(
            name=state.name,
            type=state.type,
            status=state.progress.value,
            entered=(state.entered - self._started).total_seconds(),
            seconds=state.seconds,
            attempts=state.attempts,
            error=state.error or None,
            cause=state.cause or None,
            location=str(place) if place else None,
        )

    def _counts(self) -> Iterator[TableCounts]:
        """Yield the row counts that jobs printed, of the last attempt at each state."""
        for state in self._timeline.runs:
            if state.attempts:
                log = self._folder.logs / f"{state.name}-{state.attempts - 1}.log"
                text = log.read_text(encoding="utf-8", errors="replace") if log.is_file() else ""
                for metric in embedded_metrics(text):
                    if "table" in metric.dimensions:
                        rows = {name: int(value) for name, value in metric.values.items()}
                        yield TableCounts(table=metric.dimensions["table"], state=state.name, rows=rows)


def _packages(machine: StateMachine) -> Iterator[str]:
    """Yield what must be installed to run a machine's tasks here."""
    tasks = (state for _, state, _ in walk(machine.states) if isinstance(state, Task))
    services = {task.resource.rpartition(":::")[2].partition(":")[0] for task in tasks}
    yield from JOBS if "glue" in services else ()
    yield from QUERIES if "athena" in services else ()


@dataclass(frozen=True, slots=True)
class _Child:
    """Keeps the history of a child execution, each event with the child's ``execution`` name."""

    name: str
    file: Path
    run: _Run

    def event(self, event: HistoryEvent) -> None:
        """Keep a history event."""
        with self.file.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"execution": self.name, **event.to_json()}, ensure_ascii=False) + "\n")

    def child(self, execution: ExecutionInfo) -> Observer:
        """Keep what a child's child does in the same file."""
        return replace(self, name=execution.name)

    def retrying(self, state: str, attempt: int, delay_seconds: float, error: str, cause: str) -> None:
        """Tell that a state will be tried again."""
        self.run.retrying(state, attempt, delay_seconds, error, cause)
