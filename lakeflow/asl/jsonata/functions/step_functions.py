"""The functions that Step Functions adds to JSONata: $partition $range $hash $random $uuid $parse."""

import hashlib
import json
from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from lakeflow.asl.jsonata.failures import failure
from lakeflow.asl.jsonata.functions.native import native
from lakeflow.asl.jsonata.quoted_json import double_quoted
from lakeflow.asl.jsonata.run import Run
from lakeflow.asl.jsonata.values import UNDEFINED, Sequence, double, is_finite

_HASHES: Final[dict[str, Callable[[bytes], Any]]] = {
    "MD5": lambda data: hashlib.md5(data, usedforsecurity=False),
    "SHA-1": lambda data: hashlib.sha1(data, usedforsecurity=False),
    "SHA-256": hashlib.sha256,
    "SHA-384": hashlib.sha384,
    "SHA-512": hashlib.sha512,
}
_MULTIPLIER: Final = 0x5DEECE66D
_INCREMENT: Final = 0xB
_STATE: Final = (1 << 48) - 1
_BYTES_OF_A_NUMBER: Final = 19.40955
"""What a number of ``$range`` counts for: AWS makes 360,145 of them and refuses one more."""


def _partition(_run: Run, items: Any, size: Any) -> Any:
    if items is UNDEFINED:
        return UNDEFINED
    if not isinstance(items, list):
        raise failure("T0412", index=1, type="items")
    if size is UNDEFINED:
        return [list(items)]
    if not size >= 0:  # NaN too
        raise failure("D3137", message="Second argument must be zero or greater")
    step = int(min(size, len(items)))
    if step == 0:
        return UNDEFINED
    return [items[start : start + step] for start in range(0, len(items), step)]


def _range(run: Run, first: Any, last: Any, step: Any) -> Any:
    if UNDEFINED in (first, last, step):
        return UNDEFINED
    if not (is_finite(first) and is_finite(last) and is_finite(step)):
        raise failure("D1001", value=step)
    start, end, stride = int(first), int(last), int(step)
    if stride == 0:
        return UNDEFINED
    numbers = range(start, end + (1 if stride > 0 else -1), stride)
    count = max(0, (end - start) // stride + 1)
    run.allot(int(count * _BYTES_OF_A_NUMBER))
    return Sequence(numbers)


def _hash(_run: Run, *arguments: Any) -> Any:
    # Not a signature: an algorithm left out gives undefined, an undefined one fails.
    for index, argument in enumerate(arguments or (None,), 1):
        if index > 2 or (argument is not UNDEFINED and not isinstance(argument, str)):
            raise failure("T0410", index=index)
    if len(arguments) < 2 or arguments[0] is UNDEFINED:
        return UNDEFINED
    text, algorithm = arguments
    if algorithm not in _HASHES:
        raise failure("D3137", message=f"Unsupported hash algorithm: {algorithm}")
    return _HASHES[algorithm](text.encode("utf-8", "replace")).hexdigest()


def _random(run: Run, seed: Any) -> Any:
    if seed is UNDEFINED:
        return run.random.random()
    if not is_finite(seed):
        raise failure("D1001", value=seed)
    return _first_double(int(seed))


def _first_double(seed: int) -> float:
    """Return the first ``nextDouble`` of Java's ``Random(seed)``, which is AWS's number for that seed."""
    state = (seed ^ _MULTIPLIER) & _STATE
    state = (state * _MULTIPLIER + _INCREMENT) & _STATE
    high = state >> 22
    state = (state * _MULTIPLIER + _INCREMENT) & _STATE
    return ((high << 27) + (state >> 21)) / (1 << 53)


def _uuid(run: Run) -> str:
    return str(UUID(int=run.random.getrandbits(128), version=4))


def _parse(_run: Run, text: Any) -> Any:
    if text is UNDEFINED:
        return text
    try:
        return json.loads(
            double_quoted(text), parse_constant=_refuse, object_pairs_hook=_unique_fields, parse_float=_double,
            parse_int=lambda digits: double(int(digits)),
        )  # fmt: skip
    except (ValueError, RecursionError):
        raise failure("D3137", message="Invalid JSON") from None


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _double(digits: str) -> float:
    number = float(digits)
    if not is_finite(number):
        raise ValueError(digits)
    return number


def _unique_fields(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise ValueError(pairs)
    return fields


FUNCTIONS: Final = (
    native("partition", "<xn?:a>", 2, _partition),
    native("range", "<n?n?n?:a>", 3, _range),
    native("hash", "", 2, _hash),
    native("random", "<n?:n>", 1, _random),
    native("uuid", "<:s>", 0, _uuid),
    native("parse", "<s?:x>", 1, _parse),
)
