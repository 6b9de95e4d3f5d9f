"""Calls to closures: functions, partial applications, ``~>``, and looking names up."""

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from lakeflow.asl.jsonata.failures import complete, failure
from lakeflow.asl.jsonata.functions import BUILTINS
from lakeflow.asl.jsonata.plan import PathPlan, Plan
from lakeflow.asl.jsonata.run import Code, Run, TailCall, call, call_native
from lakeflow.asl.jsonata.tree import Binary, Call, Name, Node, Placeholder, Variable
from lakeflow.asl.jsonata.values import PARENT, UNDEFINED, Body, Closure, Frame, Function, Native, collapse
from lakeflow.errors import ExpressionError

_MISSING: Final = object()

Compile: TypeAlias = Callable[[Plan], Code]
Finish: TypeAlias = Callable[[Any], Any]
"""What becomes of a sequence that a construct returns."""


def scoped(name: str) -> Code:
    """Return what looks a name up: inner scopes first, then what the caller bound, then the built-ins."""
    builtin = BUILTINS.get(name, UNDEFINED)

    def read(_context: Any, frame: Frame, run: Run) -> Any:
        scope: Frame | None = frame
        while scope is not None:
            if name in scope:
                return scope[name]
            scope = scope[PARENT]
        return run.bindings.get(name, builtin)

    return read


def name_of(node: Node) -> str:
    """Return what errors call the function that a node names."""
    match node:
        case Variable(name) | Name(name):
            return name
        case _:
            return "function"


def compile_call(plan: Plan, node: Call, finish: Finish, compile_: Compile, first: "Code | None" = None) -> Code:
    """Compile a call; ``first`` is the left side of ``~>``, given as first argument."""
    function, *arguments = (compile_(part) for part in plan.parts)
    name, position, level = name_of(node.function), node.start, plan.level

    def invoke(context: Any, frame: Frame, run: Run) -> Any:
        given: list[Any] = [] if first is None else [first(context, frame, run)]
        procedure = function(context, frame, run)
        for argument in arguments:
            given.append(argument(context, frame, run))  # noqa: PERF401  a comprehension is a deeper stack in 3.11
        outside = run.depth
        run.depth = outside + level
        try:
            if isinstance(procedure, Native):
                return finish(call_native(procedure, given, context, run))
            if type(procedure) is Closure:
                return finish(call(procedure, given, context, run))
        except ExpressionError as error:
            raise complete(error, name, position) from None
        finally:
            run.depth = outside
        raise _no_function(node, frame, run)

    return invoke


def _no_function(node: Call, frame: Frame, run: Run) -> ExpressionError:
    """Return T1006, or T1005 where the author only forgot the dollar sign."""
    name = node.function
    if isinstance(name, Name) and isinstance(scoped(name.value)(UNDEFINED, frame, run), Function):
        return failure("T1005", node.start, name=name.value)
    return failure("T1006", node.start)


def compile_tail_call(plan: Plan, node: Call, compile_: Compile) -> Code:
    """Return the closure of a call in tail position, which the caller's loop makes instead of a deeper stack."""
    function, *arguments = (compile_(part) for part in plan.parts)
    name, position = name_of(node.function), node.start

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


def compile_partial(plan: Plan, node: Call, compile_: Compile) -> Code:
    """Return the closure of a partial application, ``$f(1, ?)``."""
    function, *arguments = (compile_(part) if not isinstance(part.node, Placeholder) else None for part in plan.parts)
    assert function is not None

    def partially(context: Any, frame: Frame, run: Run) -> Any:
        procedure = function(context, frame, run)
        given = [_MISSING if code is None else code(context, frame, run) for code in arguments]
        if type(procedure) is Closure:
            return _partially_applied(procedure, given)
        if isinstance(procedure, Native):
            return _partially_applied(_native_as_closure(procedure), given)
        code = "T1007" if _no_function(node, frame, run).code == "T1005" else "T1008"
        raise failure(code, node.start, name=name_of(node.function))

    return partially


def _partially_applied(function: Closure, given: list[Any]) -> Closure:
    frame: Frame = {PARENT: function.frame}
    open_parameters: list[str] = []
    for position, parameter in enumerate(function.body.parameters):
        value = given[position] if position < len(given) else UNDEFINED
        if value is _MISSING:
            open_parameters.append(parameter)
        else:
            frame[parameter] = value
    body = function.body._replace(parameters=tuple(open_parameters), signature=None)
    return Closure(body, frame, function.context)


def _native_as_closure(function: Native) -> Closure:
    """Return a lambda around a built-in, with as many parameters as it has."""
    parameters = tuple(f"{position}" for position in range(function.arity))
    lookups = [scoped(parameter) for parameter in parameters]

    def body(context: Any, frame: Frame, run: Run) -> Any:
        return call_native(function, [code(context, frame, run) for code in lookups], None, run)

    return Closure(Body(parameters, body), {PARENT: None}, None)


def compile_apply(plan: Plan, node: Binary, finish: Finish, compile_: Compile) -> Code:
    """``left ~> right``: call the right side with the left, or chain two functions."""
    left, right_plan = compile_(plan.parts[0]), plan.parts[1]
    invocation = right_plan.node
    if isinstance(invocation, Call) and not isinstance(right_plan, PathPlan):
        placeholder = any(isinstance(argument, Placeholder) for argument in invocation.arguments)
        if not placeholder:
            return compile_call(right_plan, invocation, finish, compile_, first=left)
    right, level = compile_(right_plan), plan.level

    def apply(context: Any, frame: Frame, run: Run) -> Any:
        value, function = left(context, frame, run), right(context, frame, run)
        if not isinstance(function, Function):
            raise failure("T2006", node.right.start, value=function)
        if isinstance(value, Function):
            return _chain(value, function)
        outside = run.depth
        run.depth = outside + level
        try:
            return finish(call(function, [value], None, run))
        except ExpressionError as error:
            raise complete(error, name_of(node.right), node.right.start) from None
        finally:
            run.depth = outside

    return apply


def _chain(first: Function, second: Function) -> Closure:
    def body(_context: Any, frame: Frame, run: Run) -> Any:
        return call(second, [collapse(call(first, [frame["x"]], None, run))], None, run)

    return Closure(Body(("x",), body), {PARENT: None}, None)
