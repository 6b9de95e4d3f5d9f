"""Control flow: steps that compute, wait, end, branch, repeat or guard."""

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self, Unpack

from lakeflow.dsl.conditions import condition_of
from lakeflow.dsl.expressions import CaughtError, Expression, MapItem, StepOutput
from lakeflow.dsl.mistakes import mistake
from lakeflow.dsl.ranges import Natural
from lakeflow.dsl.references import Record, Ref, Value
from lakeflow.dsl.regions import Region, innermost_region
from lakeflow.dsl.results import Caught
from lakeflow.dsl.steps import Step, StepOptions


class Pass(Step):
    """Compute a value and give it a name.

    >>> from lakeflow import DateParam, Format, Pass, Pipeline
    >>> with Pipeline("shop", params={"date": DateParam()}) as shop:
    ...     paths = Pass("paths", {"orders": Format("orders/{}.csv", shop.params.date)})
    >>> orders = paths.output.orders
    """

    typical_seconds = 0.0

    def __init__(self, name: str, value: Value, **options: Unpack[StepOptions]) -> None:
        super().__init__(name, **options)
        self.value = value

    @property
    def output(self) -> Record:
        """The value."""
        return Record(StepOutput(self))

    @property
    def values(self) -> tuple[Value, ...]:
        """The value."""
        return (self.value,)


class Wait(Step):
    """Let time pass: a number of ``seconds``, or ``until`` an RFC 3339 moment.

    >>> from lakeflow import Pipeline, Wait
    >>> with Pipeline("shop"):
    ...     settle = Wait("settle", seconds=30)
    """

    def __init__(
        self,
        name: str,
        *,
        seconds: Natural | Ref | None = None,
        until: str | Ref | None = None,
        **options: Unpack[StepOptions],
    ) -> None:
        super().__init__(name, **options)
        if (seconds is None) == (until is None):
            mistake("LF217", f"wait {name!r} needs seconds= or until=, one of them", "write seconds=30")
        self.seconds = seconds
        self.until = until

    @property
    def values(self) -> tuple[Value, ...]:
        """How long."""
        return (self.seconds, self.until)


class Succeed(Step):
    """End the execution well, here and now.

    >>> from lakeflow import Pipeline, Succeed
    >>> with Pipeline("shop"):
    ...     done = Succeed("nothing_to_do")
    """

    typical_seconds = 0.0

    def __init__(self, name: str, **options: Unpack[StepOptions]) -> None:
        super().__init__(name, **options)


class Fail(Step):
    """End the execution as FAILED; the error's name is the step's own unless ``error`` says otherwise, empty for none.

    >>> from lakeflow import Fail, Pipeline
    >>> with Pipeline("shop"):
    ...     bad = Fail("AuditFailed", cause="gold and silver disagree")
    """

    typical_seconds = 0.0

    def __init__(
        self,
        name: str,
        *,
        error: str | Ref | None = None,
        cause: str | Ref = "",
        **options: Unpack[StepOptions],
    ) -> None:
        super().__init__(name, **options)
        self.error = name if error is None else error
        self.cause = cause

    @property
    def values(self) -> tuple[Value, ...]:
        """Error and cause."""
        return (self.error, self.cause)


class _Block(Step):
    """A step whose body is opened by ``with``."""

    _body: Region

    def __enter__(self) -> Self:
        self._body.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._body.__exit__(kind, error, traceback)


class Returned(Step):
    """The last step of a way through a Choice or a Try: it leaves behind what ``owner.returns`` was given."""

    typical_seconds = 0.0

    def __init__(self, owner: "_Ways", value: Value, region: Region) -> None:
        number = sum(1 for way in owner.regions for step in way.steps if isinstance(step, Returned)) + 1
        super().__init__(f"{owner.name}-value-{number}", after=tuple(region.steps))
        self.owner = owner
        self.value = value

    @property
    def values(self) -> tuple[Value, ...]:
        """The value."""
        return (self.value,)


class _Ways(_Block):
    """A step with several ways through it, of which one is taken."""

    @property
    def ways(self) -> tuple[Region, ...]:
        """The regions of which one is run to its end."""
        return self.regions

    def returns(self, value: Value) -> None:
        """Say what the open way leaves behind, once its steps are declared; ``output`` is that of the way taken."""
        region = innermost_region()
        if region is None or region not in self.ways:
            mistake(
                "LF221",
                f"returns() of {self.name!r} stands in none of the ways through it",
                "call it as the last thing in a branch, a body or a handler",
            )
        else:
            Returned(self, value, region)

    @property
    def output(self) -> Record:
        """What the way that was taken returned."""
        return Record(StepOutput(self))


class Choice(_Ways):
    """Run the branch of the first condition that is true; without ``otherwise`` nothing runs when none is.

    A branch may leave a value behind by ``returns``; then all that go on must, and ``output`` is one of them.

    >>> from lakeflow import Choice, IntParam, Pipeline, Wait
    >>> with Pipeline("shop", params={"days": IntParam(default=1)}) as shop:
    ...     with Choice("long") as long:
    ...         with long.when(shop.params.days > 1):
    ...             pause = Wait("pause", seconds=5)
    ...             long.returns("a pause")
    ...         with long.otherwise():
    ...             long.returns("none")
    >>> taken = long.output
    """

    typical_seconds = 0.0

    def __init__(self, name: str, **options: Unpack[StepOptions]) -> None:
        super().__init__(name, **options)
        self._body = Region(
            f"choice {name!r}", self, "open `with choice.when(condition):` or `with choice.otherwise():` first"
        )
        self.branches: list[tuple[Expression, Region]] = []
        self.default: Region | None = None

    def when(self, condition: Ref | bool) -> Region:  # noqa: FBT001  a condition is a truth value
        """Open the branch for a condition."""
        branch = Region(f"branch {len(self.branches) + 1} of choice {self.name!r}", self)
        self.branches.append((condition_of(condition), branch))
        return branch

    def otherwise(self) -> Region:
        """Open the branch for when no condition is true."""
        if self.default is not None:
            mistake("LF219", f"choice {self.name!r} has two otherwise() branches", "merge them: one case is left over")
        self.default = Region(f"the otherwise branch of choice {self.name!r}", self)
        return self.default

    @property
    def values(self) -> tuple[Value, ...]:
        """The conditions."""
        return tuple(Ref(condition) for condition, _ in self.branches)

    @property
    def regions(self) -> tuple[Region, ...]:
        """The branches, ``otherwise`` last."""
        branches = tuple(region for _, region in self.branches)
        return (*branches, self.default) if self.default is not None else branches


class Map(_Block):
    """Run the body once for each item of a list, ``max_concurrency`` at a time (0: no limit).

    >>> from lakeflow import Lambda, LambdaFunction, Map, Pass, Pipeline
    >>> with Pipeline("shop"):
    ...     files = Pass("files", ["a.csv", "b.csv"])
    ...     with Map("each_file", files.output, max_concurrency=2) as each:
    ...         load = LambdaFunction("load", handler="jobs/load.py:handler")
    ...         loaded = Lambda("load_file", load, payload={"file": each.item})
    ...         each.returns(loaded.output.rows)
    >>> row_counts = each.output
    """

    typical_seconds = 60.0

    def __init__(
        self,
        name: str,
        items: Ref | Sequence[Value] | Mapping[str, Value],
        *,
        max_concurrency: Natural = 0,
        **options: Unpack[StepOptions],
    ) -> None:
        super().__init__(name, **options)
        self.items = items
        self.max_concurrency = max_concurrency
        self.result: Value = None
        self._body = Region(f"map {name!r}", self)

    def returns(self, value: Value) -> None:
        """Say what one iteration leaves behind; ``output`` is the list of these, in the items' order."""
        self.result = value

    @property
    def item(self) -> Record:
        """The item of this iteration; only steps of the body may read it."""
        return Record(MapItem(self))

    @property
    def output(self) -> Record:
        """What the iterations returned, as a list."""
        return Record(StepOutput(self))

    @property
    def values(self) -> tuple[Value, ...]:
        """The items."""
        return (self.items,)

    @property
    def regions(self) -> tuple[Region, ...]:
        """The body."""
        return (self._body,)


class Try(_Ways):
    """Guard a region: an error in it runs the handler for it, and then what comes after the Try.

    What ``always`` opens runs after all that, however it went; an error that no handler took goes on afterwards.
    The body and the handlers may leave a value behind by ``returns``, as the branches of a Choice may.

    >>> from lakeflow import Fail, Notify, Pipeline, Try, Wait
    >>> with Pipeline("shop"):
    ...     with Try("careful") as careful:
    ...         risky = Wait("risky", seconds=1)
    ...     with careful.catch("States.Timeout"):
    ...         told = Notify("too_slow", message=careful.error.Cause)
    ...         Fail("TooSlow", after=told)
    <Fail TooSlow>
    """

    def __init__(self, name: str, **options: Unpack[StepOptions]) -> None:
        super().__init__(name, **options)
        self._body = Region(f"try {name!r}", self)
        self.handlers: list[tuple[tuple[str, ...], Region]] = []
        self.final: Region | None = None

    def catch(self, *errors: str) -> Region:
        """Open the handler for these errors; for all of them when none is named."""
        names = tuple(filter(_is_error_name, errors)) or ("States.ALL",)
        handler = Region(f"the handler of {', '.join(names)} of try {self.name!r}", self)
        self.handlers.append((names, handler))
        return handler

    def always(self) -> Region:
        """Open the region that runs at the end, after success and after failure."""
        if self.final is not None:
            mistake("LF219", f"try {self.name!r} has two always() regions", "merge them")
        self.final = Region(f"the always region of try {self.name!r}", self)
        return self.final

    @property
    def error(self) -> Caught:
        """What was caught, an object of ``Error`` and ``Cause``; only handlers may read it."""
        return Caught(CaughtError(self))

    @property
    def body(self) -> Region:
        """The guarded region."""
        return self._body

    @property
    def ways(self) -> tuple[Region, ...]:
        """The body and the handlers."""
        return (self._body, *(region for _, region in self.handlers))

    @property
    def regions(self) -> tuple[Region, ...]:
        """The body, then the handlers, then what runs always."""
        final = () if self.final is None else (self.final,)
        return (*self.ways, *final)


def _is_error_name(error: object) -> bool:
    if not isinstance(error, str):
        mistake("LF232", f"catch() takes names of errors, not {error!r}", 'write catch("States.Timeout", "Busy")')
    return isinstance(error, str)
