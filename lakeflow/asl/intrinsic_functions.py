"""What each intrinsic function computes, as recorded on AWS; ValueError or TypeError for arguments it does not take."""

import base64
import hashlib
import json
import math
import re
from collections.abc import Callable
from random import Random
from typing import Any, Final
from uuid import UUID

from lakeflow.asl.writing import compact

_HASHES: Final[dict[str, Callable[[bytes], Any]]] = {
    "MD5": lambda data: hashlib.md5(data, usedforsecurity=False),
    "SHA-1": lambda data: hashlib.sha1(data, usedforsecurity=False),
    "SHA-256": hashlib.sha256,
    "SHA-384": hashlib.sha384,
    "SHA-512": hashlib.sha512,
}
_MAX_RANGE: Final = 1000
_MAX_TEXT: Final = 10_000
_PLACEHOLDER: Final = re.compile(r"\\(.)|\{\}", re.DOTALL)


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("an array is needed")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("a string is needed")
    return value


def rounded(value: Any) -> int:
    """Return a number as an integer, halves towards plus infinity."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError("a number is needed")
    return math.floor(value + 0.5) if isinstance(value, float) else value


def json_key(value: Any) -> str:
    """Return what equal JSON values have in common; 1 equals 1.0, true does not equal 1."""
    return json.dumps(_unified(value), sort_keys=True)


def _unified(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: _unified(item) for key, item in value.items()}
    return [_unified(item) for item in value] if isinstance(value, list) else value


def _array(_random: Random, *items: Any) -> list[Any]:
    return list(items)


def _array_partition(_random: Random, items: Any, size: Any) -> list[list[Any]]:
    step = rounded(size)
    if step <= 0:
        raise ValueError("the size of a chunk must be positive")
    return [_list(items)[start : start + step] for start in range(0, len(items), step)]


def _array_contains(_random: Random, items: Any, item: Any) -> bool:
    wanted = json_key(item)
    return any(json_key(candidate) == wanted for candidate in _list(items))


def _array_range(_random: Random, first: Any, last: Any, step: Any) -> list[int]:
    start, end, stride = rounded(first), rounded(last), rounded(step)
    if stride == 0:
        raise ValueError("the step cannot be 0")
    numbers = range(start, end + (1 if stride > 0 else -1), stride)
    if len(numbers) > _MAX_RANGE:
        raise ValueError(f"a range may hold {_MAX_RANGE} items")
    return list(numbers)


def _array_get_item(_random: Random, items: Any, position: Any) -> Any:
    index = rounded(position)
    if not 0 <= index < len(_list(items)):
        raise IndexError(f"there is no item at position {index}")
    return items[index]


def _array_length(_random: Random, items: Any) -> int:
    return len(_list(items))


def _array_unique(_random: Random, items: Any) -> list[Any]:
    found: dict[str, Any] = {}
    for item in _list(items):
        found.setdefault(json_key(item), item)
    return list(found.values())


def _base64_encode(_random: Random, text: Any) -> str:
    if len(_text(text)) > _MAX_TEXT:
        raise ValueError(f"a text may have {_MAX_TEXT} characters")
    return base64.b64encode(text.encode()).decode("ascii")


def _base64_decode(_random: Random, text: Any) -> str:
    if len(_text(text)) > _MAX_TEXT:
        raise ValueError(f"a text may have {_MAX_TEXT} characters")
    return base64.b64decode(text, validate=True).decode("utf-8", "replace")


def _hash(_random: Random, data: Any, algorithm: Any) -> str:
    if algorithm not in _HASHES:
        raise ValueError(f"the algorithm must be one of {', '.join(_HASHES)}")
    text = data if isinstance(data, str) else compact(data)
    if len(text) > _MAX_TEXT:
        raise ValueError(f"a text may have {_MAX_TEXT} characters")
    return str(_HASHES[algorithm](text.encode()).hexdigest())


def _json_merge(_random: Random, first: Any, second: Any, deep: Any) -> dict[str, Any]:
    if not isinstance(first, dict) or not isinstance(second, dict):
        raise TypeError("two objects are needed")
    if deep is not False:
        raise ValueError("only a shallow merge is supported: the third argument must be false")
    return first | second


def _string_to_json(_random: Random, text: Any) -> Any:
    return json.loads(_text(text)) if _text(text).strip() else None


def _json_to_string(_random: Random, value: Any) -> str:
    return compact(value)


def _math_random(random: Random, first: Any, last: Any, *seed: Any) -> int:
    start, end = rounded(first), rounded(last)
    if end <= start:
        raise ValueError("the end must be greater than the start")
    source = Random(rounded(seed[0])) if seed else random  # noqa: S311  no secret depends on it
    return source.randrange(start, end)


def _math_add(_random: Random, first: Any, second: Any) -> int:
    return rounded(first) + rounded(second)


def _string_split(_random: Random, text: Any, splitters: Any) -> list[str]:
    if not _text(splitters):
        return [_text(text)]
    return [part for part in re.split(f"[{re.escape(splitters)}]", _text(text)) if part]


def _uuid(random: Random) -> str:
    return str(UUID(int=random.getrandbits(128), version=4))


def format_text(template: str, values: list[Any]) -> str:
    """Return a template with each ``{}`` replaced; after a backslash a brace is a brace."""
    places = sum(match.group() == "{}" for match in _PLACEHOLDER.finditer(template))
    if places != len(values):
        raise ValueError(f"the template has {places} places for {len(values)} values")
    remaining = iter(values)
    return _PLACEHOLDER.sub(lambda match: match.group(1) or shown(next(remaining)), template)


def shown(value: Any) -> str:
    """Return a value as Java shows it: ``{Id=1, Name=x}``."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(map(shown, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}={shown(item)}" for key, item in value.items()) + "}"
    return str(value)


FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    "States.Array": _array,
    "States.ArrayPartition": _array_partition,
    "States.ArrayContains": _array_contains,
    "States.ArrayRange": _array_range,
    "States.ArrayGetItem": _array_get_item,
    "States.ArrayLength": _array_length,
    "States.ArrayUnique": _array_unique,
    "States.Base64Encode": _base64_encode,
    "States.Base64Decode": _base64_decode,
    "States.Hash": _hash,
    "States.JsonMerge": _json_merge,
    "States.StringToJson": _string_to_json,
    "States.JsonToString": _json_to_string,
    "States.MathRandom": _math_random,
    "States.MathAdd": _math_add,
    "States.StringSplit": _string_split,
    "States.UUID": _uuid,
}
"""Each takes the randomness and then its arguments; States.Format is ``format_text``, as it needs its raw template."""

_MANY: Final = 1000
ARITIES: Final[dict[str, tuple[int, int]]] = {
    "States.Format": (1, _MANY),
    "States.Array": (0, _MANY),
    "States.ArrayPartition": (2, 2),
    "States.ArrayContains": (2, 2),
    "States.ArrayRange": (3, 3),
    "States.ArrayGetItem": (2, 2),
    "States.ArrayLength": (1, 1),
    "States.ArrayUnique": (1, 1),
    "States.Base64Encode": (1, 1),
    "States.Base64Decode": (1, 1),
    "States.Hash": (2, 2),
    "States.JsonMerge": (3, 3),
    "States.StringToJson": (1, 1),
    "States.JsonToString": (1, 1),
    "States.MathRandom": (2, 3),
    "States.MathAdd": (2, 2),
    "States.StringSplit": (2, 2),
    "States.UUID": (0, 0),
}
"""The least and the most arguments of each function."""
