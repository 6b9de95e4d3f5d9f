"""Mocks and chaos as asked for on the command line."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lakeflow.asl.states import Json
from lakeflow.clock import RunClock
from lakeflow.errors import Location, MockError, ProjectError
from lakeflow.interpreter.executor import ScheduledTask, TaskExecutor
from lakeflow.local.extra import require
from lakeflow.mocks.chaos import Chaos, ChaosExecutor, parse_chaos
from lakeflow.mocks.executor import MockExecutor
from lakeflow.mocks.mock_file import parse_mocks
from lakeflow.mocks.recorded import recorded_scripts
from lakeflow.mocks.scripts import Script, scripts_of
from lakeflow.mocks.stepfunctions_local import is_mock_configuration, parse_test_case
from lakeflow.operations.response_check import response_check
from lakeflow.operations.runnable import Runnable
from lakeflow.recordings.events import read_events
from lakeflow.recordings.visits import read_recording
from lakeflow.runs import find_run


@dataclass(frozen=True, slots=True, kw_only=True)
class StandInRequest:
    """What the user asked for: ``mocks`` a file or a run, ``chaos`` texts ``STEP:ERROR[:TIMES]``."""

    mocks: str | None = None
    test_case: str | None = None
    validation: str = "PRESENT"
    chaos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StandIns:
    """The scripts of the tasks that do not reach their service, and the failures to come."""

    scripts: Mapping[str, Script]
    chaos: tuple[Chaos, ...]
    validation: str

    def around(self, executor: TaskExecutor, runnable: Runnable, clock: RunClock) -> TaskExecutor:
        """Return an executor that mocks and fails what it should, and hands the rest to the one that is given."""
        mocked = MockExecutor(
            self.scripts,
            clock,
            otherwise=RealWork(executor, clock),
            check=response_check(self.validation),
            places=runnable.places,
        )
        return ChaosExecutor(self.chaos, mocked) if self.chaos else mocked


@dataclass(frozen=True, slots=True)
class RealWork:
    """Tells the clock that a task does something outside of its time."""

    executor: TaskExecutor
    clock: RunClock

    async def execute(self, task: ScheduledTask) -> Json:
        """Run the task."""
        with self.clock.real_work():
            return await self.executor.execute(task)


def stand_ins_for(request: StandInRequest, runnable: Runnable, runs: Path) -> StandIns:
    """Return what stands in for a machine's tasks; ``runs`` is where the project keeps its runs.

    Raises:
        MockError: a mock or a failure means no task, or has another form.
        ProjectError: there is neither such a file nor such a run.

    """
    scripts: Mapping[str, Script] = {}
    if request.mocks is not None:
        scripts = scripts_of(runnable.machine, _given(request.mocks, request.test_case, runnable, runs))
    elif request.test_case is not None:
        raise MockError("--test-case needs a mock configuration", hint="name it: --mocks MockConfigFile.json")
    return StandIns(scripts, parse_chaos(request.chaos, runnable.machine), request.validation)


def _given(mocks: str, test_case: str | None, runnable: Runnable, runs: Path) -> Mapping[str, Script]:
    file = Path(mocks)
    if not file.is_file():
        if file.suffix:
            raise ProjectError(f"there is no file {mocks}", hint="--mocks names a file of mocks, a history, or a run")
        return _recorded(find_run(runs, mocks).history)
    if file.suffix in (".yaml", ".yml"):
        return _yaml_mocks(file)
    if file.suffix == ".jsonl":
        return _recorded(file)
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise MockError(f"{mocks} is not JSON: {error}") from None
    if is_mock_configuration(document):
        return parse_test_case(document, mocks, runnable.name, test_case)
    if isinstance(document, list) or (isinstance(document, dict) and "events" in document):
        return _recorded(file)
    return parse_mocks(document, mocks)


def _recorded(history: Path) -> Mapping[str, Script]:
    try:
        text = history.read_text(encoding="utf-8")
    except OSError as error:
        raise ProjectError(f"{history} cannot be read: {error.strerror}") from None
    return recorded_scripts(read_recording(read_events(text, str(history))), durations=False)


def _yaml_mocks(file: Path) -> Mapping[str, Script]:
    require(("yaml",))
    import yaml

    text = file.read_text(encoding="utf-8")
    try:
        document = yaml.safe_load(text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = Location(str(file), mark.line + 1, mark.column + 1) if mark else None
        raise MockError(f"this is not YAML: {error.problem}", location=place) from None
    except yaml.YAMLError as error:
        raise MockError(f"{file} is not YAML: {error}") from None
    keys = node.value if isinstance(node, yaml.MappingNode) else []
    lines = {str(key.value): key.start_mark.line + 1 for key, _ in keys}
    return parse_mocks(document, str(file), lines)
