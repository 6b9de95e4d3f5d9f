"""A DistributedMap step: its items come from a reader, and values from around it along with each item.

Iterations are executions of their own. They see no variable of the one that starts them, and their context object is
theirs: https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from lakeflow.asl.quotas import MAX_LABEL
from lakeflow.asl.states import ABSENT, Branch, Json, Pass, ProcessorConfig, Template
from lakeflow.asl.states import Map as MapState
from lakeflow.compiler.calls.call import RESULT
from lakeflow.compiler.emit import Emitted, Emitter, Flow, Held
from lakeflow.compiler.expressions import jsonata, template, wrap
from lakeflow.compiler.items import item_reader, result_writer
from lakeflow.compiler.liveness import Key, Kind, key_of
from lakeflow.dsl.control import Map
from lakeflow.dsl.distributed import DistributedMap
from lakeflow.dsl.expressions import ContextField, ParamValue, Source
from lakeflow.dsl.references import Ref, expression_of, expressions_in
from lakeflow.dsl.steps import Step
from lakeflow.graph.build import sources_in, steps_within

N = TypeVar("N", int, float)


class Carried(NamedTuple):
    """A value from around the map: where it is outside, and the variable that has it inside."""

    source: Source
    place: str
    variable: str


def emit(emitter: Emitter, step: DistributedMap, flow: Flow) -> Emitted:
    """Return the state that starts the iterations."""
    carried = _carried(emitter, step)
    values: dict[str, Json] = {value.variable: wrap(value.place) for value in carried}
    end = emitter.ending(flow, {Key(step, Kind.OUTPUT): Held(RESULT, wrap(RESULT))})
    state = MapState(
        comment=step.comment or None,
        items=ABSENT if step.reader is not None else template(step.items, emitter.source),
        item_reader=ABSENT if step.reader is None else item_reader(step.reader, emitter.around),
        item_selector=_selector(step, values),
        item_batcher=_batcher(step, values),
        max_concurrency=step.max_concurrency or None,
        tolerated_failure_count=_number(step.tolerated_failures, emitter),
        tolerated_failure_percentage=_number(step.tolerated_failure_percentage, emitter),
        label=step.label or step.name[:MAX_LABEL],
        item_processor=_processor(emitter, step, carried),
        result_writer=ABSENT if step.writer is None else result_writer(step.writer, emitter.around),
        assign=end.assign,
        output=end.output,
        next=end.next,
    )
    return emitter.state(step.name, step, state)


def _number(value: N | Ref | None, emitter: Emitter) -> N | str | None:
    return wrap(jsonata(expression_of(value), emitter.source)) if isinstance(value, Ref) else value


def _selector(step: DistributedMap, values: Mapping[str, Json]) -> Template:
    """Return each item with what goes along; an item that goes alone, or in a batch, is itself the input."""
    return {"item": "{% $states.context.Map.Item.Value %}", **values} if values and not step.is_batched else ABSENT


def _batcher(step: DistributedMap, values: Mapping[str, Json]) -> Template:
    if not step.is_batched:
        return ABSENT
    batcher: dict[str, Json] = {"BatchInput": dict(values)} if values else {}
    if step.batch_size is not None:
        batcher["MaxItemsPerBatch"] = step.batch_size
    if step.batch_bytes is not None:
        batcher["MaxInputBytesPerBatch"] = step.batch_bytes
    return batcher


def _processor(emitter: Emitter, step: DistributedMap, carried: tuple[Carried, ...]) -> Branch:
    """Return the body, which starts by naming what it was given."""
    inside = emitter.within(
        emitter.context._replace(
            params={
                **emitter.context.params,
                **{value.source.name: value.variable for value in carried if isinstance(value.source, ParamValue)},
            },
            variables={
                **emitter.context.variables,
                **{
                    key_of(value.source): value.variable
                    for value in carried
                    if not isinstance(value.source, ParamValue | ContextField)
                },
            },
            carried={value.source.path: value.variable for value in carried if isinstance(value.source, ContextField)},
        )
    )
    last = Flow(exports=()) if step.result is None else Flow(result=step.result)
    body = inside.entry(step, step.regions[0], last)
    given = _given(emitter, step, carried)
    if given:
        taken = emitter.state(f"{step.name}.item", step, Pass(assign=given, next=body.entry))
        body = Emitted(taken.entry, {**taken.states, **body.states})
    config = ProcessorConfig(mode="DISTRIBUTED", execution_type="EXPRESS" if step.express else "STANDARD")
    return Branch(processor_config=config, start_at=body.entry, states=body.states)


def _given(emitter: Emitter, step: DistributedMap, carried: tuple[Carried, ...]) -> dict[str, Json]:
    """Return the variables of an iteration's input that are read: the item or batch, and what goes along."""
    along = "$states.input.BatchInput" if step.is_batched else "$states.input"
    item = "$states.input.Items" if step.is_batched else "$states.input.item" if carried else "$states.input"
    given: dict[str, Json] = {value.variable: wrap(f"{along}.{value.variable}") for value in carried}
    key = Key(step, Kind.ITEM)
    return {emitter.context.variables[key]: wrap(item), **given} if key in emitter.context.live.values else given


def _carried(emitter: Emitter, step: DistributedMap) -> tuple[Carried, ...]:
    """Return what the body reads from around the map, each under a name that nothing else has."""
    inside = set(steps_within(step))
    taken = {*emitter.context.variables.values(), *emitter.context.params.values(), *emitter.context.carried.values()}
    carried: dict[str, Carried] = {}
    for source in _sources(step):
        match source:
            case ContextField(path) if not path.startswith(("Execution.", "StateMachine.")):
                continue
            case ParamValue() | ContextField():
                pass
            case _:
                if key_of(source).step in inside:
                    continue
        place = emitter.source(source)
        if place not in carried:
            name = f"{place.rpartition('.')[2].removeprefix('$')}_in"
            while name in taken:
                name += "_"
            taken.add(name)
            carried[place] = Carried(source, place, name)
    return tuple(carried.values())


def _sources(step: DistributedMap) -> Iterator[Source]:
    for inner in _body(step):
        for value in (*inner.values, inner.result if isinstance(inner, Map) else None):
            for expression in expressions_in(value):
                yield from sources_in(expression)
    for expression in expressions_in(step.result):
        yield from sources_in(expression)


def _body(step: DistributedMap) -> Iterable[Step]:
    return (inner for inner in steps_within(step) if inner is not step)
