"""Regions: sets of steps with edges; ``with`` opens one, and a step belongs to the innermost that is open."""

from contextvars import ContextVar
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Self

from lakeflow.dsl.declared import Declared
from lakeflow.dsl.mistakes import mistake
from lakeflow.dsl.source import caller_location
from lakeflow.errors import Location

if TYPE_CHECKING:
    from lakeflow.dsl.steps import Step

_open_regions: ContextVar[tuple["Region", ...]] = ContextVar("open_regions", default=())
_prefixes: ContextVar[tuple[str, ...]] = ContextVar("prefixes", default=())


class Group(metaclass=Declared):
    """Give the steps declared in it names that begin with a prefix: what a function that adds steps needs twice.

    >>> from lakeflow import Group, Pipeline, Wait
    >>> with Pipeline("shop"):
    ...     for table in ("orders", "products"):
    ...         with Group(table):
    ...             settle = Wait("settle", seconds=1)
    >>> settle
    <Wait products_settle>
    """

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix

    def __enter__(self) -> Self:
        _prefixes.set((*_prefixes.get(), self.prefix))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        _prefixes.set(_prefixes.get()[:-1])


def prefixed(name: str) -> str:
    """Return a step's name with the prefixes of the groups that are open."""
    return "_".join((*_prefixes.get(), name))


@dataclass(slots=True, eq=False)
class Region:
    """The steps of a pipeline, of a Choice branch, of a Map's body or of a Try's body or handler, as declared.

    ``owner`` is the step that the region is a part of, None for a pipeline's own; ``closed_to_steps`` names what to
    open instead, where steps cannot stand directly in it (the body of ``with Choice(...)``).
    """

    title: str
    owner: "Step | None" = None
    closed_to_steps: str = ""
    location: Location = field(default_factory=caller_location)
    steps: list["Step"] = field(default_factory=list)
    was_opened: bool = False

    def __enter__(self) -> Self:
        self.was_opened = True
        _open_regions.set((*_open_regions.get(), self))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        _open_regions.set(_open_regions.get()[:-1])

    @property
    def ancestors(self) -> tuple["Region", ...]:
        """The regions around this one, itself first, the pipeline's last."""
        outer = self.owner.region.ancestors if self.owner is not None and self.owner.region is not None else ()
        return (self, *outer)


def innermost_region() -> Region | None:
    """Return the region that a new step belongs to, None outside any.

    The body of a Choice holds branches, not steps: one that stands in it is a mistake, and belongs to what is around.
    """
    regions = _open_regions.get()
    if regions and regions[-1].closed_to_steps:
        mistake("LF104", f"a step cannot stand directly in {regions[-1].title}", regions[-1].closed_to_steps)
    return next((region for region in reversed(regions) if not region.closed_to_steps), None)
