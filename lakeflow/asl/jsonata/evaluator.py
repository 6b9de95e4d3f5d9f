"""Plans to Python closures: compiled once, evaluated many times.

``compile_plan`` returns a function of (context, frame, run). What a construct means stands beside its name below;
paths and their filters, sorts and groups are in ``paths``.
"""

from collections.abc import Sequence as Items
from typing import Any, assert_never

from lakeflow.asl.jsonata import paths
from lakeflow.asl.jsonata.calls import (
    Finish,
    compile_apply,
    compile_call,
    compile_partial,
    compile_tail_call,
    scoped,
)
from lakeflow.asl.jsonata.failures import failure
from lakeflow.asl.jsonata.grouping import compile_group, compile_object
from lakeflow.asl.jsonata.nesting import least_levels
from lakeflow.asl.jsonata.operators import compile_binary, compile_negation
from lakeflow.asl.jsonata.plan import GroupPlan, PathPlan, Plan
from lakeflow.asl.jsonata.regex import compile_regex
from lakeflow.asl.jsonata.run import MAX_DEPTH, Code, Run
from lakeflow.asl.jsonata.side_by_side import first_failure
from lakeflow.asl.jsonata.signature import parse_signature
from lakeflow.asl.jsonata.transforms import compile_transform
from lakeflow.asl.jsonata.tree import (
    Array,
    Binary,
    Bind,
    Block,
    Call,
    Compound,
    Condition,
    Descendants,
    Lambda,
    Leaf,
    Literal,
    Name,
    Negate,
    Node,
    Object,
    Parent,
    Placeholder,
    Regex,
    Transform,
    Variable,
    Wildcard,
)
from lakeflow.asl.jsonata.values import (
    PARENT,
    UNDEFINED,
    Body,
    Closure,
    ConstructedArray,
    Frame,
    KeptSequence,
    Sequence,
    WrappedInput,
    append,
    collapse,
    lookup,
    truth,
)
from lakeflow.errors import ExpressionError


def compile_plan(plan: Plan) -> Code:
    """Return the closure that evaluates a plan."""
    finish = _collapse_kept if plan.keep_array else collapse
    filters = [
        paths.compile_filter(stage.predicate, compile_plan) for stage in plan.predicates if stage.predicate is not None
    ]
    if isinstance(plan, PathPlan):
        code = paths.compile_path(plan, compile_plan)
    else:
        code = _compile_construct(plan, collapse if not plan.keep_array and not filters else _as_found)
    if filters:
        code = _filtered(code, filters)
    if plan.group is not None and not isinstance(plan, PathPlan):
        code = _grouped(code, compile_group(plan.group, compile_plan))
    code = _finished(code, finish) if plan.keep_array or filters else code
    # The steps of a path are evaluations inside it, but few are compiled one by one.
    level = plan.level + isinstance(plan, PathPlan)
    return code if level <= MAX_DEPTH else _at_level(code, level)


def _at_level(code: Code, level: int) -> Code:
    def checked(context: Any, frame: Frame, run: Run) -> Any:
        run.check_depth(level)
        return code(context, frame, run)

    return checked


def _as_found(value: Any) -> Any:
    return value


def _collapse_kept(value: Any) -> Any:
    if isinstance(value, Sequence):
        return KeptSequence(value) if value else UNDEFINED
    return value


def _filtered(code: Code, filters: list[paths.FilterCode]) -> Code:
    def filtered(context: Any, frame: Frame, run: Run) -> Any:
        value = code(context, frame, run)
        for keep in filters:
            value = keep(value, frame, run)
        return value

    return filtered


def _grouped(code: Code, group: Code) -> Code:
    return lambda context, frame, run: group(code(context, frame, run), frame, run)


def _finished(code: Code, finish: Finish) -> Code:
    return lambda context, frame, run: finish(code(context, frame, run))


def _compile_construct(plan: Plan, finish: Finish) -> Code:
    node: Node = plan.node
    if isinstance(node, Leaf):
        return _compile_leaf(plan, node, finish)
    if isinstance(node, Compound):
        return _compile_compound(plan, node, finish)
    raise AssertionError(f"{type(node).__name__} has no plan of its own")


def _compile_leaf(plan: Plan, node: Leaf, finish: Finish) -> Code:  # noqa: PLR0911  one return a class
    match node:
        case Literal(value):
            return _constant(value)
        case Variable(name):
            return _variable(name)
        case Name(name):
            return lambda context, _frame, _run: finish(lookup(context, name))
        case Wildcard():
            return _finished(_wildcard, finish)
        case Descendants():
            return _finished(_descendants, finish)
        case Parent():
            assert plan.parent is not None
            return scoped(plan.parent.label)
        case Regex(pattern, flags):
            return _constant(compile_regex(pattern, flags, node.start))
        case Placeholder():
            raise failure("S0201", node.start, token="?")  # noqa: S106  a token of the language
        case _:
            assert_never(node)


def _compile_compound(plan: Plan, node: Compound, finish: Finish) -> Code:  # noqa: C901, PLR0911  one return a class
    match node:
        case Binary():
            return _binary(plan, node, finish)
        case Call():
            return _call(plan, node, finish)
        case Negate():
            return compile_negation(compile_plan(plan.parts[0]), node.start)
        case Array():
            return _array(plan, node)
        case Object():
            assert isinstance(plan, GroupPlan)
            return compile_object(plan.pairs, compile_plan)
        case Block():
            return _block([compile_plan(part) for part in plan.parts])
        case Bind(name):
            return _bind(name, compile_plan(plan.parts[0]))
        case Condition():
            return _condition([compile_plan(part) for part in plan.parts])
        case Lambda():
            return _lambda(plan, node)
        case Transform():
            before, update, *rest = (compile_plan(part) for part in plan.parts)
            return compile_transform(before, update, rest[0] if rest else None, node.start)
        case _:
            assert_never(node)


def _constant(value: Any) -> Code:
    return lambda _context, _frame, _run: value


def _variable(name: str) -> Code:
    if name == "":
        return lambda context, _frame, _run: context[0] if isinstance(context, WrappedInput) else context
    if name == "$":
        return lambda _context, _frame, run: run.root
    return scoped(name)


def _wildcard(context: Any, _frame: Frame, _run: Run) -> Any:
    value = context[0] if isinstance(context, WrappedInput) and context else context
    found: Any = Sequence()
    fields = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for field in fields:
        if isinstance(field, list):
            found = append(found, _flat(field))
        else:
            found.append(field)
    return found


def _flat(items: list[Any]) -> list[Any]:
    flat: list[Any] = []
    for item in items:
        flat.extend(_flat(item) if isinstance(item, list) else (item,))
    return flat


def _descendants(context: Any, _frame: Frame, run: Run) -> Any:
    found = Sequence()
    if context is UNDEFINED:
        return UNDEFINED
    _collect(context, found, run)
    return found


def _collect(value: Any, found: Sequence, run: Run) -> None:
    run.spend(1)
    if isinstance(value, list):
        for item in value:
            _collect(item, found, run)
        return
    found.append(value)
    if isinstance(value, dict):
        for item in value.values():
            _collect(item, found, run)


def _binary(plan: Plan, node: Binary, finish: Finish) -> Code:
    if node.operator == "~>":
        return compile_apply(plan, node, finish, compile_plan)
    left, right = (compile_plan(part) for part in plan.parts)
    return compile_binary(node, left, right)


def _call(plan: Plan, node: Call, finish: Finish) -> Code:
    if _is_partial(node):
        return compile_partial(plan, node, compile_plan)
    return compile_call(plan, node, finish, compile_plan)


def _is_partial(node: Call) -> bool:
    return any(isinstance(argument, Placeholder) for argument in node.arguments)


def _array(plan: Plan, node: Array) -> Code:
    codes = [(item, compile_plan(part)) for part, item in zip(plan.parts, node.items, strict=True)]
    items = [(code, isinstance(item, Array)) for item, code in codes]
    kind = ConstructedArray if plan.constructs else list

    def array(context: Any, frame: Frame, run: Run) -> Any:
        result: list[Any] = kind()
        position = 0
        try:
            for code, is_array in items:
                value = code(context, frame, run)
                if isinstance(value, list) and not is_array:
                    run.spend(len(value))
                    result.extend(value)
                elif value is not UNDEFINED:
                    result.append(value)
                position += 1
        except ExpressionError as error:
            raise first_failure(error, codes[position][0], codes[position + 1 :], (context, frame, run)) from None
        return result

    return array


def _block(codes: Items[Code]) -> Code:
    if not codes:
        return _constant(UNDEFINED)
    *before, last = codes

    def block(context: Any, frame: Frame, run: Run) -> Any:
        scope: Frame = {PARENT: frame}
        for code in before:
            code(context, scope, run)
        return last(context, scope, run)

    return block


def _bind(name: str, value: Code) -> Code:
    def bind(context: Any, frame: Frame, run: Run) -> Any:
        result = frame[name] = value(context, frame, run)
        return result

    return bind


def _condition(codes: Items[Code]) -> Code:
    test, then = codes[0], codes[1]
    otherwise = codes[2] if len(codes) > 2 else _constant(UNDEFINED)

    def condition(context: Any, frame: Frame, run: Run) -> Any:
        value = test(context, frame, run)
        if value is True or (value is not False and truth(value)):
            return then(context, frame, run)
        return otherwise(context, frame, run)

    return condition


def _lambda(plan: Plan, node: Lambda) -> Code:
    body = _compile_tail(plan.parts[0])
    signature = parse_signature(node.signature) if node.signature else None
    shared = Body(node.parameters, body, signature, least_levels(plan.parts[0]))
    return lambda context, frame, _run: Closure(shared, frame, context)


def _compile_tail(plan: Plan) -> Code:
    """Compile a lambda's body: a call in tail position is handed to the caller, so that recursion needs no stack."""
    node = plan.node
    if isinstance(plan, PathPlan) or plan.predicates or plan.group is not None:
        return compile_plan(plan)
    if isinstance(node, Call) and not _is_partial(node):
        return compile_tail_call(plan, node, compile_plan)
    if isinstance(node, Condition):
        return _condition([compile_plan(plan.parts[0]), *(_compile_tail(part) for part in plan.parts[1:])])
    if isinstance(node, Block) and plan.parts:
        return _block([*(compile_plan(part) for part in plan.parts[:-1]), _compile_tail(plan.parts[-1])])
    return compile_plan(plan)
