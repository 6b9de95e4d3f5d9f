"""Which states, branches and catchers of pipelines the runs of a test session came to."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias, TypeVar

from lakeflow.asl.states import Catcher, Choice, Json, Map, Parallel, Retrier, State, Task, walk
from lakeflow.interpreter.failure import matches
from lakeflow.operations.runnable import Runnable
from lakeflow.testing.run import Run

Clause = TypeVar("Clause", Catcher, Retrier)
Kind: TypeAlias = Literal["state", "branch", "catcher", "retrier"]

_COUNTED: Final = frozenset({"state", "branch", "catcher"})
"""What the percentage is of. Retriers are told apart: nobody tests each default one."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something that a test can come to; ``place`` is the author's line, empty where it is not known."""

    kind: Kind
    label: str
    place: str


@dataclass(slots=True)
class PipelineCoverage:
    """How often each item of a pipeline was come to."""

    name: str
    file: str
    counts: dict[Item, int] = field(default_factory=dict)

    def of(self, kinds: Iterable[str] = _COUNTED) -> tuple[int, int]:
        """Return how many items of those kinds were entered, and how many there are."""
        found = [count for item, count in self.counts.items() if item.kind in kinds]
        return sum(count > 0 for count in found), len(found)

    @property
    def percent(self) -> float:
        """The share of states, branches and catchers that were entered."""
        entered, every = self.of()
        return 100.0 * entered / every if every else 100.0

    def missed(self) -> Iterator[Item]:
        """Yield what no test came to, retriers left out."""
        return (item for item, count in self.counts.items() if not count and item.kind in _COUNTED)


class Coverage:
    """The coverage of every pipeline that ran."""

    def __init__(self) -> None:
        self._pipelines: dict[tuple[str, str], PipelineCoverage] = {}

    @property
    def pipelines(self) -> tuple[PipelineCoverage, ...]:
        """The pipelines in the order of their names."""
        return tuple(found for _, found in sorted(self._pipelines.items()))

    @property
    def percent(self) -> float:
        """The share over all pipelines together."""
        counts = [found.of() for found in self._pipelines.values()]
        every = sum(count for _, count in counts)
        return 100.0 * sum(entered for entered, _ in counts) / every if every else 100.0

    def has_file(self, file: str) -> bool:
        """Tell whether a pipeline of that file is known."""
        return any(found.file == file for found in self._pipelines.values())

    def know(self, runnable: Runnable) -> None:
        """Take note of a pipeline, run or not."""
        counts = self._of(runnable.name, runnable.file).counts
        for item in items_of(runnable):
            counts.setdefault(item, 0)

    def add(self, run: Run) -> None:
        """Count what a run came to."""
        self.know(run.runnable)
        counts = self._of(run.runnable.name, run.runnable.file).counts
        for item in entered_by(run):
            if item in counts:
                counts[item] += 1

    def to_json(self) -> dict[str, Any]:
        """Return the coverage for machines: totals, and every item with how often it was entered."""
        return {
            "version": 1,
            "percent": round(self.percent, 2),
            "pipelines": [_as_json(found) for found in self.pipelines],
        }

    def merge(self, other: Mapping[str, Any]) -> None:
        """Add what another process measured, as ``to_json`` gives it."""
        for found in other["pipelines"]:
            counts = self._of(found["pipeline"], found["file"]).counts
            for each in found["items"]:
                item = Item(each["kind"], each["label"], each["place"])
                counts[item] = counts.get(item, 0) + each["count"]

    def _of(self, name: str, file: str) -> PipelineCoverage:
        return self._pipelines.setdefault((file, name), PipelineCoverage(name, file))


def items_of(runnable: Runnable) -> Iterator[Item]:
    """Yield everything in a machine that a test can come to."""
    for name, state, _ in walk(runnable.machine.states):
        if runnable.is_authors(name):
            yield _item(runnable, "state", name, name)
        for label in dict.fromkeys(_branches(name, state)):
            yield _item(runnable, "branch", label, name)
        for catcher in _catchers(state):
            yield _item(runnable, "catcher", _caught(name, catcher), name)
        for retrier in _retriers(state):
            yield _item(runnable, "retrier", _retried(name, retrier), name)


def entered_by(run: Run) -> Iterator[Item]:
    """Yield each thing that a run came to, as often as it did."""
    runnable = run.runnable
    states = {name: state for name, state, _ in walk(runnable.machine.states)}
    for visit in run.every_visit():
        yield _item(runnable, "state", visit.name, visit.name)
        state = states[visit.name]
        if isinstance(state, Choice) and visit.next is not None:
            yield _item(runnable, "branch", f"{visit.name} -> {visit.next}", visit.name)
        if visit.status == "caught":
            for catcher in _first_for(_catchers(state), visit.error):
                yield _item(runnable, "catcher", _caught(visit.name, catcher), visit.name)
    for name, retried in run.retried.items():
        for retry in retried:
            for retrier in _first_for(_retriers(states[name]), retry.error):
                yield _item(runnable, "retrier", _retried(name, retrier), name)


def _item(runnable: Runnable, kind: Kind, label: str, state: str) -> Item:
    place = runnable.places.get(state)
    return Item(kind, label, f"{place.file}:{place.line}" if place else "")


def _branches(name: str, state: State) -> Iterator[str]:
    if isinstance(state, Choice):
        yield from (f"{name} -> {rule.next}" for rule in state.choices)
        if state.default is not None:
            yield f"{name} -> {state.default}"


def _catchers(state: State) -> tuple[Catcher, ...]:
    return state.catch if isinstance(state, (Task, Parallel, Map)) else ()


def _retriers(state: State) -> tuple[Retrier, ...]:
    return state.retry if isinstance(state, (Task, Parallel, Map)) else ()


def _caught(name: str, catcher: Catcher) -> str:
    return f"{name} caught {', '.join(catcher.error_equals)} -> {catcher.next}"


def _retried(name: str, retrier: Retrier) -> str:
    return f"{name} retried {', '.join(retrier.error_equals)}"


def _first_for(clauses: Iterable[Clause], error: str | None) -> tuple[Clause, ...]:
    """Return the clause that took an error: the first that means it."""
    return next(((clause,) for clause in clauses if matches(clause.error_equals, error)), ())


def _as_json(found: PipelineCoverage) -> dict[str, Json]:
    entered, every = found.of()
    items: list[Json] = [
        {"kind": item.kind, "label": item.label, "place": item.place, "count": count}
        for item, count in found.counts.items()
    ]
    return {
        "pipeline": found.name,
        "file": found.file,
        "percent": round(found.percent, 2),
        "entered": entered,
        "items_counted": every,
        "items": items,
    }
