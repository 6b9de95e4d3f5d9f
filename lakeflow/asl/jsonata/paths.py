"""Paths to closures: steps over items, filters, order-by, group-by, and the tuples of steps that bind variables."""

from collections.abc import Callable
from typing import Any, TypeAlias

from lakeflow.asl.jsonata.grouping import ITEM, Compile, Step, compile_group, compile_sort, tuple_frame
from lakeflow.asl.jsonata.plan import PathPlan, Plan, SortPlan, Stage
from lakeflow.asl.jsonata.run import Code, Run
from lakeflow.asl.jsonata.tree import Literal, Name, Variable
from lakeflow.asl.jsonata.values import (
    NUMBERS,
    UNDEFINED,
    ConstructedArray,
    Frame,
    KeptSequence,
    Sequence,
    TupleStream,
    collapse,
    lookup,
    require_finite,
    truth,
)

FilterCode: TypeAlias = Callable[[Any, Frame, Run], Any]
"""Takes items or one value, returns those that the predicate keeps."""


def compile_path(plan: PathPlan, compile_plan: Compile) -> Code:
    """Return the closure of a path."""
    if _is_plain(plan):
        return _fields(plan, compile_plan)
    walk = (_tuples if any(step.binds for step in plan.steps) else _steps)(plan, compile_plan)
    group = None if plan.group is None else compile_group(plan.group, compile_plan)
    keep = _keep if plan.keep_singleton else _keep_sequence if plan.keep_array else None
    is_stream = plan.binds

    def path(context: Any, frame: Frame, run: Run) -> Any:
        found = walk(context, frame, run)
        if isinstance(found, TupleStream):
            if group is not None:
                return group(found, frame, run)
            if is_stream:
                return found
            found = Sequence([item[ITEM] for item in found])
        if keep is not None:
            found = keep(found)
        if group is not None:
            return group(found, frame, run)
        return collapse(found)

    return path


def _keep(found: Any) -> Any:
    return KeptSequence([found]) if isinstance(found, ConstructedArray) else _keep_sequence(found)


def _keep_sequence(found: Any) -> Any:
    return KeptSequence(found) if isinstance(found, Sequence) else found


# Steps


def _is_field(step: Plan) -> bool:
    return isinstance(step.node, Name) and not (step.stages or step.predicates or step.group or step.binds)


def _is_plain(plan: PathPlan) -> bool:
    """Tell whether a path only reads fields, below the context or a variable: most paths do."""
    first, *rest = plan.steps
    head = _is_field(first) or (isinstance(first.node, Variable) and not (first.stages or first.predicates))
    bare = plan.group is None and not (
        plan.keep_singleton or plan.keep_array or plan.binds or first.binds or first.keep_array
    )
    return bare and head and first.group is None and all(map(_is_field, rest))


def _fields(plan: PathPlan, compile_plan: Compile) -> Code:
    first = plan.steps[0]
    is_relative = isinstance(first.node, Name)
    head = None if is_relative else compile_plan(first)
    names = [step.node.value for step in plan.steps if isinstance(step.node, Name)]
    tails = tuple((name, names[position:]) for position, name in enumerate(names))

    def fields(context: Any, frame: Frame, run: Run) -> Any:
        value = context if head is None else head(context, frame, run)
        for name, tail in tails:
            if isinstance(value, dict):
                if name not in value:
                    return UNDEFINED
                value = value[name]
            elif isinstance(value, list):
                return _fields_of_items(value, tail, run)
            else:
                return UNDEFINED
        return collapse(Sequence(value)) if isinstance(value, Sequence) else value

    return fields


def _fields_of_items(items: Any, names: list[str], run: Run) -> Any:
    last = len(names) - 1
    for position, name in enumerate(names):
        items = _field_of_items(items, name, run, is_last=position == last)
        if not items:
            break
    return collapse(items)


def _field_of_items(items: Any, name: str, run: Run, *, is_last: bool) -> Any:
    run.spend(len(items))
    found = Sequence()
    hits, array = 0, None
    for item in items:
        if isinstance(item, dict):
            part = item.get(name, UNDEFINED)
        elif isinstance(item, list):
            part = collapse(lookup(item, name))
        else:
            continue
        if part is UNDEFINED:
            continue
        hits += 1
        if isinstance(part, list) and not isinstance(part, ConstructedArray):
            found.extend(part)
            array = part
        else:
            found.append(part)
    if is_last and hits == 1 and array is not None and not isinstance(array, Sequence):
        return array
    return found


def _steps(plan: PathPlan, compile_plan: Compile) -> Step:
    """Return what applies the steps of a path that binds no variables."""
    last = len(plan.steps) - 1
    steps = [_step(step, compile_plan, is_last=position == last) for position, step in enumerate(plan.steps)]
    first = plan.steps[0]
    if first.constructs:
        steps[0] = compile_plan(first)
    is_absolute = isinstance(first.node, Variable)

    def walk(context: Any, frame: Frame, run: Run) -> Any:
        items: Any = context if isinstance(context, list) and not is_absolute else Sequence([context])
        for step in steps:
            items = step(items if isinstance(items, list) else [items], frame, run)
            if items is UNDEFINED or (isinstance(items, list) and not items):
                break
        return items

    return walk


def _step(step: Plan, compile_plan: Compile, *, is_last: bool) -> Step:
    filters = _stage_filters(step.stages, compile_plan)
    if isinstance(step, SortPlan):
        sort = compile_sort(step, compile_plan)
        return lambda items, frame, run: _filtered(sort(items, frame, run), filters, frame, run)
    if isinstance(step.node, Name) and not filters and _is_field(step) and not step.keep_array:
        name = step.node.value
        return lambda items, _frame, run: _field_of_items(items, name, run, is_last=is_last)
    code = compile_plan(step)

    def apply(items: Any, frame: Frame, run: Run) -> Any:
        run.spend(len(items))
        found: list[Any] = []
        for item in items:
            value = code(item, frame, run)
            for keep in filters:
                value = keep(value, frame, run)
            if value is not UNDEFINED:
                found.append(value)
        if is_last and len(found) == 1 and isinstance(found[0], list) and not isinstance(found[0], Sequence):
            return found[0]
        return _flattened(found)

    return apply


def _flattened(found: list[Any]) -> Sequence:
    flat = Sequence()
    for value in found:
        if isinstance(value, list) and not isinstance(value, ConstructedArray):
            flat.extend(value)
        else:
            flat.append(value)
    return flat


def _filtered(value: Any, filters: list[FilterCode], frame: Frame, run: Run) -> Any:
    for keep in filters:
        value = keep(value, frame, run)
    return value


# Tuples: items with what is bound beside them


def _tuples(plan: PathPlan, compile_plan: Compile) -> Step:
    """Return what applies the steps of a path of which some bind variables or name a parent."""
    last = len(plan.steps) - 1
    first_binding = next(position for position, step in enumerate(plan.steps) if step.binds)
    before = [
        compile_plan(step) if position == 0 and step.constructs else _step(step, compile_plan, is_last=position == last)
        for position, step in enumerate(plan.steps[:first_binding])
    ]
    binding = [_tuple_step(step, compile_plan) for step in plan.steps[first_binding:]]
    is_absolute = isinstance(plan.steps[0].node, Variable)

    def walk(context: Any, frame: Frame, run: Run) -> Any:
        items: Any = context if isinstance(context, list) and not is_absolute else Sequence([context])
        for step in before:
            items = step(items, frame, run)
            if items is UNDEFINED or (isinstance(items, list) and not items):
                return items
            items = items if isinstance(items, list) else [items]
        stream: Any = items
        for tuple_step in binding:
            stream = tuple_step(stream, frame, run)
        return stream

    return walk


def _tuple_step(step: Plan, compile_plan: Compile) -> Step:
    stages = [
        _index_stage(stage.index) if stage.predicate is None else compile_filter(stage.predicate, compile_plan)
        for stage in step.stages
    ]
    if isinstance(step, SortPlan):
        return _tuplecompile_sort(step, stages, compile_plan)
    code, extend = compile_plan(step), _tuple_extender(step)

    def apply(items: Any, frame: Frame, run: Run) -> Any:
        stream = items if isinstance(items, TupleStream) else TupleStream([{ITEM: item} for item in items])
        run.spend(len(stream))
        found = TupleStream()
        for item in stream:
            value = code(item[ITEM], tuple_frame(frame, item), run)
            if value is not UNDEFINED:
                extend(item, value, found)
        return _filtered(found, stages, frame, run)

    return apply


def _tuple_extender(step: Plan) -> Callable[[dict[str, Any], Any, TupleStream], None]:
    """Return what adds, for one tuple, a tuple for each value that the step found in it."""
    focus, index = step.focus, step.index
    label = step.ancestor.label if step.ancestor else ""

    def extend(item: dict[str, Any], value: Any, found: TupleStream) -> None:
        if isinstance(value, TupleStream):
            found.extend(item | inner for inner in value)
            return
        for position, part in enumerate(value if isinstance(value, list) else (value,)):
            bound = dict(item)
            bound[focus or ITEM] = part
            if index:
                bound[index] = position
            if label:
                bound[label] = item[ITEM]
            found.append(bound)

    return extend


def _index_stage(name: str) -> FilterCode:
    def number(items: Any, _frame: Frame, _run: Run) -> Any:
        for position, item in enumerate(items):
            item[name] = position
        return items

    return number


def _tuplecompile_sort(step: SortPlan, stages: list[FilterCode], compile_plan: Compile) -> Step:
    sort, index = compile_sort(step, compile_plan), step.index

    def apply(items: Any, frame: Frame, run: Run) -> Any:
        found = sort(items, frame, run)
        if not isinstance(items, TupleStream):
            found = [{ITEM: item, index: position} for position, item in enumerate(found)]
        return _filtered(TupleStream(found), stages, frame, run)

    return apply


# Filters


def _stage_filters(stages: list[Stage], compile_plan: Compile) -> list[FilterCode]:
    return [compile_filter(stage.predicate, compile_plan) for stage in stages if stage.predicate is not None]


def compile_filter(predicate: Plan, compile_plan: Compile) -> FilterCode:
    """Return the closure of ``[predicate]``: a position, or a condition on each item."""
    node = predicate.node
    if isinstance(node, Literal) and type(node.value) in NUMBERS and not predicate.predicates:
        assert isinstance(node.value, int | float)
        return _position(int(node.value // 1))
    code = compile_plan(predicate)

    def keep(value: Any, frame: Frame, run: Run) -> Any:
        items = value if isinstance(value, list) else [value]
        is_stream = isinstance(items, TupleStream)
        run.spend(len(items))
        found: list[Any] = TupleStream() if is_stream else Sequence()
        for position, item in enumerate(items):
            verdict = code(item[ITEM], tuple_frame(frame, item), run) if is_stream else code(item, frame, run)
            if verdict is True or (verdict is not False and _selects(verdict, position, len(items))):
                found.extend([item] * (1 if verdict is True else _times(verdict, position, len(items))))
        return found

    return keep


def _position(index: int) -> FilterCode:
    def pick(value: Any, _frame: Frame, _run: Run) -> Any:
        items = value if isinstance(value, list) else [value]
        found: list[Any] = TupleStream() if isinstance(items, TupleStream) else Sequence()
        if -len(items) <= index < len(items):
            item = items[index]
            if isinstance(item, list):
                return item
            if item is not UNDEFINED:
                found.append(item)
        return found

    return pick


def _selects(verdict: Any, position: int, size: int) -> bool:
    return _times(verdict, position, size) > 0


def _times(verdict: Any, position: int, size: int) -> int:
    """Return how often a predicate's result keeps the item: numbers are positions, else its truth counts."""
    if type(verdict) in NUMBERS:
        return int(_is_position(verdict, position, size))
    if isinstance(verdict, list) and all(type(item) in NUMBERS for item in verdict):
        return sum(_is_position(item, position, size) for item in verdict)
    return int(truth(verdict))


def _is_position(number: float, position: int, size: int) -> bool:
    index = require_finite(number) // 1
    return bool(index == position or index + size == position)
