"""A state machine as frozen values, one class a state type, in the field order of the printed document.

Both query languages of the specification, https://states-language.net/spec.html: a state has the fields of both, and
its language says which of them count. ``next=None`` is ``"End": true``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, TypeAlias, assert_never

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
"""A JSON value. Where a field is a payload template, a string ``{% ... %}`` at any depth is a JSONata expression."""

JSONATA: Final = "JSONata"
JSONPATH: Final = "JSONPath"


class Absent(Enum):
    """The type of ``ABSENT``: a field that is not there, as opposed to one that is null."""

    ABSENT = "absent"

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = Absent.ABSENT

Template: TypeAlias = "Json | Absent"

PathField: TypeAlias = "str | Absent | None"
"""InputPath, OutputPath and ResultPath: null means something else than absence."""


class Node:
    """What a part of a state machine is: equal to another of its type with equal fields.

    Written once, as generating these methods for each class takes a third of the time that it takes to import them.
    """

    __slots__: tuple[str, ...] = ()

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in zip(self.__slots__, self._values(), strict=True))
        return f"{type(self).__name__}({shown})"

    def _values(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.__slots__)


def no_names() -> Mapping[str, Json]:
    """Return the empty ``Assign``."""
    return {}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Retrier(Node):
    """When to run a state again after an error; delays in seconds."""

    comment: str | None = None
    error_equals: tuple[str, ...]
    interval_seconds: int = 1
    max_attempts: int = 3
    backoff_rate: float = 2.0
    max_delay_seconds: int | None = None
    jitter_strategy: str = "NONE"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Catcher(Node):
    """Where to go after an error; ``assign`` and ``output`` may read ``$states.errorOutput``."""

    comment: str | None = None
    error_equals: tuple[str, ...]
    result_path: PathField = ABSENT
    assign: Mapping[str, Json] = field(default_factory=no_names)
    output: Template = ABSENT
    next: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Task(Node):
    """Call a service; ``resource`` is the integration's ARN, times in seconds."""

    comment: str | None = None
    query_language: str | None = None
    resource: str
    credentials: Template = ABSENT
    input_path: PathField = ABSENT
    parameters: Template = ABSENT
    arguments: Template = ABSENT
    timeout_seconds: int | str | None = None
    timeout_seconds_path: str | None = None
    heartbeat_seconds: int | str | None = None
    heartbeat_seconds_path: str | None = None
    result_selector: Template = ABSENT
    result_path: PathField = ABSENT
    retry: tuple[Retrier, ...] = ()
    catch: tuple[Catcher, ...] = ()
    assign: Mapping[str, Json] = field(default_factory=no_names)
    output: Template = ABSENT
    output_path: PathField = ABSENT
    next: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Pass(Node):
    """Compute ``assign`` and ``output`` and go on; in JSONPath mode the output is ``result``, as it stands."""

    comment: str | None = None
    query_language: str | None = None
    input_path: PathField = ABSENT
    parameters: Template = ABSENT
    result: Template = ABSENT
    result_path: PathField = ABSENT
    assign: Mapping[str, Json] = field(default_factory=no_names)
    output: Template = ABSENT
    output_path: PathField = ABSENT
    next: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ChoiceRule(Node):
    """Go to ``next`` if ``condition``, a JSONata expression, is true; or if ``comparison``, in JSONPath mode, holds.

    ``comparison`` has the rule's operators as they are written: ``{"Variable": "$.n", "NumericEquals": 1}``.
    """

    comment: str | None = None
    condition: str | None = None
    comparison: Mapping[str, Json] = field(default_factory=no_names)
    assign: Mapping[str, Json] = field(default_factory=no_names)
    output: Template = ABSENT
    next: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Choice(Node):
    """Go where the first true rule says, else to ``default``; fails with ``States.NoChoiceMatched`` without one."""

    comment: str | None = None
    query_language: str | None = None
    input_path: PathField = ABSENT
    choices: tuple[ChoiceRule, ...]
    default: str | None = None
    assign: Mapping[str, Json] = field(default_factory=no_names)
    output: Template = ABSENT
    output_path: PathField = ABSENT


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Wait(Node):
    """Let time pass: a number of ``seconds``, or until an RFC 3339 ``timestamp``."""

    comment: str | None = None
    query_language: str | None = None
    input_path: PathField = ABSENT
    seconds: int | str | None = None
    seconds_path: str | None = None
    timestamp: str | None = None
    timestamp_path: str | None = None
    assign: Mapping[str, Json] = field(default_factory=no_names)
    output: Template = ABSENT
    output_path: PathField = ABSENT
    next: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Succeed(Node):
    """End this branch, map iteration or machine well."""

    comment: str | None = None
    query_language: str | None = None
    input_path: PathField = ABSENT
    output: Template = ABSENT
    output_path: PathField = ABSENT


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Fail(Node):
    """End the machine, or the enclosing Parallel or Map, with an error."""

    comment: str | None = None
    query_language: str | None = None
    error: str | None = None
    error_path: str | None = None
    cause: str | None = None
    cause_path: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ProcessorConfig(Node):
    """How a Map runs its iterations: ``INLINE`` in the same execution, ``DISTRIBUTED`` as executions of their own."""

    mode: str = "INLINE"
    execution_type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Branch(Node):
    """A nested machine: one branch of a Parallel, or the ItemProcessor of a Map."""

    comment: str | None = None
    processor_config: ProcessorConfig | None = None
    start_at: str
    states: "Mapping[str, State]"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Parallel(Node):
    """Run every branch at once on the same input; the result is the list of their outputs."""

    comment: str | None = None
    query_language: str | None = None
    input_path: PathField = ABSENT
    parameters: Template = ABSENT
    arguments: Template = ABSENT
    branches: tuple[Branch, ...]
    result_selector: Template = ABSENT
    result_path: PathField = ABSENT
    retry: tuple[Retrier, ...] = ()
    catch: tuple[Catcher, ...] = ()
    assign: Mapping[str, Json] = field(default_factory=no_names)
    output: Template = ABSENT
    output_path: PathField = ABSENT
    next: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Map(Node):
    """Run the processor once an item; ``max_concurrency`` 0 is no limit; the result is the list of outputs.

    ``iterator`` and ``parameters`` are the older names of ``item_processor`` and ``item_selector``; both are kept as
    they were written. ``item_reader``, ``item_batcher`` and ``result_writer`` belong to the DISTRIBUTED mode.
    """

    comment: str | None = None
    query_language: str | None = None
    input_path: PathField = ABSENT
    items_path: str | None = None
    items: Template = ABSENT
    item_reader: Template = ABSENT
    item_selector: Template = ABSENT
    parameters: Template = ABSENT
    item_batcher: Template = ABSENT
    max_concurrency: int | str | None = None
    max_concurrency_path: str | None = None
    tolerated_failure_count: int | str | None = None
    tolerated_failure_count_path: str | None = None
    tolerated_failure_percentage: float | str | None = None
    tolerated_failure_percentage_path: str | None = None
    label: str | None = None
    item_processor: Branch | None = None
    iterator: Branch | None = None
    result_writer: Template = ABSENT
    result_selector: Template = ABSENT
    result_path: PathField = ABSENT
    retry: tuple[Retrier, ...] = ()
    catch: tuple[Catcher, ...] = ()
    assign: Mapping[str, Json] = field(default_factory=no_names)
    output: Template = ABSENT
    output_path: PathField = ABSENT
    next: str | None = None

    @property
    def processor(self) -> Branch:
        """What runs once an item, under whichever of its two names."""
        processor = self.item_processor or self.iterator
        assert processor is not None  # reading a document makes sure
        return processor


State: TypeAlias = Task | Pass | Choice | Wait | Succeed | Fail | Parallel | Map


def walk(states: Mapping[str, State], around: str | None = None) -> Iterator[tuple[str, State, str | None]]:
    """Yield every state by name, nested ones after the Parallel or Map that they are in, with that one's name."""
    for name, state in states.items():
        yield name, state, around
        match state:
            case Parallel(branches=branches):
                for branch in branches:
                    yield from walk(branch.states, name)
            case Map():
                yield from walk(state.processor.states, name)
            case _:
                pass


def targets(state: State) -> Iterator[str]:
    """Yield the names of the states that a state may hand over to."""
    match state:
        case Task() | Parallel() | Map():
            if state.next is not None:
                yield state.next
            yield from (catcher.next for catcher in state.catch)
        case Pass() | Wait():
            if state.next is not None:
                yield state.next
        case Choice():
            yield from (rule.next for rule in state.choices)
            if state.default is not None:
                yield state.default
        case Succeed() | Fail():
            return
        case _:
            assert_never(state)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class StateMachine(Node):
    """A whole definition: what CreateStateMachine takes, and what a local run interprets.

    ``query_language`` holds for states without their own; a document that names none is in JSONPath mode.
    """

    comment: str | None = None
    query_language: str = JSONATA
    version: str | None = None
    timeout_seconds: int | None = None
    start_at: str
    states: Mapping[str, State]
