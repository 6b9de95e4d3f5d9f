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

MAX_DEPTH: Final = 100
"""How deep AWS lets evaluations nest: it evaluates ``1+1+...`` of 100 terms, and refuses 101."""

STACK_OVERFLOW: Final = (
    "Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive."
)
_TIMEOUT: Final = "Expression evaluation timeout: Check for infinite loop"
_OUT_OF_MEMORY: Final = "Expression evaluation memory limit exceeded: Check for excessive memory usage"


@dataclass(frozen=True, slots=True)
class Limits:
    """What an evaluation may use before it fails with U1001; the defaults are those of Step Functions.

    ``depth`` is evaluations inside each other (see ``nesting``). ``seconds`` is measured on the environment's
    ``timer``, where it has one. ``memory`` is the bytes of one text or range, a character taken as one and a number
    as eight. ``work`` counts calls and items visited: it ends what would not end where there is no timer.
    """

    depth: int = MAX_DEPTH
    work: int = 5_000_000
    seconds: float = 1.0
    memory: int = 6_990_256


@dataclass(frozen=True, slots=True)
class Environment:
    """What an expression may read beside its bindings, all of it optional.

    ``clock`` returns the moment for ``$now`` and ``$millis``, asked once an evaluation; ``timer`` returns seconds of
    processor time, for the time limit, so that a machine's pause fails nothing; ``random`` feeds ``$random``,
    ``$uuid`` and ``$shuffle``.
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
    depth: int
    """How many evaluations stand around the function body, or the whole expression, that is running."""

    def __init__(self, bindings: Mapping[str, Any], root: Any, environment: Environment) -> None:
        self.bindings = bindings
        self.root = root
        self.environment = environment
        self.depth = 0
        self.pending = _BATCH
        self.work = 0
        self.started: float | None = None
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
        if timer is not None and self.started is None:
            # Asked from the second batch on: most expressions are done before, and a timer is not free.
            self.started = timer()
        late = timer is not None and self.started is not None and timer() - self.started > limits.seconds
        if late or self.work > limits.work:
            raise failure("U1001", message=_TIMEOUT)

    def check_depth(self, levels: int) -> None:
        """Raise U1001 where that many more levels are too many."""
        if self.depth + levels > self.environment.limits.depth:
            raise failure("U1001", message=STACK_OVERFLOW)

    def allot(self, size: int) -> None:
        """Raise U1001 where a text or range of ``size`` bytes is too large; called before it is made."""
        if size > self.environment.limits.memory:
            raise failure("U1001", message=_OUT_OF_MEMORY)
        self.spend(size >> 10)


def call(function: Any, arguments: list[Any], context: Any, run: Run) -> Any:
    """Call a function value; raises T1006 for what is none."""
    while True:
        if isinstance(function, Native):
            return call_native(function, arguments, context, run)
        if type(function) is not Closure:
            raise failure("T1006")
        if function.body.signature is not None:
            arguments = function.body.signature.bind(arguments, context)
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
    body = function.body
    for position, name in enumerate(body.parameters):
        frame[name] = arguments[position] if position < given else UNDEFINED
    run.spend(1)
    run.check_depth(body.levels)
    return body.code(function.context, frame, run)
