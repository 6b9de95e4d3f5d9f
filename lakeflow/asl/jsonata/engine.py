"""The engine behind the door: the jsonata-python package, and the functions that Step Functions adds."""

import hashlib
import json
import random
import uuid
from collections.abc import Callable, Mapping
from typing import Any, NoReturn, cast

from jsonata.jexception import JException
from jsonata.jsonata import Jsonata
from jsonata.utils import Utils

from lakeflow.asl.jsonata import UNDEFINED, Undefined
from lakeflow.asl.states import Json
from lakeflow.errors import ExpressionError

_NULL = Utils.NULL_VALUE
_TIME_LIMIT_MS = 10_000  # AWS stops an expression after one second; this engine is an order of magnitude slower
_HASHES = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}


class EngineExpression:
    """An Expression of jsonata-python."""

    __slots__ = ("_compiled", "text")

    def __init__(self, text: str, compiled: Jsonata) -> None:
        self.text = text
        self._compiled = compiled

    def evaluate(self, bindings: Mapping[str, Json]) -> "Json | Undefined":
        """Return the value, or UNDEFINED; raises ExpressionError."""
        # Higher-order functions find their interpreter through this global, which each parse moves.
        Jsonata.CURRENT.jsonata = self._compiled
        # The engine's limit counts from when it is set, not from when an evaluation starts.
        self._compiled.environment.set_runtime_bounds(_TIME_LIMIT_MS, None)
        try:
            result = self._compiled.evaluate(None, {name: _bound(value) for name, value in bindings.items()})
        except JException as error:
            raise _failure(error) from error
        except Exception as error:  # the engine lets Python's own errors through: ZeroDivisionError, TypeError, ...
            raise ExpressionError("D1001", f"{type(error).__name__}: {error}") from error
        return UNDEFINED if result is None else _json(result)


def parse(text: str) -> EngineExpression:
    """Parse an expression; raises ExpressionError."""
    try:
        compiled = Jsonata(text)
    except JException as error:
        raise _failure(error) from error
    compiled.set_output_convert_nulls(False)
    for name, function in _FUNCTIONS.items():
        compiled.register_lambda(name, function)
    return EngineExpression(text, compiled)


def _failure(error: JException) -> ExpressionError:
    return ExpressionError(str(error.error), str(error), position=error.location)


_converted: dict[int, tuple[Json, Any]] = {}
"""What was bound lately, by identity: a Map binds the same large input once an item."""


def _bound(value: Json) -> Any:
    """Return a value in which null is the engine's null: it takes None for undefined, except in an object's field."""
    if value is None:
        return _NULL
    if not isinstance(value, (dict, list)):
        return value
    known = _converted.get(id(value))
    if known is not None and known[0] is value:
        return known[1]
    if isinstance(value, dict):
        result: Any = {key: _bound(item) if isinstance(item, (dict, list)) else item for key, item in value.items()}
    else:
        result = [_bound(item) for item in value]
    if len(value) >= 64:
        if len(_converted) >= 64:
            _converted.clear()
        _converted[id(value)] = (value, result)
    return result


def _json(value: Any) -> Json:
    """Return the engine's value as plain JSON."""
    if value is None or value is _NULL:
        return None
    if isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, dict):
        return {key: _json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_json(value[index]) for index in range(len(value))]
    raise ExpressionError("LF-FUNCTION", "The result is or holds a function.")


def _refuse(function: str, position: int) -> NoReturn:
    raise JException("T0410", -1, position, function)


def _check(function: str, arguments: tuple[Any, ...], *kinds: type | tuple[type, ...]) -> None:
    """Refuse too many arguments, and any that is neither undefined nor of its kind."""
    if len(arguments) > len(kinds):
        _refuse(function, len(kinds) + 1)
    for position, (argument, kind) in enumerate(zip(arguments, kinds, strict=False), start=1):
        number = isinstance(argument, bool) and kind is not bool
        if argument is not None and (number or not isinstance(argument, kind)):
            _refuse(function, position)


def _partition(*arguments: Any) -> Any:
    _check("partition", arguments, list, (int, float))
    items = arguments[0] if arguments else None
    size = arguments[1] if len(arguments) > 1 else None
    if items is None:
        return None
    if size is None:
        return [list(items)]
    if size < 0:
        raise JException("D3137", -1, "The chunk size of $partition must not be negative")
    if not items or not int(size):
        return None
    return [list(items[start : start + int(size)]) for start in range(0, len(items), int(size))]


def _range(*arguments: Any) -> Any:
    _check("range", arguments, (int, float), (int, float), (int, float))
    if len(arguments) < 3 or None in arguments:
        return None
    start, end, step = (int(argument) for argument in arguments)
    if step == 0:
        return None
    return Utils.create_sequence_from_iter(range(start, end + (1 if step > 0 else -1), step))


def _hash(*arguments: Any) -> Any:
    _check("hash", arguments, str, str)
    if not arguments:
        _refuse("hash", 1)
    if len(arguments) < 2 or arguments[0] is None:
        return None
    if arguments[1] not in _HASHES:
        raise JException("D3137", -1, f"The algorithm of $hash must be one of {', '.join(_HASHES)}")
    return hashlib.new(_HASHES[arguments[1]], arguments[0].encode(), usedforsecurity=False).hexdigest()


def _random(*arguments: Any) -> Any:
    _check("random", arguments, (int, float))
    seed = arguments[0] if arguments else None
    return random.random() if seed is None else random.Random(seed).random()  # noqa: S311  no secret depends on it


def _uuid(*arguments: Any) -> Any:
    _check("uuid", arguments)
    return str(uuid.uuid4())


def _parse(*arguments: Any) -> Any:
    _check("parse", arguments, str)
    if not arguments or arguments[0] is None:
        return None
    try:
        value = json.loads(arguments[0], parse_constant=_no_constant, object_pairs_hook=_unique_keys)
    except ValueError as error:
        raise JException("D3137", -1, f"$parse: {error}") from error
    return _bound(cast("Json", value))


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("an object repeats a key")
    return found


def _eval(*_arguments: Any) -> NoReturn:
    raise JException("T1006", -1)  # Step Functions leaves $eval out


_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "partition": _partition,
    "range": _range,
    "hash": _hash,
    "random": _random,
    "uuid": _uuid,
    "parse": _parse,
    "eval": _eval,
}
