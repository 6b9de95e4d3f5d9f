"""Functions over arrays: $append $reverse $shuffle $distinct $zip $sort $exists."""

from typing import Any, Final

from lakeflow.asl.jsonata.failures import failure
from lakeflow.asl.jsonata.functions.native import native
from lakeflow.asl.jsonata.run import Run, call
from lakeflow.asl.jsonata.sorting import merge_sort
from lakeflow.asl.jsonata.values import NUMBERS, UNDEFINED, Sequence, append, is_less, same, truth


def _append(run: Run, first: Any, second: Any) -> Any:
    joined = append(first, second)
    run.spend(len(joined) if isinstance(joined, list) else 1)
    return joined


def _exists(_run: Run, value: Any) -> bool:
    return value is not UNDEFINED


def _reverse(_run: Run, items: Any) -> Any:
    return items if items is UNDEFINED or len(items) <= 1 else items[::-1]


def _shuffle(run: Run, items: Any) -> Any:
    return items if items is UNDEFINED or len(items) <= 1 else run.random.sample(items, len(items))


def _distinct(run: Run, items: Any) -> Any:
    if not isinstance(items, list) or len(items) <= 1:
        return items
    found: list[Any] = Sequence() if isinstance(items, Sequence) else []
    seen: set[tuple[bool, Any]] = set()
    for item in items:
        if item is None or isinstance(item, (str, int, float)):
            # True == 1 in Python, not in JSON.
            key = (isinstance(item, bool), item)
            if key not in seen:
                seen.add(key)
                found.append(item)
        else:
            run.spend(len(found))
            if not any(same(item, known, run.spend) for known in found):
                found.append(item)
    return found


def _zip(_run: Run, *arrays: Any) -> Any:
    if not arrays or not all(isinstance(items, list) for items in arrays):
        return []
    return [list(items) for items in zip(*arrays, strict=False)]


def _sort(run: Run, items: Any, comparator: Any) -> Any:
    if items is UNDEFINED or len(items) <= 1:
        return items
    run.spend(len(items))
    if comparator is not UNDEFINED:
        return merge_sort(items, lambda first, second: truth(call(comparator, [first, second], None, run)))
    is_text = all(type(item) is str for item in items)
    if not is_text and not all(type(item) in NUMBERS for item in items):
        raise failure("D3070")
    if is_text and not all(item.isascii() for item in items):
        return merge_sort(items, lambda first, second: is_less(second, first))
    return sorted(items)


FUNCTIONS: Final = (
    native("append", "<xx:a>", 2, _append),
    native("exists", "<x:b>", 1, _exists),
    native("reverse", "<a:a>", 1, _reverse),
    native("shuffle", "<a:a>", 1, _shuffle),
    native("distinct", "<x:x>", 1, _distinct),
    native("zip", "<a+>", 0, _zip),
    native("sort", "<af?:a>", 2, _sort),
)
