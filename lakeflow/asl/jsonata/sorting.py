"""The stable merge sort of JSONata: a comparator is asked about the same pairs in the same order as there."""

from collections.abc import Callable
from typing import TypeVar

Item = TypeVar("Item")


def merge_sort(items: list[Item], follows: Callable[[Item, Item], bool]) -> list[Item]:
    """Return the items in order; ``follows(a, b)`` says that ``a`` belongs after ``b``."""
    if len(items) <= 1:
        return items
    middle = len(items) // 2
    left, right = merge_sort(items[:middle], follows), merge_sort(items[middle:], follows)
    merged: list[Item] = []
    first = second = 0
    while first < len(left) and second < len(right):
        if follows(left[first], right[second]):
            merged.append(right[second])
            second += 1
        else:
            merged.append(left[first])
            first += 1
    return merged + left[first:] + right[second:]
