"""Order-by, group-by and object constructors to closures, over items or tuples of items and what is bound beside."""

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from lakeflow.asl.jsonata.failures import failure
from lakeflow.asl.jsonata.plan import Pairs, Plan, SortPlan, SortTerm
from lakeflow.asl.jsonata.run import Code, Run
from lakeflow.asl.jsonata.side_by_side import first_failure
from lakeflow.asl.jsonata.sorting import merge_sort
from lakeflow.asl.jsonata.tree import Literal
from lakeflow.asl.jsonata.values import NUMBERS, PARENT, UNDEFINED, Frame, Sequence, TupleStream, append, is_less
from lakeflow.errors import ExpressionError

Compile: TypeAlias = Callable[[Plan], Code]
Step: TypeAlias = Callable[[Any, Frame, Run], Any]
"""Takes the items found so far, returns the items found next."""

ITEM: Final = "@"
"""The key of a tuple under which the item itself is."""


def tuple_frame(frame: Frame, item: dict[str, Any]) -> Frame:
    """Return the scope in which what a tuple binds can be read."""
    return item | {PARENT: frame}


def compile_sort(step: SortPlan, compile_plan: Compile) -> Step:
    """Return the closure of an order-by step."""
    terms = [(compile_plan(term.expression), term) for term in step.terms]
    start = step.node.start

    def sort(items: Any, frame: Frame, run: Run) -> Any:
        if len(items) <= 1:
            return items
        is_stream = isinstance(items, TupleStream)
        run.spend(len(items) * len(terms))
        keys: list[list[Any]] = [[] for _ in items]

        def key(position: int, term: int) -> Any:
            # Later terms are evaluated only where earlier ones tie, as a later one may fail.
            if len(keys[position]) == term:
                item, code = items[position], terms[term][0]
                scope = tuple_frame(frame, item) if is_stream else frame
                keys[position].append(code(item[ITEM] if is_stream else item, scope, run))
            return keys[position][term]

        def follows(first: int, second: int) -> bool:
            for number, (_, term) in enumerate(terms):
                order = _order(key(first, number), key(second, number), term, start)
                if order:
                    return order > 0
            return False

        ordered = [items[position] for position in merge_sort(list(range(len(items))), follows)]
        return TupleStream(ordered) if is_stream else Sequence(ordered)

    return sort


def _order(first: Any, second: Any, term: SortTerm, start: int) -> int:
    """Return 1 where ``first`` belongs after ``second``, -1 before, 0 for a tie; undefined goes last."""
    if first is UNDEFINED or second is UNDEFINED:
        return (first is UNDEFINED) - (second is UNDEFINED)
    for value in (first, second):
        if type(value) is not str and type(value) not in NUMBERS:
            raise failure("T2008", start, value=value)
    if (type(first) is str) is not (type(second) is str):
        raise failure("T2007", start, value=first, value2=second)
    if first == second:
        return 0
    return -1 if is_less(first, second) is not term.descending else 1


def compile_object(pairs: Pairs, compile_plan: Compile) -> Code:
    """Return the closure of ``{key: value, ...}``; most have literal keys and are made without grouping."""
    compiled = _compiled_pairs(pairs, compile_plan)
    general = _group(compiled)
    keys = [key.node.value if isinstance(key.node, Literal) and not key.predicates else None for key, _ in pairs]
    if not pairs or len(set(keys)) < len(keys) or not all(isinstance(key, str) for key in keys):
        return general
    fields = [(key, value) for key, (_, value, _) in zip(keys, compiled, strict=True)]
    codes = [(value.node, code) for (_, value), (_, code, _) in zip(pairs, compiled, strict=True)]

    def construct(context: Any, frame: Frame, run: Run) -> Any:
        if isinstance(context, list):
            return general(context, frame, run)
        result = {}
        position = 0
        try:
            for key, code in fields:
                value = code(context, frame, run)
                if value is not UNDEFINED:
                    result[key] = value
                position += 1
        except ExpressionError as error:
            raise first_failure(error, codes[position][0], codes[position + 1 :], (context, frame, run)) from None
        return result

    return construct


def compile_group(pairs: Pairs, compile_plan: Compile) -> Code:
    """Return the closure of a group-by: items grouped by key, then each group's value."""
    return _group(_compiled_pairs(pairs, compile_plan))


def _compiled_pairs(pairs: Pairs, compile_plan: Compile) -> list[tuple[Code, Code, int]]:
    """Return each pair's key, value and position."""
    return [(compile_plan(key), compile_plan(value), key.node.start) for key, value in pairs]


def _group(compiled: list[tuple[Code, Code, int]]) -> Code:
    def group(value: Any, frame: Frame, run: Run) -> Any:
        is_stream = isinstance(value, TupleStream) and len(value) > 0
        items: Any = value if isinstance(value, list) else [value]
        groups: dict[str, tuple[int, list[Any]]] = {}
        run.spend(len(items))
        for item in items or [UNDEFINED]:
            scope = tuple_frame(frame, item) if is_stream else frame
            context = item[ITEM] if is_stream else item
            for number, (key_code, _, start) in enumerate(compiled):
                key = key_code(context, scope, run)
                if key is UNDEFINED:
                    continue
                if not isinstance(key, str):
                    raise failure("T1003", start, value=key)
                known = groups.setdefault(key, (number, []))
                if known[0] != number:
                    raise failure("D1009", start, value=key)
                known[1].append(item)
        result = {}
        for key, (number, members) in groups.items():
            part = _group_value(compiled[number][1], members, frame, run, is_stream=is_stream)
            if part is not UNDEFINED:
                result[key] = part
        return result

    return group


def _group_value(code: Code, members: list[Any], frame: Frame, run: Run, *, is_stream: bool) -> Any:
    if is_stream:
        merged = dict(members[0])
        for member in members[1:]:
            for name, value in member.items():
                merged[name] = append(merged.get(name, UNDEFINED), value)
        context = merged.pop(ITEM)
        return code(context, tuple_frame(frame, merged), run)
    if len(members) == 1:
        return code(members[0], frame, run)
    context = []
    for member in members:
        if isinstance(member, list):
            context.extend(member)
        elif member is not UNDEFINED:
            context.append(member)
    return code(context, frame, run)
