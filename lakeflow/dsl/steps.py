"""Steps: named places in a region, and what orders them."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Self, TypeAlias, TypedDict, TypeGuard

from lakeflow.dsl.declared import Declared
from lakeflow.dsl.mistakes import mistake
from lakeflow.dsl.ranges import Duration
from lakeflow.dsl.references import Ref, Value
from lakeflow.dsl.regions import Region, innermost_region, prefixed
from lakeflow.dsl.source import caller_location

After: TypeAlias = "Step | Iterable[Step] | None"


class StepOptions(TypedDict, total=False):
    """What every step can be told.

    ``after``: steps that must end first though no value comes from them, None for none. ``expect``: how long the step
    is thought to take, in seconds or as a timedelta, None where nobody knows; the compiler weighs waits by it.
    """

    after: After
    comment: str
    expect: Duration | timedelta | None


class Step(metaclass=Declared):
    """A named place in a region; ``a >> b`` and ``after=`` order steps that pass no value to each other.

    ``expect`` is how many seconds the step is thought to take, None where its author does not say.
    """

    typical_seconds = 1.0
    """What steps of this kind are thought to take where nobody says."""
    stands_alone = False
    """Whether the step may be declared outside any region, to be handed to a pipeline."""

    def __init__(
        self,
        name: str,
        *,
        after: After = (),
        comment: str = "",
        expect: Duration | timedelta | None = None,
    ) -> None:
        self.name = prefixed(name)
        self.comment = comment
        self.expect = expect.total_seconds() if isinstance(expect, timedelta) else expect
        self.location = caller_location()
        self.after: list[Step] = _steps(after)
        self.region = innermost_region() if type(self) is not Step else None
        if type(self) is Step:
            hint = "write Glue, Lambda, Wait or another kind; Step is what to annotate any of them with"
            mistake("LF239", f"step {name!r} is of no kind", hint)
        elif self.region is None and not self.stands_alone:
            mistake("LF103", f"step {name!r} stands in no pipeline", 'declare it inside `with Pipeline("..."):`')
        if self.region is not None:
            self.region.steps.append(self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Step):
            mistake(
                "LF215",
                f"step {self.name!r} is compared, which gives False while the pipeline is being declared",
                "write step.output for its value: choice.when(step.output.count > 0)",
            )
        return self is other

    __hash__ = object.__hash__

    def __format__(self, spec: str) -> str:
        hint = 'write Format("{} files", step.output.count) for a value of it, step.name for its name'
        mistake("LF213", f"an f-string would print step {self.name!r}, not its value", hint)
        return self.name

    def __rshift__(self, later: After) -> "Step | list[Step]":
        steps = _steps(later)
        for step in steps:
            step.after.append(self)
        return later if isinstance(later, Step) else steps

    def __rrshift__(self, earlier: Iterable["Step"]) -> Self:
        self.after.extend(_steps(earlier))
        return self

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}>"

    @property
    def values(self) -> tuple[Value, ...]:
        """What the step's own fields hold; references in it are edges."""
        return ()

    @property
    def regions(self) -> tuple[Region, ...]:
        """The regions that are parts of this step."""
        return ()


def _steps(given: object) -> list[Step]:
    """Return one step, some or none as a list; what is no step among them is a mistake."""
    several = given if isinstance(given, Iterable) and not isinstance(given, Ref | str) else (given,)
    return [step for step in several if _is_step(step)]


def _is_step(step: object) -> TypeGuard[Step]:
    if isinstance(step, Step):
        return True
    if step is not None:
        mistake(
            "LF216",
            f"a step can come after steps only, not after {type(step).__name__}",
            f"write the variable that holds the step, not its name: after={step}"
            if isinstance(step, str)
            else "to wait for a value, use the value: a reference is an edge",
        )
    return False
