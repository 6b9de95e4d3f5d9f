"""Functions that take functions: $map $filter $single $reduce."""

from collections.abc import Callable
from typing import Any, Final

from lakeflow.asl.jsonata.failures import failure
from lakeflow.asl.jsonata.functions.native import native
from lakeflow.asl.jsonata.run import Run, TailCall, call
from lakeflow.asl.jsonata.values import PARENT, UNDEFINED, Closure, Frame, Function, Sequence, truth


def callback(function: Any, run: Run) -> Callable[[Any, Any, Any], Any]:
    """Return ``function`` as one of three arguments (item, position or key, whole); it gets as many as it takes."""
    if not isinstance(function, Function):
        raise failure("T1006")
    if type(function) is Closure and function.body.signature is None and 1 <= function.arity <= 3:
        return _direct(function, run)
    count = max(1, min(3, function.arity))
    return lambda item, position, whole: call(function, [item, position, whole][:count], None, run)


def _direct(function: Closure, run: Run) -> Callable[[Any, Any, Any], Any]:
    """Return a call of a plain lambda without the steps that it does not need: callbacks are most of a map's time."""
    body, context, outer = function.body.code, function.context, function.frame
    names = function.body.parameters
    first, rest = names[0], names[1:]
    spend = run.spend
    run.check_depth(function.body.levels)

    def invoke(item: Any, position: Any, whole: Any) -> Any:
        frame: Frame = {PARENT: outer, first: item}
        if rest:
            frame.update(zip(rest, (position, whole), strict=False))
        spend(1)
        result = body(context, frame, run)
        if type(result) is TailCall:
            return call(result.function, result.arguments, None, run)
        return result

    return invoke


def _map(run: Run, items: Any, function: Any) -> Any:
    if items is UNDEFINED:
        return items
    invoke = callback(function, run)
    found = Sequence()
    for position, item in enumerate(items):
        value = invoke(item, position, items)
        if value is not UNDEFINED:
            found.append(value)
    return found


def _filter(run: Run, items: Any, function: Any) -> Any:
    if items is UNDEFINED:
        return items
    invoke = callback(function, run)
    return Sequence([item for position, item in enumerate(items) if truth(invoke(item, position, items))])


def _single(run: Run, items: Any, function: Any) -> Any:
    if items is UNDEFINED:
        return items
    invoke = None if function is UNDEFINED else callback(function, run)
    found = [item for position, item in enumerate(items) if invoke is None or truth(invoke(item, position, items))]
    if len(found) != 1:
        raise failure("D3138" if found else "D3139")
    return found[0]


def _reduce(run: Run, items: Any, function: Any, initial: Any) -> Any:
    if items is UNDEFINED:
        return items
    if function.arity < 2:
        raise failure("D3050")
    start = 1 if initial is UNDEFINED and items else 0
    result = items[0] if start else initial
    for position in range(start, len(items)):
        arguments = [result, items[position], position, items]
        result = call(function, arguments[: max(2, min(4, function.arity))], None, run)
    return result


FUNCTIONS: Final = (
    native("map", "<af>", 2, _map),
    native("filter", "<af>", 2, _filter),
    native("single", "<af?>", 2, _single),
    native("reduce", "<afj?:j>", 3, _reduce),
)
