"""Functions over objects and any value: $keys $lookup $spread $merge $each $sift $type $error $assert."""

from typing import Any, Final, NoReturn

from lakeflow.asl.jsonata.failures import failure
from lakeflow.asl.jsonata.functions.higher_order import callback
from lakeflow.asl.jsonata.functions.native import native
from lakeflow.asl.jsonata.run import Run
from lakeflow.asl.jsonata.values import UNDEFINED, Function, Sequence, append, lookup, symbol_of, truth

_TYPES: Final = {
    "s": "string", "n": "number", "b": "boolean", "l": "null", "a": "array", "o": "object", "f": "function",
}  # fmt: skip


def clone(run: Run, value: Any) -> Any:
    """Return a copy that shares nothing that can be changed."""
    run.spend(1)
    if isinstance(value, dict):
        return {key: clone(run, item) for key, item in value.items()}
    if isinstance(value, list):
        return [clone(run, item) for item in value]
    return value


def _keys(_run: Run, value: Any) -> Any:
    return Sequence(_key_set(value))


def _key_set(value: Any) -> dict[str, None]:
    """Return the keys of an object, or of all objects in an array, each once."""
    if isinstance(value, dict):
        return dict.fromkeys(value)
    found: dict[str, None] = {}
    for item in value if isinstance(value, list) else ():
        found |= _key_set(item)
    return found


def _lookup(_run: Run, value: Any, key: Any) -> Any:
    return lookup(value, key) if isinstance(key, str) else UNDEFINED


def _spread(run: Run, value: Any) -> Any:
    if isinstance(value, dict):
        return Sequence([{key: item} for key, item in value.items()])
    if not isinstance(value, list):
        return value
    found: Any = Sequence()
    for item in value:
        found = append(found, _spread(run, item))
    return found


def _merge(_run: Run, objects: Any) -> Any:
    if objects is UNDEFINED:
        return objects
    merged: dict[str, Any] = {}
    for item in objects:
        merged |= item
    return merged


def _each(run: Run, value: Any, function: Any) -> Any:
    found = Sequence()
    invoke = callback(function, run)
    for key, item in value.items() if isinstance(value, dict) else ():
        part = invoke(item, key, value)
        if part is not UNDEFINED:
            found.append(part)
    return found


def _sift(run: Run, value: Any, function: Any) -> Any:
    if not isinstance(value, dict):
        return UNDEFINED
    invoke, fields = callback(function, run), value.items()
    kept = {key: item for key, item in fields if truth(invoke(item, key, value))}
    return kept or UNDEFINED


def _type(_run: Run, value: Any) -> Any:
    return UNDEFINED if value is UNDEFINED else _TYPES[symbol_of(value)]


def _boolean(_run: Run, value: Any) -> Any:
    return UNDEFINED if value is UNDEFINED else not isinstance(value, Function) and truth(value)


def _not(_run: Run, value: Any) -> Any:
    return UNDEFINED if value is UNDEFINED else isinstance(value, Function) or not truth(value)


def _error(_run: Run, message: Any) -> NoReturn:
    raise failure("D3137", message=message or "$error() function evaluated")


def _assert(_run: Run, condition: Any, message: Any) -> Any:
    if not truth(condition):
        raise failure("D3141", message=message or "$assert() statement failed")
    return UNDEFINED


FUNCTIONS: Final = (
    native("keys", "<x-:a<s>>", 1, _keys),
    native("lookup", "<x-s:x>", 2, _lookup),
    native("spread", "<x-:a<o>>", 1, _spread),
    native("merge", "<a<o>:o>", 1, _merge),
    native("each", "<o-f:a>", 2, _each),
    native("sift", "<o-f?:o>", 2, _sift),
    native("type", "<x:s>", 1, _type),
    native("boolean", "<x-:b>", 1, _boolean),
    native("not", "<x-:b>", 1, _not),
    native("error", "<s?:x>", 1, _error),
    native("assert", "<bs?:x>", 2, _assert),
    native("clone", "<(oa)-:o>", 1, clone),
)
