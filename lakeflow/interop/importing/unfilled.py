"""Placeholders where a state has an object or a list: what a step would be made of is not known yet."""

from collections.abc import Mapping
from typing import Any, Final

from lakeflow.interop.importing.values import Inexpressible

_OBJECTS: Final = frozenset(
    {"Assign", "ItemBatcher", "ItemReader", "ProcessorConfig", "ReaderConfig", "ResultWriter", "WriterConfig"}
)
_LISTS: Final = frozenset({"CSVHeaders", "ErrorEquals"})
_LISTS_OF_OBJECTS: Final = frozenset({"Catch", "Choices", "Retry"})


def check_filled_in(state: Mapping[str, Any]) -> None:
    """Raise Inexpressible where a placeholder stands for more than a value."""
    for field, content in state.items():
        is_list = field in _LISTS or field in _LISTS_OF_OBJECTS
        if isinstance(content, str) and (is_list or field in _OBJECTS):
            raise Inexpressible(f"{field} is a placeholder")
        if field in _OBJECTS:
            check_filled_in(content)
        if field in _LISTS_OF_OBJECTS:
            for part in content:
                if isinstance(part, str):
                    raise Inexpressible(f"{field} has a placeholder")
                check_filled_in(part)
