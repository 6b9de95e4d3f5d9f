"""One execution of a pipeline in a test: what it came to, the way it went, what each step was given."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from lakeflow.asl.states import walk
from lakeflow.asl.writing import compact
from lakeflow.errors import LakeflowError, suggestion
from lakeflow.interpreter.execution import ExecutionResult
from lakeflow.operations.runnable import Runnable
from lakeflow.recordings.visits import Recording, StateVisit
from lakeflow.testing.history import History


class Retried(NamedTuple):
    """A retry: the error that it followed and the seconds that it waited."""

    error: str
    delay_seconds: float


class StepNotEntered(AssertionError):  # noqa: N818  it tells what did not happen
    """A test asked about a step that the execution never came to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """An execution that has ended.

    Where a step was entered more than once (in a Map, or by a loop), the methods that take ``visit`` tell of the last
    time; ``visit=0`` is the first. What steps were given and gave is JSON; a test knows of which shape.
    """

    runnable: Runnable
    result: ExecutionResult
    recording: Recording
    children: tuple[Recording, ...] = ()
    history: History
    retried: Mapping[str, tuple[Retried, ...]]

    @property
    def status(self) -> str:
        """How the execution ended: SUCCEEDED, FAILED, TIMED_OUT or ABORTED."""
        return self.result.status.value

    @property
    def succeeded(self) -> bool:
        """Whether the execution SUCCEEDED."""
        return self.status == "SUCCEEDED"

    @property
    def failed(self) -> bool:
        """Whether the execution FAILED or TIMED_OUT."""
        return self.status in ("FAILED", "TIMED_OUT")

    @property
    def output(self) -> Any:
        """The execution's output."""
        return self.result.output

    @property
    def error(self) -> str | None:
        """The error that the execution ended with."""
        return self.result.error

    @property
    def cause(self) -> str | None:
        """The cause of the error."""
        return self.result.cause

    @property
    def started(self) -> datetime:
        """When the execution began, in virtual time."""
        return self.result.started

    @property
    def seconds(self) -> float:
        """How long the execution took, in virtual time."""
        return (self.result.stopped - self.result.started).total_seconds()

    @property
    def path(self) -> tuple[str, ...]:
        """The steps in the order in which they were entered, those that the compiler made left out."""
        return tuple(visit.name for visit in self._steps())

    def visits(self, step: str) -> tuple[StateVisit, ...]:
        """Return every visit to a step, none where it was not entered.

        Raises:
            LakeflowError: there is no such step.

        """
        known = [name for name, _, _ in walk(self.runnable.machine.states)]
        if step not in known:
            names = ", ".join(filter(self.runnable.is_authors, known))
            hint = suggestion(step, known, f"it has: {names}")
            raise LakeflowError(f"{self.runnable.name} has no step {step!r}", hint=hint)
        return tuple(visit for visit in self.every_visit() if visit.name == step)

    def every_visit(self) -> Iterator[StateVisit]:
        """Yield all visits in order, those of a distributed Map's children after the Map's own."""
        inner: dict[str | None, list[StateVisit]] = {}
        around = {name: outer for name, _, outer in walk(self.runnable.machine.states)}
        for child in self.children:
            for visit in child.visits:
                first = visit
                while first.around is not None:
                    first = first.around
                inner.setdefault(around.get(first.name), []).append(visit)
        yield from _with_inner(self.recording.visits, inner)

    def entered(self, step: str) -> bool:
        """Tell whether the execution came to a step."""
        return bool(self.visits(step))

    def input_of(self, step: str, *, visit: int = -1) -> Any:
        """Return the state's input; raises StepNotEntered."""
        return self._visit(step, visit).input

    def arguments_of(self, step: str, *, visit: int = -1) -> Any:
        """Return what the step's service was called with, the last time; raises StepNotEntered."""
        return self._visit(step, visit).attempts[-1].arguments

    def payload_of(self, step: str, *, visit: int = -1) -> Any:
        """Return what a Lambda step's function was given; raises StepNotEntered."""
        arguments = self.arguments_of(step, visit=visit)
        return arguments.get("Payload") if isinstance(arguments, dict) else arguments

    def output_of(self, step: str, *, visit: int = -1) -> Any:
        """Return the state's output; raises StepNotEntered."""
        return self._visit(step, visit).output

    def variables_of(self, step: str, *, visit: int = -1) -> Mapping[str, Any]:
        """Return the variables as the next state sees them; raises StepNotEntered."""
        return self._visit(step, visit).variables_after

    def error_of(self, step: str, *, visit: int = -1) -> str | None:
        """Return the error that the step failed with, caught or not; None where it did well. Raises StepNotEntered."""
        return self._visit(step, visit).error

    def seconds_of(self, step: str, *, visit: int = -1) -> float | None:
        """Return how long the step took, retries included; raises StepNotEntered."""
        return self._visit(step, visit).seconds

    def calls(self, step: str) -> tuple[Any, ...]:
        """Return what the step's service was called with each time, retries and map iterations included."""
        return tuple(attempt.arguments for visit in self.visits(step) for attempt in visit.attempts)

    def retries(self, step: str) -> tuple[Retried, ...]:
        """Return the step's retries in order."""
        self.visits(step)
        return self.retried.get(step, ())

    def _visit(self, step: str, number: int) -> StateVisit:
        visits = self.visits(step)
        if not -len(visits) <= number < len(visits):
            times = f"{len(visits)} times" if visits else "not"
            raise StepNotEntered(f"{step} was {times} entered\n{self.describe()}")
        return visits[number]

    def _steps(self) -> Iterator[StateVisit]:
        return (visit for visit in self.every_visit() if self.runnable.is_authors(visit.name))

    def __repr__(self) -> str:
        error = f" {self.error}" if self.error else ""
        return f"<Run {self.runnable.name} {self.status}{error}>"

    def describe(self) -> str:
        """Return how the execution went, for people: its path, and the state that failed with its line."""
        error = f": {self.error}" if self.error else ""
        lines = [f"{self.runnable.name} {self.status} after {_duration(self.seconds)}{error}"]
        if self.cause:
            lines.append(f"  cause: {self.cause}")
        lines.append(f"  path: {' > '.join(_marked(visit) for visit in self._steps()) or 'nothing was entered'}")
        for visit in self._steps():
            if visit.status == "failed" and visit.type not in ("Parallel", "Map"):
                lines += self._failure(visit)
        return "\n".join(lines)

    def _failure(self, visit: StateVisit) -> Iterator[str]:
        yield f"  {visit.name} failed{f': {visit.error}' if visit.error else ''}"
        if visit.cause and visit.cause != self.cause:
            yield f"    cause: {visit.cause}"
        if place := self.runnable.places.get(visit.name):
            yield f"    declared at {place}"
        for attempt in visit.attempts[-1:]:
            yield f"    called with {compact(attempt.arguments)}"


def _with_inner(visits: Iterable[StateVisit], inner: dict[str | None, list[StateVisit]]) -> Iterator[StateVisit]:
    for visit in visits:
        yield visit
        yield from _with_inner(inner.pop(visit.name, ()), inner)


def _marked(visit: StateVisit) -> str:
    if visit.status in ("succeeded", "running"):
        return visit.name
    return f"{visit.name} ({visit.status}{f' {visit.error}' if visit.error else ''})"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{minutes:.0f} min {rest:g} s" if minutes else f"{rest:g} s"
