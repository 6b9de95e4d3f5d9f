"""Plans to Python closures: compiled once, evaluated many times.

``compile_plan`` returns a function of (context, frame, run). What a construct means stands beside its name below;
paths and their filters, sorts and groups are in ``paths``.
"""

import math
from collections.abc import Callable
from collections.abc import Sequence as Items
from typing import Any, Final, TypeAlias, assert_never

from lakeflow.asl.jsonata import paths
from lakeflow.asl.jsonata.failures import complete, failure
from lakeflow.asl.jsonata.functions import BUILTINS
from lakeflow.asl.jsonata.functions.objects import clone
from lakeflow.asl.jsonata.plan import GroupPlan, PathPlan, Plan
from lakeflow.asl.jsonata.regex import compile_regex
from lakeflow.asl.jsonata.run import Code, Run, TailCall, call, call_native
from lakeflow.asl.jsonata.signature import parse_signature
from lakeflow.asl.jsonata.text import text_of
from lakeflow.asl.jsonata.tree import (
    Array,
    Binary,
    Bind,
    Block,
    Call,
    Condition,
    Descendants,
    Dot,
    Filter,
    Focus,
    GroupBy,
    Index,
    KeepArray,
    Lambda,
    Literal,
    Name,
    Negate,
    Node,
    Object,
    OrderBy,
    Parent,
    Placeholder,
    Regex,
    Transform,
    Variable,
    Wildcard,
)
from lakeflow.asl.jsonata.values import (
    INFINITY,
    MAX_SAFE,
    NUMBERS,
    PARENT,
    UNDEFINED,
    Closure,
    ConstructedArray,
    Frame,
    Function,
    KeptSequence,
    Native,
    Sequence,
    WrappedInput,
    append,
    collapse,
    double,
    is_less,
    lookup,
    require_finite,
    same,
    truth,
)
from lakeflow.errors import ExpressionError

_MISSING: Final = object()
_MAX_RANGE: Final = 10_000_000


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
        code = _grouped(code, paths.compile_group(plan.group, compile_plan))
    return _finished(code, finish) if plan.keep_array or filters else code


Finish: TypeAlias = Callable[[Any], Any]
"""What becomes of a sequence that a construct returns."""


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


def _compile_construct(plan: Plan, finish: Finish) -> Code:  # noqa: C901, PLR0911, PLR0912  one case a construct
    node: Node = plan.node
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
            return _scoped(plan.parent.label)
        case Regex(pattern, flags):
            return _constant(compile_regex(pattern, flags, node.start))
        case Binary():
            return _binary(plan, node, finish)
        case Negate():
            return _negate(plan)
        case Array():
            return _array(plan, node)
        case Object():
            assert isinstance(plan, GroupPlan)
            return paths.compile_object(plan.pairs, compile_plan)
        case Block():
            return _block([compile_plan(part) for part in plan.parts])
        case Bind(name):
            return _bind(name, compile_plan(plan.parts[0]))
        case Condition():
            return _condition([compile_plan(part) for part in plan.parts])
        case Lambda():
            return _lambda(plan, node)
        case Call():
            partial = any(isinstance(argument, Placeholder) for argument in node.arguments)
            return _partial(plan, node) if partial else _call(plan, node, finish)
        case Transform():
            return _transform(plan)
        case Placeholder():
            raise failure("S0201", node.start, token="?")  # noqa: S106  a token of the language
        case Dot() | Filter() | KeepArray() | GroupBy() | OrderBy() | Focus() | Index():
            raise AssertionError(f"{type(node).__name__} has no plan of its own")
        case _:
            assert_never(node)


def _constant(value: Any) -> Code:
    return lambda _context, _frame, _run: value


def _variable(name: str) -> Code:
    if name == "":
        return lambda context, _frame, _run: context[0] if isinstance(context, WrappedInput) else context
    if name == "$":
        return lambda _context, _frame, run: run.root
    return _scoped(name)


def _scoped(name: str) -> Code:
    """Look a name up: inner scopes first, then what the caller bound, then the built-ins."""
    builtin = BUILTINS.get(name, UNDEFINED)

    def scoped(_context: Any, frame: Frame, run: Run) -> Any:
        scope: Frame | None = frame
        while scope is not None:
            if name in scope:
                return scope[name]
            scope = scope[PARENT]
        return run.bindings.get(name, builtin)

    return scoped


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
    _collect(context, found)
    run.spend(len(found))
    return found


def _collect(value: Any, found: Sequence) -> None:
    if isinstance(value, list):
        for item in value:
            _collect(item, found)
        return
    found.append(value)
    if isinstance(value, dict):
        for item in value.values():
            _collect(item, found)


# Operators


def _binary(plan: Plan, node: Binary, finish: Finish) -> Code:  # noqa: PLR0911  one return a kind of operator
    operator = node.operator
    if operator == "~>":
        return _apply(plan, node, finish)
    left, right = (compile_plan(part) for part in plan.parts)
    if operator == "and":
        return lambda context, frame, run: truth(left(context, frame, run)) and truth(right(context, frame, run))
    if operator == "or":
        return lambda context, frame, run: truth(left(context, frame, run)) or truth(right(context, frame, run))
    if operator in _ARITHMETIC:
        return _arithmetic(node, left, right, _ARITHMETIC[operator])
    if operator in {"<", "<=", ">", ">="}:
        return _comparison(node, left, right)
    if operator == "..":
        return _range(node, left, right)
    if operator == "&":
        return _concatenation(left, right)
    return _equality(operator, left, right)


def _remainder(left: float, right: float) -> float:
    """Return the remainder with the sign of the dividend, NaN for a division by zero."""
    if right == 0:
        return math.nan
    if type(left) is int and type(right) is int:
        remainder = abs(left) % abs(right)
        return -remainder if left < 0 else remainder
    return math.fmod(left, right)


def _quotient(left: float, right: float) -> float:
    """Return the quotient; a division by zero is infinite or NaN, as on AWS, and no failure."""
    if right == 0:
        if left == 0:
            return math.nan
        return math.copysign(INFINITY, left) * math.copysign(1.0, right)
    result = left / right
    return int(result) if result.is_integer() and -MAX_SAFE < result < MAX_SAFE else result


_ARITHMETIC: Final[dict[str, Callable[[float, float], float]]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": _quotient,
    "%": _remainder,
}


def _arithmetic(node: Binary, left: Code, right: Code, compute: Callable[[float, float], float]) -> Code:
    def arithmetic(context: Any, frame: Frame, run: Run) -> Any:
        first, second = left(context, frame, run), right(context, frame, run)
        if type(first) in NUMBERS and type(second) in NUMBERS:
            try:
                result = compute(first, second)
            except OverflowError:
                return _careful(node, first, second, compute)
            if -MAX_SAFE <= result <= MAX_SAFE and -MAX_SAFE <= first <= MAX_SAFE and -MAX_SAFE <= second <= MAX_SAFE:
                return result
        return _careful(node, first, second, compute)

    return arithmetic


def _careful(node: Binary, first: Any, second: Any, compute: Callable[[float, float], float]) -> Any:
    """Compute with operands of any kind, rounded to doubles; T2001 and T2002 for what is no number."""
    for value, code, place in ((first, "T2001", node.left), (second, "T2002", node.right)):
        if value is not UNDEFINED and (type(value) not in NUMBERS or value != value):  # noqa: PLR0124  NaN
            raise failure(code, place.start, token=node.operator)
        if value in (INFINITY, -INFINITY):
            raise failure("D1001", place.start, value=value)
    if first is UNDEFINED or second is UNDEFINED:
        return UNDEFINED
    return double(compute(double(first), double(second)))


def _comparison(node: Binary, left: Code, right: Code) -> Code:
    operator = node.operator
    swapped = operator in {">", "<="}
    negated = operator in {"<=", ">="}

    def comparison(context: Any, frame: Frame, run: Run) -> Any:
        first, second = left(context, frame, run), right(context, frame, run)
        kinds = (type(first), type(second))
        if not (kinds[0] in NUMBERS and kinds[1] in NUMBERS) and not (kinds[0] is str and kinds[1] is str):
            return _uncomparable(node, first, second)
        result = is_less(second, first) if swapped else is_less(first, second)
        return result is not negated

    return comparison


def _uncomparable(node: Binary, first: Any, second: Any) -> Any:
    """Return undefined for an undefined operand, or raise T2009 or T2010."""
    for value, place in ((first, node.left), (second, node.right)):
        if value is not UNDEFINED and type(value) is not str and type(value) not in NUMBERS:
            raise failure("T2010", place.start, token=node.operator, value=value)
    if first is UNDEFINED or second is UNDEFINED:
        return UNDEFINED
    raise failure("T2009", node.start, token=node.operator, value=first, value2=second)


def _equality(operator: str, left: Code, right: Code) -> Code:
    wanted = operator != "!="
    if operator == "in":

        def included(context: Any, frame: Frame, run: Run) -> Any:
            item, items = left(context, frame, run), right(context, frame, run)
            if item is UNDEFINED or items is UNDEFINED:
                return False
            candidates = items if isinstance(items, list) else (items,)
            # An array or object is in another only as itself, not as its equal.
            if isinstance(item, list | dict):
                return any(item is candidate for candidate in candidates)
            return any(same(item, candidate) for candidate in candidates)

        return included

    def equality(context: Any, frame: Frame, run: Run) -> Any:
        first, second = left(context, frame, run), right(context, frame, run)
        if type(first) is str and type(second) is str:
            return (first == second) is wanted
        if first is UNDEFINED or second is UNDEFINED:
            return False
        return same(first, second) is wanted

    return equality


def _concatenation(left: Code, right: Code) -> Code:
    def concatenation(context: Any, frame: Frame, run: Run) -> Any:
        first, second = left(context, frame, run), right(context, frame, run)
        if type(first) is not str:
            first = "" if first is UNDEFINED else text_of(first)
        if type(second) is not str:
            second = "" if second is UNDEFINED else text_of(second)
        return first + second

    return concatenation


def _range(node: Binary, left: Code, right: Code) -> Code:
    def between(context: Any, frame: Frame, run: Run) -> Any:
        first, last = left(context, frame, run), right(context, frame, run)
        for value, code, place in ((first, "T2003", node.left), (last, "T2004", node.right)):
            whole = type(value) is int or (type(value) is float and value.is_integer())
            if value is not UNDEFINED and not whole:
                raise failure(code, place.start, value=value)
        if first is UNDEFINED or last is UNDEFINED or first > last:
            return UNDEFINED
        size = int(last) - int(first) + 1
        if size > _MAX_RANGE:
            raise failure("D2014", node.start, value=size)
        run.spend(size >> 6)
        return Sequence(range(int(first), int(last) + 1))

    return between


def _negate(plan: Plan) -> Code:
    operand = compile_plan(plan.parts[0])
    start = plan.node.start

    def negate(context: Any, frame: Frame, run: Run) -> Any:
        value = operand(context, frame, run)
        if value is UNDEFINED:
            return value
        if type(value) not in NUMBERS or value != value:  # noqa: PLR0124  NaN
            raise failure("D1002", start, value=value)
        return -require_finite(value)

    return negate


# Constructs


def _array(plan: Plan, node: Array) -> Code:
    items = [(compile_plan(part), isinstance(item, Array)) for part, item in zip(plan.parts, node.items, strict=True)]
    kind = ConstructedArray if plan.constructs else list

    def array(context: Any, frame: Frame, run: Run) -> Any:
        result: list[Any] = kind()
        for code, is_array in items:
            value = code(context, frame, run)
            if isinstance(value, list) and not is_array:
                result.extend(value)
            elif value is not UNDEFINED:
                result.append(value)
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
    parameters = node.parameters
    return lambda context, frame, _run: Closure(parameters, body, frame, context, signature)


def _compile_tail(plan: Plan) -> Code:
    """Compile a lambda's body: a call in tail position is handed to the caller, so that recursion needs no stack."""
    node = plan.node
    if isinstance(plan, PathPlan) or plan.predicates or plan.group is not None:
        return compile_plan(plan)
    if isinstance(node, Call) and not any(isinstance(argument, Placeholder) for argument in node.arguments):
        return _tail_call(plan, node)
    if isinstance(node, Condition):
        return _condition([compile_plan(plan.parts[0]), *(_compile_tail(part) for part in plan.parts[1:])])
    if isinstance(node, Block) and plan.parts:
        return _block([*(compile_plan(part) for part in plan.parts[:-1]), _compile_tail(plan.parts[-1])])
    return compile_plan(plan)


# Functions


def _name_of(node: Node) -> str:
    match node:
        case Variable(name) | Name(name):
            return name
        case _:
            return "function"


def _call(plan: Plan, node: Call, finish: Finish, first: "Code | None" = None) -> Code:
    """Compile a call; ``first`` is the left side of ``~>``, given as first argument."""
    function, *arguments = (compile_plan(part) for part in plan.parts)
    name, position = _name_of(node.function), node.start

    def invoke(context: Any, frame: Frame, run: Run) -> Any:
        given: list[Any] = [] if first is None else [first(context, frame, run)]
        procedure = function(context, frame, run)
        for argument in arguments:
            given.append(argument(context, frame, run))  # noqa: PERF401  a comprehension is a deeper stack in 3.11
        try:
            if isinstance(procedure, Native):
                return finish(call_native(procedure, given, context, run))
            if type(procedure) is Closure:
                return finish(call(procedure, given, context, run))
        except ExpressionError as error:
            raise complete(error, name, position) from None
        raise _no_function(node, frame, run)

    return invoke


def _no_function(node: Call, frame: Frame, run: Run) -> ExpressionError:
    """Return T1006, or T1005 where the author only forgot the dollar sign."""
    name = node.function
    if isinstance(name, Name) and isinstance(_scoped(name.value)(UNDEFINED, frame, run), Function):
        return failure("T1005", node.start, token=name.value)
    return failure("T1006", node.start)


def _tail_call(plan: Plan, node: Call) -> Code:
    function, *arguments = (compile_plan(part) for part in plan.parts)
    name, position = _name_of(node.function), node.start

    def defer(context: Any, frame: Frame, run: Run) -> Any:
        procedure = function(context, frame, run)
        given = [argument(context, frame, run) for argument in arguments]
        if type(procedure) is Closure:
            run.spend(1)
            return TailCall(procedure, given, name, position)
        if not isinstance(procedure, Native):
            raise _no_function(node, frame, run)
        try:
            return call_native(procedure, given, context, run)
        except ExpressionError as error:
            raise complete(error, name, position) from None

    return defer


def _partial(plan: Plan, node: Call) -> Code:
    function, *arguments = (
        compile_plan(part) if not isinstance(part.node, Placeholder) else None for part in plan.parts
    )
    assert function is not None

    def partially(context: Any, frame: Frame, run: Run) -> Any:
        procedure = function(context, frame, run)
        given = [_MISSING if code is None else code(context, frame, run) for code in arguments]
        if type(procedure) is Closure:
            return _partially_applied(procedure, given)
        if isinstance(procedure, Native):
            return _partially_applied(_native_as_closure(procedure), given)
        code = "T1007" if _no_function(node, frame, run).code == "T1005" else "T1008"
        raise failure(code, node.start, token=_name_of(node.function))

    return partially


def _partially_applied(function: Closure, given: list[Any]) -> Closure:
    frame: Frame = {PARENT: function.frame}
    open_parameters: list[str] = []
    for position, parameter in enumerate(function.parameters):
        value = given[position] if position < len(given) else UNDEFINED
        if value is _MISSING:
            open_parameters.append(parameter)
        else:
            frame[parameter] = value
    return Closure(tuple(open_parameters), function.body, frame, function.context, None)


def _native_as_closure(function: Native) -> Closure:
    """Return a lambda around a built-in, with as many parameters as it has."""
    parameters = tuple(f"{position}" for position in range(function.arity))
    lookups = [_scoped(parameter) for parameter in parameters]

    def body(context: Any, frame: Frame, run: Run) -> Any:
        return call_native(function, [code(context, frame, run) for code in lookups], None, run)

    return Closure(parameters, body, {PARENT: None}, None, None)


def _apply(plan: Plan, node: Binary, finish: Finish) -> Code:
    """``left ~> right``: call the right side with the left, or chain two functions."""
    left, right_plan = compile_plan(plan.parts[0]), plan.parts[1]
    invocation = right_plan.node
    if isinstance(invocation, Call) and not isinstance(right_plan, PathPlan):
        placeholder = any(isinstance(argument, Placeholder) for argument in invocation.arguments)
        if not placeholder:
            return _call(right_plan, invocation, finish, first=left)
    right = compile_plan(right_plan)

    def apply(context: Any, frame: Frame, run: Run) -> Any:
        value, function = left(context, frame, run), right(context, frame, run)
        if not isinstance(function, Function):
            raise failure("T2006", node.right.start, value=function)
        if isinstance(value, Function):
            return _chain(value, function)
        try:
            return finish(call(function, [value], None, run))
        except ExpressionError as error:
            raise complete(error, _name_of(node.right), node.right.start) from None

    return apply


def _chain(first: Function, second: Function) -> Closure:
    def body(_context: Any, frame: Frame, run: Run) -> Any:
        return call(second, [collapse(call(first, [frame["x"]], None, run))], None, run)

    return Closure(("x",), body, {PARENT: None}, None, None)


def _transform(plan: Plan) -> Code:
    pattern, update, *rest = (compile_plan(part) for part in plan.parts)
    delete = rest[0] if rest else None
    start = plan.node.start

    def transform(_context: Any, frame: Frame, _run: Run) -> Any:
        def transformer(run: Run, value: Any) -> Any:
            if value is UNDEFINED:
                return value
            result = clone(value)
            matches = pattern(result, frame, run)
            for match in matches if isinstance(matches, list) else (matches,):
                if match is not UNDEFINED:
                    _update(match, update(match, frame, run), start)
                    _delete(match, delete(match, frame, run) if delete else UNDEFINED, start)
            return result

        return Native("transform", parse_signature("<(oa):o>"), 1, transformer)

    return transform


def _update(match: Any, update: Any, start: int) -> None:
    if update is UNDEFINED:
        return
    if not isinstance(update, dict):
        raise failure("T2011", start, value=update)
    if isinstance(match, dict):
        match.update(update)


def _delete(match: Any, names: Any, start: int) -> None:
    if names is UNDEFINED:
        return
    for name in names if isinstance(names, list) else (names,):
        if not isinstance(name, str):
            raise failure("T2012", start, value=names)
        if isinstance(match, dict):
            match.pop(name, None)
