"""Mocks and chaos as asked for on the command line."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lakeflow.asl.states import Json
from lakeflow.clock import RunClock
from lakeflow.errors import MockError, ProjectError
from lakeflow.interpreter.executor import ScheduledTask, TaskExecutor
from lakeflow.mocks.chaos import Chaos, ChaosExecutor, parse_chaos
from lakeflow.mocks.executor import MockExecutor
from lakeflow.mocks.scripts import Script, scripts_of
from lakeflow.operations.mock_files import read_mock_file, read_recorded
from lakeflow.operations.response_check import response_check
from lakeflow.operations.runnable import Runnable
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
        scripts = scripts_of(runnable.machine, _given(request.mocks, request.test_case, runnable.name, runs))
    elif request.test_case is not None:
        raise MockError("--test-case needs a mock configuration", hint="name it: --mocks MockConfigFile.json")
    return StandIns(scripts, parse_chaos(request.chaos, runnable.machine), request.validation)


def _given(mocks: str, test_case: str | None, machine: str, runs: Path) -> Mapping[str, Script]:
    file = Path(mocks)
    if file.is_file():
        return read_mock_file(file, machine, test_case)
    if file.suffix:
        raise ProjectError(f"there is no file {mocks}", hint="--mocks names a file of mocks, a history, or a run")
    return read_recorded(find_run(runs, mocks).history, durations=False)
