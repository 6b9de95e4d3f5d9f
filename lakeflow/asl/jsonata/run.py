"""One evaluation of one expression: what it may read from outside, what it may use up, and how functions are called."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any, Final, TypeAlias

from lakeflow.asl.jsonata.failures import complete, failure
from lakeflow.asl.jsonata.values import PARENT, UNDEFINED, Closure, Frame, Function, Native
from lakeflow.errors import ExpressionError

Code: TypeAlias = "Callable[[Any, Frame, Run], Any]"
"""A compiled expression: takes the context, the variables in scope and the run; returns a value."""

_BATCH: Final = 4096
"""How much work is done between two looks at the clock."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What an evaluation may use before it fails with U1001.

    ``depth`` is nested function calls that are not tail calls, ``work`` counts calls and items visited, ``seconds``
    is measured on the ``timer`` given to ``evaluate``, where one is.
    """

    depth: int = 1000
    work: int = 5_000_000
    seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class Environment:
    """What an expression may read beside its bindings, all of it optional.

    ``clock`` returns the moment for ``$now`` and ``$millis``, asked once an evaluation; ``timer`` returns seconds
    that never go back, for the time limit; ``random`` feeds ``$random``, ``$uuid`` and ``$shuffle``.
    """

    clock: Callable[[], datetime] | None = None
    timer: Callable[[], float] | None = None
    random: Random | None = None
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class TailCall:
    """A call in tail position, made by the caller's loop instead of a deeper stack."""

    function: Function
    arguments: list[Any]
    name: str
    position: int


class Run:
    """The state of one evaluation; made for it and thrown away with it."""

    __slots__ = ("_now", "_random", "bindings", "depth", "environment", "pending", "root", "started", "work")

    def __init__(self, bindings: Mapping[str, Any], root: Any, environment: Environment) -> None:
        self.bindings = bindings
        self.root = root
        self.environment = environment
        self.depth = 0
        self.pending = _BATCH
        self.work = 0
        self.started: float | None = environment.timer() if environment.timer else None
        self._now: datetime | None = None
        self._random: Random | None = environment.random

    @property
    def random(self) -> Random:
        """The source of randomness."""
        if self._random is None:
            self._random = Random()  # noqa: S311  $random is no secret
        return self._random

    def now(self, function: str) -> datetime:
        """Return the one moment of this evaluation; D3155 where the caller gave no clock."""
        if self._now is None:
            if self.environment.clock is None:
                raise failure("D3155", name=function)
            self._now = self.environment.clock()
        return self._now

    def spend(self, amount: int) -> None:
        """Count work; U1001 when the limits are passed. Called for every item and call, so it must be cheap."""
        self.pending -= amount
        if self.pending < 0:
            self._check()

    def _check(self) -> None:
        limits, timer = self.environment.limits, self.environment.timer
        self.work += _BATCH - self.pending
        self.pending = _BATCH
        late = timer is not None and self.started is not None and timer() - self.started > limits.seconds
        if late or self.work > limits.work:
            raise failure("U1001", message="Expression evaluation timeout: Check for infinite loop")

    def seconds_left(self) -> float | None:
        """Return how long this evaluation may still take, None where nobody measures."""
        timer = self.environment.timer
        if timer is None or self.started is None:
            return None
        return self.environment.limits.seconds - (timer() - self.started)


def call(function: Any, arguments: list[Any], context: Any, run: Run) -> Any:
    """Call a function value; raises T1006 for what is none."""
    while True:
        if isinstance(function, Native):
            return call_native(function, arguments, context, run)
        if type(function) is not Closure:
            raise failure("T1006")
        if function.signature is not None:
            arguments = function.signature.bind(arguments, context)
        result = enter(function, arguments, run)
        if type(result) is not TailCall:
            return result
        function, arguments = result.function, result.arguments
        if isinstance(function, Native):
            try:
                return call_native(function, arguments, context, run)
            except ExpressionError as error:
                raise complete(error, result.name, result.position) from None


def call_native(function: Native, arguments: list[Any], context: Any, run: Run) -> Any:
    """Call a built-in with its arguments fitted to its signature."""
    if function.signature is not None:
        arguments = function.signature.bind(arguments, context)
    return function.implementation(run, *arguments)


def enter(function: Closure, arguments: list[Any], run: Run) -> Any:
    """Run a closure's body once; the result may be a TailCall."""
    frame: Frame = {PARENT: function.frame}
    given = len(arguments)
    for position, name in enumerate(function.parameters):
        frame[name] = arguments[position] if position < given else UNDEFINED
    run.spend(1)
    run.depth += 1
    if run.depth > run.environment.limits.depth:
        raise failure("U1001", message=STACK_OVERFLOW)
    result = function.body(function.context, frame, run)
    run.depth -= 1
    return result


STACK_OVERFLOW: Final = (
    "Stack overflow error: Check for non-terminating recursive function.  Consider rewriting as tail-recursive."
)
