"""Blocks to states: the document itself, written from its end, for a state names the one that follows it."""

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple, Protocol, assert_never

from lakeflow.asl.states import ABSENT, Absent, Branch, Json, Parallel, State, Succeed, Template
from lakeflow.compiler.calls.call import RESULT, Surroundings
from lakeflow.compiler.expressions import Environment, field_name, template, wrap
from lakeflow.compiler.liveness import Key, Kind, Liveness, key_of
from lakeflow.compiler.resilience import Resilience
from lakeflow.compiler.structure import Block, Fork, Leaf, Series, Structures, leaves
from lakeflow.compiler.target import Target
from lakeflow.dsl.expressions import ContextField, ParamValue, Source
from lakeflow.dsl.references import Value
from lakeflow.dsl.regions import Region
from lakeflow.dsl.steps import Step
from lakeflow.errors import Location
from lakeflow.graph.build import steps_within

_KINDS = tuple(Kind)


class Flow(NamedTuple):
    """What comes after a block.

    ``next`` is the state that follows, None at the end of the scope. There, the last state leaves ``exports`` (values
    that the outer scope reads) or ``result`` (what a Map's iteration returns); None where it leaves what it happens to.
    """

    next: str | None = None
    exports: tuple[Key, ...] | None = None
    result: Value = None


class Emitted(NamedTuple):
    """States in reading order, and the one to start with."""

    entry: str
    states: Mapping[str, State]


class Held(NamedTuple):
    """Where a state has a value that it makes: a place in JSONata, and a template where that says the same better.

    A value with a template is copied as it is; of one without, what is read of it.
    """

    place: str
    template: Template = ABSENT


class Ending(NamedTuple):
    """The three fields by which a state hands over to what follows."""

    assign: dict[str, Json]
    output: Template
    next: str | None


class Context(NamedTuple):
    """What emission looks up: it changes nothing here but ``origins``, the place that each state came from."""

    target: Target
    structures: Structures
    live: Liveness
    params: Mapping[str, str]
    variables: Mapping[Key, str]
    read_source: Callable[[str], str | None]
    origins: dict[str, Location]
    resilience: Resilience
    carried: Mapping[str, str] = MappingProxyType({})
    """Variables that hold a field of the context object, where that field itself would say something else."""


class EmitStep(Protocol):
    """Writes the states of one step."""

    def __call__(self, emitter: "Emitter", step: Step, flow: Flow) -> Emitted:
        """Return its states, which hand over as ``flow`` says."""


class Emitter:
    """Writes the states of one pipeline; what it knows of kinds of steps is ``emit_step``."""

    def __init__(self, context: Context, emit_step: EmitStep) -> None:
        self.context = context
        self._emit_step = emit_step

    def within(self, context: Context) -> "Emitter":
        """Return an emitter for a scope in which values are elsewhere."""
        return Emitter(context, self._emit_step)

    @property
    def around(self) -> Surroundings:
        """What a service call is made of besides its step."""
        return Surroundings(self.context.target, self.source, self.context.read_source)

    def region(self, region: Region, flow: Flow) -> Emitted | None:
        """Return the states of a region; None if it has no steps."""
        structured = self.context.structures.get(region)
        return None if structured is None else self._block(structured.block, flow)

    def entry(self, step: Step, region: Region | None, flow: Flow) -> Emitted:
        """Return the states of a part of a step, which may be nothing but its end."""
        emitted = self.region(region, flow) if region is not None else None
        if emitted is not None:
            return emitted
        if flow.next is not None:
            return Emitted(flow.next, {})
        return self.state(f"{step.name}.end", step, Succeed(output=self.ending(flow, {}).output))

    def state(self, name: str, step: Step, state: State) -> Emitted:
        """Return one state, and remember which step it came from."""
        self.context.origins[name] = step.location
        return Emitted(name, {name: state})

    def source(self, source: Source) -> str:
        """Return the variable, or the context field, that holds a source's value."""
        match source:
            case ParamValue(name):
                return f"${self.context.params[name]}"
            case ContextField(path):
                return f"${self.context.carried[path]}" if path in self.context.carried else f"$states.context.{path}"
            case _:
                return f"${self.context.variables[key_of(source)]}"

    def ending(self, flow: Flow, own: Mapping[Key, Held]) -> Ending:
        """Return how a state ends that itself holds the values ``own``."""

        def taken(key: Key) -> Json:
            held = own[key]
            return self._projection(key, held.place) if isinstance(held.template, Absent) else held.template

        if flow.next is not None:
            assign = {self.context.variables[key]: taken(key) for key in own if key in self.context.live.values}
            return Ending(assign, ABSENT, flow.next)
        if flow.exports is not None:
            output: dict[str, Json] = {
                self.context.variables[key]: taken(key) if key in own else wrap(f"${self.context.variables[key]}")
                for key in flow.exports
            }
            return Ending({}, output, None)
        if flow.result is None:
            return Ending({}, ABSENT, None)
        return Ending({}, template(flow.result, self._environment(own)), None)

    def _environment(self, own: Mapping[Key, Held]) -> Environment:
        """Return where values are for a state whose own are not assigned yet."""

        def place(source: Source) -> str:
            if isinstance(source, ParamValue | ContextField):
                return self.source(source)
            held = own.get(key_of(source))
            return self.source(source) if held is None else held.place

        return place

    def _projection(self, key: Key, place: str) -> Json:
        """Return a template that copies what is read of a value, and nothing else.

        One object for all fields leaves out those that are missing: not every way through the pipeline needs them all.
        """
        reads = self.context.live.values[key]
        if reads.whole:
            return wrap(place)
        fields = (
            f"{json.dumps(name, ensure_ascii=False)}: {place}.{field_name(name)}" for name in sorted(reads.fields)
        )
        return wrap("{" + ", ".join(fields) + "}")

    def _block(self, block: Block, flow: Flow) -> Emitted:
        match block:
            case Leaf(step):
                return self._emit_step(self, step, flow)
            case Series(blocks):
                return self._series(blocks, flow)
            case Fork():
                return self._fork(block, flow)
            case _ as never:
                assert_never(never)

    def _series(self, blocks: tuple[Block, ...], flow: Flow) -> Emitted:
        emitted: list[Emitted] = []
        for block in reversed(blocks):
            emitted.append(self._block(block, Flow(next=emitted[-1].entry) if emitted else flow))
        states = {name: state for part in reversed(emitted) for name, state in part.states.items()}
        return Emitted(emitted[-1].entry, states)

    def _fork(self, fork: Fork, flow: Flow) -> Emitted:
        own: dict[Key, Held] = {}
        branches: list[Branch] = []
        for index, block in enumerate(fork.blocks):
            exports = self._exports(block)
            emitted = self._block(block, Flow(exports=exports))
            branches.append(Branch(start_at=emitted.entry, states=emitted.states))
            for key in exports:
                place = f"{RESULT}[{index}].{self.context.variables[key]}"
                own[key] = Held(place, wrap(place))
        first = next(leaves(fork.blocks[0]))
        end = self.ending(flow, own)
        state = Parallel(branches=tuple(branches), assign=end.assign, output=end.output, next=end.next)
        return self.state(fork.name, first, state)

    def _exports(self, block: Block) -> tuple[Key, ...]:
        """Return the values that steps of a block make and steps outside it read."""
        inside = dict.fromkeys(inner for step in leaves(block) for inner in steps_within(step))
        values, read = self.context.live.values, self.context.live.steps
        made = (Key(step, kind) for step in inside if step in read for kind in _KINDS)
        return tuple(key for key in made if key in values and not values[key].readers <= inside.keys())
