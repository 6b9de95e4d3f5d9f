"""Runs pipelines and state machines in virtual time, with mocked tasks: what the pytest fixture ``lakeflow`` is."""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeAlias

from lakeflow.asl.document import document, parse
from lakeflow.asl.states import Json
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.errors import MockError
from lakeflow.interpreter.context import ExecutionInfo
from lakeflow.interpreter.execution import interpret
from lakeflow.interpreter.history import HistoryEvent
from lakeflow.interpreter.lifecycle import ExecutionResult
from lakeflow.interpreter.one_state.outcome import StateOutcome
from lakeflow.local.objects import LakeObjects
from lakeflow.mocks.answers import Mock, answers_of
from lakeflow.mocks.executor import MockExecutor
from lakeflow.mocks.scripts import Script, scripts_of
from lakeflow.operations.compiling import compile_file, compile_object, pick
from lakeflow.operations.parameters import execution_input
from lakeflow.operations.response_check import response_check
from lakeflow.operations.runnable import NOWHERE, Runnable, is_definition, runnable_definition, runnable_of
from lakeflow.project import Project, find_project
from lakeflow.recordings.visits import Recording, read_recording
from lakeflow.testing.clock import FakeClock
from lakeflow.testing.history import History
from lakeflow.testing.one_state import test_state
from lakeflow.testing.run import Retried, Run
from lakeflow.testing.snapshots import Snapshots
from lakeflow.testing.tracebacks import ending_at_the_caller

START: Final = datetime(2024, 1, 1, tzinfo=UTC)
"""When virtual executions begin."""

Source: TypeAlias = str | Path | Pipeline | Mapping[str, Json]
"""A pipeline module, an ASL file (``.asl.json``), a pipeline, or a state machine as a dict."""

Mocks: TypeAlias = "Mapping[str, Mock | Script]"


@dataclass(frozen=True, slots=True, repr=False)
class Kit:
    """Runs what belongs to the project around ``start``; ``observed`` is told of every run."""

    start: Path
    snapshots: Snapshots | None = None
    observed: Callable[[Run], None] | None = None
    _loaded: dict[tuple[str, str], tuple[Runnable, Pipeline | None]] = field(default_factory=dict)

    @ending_at_the_caller
    def run(  # noqa: PLR0913  each is a word of the author's test
        self,
        pipeline: Source,
        params: Mapping[str, str | int | bool] | None = None,
        *,
        input: Json = None,  # noqa: A002  AWS's own word
        mocks: "Mocks | None" = None,
        name: str | None = None,
        environment: str = "local",
        now: datetime = START,
        seed: int = 0,
        mock_validation: str = "STRICT",
        lake: Path | None = None,
    ) -> Run:
        """Run a pipeline in virtual time and return how it went; an execution that fails is a Run as well.

        ``params`` are the pipeline's, ``input`` is the whole input instead, for a state machine. ``name`` chooses among
        several pipelines of a module; ``seed`` decides retry jitter. Responses are checked against the services' API
        models; ``mock_validation`` is STRICT, PRESENT (nothing is required) or NONE, as in TestState. ``lake`` is a
        folder that distributed Maps read from and write to, in the place of every bucket.

        Raises:
            MockError: a mock means no task, a task that was called has none, or a response has the wrong shape.
            LakeflowError: the pipeline does not compile, or a parameter is wrong.

        """
        runnable, source = self._load(pipeline, environment, name)
        payload = _payload(source, params or {}, input)
        clock = FakeClock(now)
        scripts = scripts_of(runnable.machine, {key: _script(key, mock) for key, mock in (mocks or {}).items()})
        witness = _Witness()
        result = clock.run(
            interpret(
                runnable.machine,
                payload,
                executor=MockExecutor(scripts, clock, check=response_check(mock_validation), places=runnable.places),
                clock=clock,
                execution=runnable.execution("test"),
                observer=witness,
                random=random.Random(seed),  # noqa: S311  jitter, not secrets
                objects=None if lake is None else LakeObjects(lake),
            )
        )
        return self._run_of(runnable, result, witness)

    @ending_at_the_caller
    def test_state(self, pipeline: Source, state: str, *, name: str | None = None, **fields: Any) -> StateOutcome:
        """Run one state of a pipeline or machine alone; ``fields`` are those of ``lakeflow.testing.test_state``."""
        runnable, _ = self._load(pipeline, "local", name)
        return test_state(document(runnable.machine), state, **fields)

    def __repr__(self) -> str:
        return f"<lakeflow in {self.start}>"

    def _run_of(self, runnable: Runnable, result: ExecutionResult, witness: "_Witness") -> Run:
        recording = read_recording(witness.events)
        run = Run(
            runnable=runnable,
            result=result,
            recording=recording,
            children=tuple(witness.child_recordings()),
            history=History(tuple(witness.events), recording, self.snapshots),
            retried={state: tuple(retried) for state, retried in witness.retried.items()},
        )
        if self.observed is not None:
            self.observed(run)
        return run

    def _load(self, pipeline: Source, environment: str, name: str | None) -> tuple[Runnable, Pipeline | None]:
        """Return what to run, and the pipeline where it is one; files are compiled once."""
        if isinstance(pipeline, Pipeline):
            return runnable_of(compile_object(self._project(), pipeline, environment)), pipeline
        if isinstance(pipeline, Mapping):
            machine = parse(dict(pipeline))
            return Runnable(
                name="machine", machine=machine, places={}, file="", target=NOWHERE, from_pipeline=False
            ), None
        key = (f"{pipeline}#{name}", environment)
        if key not in self._loaded:
            self._loaded[key] = self._read(Path(pipeline), environment, name)
        return self._loaded[key]

    def _read(self, path: Path, environment: str, name: str | None) -> tuple[Runnable, Pipeline | None]:
        if is_definition(path):
            here = Project(self.start.resolve())
            return runnable_definition(path if path.is_file() else here.root / path, here), None
        project = self._project()
        chosen = pick(compile_file(project, project.root / path, environment), name)
        return runnable_of(chosen), chosen.pipeline

    def _project(self) -> Project:
        return find_project(self.start)


class _Witness:
    """An Observer that keeps the events and the retries."""

    def __init__(self) -> None:
        self.events: list[HistoryEvent] = []
        self.retried: dict[str, list[Retried]] = {}
        self.children: dict[str, _Witness] = {}

    def child(self, execution: ExecutionInfo) -> "_Witness":
        """Return who keeps the events of a child execution; its retries count with the parent's."""
        child = self.children[execution.name] = _Witness()
        child.retried = self.retried
        return child

    def child_recordings(self) -> Iterator[Recording]:
        """Yield what each child execution did, and its own children after it."""
        for child in self.children.values():
            yield read_recording(child.events)
            yield from child.child_recordings()

    def event(self, event: HistoryEvent) -> None:
        """Keep a history event."""
        self.events.append(event)

    def retrying(self, state: str, attempt: int, delay_seconds: float, error: str, cause: str) -> None:  # noqa: ARG002
        """Keep a retry."""
        self.retried.setdefault(state, []).append(Retried(error, delay_seconds))


def _payload(source: Pipeline | None, params: Mapping[str, str | int | bool], given: Json) -> Json:
    """Return an execution's input: what was given whole, else a pipeline's parameters."""
    if source is not None and given is None:
        return execution_input(source, {key: _typed(value) for key, value in params.items()})
    if params:
        raise MockError("params are a pipeline's", hint="give a state machine its whole input: input={...}")
    return {} if given is None else given


def _script(step: str, mock: "Mock | Script") -> Script:
    return mock if isinstance(mock, Script) else Script(answers_of(step, mock))


def _typed(value: str | int | bool) -> str:  # noqa: FBT001  a parameter may be a flag
    """Return a parameter as it would be typed on the command line."""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
