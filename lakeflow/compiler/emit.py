"""Blocks to states: the document itself, written from its end, for a state names the one that follows it."""

from collections.abc import Callable, Mapping
from typing import NamedTuple, assert_never

from lakeflow.asl.states import (
    ABSENT,
    Branch,
    Catcher,
    Choice,
    ChoiceRule,
    Fail,
    Json,
    Map,
    Parallel,
    Pass,
    ProcessorConfig,
    State,
    Succeed,
    Task,
    Template,
    Wait,
)
from lakeflow.compiler import calls, resilience
from lakeflow.compiler.expressions import Environment, condition, field_name, literal, template, wrap
from lakeflow.compiler.liveness import Key, Kind, Liveness, key_of
from lakeflow.compiler.structure import Block, Fork, Leaf, Series, leaves, structure
from lakeflow.compiler.target import Target
from lakeflow.dsl import control
from lakeflow.dsl.expressions import ExecutionField, ParamValue, Source
from lakeflow.dsl.references import Value
from lakeflow.dsl.regions import Region
from lakeflow.dsl.steps import Step
from lakeflow.dsl.tasks import TaskStep
from lakeflow.errors import Location
from lakeflow.graph.build import build_graph, steps_within


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


class Ending(NamedTuple):
    """The three fields by which a state hands over to what follows."""

    assign: dict[str, Json]
    output: Template
    next: str | None


class Context(NamedTuple):
    """What emission looks up: it changes nothing here but ``origins``, the place that each state came from."""

    target: Target
    live: Liveness
    params: Mapping[str, str]
    variables: Mapping[Key, str]
    read_source: Callable[[str], str | None]
    origins: dict[str, Location]


class Emitter:
    """Writes the states of one pipeline."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def region(self, region: Region, flow: Flow) -> Emitted | None:
        """Return the states of a region; None if it has no steps."""
        block = structure(build_graph(region))
        return None if block is None else self.block(block, flow)

    def block(self, block: Block, flow: Flow) -> Emitted:
        """Return the states of a block."""
        match block:
            case Leaf(step):
                return self._step(step, flow)
            case Series(blocks):
                return self._series(blocks, flow)
            case Fork(blocks):
                return self._fork(blocks, flow)
            case _ as never:
                assert_never(never)

    def source(self, source: Source) -> str:
        """Return the variable, or the context field, that holds a source's value."""
        match source:
            case ParamValue(name):
                return f"${self._context.params[name]}"
            case ExecutionField(name):
                return f"$states.context.Execution.{name}"
            case _:
                return f"${self._context.variables[key_of(source)]}"

    def ending(self, flow: Flow, own: Mapping[Key, str], *, projected: bool = False) -> Ending:
        """Return how a state ends that itself holds the values ``own``, each at a JSONata place of its result.

        ``projected`` says that these hold no more than what is read of them.
        """

        def taken(key: Key) -> Json:
            return wrap(own[key]) if projected else self._projection(key, own[key])

        if flow.next is not None:
            assign = {self._context.variables[key]: taken(key) for key in own if key in self._context.live.values}
            return Ending(assign, ABSENT, flow.next)
        if flow.exports is not None:
            output: dict[str, Json] = {
                self._context.variables[key]: taken(key) if key in own else wrap(f"${self._context.variables[key]}")
                for key in flow.exports
            }
            return Ending({}, output, None)
        if flow.result is None:
            return Ending({}, ABSENT, None)
        return Ending({}, template(flow.result, self._environment(own)), None)

    def _environment(self, own: Mapping[Key, str]) -> Environment:
        """Return where values are for a state whose own are not assigned yet."""

        def place(source: Source) -> str:
            if isinstance(source, ParamValue | ExecutionField):
                return self.source(source)
            return own.get(key_of(source)) or self.source(source)

        return place

    def _projection(self, key: Key, place: str) -> Json:
        """Return a template that copies what is read of a value, and nothing else."""
        reads = self._context.live.values[key]
        if reads.whole:
            return wrap(place)
        return {name: wrap(f"{place}.{field_name(name)}") for name in sorted(reads.fields)}

    def _series(self, blocks: tuple[Block, ...], flow: Flow) -> Emitted:
        states: dict[str, State] = {}
        entry = flow.next
        for block in reversed(blocks):
            emitted = self.block(block, flow if not states else Flow(next=entry))
            entry, states = emitted.entry, {**emitted.states, **states}
        assert entry is not None
        return Emitted(entry, states)

    def _fork(self, blocks: tuple[Block, ...], flow: Flow) -> Emitted:
        own: dict[Key, str] = {}
        branches: list[Branch] = []
        for index, block in enumerate(blocks):
            exports = self._exports(block)
            emitted = self.block(block, Flow(exports=exports))
            branches.append(Branch(start_at=emitted.entry, states=emitted.states))
            own |= {key: f"{calls.RESULT}[{index}].{self._context.variables[key]}" for key in exports}
        first = next(leaves(blocks[0]))
        end = self.ending(flow, own, projected=True)
        state = Parallel(branches=tuple(branches), assign=end.assign, output=end.output, next=end.next)
        return self._one(f"{first.name}.parallel", first, state)

    def _exports(self, block: Block) -> tuple[Key, ...]:
        """Return the values that steps of a block make and steps outside it read."""
        inside = {inner for step in leaves(block) for inner in steps_within(step)}
        return tuple(
            key
            for key, reads in self._context.live.values.items()
            if key.step in inside and not reads.readers <= inside
        )

    def _one(self, name: str, step: Step, state: State) -> Emitted:
        self._context.origins[name] = step.location
        return Emitted(name, {name: state})

    def _step(self, step: Step, flow: Flow) -> Emitted:  # noqa: PLR0911  one return for each kind of step
        match step:
            case TaskStep():
                return self._task(step, flow)
            case control.Pass():
                return self._pass(step, flow)
            case control.Wait():
                return self._wait(step, flow)
            case control.Succeed():
                output = self.ending(flow._replace(next=None), {}).output
                return self._one(step.name, step, Succeed(comment=step.comment or None, output=output))
            case control.Fail():
                return self._fail(step)
            case control.Choice():
                return self._choice(step, flow)
            case control.Map():
                return self._map(step, flow)
            case control.Try():
                return self._try(step, flow)
            case _:
                raise TypeError(f"no state is known for {type(step).__name__}")

    def _task(self, step: TaskStep, flow: Flow) -> Emitted:
        """Return the state of a task step; a query whose rows are read has a second one, which fetches them."""
        call = calls.service_call(step, self._context.target, self.source, self._context.read_source)
        rows = Key(step, Kind.ROWS)
        own = {Key(step, Kind.OUTPUT): call.output}
        if rows not in self._context.live.values:
            return self._one(step.name, step, self._call(step, call, self.ending(flow, own)))
        fetching = f"{step.name}.rows"
        results = calls.query_results(self._context.target)
        started = self._one(step.name, step, self._call(step, call, self.ending(Flow(next=fetching), own)))
        fetched = self._one(fetching, step, self._call(step, results, self.ending(flow, {rows: results.output})))
        return Emitted(started.entry, {**started.states, **fetched.states})

    def _call(self, step: TaskStep, call: calls.ServiceCall, end: Ending) -> Task:
        return Task(
            comment=step.comment or None,
            resource=call.resource,
            arguments=call.arguments,
            timeout_seconds=call.timeout_seconds or resilience.timeout_seconds(step),
            retry=resilience.retriers(step),
            assign=end.assign,
            output=end.output,
            next=end.next,
        )

    def _wait(self, step: control.Wait, flow: Flow) -> Emitted:
        seconds, end = template(step.seconds, self.source), self.ending(flow, {})
        state = Wait(
            comment=step.comment or None,
            seconds=seconds if isinstance(seconds, int | str) else None,
            timestamp=_text(template(step.until, self.source)),
            assign=end.assign,
            output=end.output,
            next=end.next,
        )
        return self._one(step.name, step, state)

    def _fail(self, step: control.Fail) -> Emitted:
        error, cause = _text(template(step.error, self.source)), _text(template(step.cause, self.source))
        return self._one(step.name, step, Fail(comment=step.comment or None, error=error, cause=cause or None))

    def _pass(self, step: control.Pass, flow: Flow) -> Emitted:
        key = Key(step, Kind.OUTPUT)
        end = self.ending(flow, {key: literal(step.value, self.source)}, projected=True)
        output = template(step.value, self.source) if end.output is ABSENT else end.output
        assign = {name: template(step.value, self.source) for name in end.assign}
        return self._one(
            step.name, step, Pass(comment=step.comment or None, assign=assign, output=output, next=end.next)
        )

    def _choice(self, step: control.Choice, flow: Flow) -> Emitted:
        rest: dict[str, State] = {}
        rules: list[ChoiceRule] = []
        for test, region in step.branches:
            entry, states = self._entry(step, region, flow)
            rules.append(ChoiceRule(condition=condition(test, self.source), next=entry))
            rest |= states
        default, states = self._entry(step, step.default, flow)
        choice = Choice(comment=step.comment or None, choices=tuple(rules), default=default)
        return Emitted(step.name, {**self._one(step.name, step, choice).states, **rest, **states})

    def _entry(self, step: Step, region: Region | None, flow: Flow) -> tuple[str, Mapping[str, State]]:
        """Return where a region starts; a region without steps starts where it ends."""
        emitted = self.region(region, flow) if region is not None else None
        if emitted is not None:
            return emitted.entry, emitted.states
        if flow.next is not None:
            return flow.next, {}
        end = self._one(f"{step.name}.end", step, Succeed(output=self.ending(flow, {}).output))
        return end.entry, end.states

    def _map(self, step: control.Map, flow: Flow) -> Emitted:
        item = Key(step, Kind.ITEM)
        last = Flow(exports=()) if step.result is None else Flow(result=step.result)
        entry, states = self._entry(step, step.regions[0], last)
        if item in self._context.live.values:
            take = Pass(assign={self._context.variables[item]: "{% $states.input %}"}, next=entry)
            taken = self._one(f"{step.name}.item", step, take)
            entry, states = taken.entry, {**taken.states, **states}
        end = self.ending(flow, {Key(step, Kind.OUTPUT): calls.RESULT}, projected=True)
        state = Map(
            comment=step.comment or None,
            items=template(step.items, self.source),
            max_concurrency=step.max_concurrency or None,
            item_processor=Branch(processor_config=ProcessorConfig(), start_at=entry, states=states),
            assign=end.assign,
            output=end.output,
            next=end.next,
        )
        return self._one(step.name, step, state)

    def _try(self, step: control.Try, flow: Flow) -> Emitted:
        error = Key(step, Kind.ERROR)
        caught: dict[str, Json] = (
            {self._context.variables[error]: "{% $states.errorOutput %}"} if error in self._context.live.values else {}
        )
        rest: dict[str, State] = {}
        catchers: list[Catcher] = []
        for errors, handler in step.handlers:
            entry, states = self._entry(step, handler, flow)
            catchers.append(Catcher(error_equals=errors, assign=caught, next=entry))
            rest |= states
        entry, states = self._entry(step, step.body, Flow(exports=()))
        end = self.ending(flow, {})
        state = Parallel(
            comment=step.comment or None,
            branches=(Branch(start_at=entry, states=states),),
            catch=tuple(catchers),
            assign=end.assign,
            output=end.output,
            next=end.next,
        )
        return Emitted(step.name, {**self._one(step.name, step, state).states, **rest})


def _text(value: Json) -> str | None:
    return None if value is None else str(value)
